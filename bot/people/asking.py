"""Who asks what, and the rows by which features say which of their use cases answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.outgoing import Reply
from bot.errors import UserError
from bot.people.model import Directory, Person


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks what, with the words, the value or the form that came along.

    Args:
        words: what was typed behind a command, or what a button carried.
        form, context, values: of a form that was sent.
        author: who wrote the message in whose menu they chose something, where the chat says so.
    """

    person: Person
    directory: Directory
    words: str = field(repr=False)
    event: str
    account: AccountId
    channel: ChannelId | None = None
    message: MessageRef | None = None
    form: str = ""
    context: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    author: AccountId | None = None

    @property
    def department(self) -> str:
        """The department of whoever asks."""
        return self.directory.department(self.person.unit).id

    def saying(self, words: str) -> Asked:
        """The same, with other words."""
        return replace(self, words=words)


Handler: TypeAlias = Callable[[Asked], Awaitable[Reply | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a feature adds to the table of routing: commands, buttons, forms, menus of messages."""

    commands: Mapping[str, Handler] = field(default_factory=dict)
    buttons: Mapping[str, Handler] = field(default_factory=dict)
    forms: Mapping[str, Handler] = field(default_factory=dict)
    messages: Mapping[str, Handler] = field(default_factory=dict)


def for_admins(handler: Handler) -> Handler:
    """Keep a button or a form for admins: a command's role is checked by the table of commands."""

    async def answer(asked: Asked) -> Reply | None:
        if not asked.directory.has_role(asked.person.id, "admin", asked.department):
            raise UserError("refused.not_yours")
        return await handler(asked)

    return answer


def together(rows: tuple[Rows, ...]) -> Rows:
    """Put the rows of several features into one table; no name may be given twice."""
    commands, buttons = dict[str, Handler](), dict[str, Handler]()
    forms, messages = dict[str, Handler](), dict[str, Handler]()
    for one in rows:
        for table, more in (
            (commands, one.commands),
            (buttons, one.buttons),
            (forms, one.forms),
            (messages, one.messages),
        ):
            if twice := table.keys() & more.keys():
                raise ValueError(f"two features answer {sorted(twice)}")
            table.update(more)
    return Rows(commands=commands, buttons=buttons, forms=forms, messages=messages)
