"""A Lien nobody has set up, on the chat of tests: what is typed and pressed goes to its router."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bot.chat.ids import AccountId
from bot.chat.incoming import ButtonPressed, CommandTyped, FormSubmitted
from bot.chat.outgoing import Button, Choices, Reply
from bot.chat.transcript import transcribe
from bot.clock import SimulatedClock
from bot.disclosure.roster import Policy
from bot.i18n.text import Reader
from bot.people.contacts import Contacts
from bot.people.model import Directory
from bot.scheduling import Timeline
from bot.texts import Texts
from bot.wiring import Lien, Parts, assemble
from tests.fakes.chat import RecordingChat
from tests.fakes.questions import questionnaire
from tests.fakes.small_department import MONDAY

ADMIN = AccountId("local", "demo", "yvonne")


@dataclass
class Office:
    """A Lien nobody has set up; `does` types or presses as somebody."""

    lien: Lien
    chat: RecordingChat
    clock: SimulatedClock
    language: str = "fr"
    _events: count[int] = field(default_factory=count)

    async def types(self, words: str, by: AccountId = ADMIN) -> Reply:
        event = f"event-{next(self._events)}"
        reply = await self.lien.router(
            CommandTyped(event=event, account=by, command="lien", words=words)
        )
        assert reply is not None
        return reply

    async def presses(self, reply: Reply, by: AccountId = ADMIN) -> Reply:
        assert reply.message is not None
        choices = next(part for part in reply.message.parts if isinstance(part, Choices))
        return await self.press(choices.buttons[0], by)

    async def press(self, button: Button, by: AccountId = ADMIN) -> Reply:
        answer = await self.lien.router(
            ButtonPressed(
                event=f"event-{next(self._events)}",
                account=by,
                action=button.action,
                value=button.value,
            )
        )
        assert answer is not None
        return answer

    async def submits(self, reply: Reply, *, by: AccountId = ADMIN, **values: str) -> Reply:
        return await self.sends(reply, values, by)

    async def sends(self, reply: Reply, values: Mapping[str, str], by: AccountId = ADMIN) -> Reply:
        assert reply.form is not None
        answer = await self.lien.router(
            FormSubmitted(
                event=f"event-{next(self._events)}",
                account=by,
                form=reply.form.name,
                context=reply.form.context,
                values=values,
            )
        )
        assert answer is not None
        return answer

    async def settle(self) -> None:
        await Timeline(self.clock, self.lien.services).advance(self.clock.now())

    def said(self, reply: Reply) -> str:
        assert reply.message is not None
        reader = Reader(language=self.language, zone="Europe/Paris", now=self.clock.now())
        return transcribe(reply.message, reader)

    async def directory(self) -> Directory:
        async with self.lien.unit_of_work() as uow:
            return await uow.people.directory()


@asynccontextmanager
async def office_of(
    folder: Path, url: str, language: str, chat: RecordingChat, texts: Texts | None = None
) -> AsyncIterator[Office]:
    """Assemble it; its charter has no blanks unless `texts` has."""
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    clock = SimulatedClock(MONDAY)
    lien = await assemble(
        Parts(
            database_url=url,
            key_dir=keys,
            clock=clock,
            chats={chat.name: chat},
            texts=texts or Texts(questionnaire=questionnaire(), charter=lambda _: "Une charte."),
            contacts=Contacts(),
            policy=Policy(),
            locale=language,
            admins=frozenset({ADMIN}),
        )
    )
    try:
        yield Office(lien, chat, clock, language)
    finally:
        await lien.close()
