"""From what people do to the use case that answers it, with permission checks; nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

import structlog

from bot.admin import home_views
from bot.admin.day_views import AWAY, NOT_AWAY
from bot.admin.model import Command
from bot.admin.part_time_views import CHOOSE as CHOOSE_WEEKS
from bot.admin.service.following import Following
from bot.admin.service.guide import Guide
from bot.admin.service.home import Home
from bot.admin.service.journal import Journal
from bot.admin.service.personal import PersonalSettings
from bot.admin.service.setup import Setup
from bot.admin.service.talking import TalkingDoor
from bot.admin.service.transparency import Transparency
from bot.admin.typed import read_command
from bot.admin.views import ASK, DOORS, expected, said
from bot.chat.incoming import (
    AccountClosed,
    ButtonPressed,
    CommandTyped,
    FormSubmitted,
    HomeOpened,
    Incoming,
    MembershipChanged,
    MessageAction,
    MessagePosted,
)
from bot.chat.outgoing import Reply
from bot.checkins import views as checkins
from bot.checkins.planning_views import CHOOSE
from bot.checkins.service.answering import Answering
from bot.checkins.service.planning import Planning
from bot.clock import Clock
from bot.digest import views as digest
from bot.digest.service import DigestService
from bot.errors import UserError
from bot.i18n.text import Reader, Text, text
from bot.people.asking import Asked, Handler, Rows, for_admins
from bot.people.model import Directory, Person
from bot.quiethours import nudge_views as nudge
from bot.quiethours import views as quiethours
from bot.quiethours.service.held import HeldList
from bot.quiethours.service.keeping import Handed, Keeping
from bot.quiethours.service.nudging import Nudging
from bot.workspaces import views as workspaces
from bot.workspaces.service.signing import Signing

log = structlog.get_logger()


_DOORS = frozenset({*DOORS, *home_views.DOORS, *home_views.READING})
"""Commands that a button may stand for, pressed without words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """Acts on every event of every chat (`chat.ports.Receive`); it never raises.

    Args:
        everyone: reads who there is.
        rows: what features answer themselves.
        changed: called when something may have been queued, so that it leaves at once.
    """

    everyone: Callable[[], Awaitable[Directory]]
    clock: Clock
    answering: Answering
    planning: Planning
    keeping: Keeping
    held: HeldList
    nudging: Nudging
    digests: DigestService
    guide: Guide
    door: TalkingDoor
    settings: PersonalSettings
    transparency: Transparency
    setup: Setup
    home: Home
    journal: Journal
    following: Following
    signing: Signing
    rows: Rows
    changed: Callable[[], None]

    async def __call__(self, incoming: Incoming) -> Reply | None:
        """Answer an event in the person's own language; a refusal is a sentence that says why."""
        try:
            if isinstance(incoming, AccountClosed | MembershipChanged):
                await self._follow(incoming)
                return None
            directory = await self.everyone()
            person = directory.holder(incoming.account)
            if person is None:
                return await self._stranger(incoming)
            reply = await self._route(incoming, person, directory)
        except UserError as error:
            return _refusal(Text(error.message, error.message_args))
        except Exception as error:  # noqa: BLE001 - a person waits: they get a sentence, not silence
            # No traceback: it could quote what the person wrote.
            log.error("routing.failed", error=type(error).__name__)  # noqa: TRY400
            failed = _refusal(text("refused.failed"))
            return None if _is_between_people(incoming) else failed
        if not _is_quiet(incoming):
            self.changed()
        return reply

    async def _stranger(self, incoming: Incoming) -> Reply | None:
        if _is_between_people(incoming):
            return None
        if self.setup.is_first_admin(incoming.account):
            return await self.setup.answer(incoming)
        return _refusal(text("people.not_on_roster"))

    async def _route(
        self, incoming: Incoming, person: Person, directory: Directory
    ) -> Reply | None:
        match incoming:
            case CommandTyped():
                asked = Asked(
                    person,
                    directory,
                    incoming.words,
                    incoming.event,
                    incoming.account,
                    incoming.channel,
                    incoming.message,
                )
                return await self._command(incoming.command, asked)
            case ButtonPressed():
                asked = Asked(person, directory, incoming.value, incoming.event, incoming.account)
                return await self._button(incoming.action, asked)
            case FormSubmitted():
                return await self._form(incoming, person, directory)
            case _:
                return await self._other(incoming, person, directory)

    async def _other(
        self, incoming: Incoming, person: Person, directory: Directory
    ) -> Reply | None:
        match incoming:
            case HomeOpened():
                kept = await self.held.show(person)
                signing = await self.signing.state(incoming.account)
                return await self.home.show(directory, person, kept, signing)
            case MessageAction(action=quiethours.KEEP_MESSAGE):
                return await self.keeping.keep_message(person, incoming, self.clock.now())
            case MessageAction() if handler := self.rows.messages.get(incoming.action):
                return await handler(
                    Asked(
                        person,
                        directory,
                        incoming.words,
                        incoming.event,
                        incoming.account,
                        incoming.channel,
                        incoming.message,
                        author=incoming.author,
                    )
                )
            case MessagePosted() if incoming.channel is not None:
                return await self.nudging.heard(person, directory, incoming, self.clock.now())
            case MessagePosted():
                return self.guide.doors(person, incoming.words)
            case _:
                return None

    async def _follow(self, incoming: AccountClosed | MembershipChanged) -> None:
        now = self.clock.now()
        match incoming:
            case AccountClosed(event=event, account=account, is_closed=True):
                await self.following.closed(account, event, now)
            case AccountClosed(event=event, account=account, is_guest=True):
                await self.following.made_guest(account, event, now)
            case MembershipChanged(event=event, account=account, channel=channel, is_member=True):
                await self.following.joined(account, channel, event, now)
            case _:
                return
        self.changed()

    async def _form(
        self, sent: FormSubmitted, person: Person, directory: Directory
    ) -> Reply | None:
        if handler := self.rows.forms.get(sent.form):
            return await handler(
                Asked(
                    person,
                    directory,
                    "",
                    sent.event,
                    sent.account,
                    form=sent.form,
                    context=sent.context,
                    values=sent.values,
                )
            )
        if sent.form == checkins.FORM:
            return await self._answer(sent, person, directory)
        if sent.form == quiethours.KEEP:
            handed = Handed(account=sent.account, event=sent.event, words="")
            return await self.keeping.keep_form(person, sent.values, handed, self.clock.now())
        if sent.form == quiethours.CHANGED:
            return await self.held.save(person, sent.context, sent.values, self.clock.now())
        return await self.home.save(person, sent, self.clock.now())

    async def _answer(self, sent: FormSubmitted, person: Person, directory: Directory) -> Reply:
        now = self.clock.now()
        reply = await self.answering.answer(person, directory, sent.context, sent.values, now)
        # Hundreds answer at once: the chat need not read again how each of them reads.
        reader = Reader(language=directory.language(person), zone=directory.zone(person), now=now)
        return replace(reply, reader=reader)

    async def _command(self, door: str, asked: Asked) -> Reply | None:
        if door == "lien" and not asked.words.strip():
            return self.guide.doors(asked.person)
        typed = read_command(door, asked.words)
        if typed is None:
            return self.guide.unknown(asked.directory, asked.person, asked.words)
        return await self._run(typed.command, asked.saying(typed.words))

    async def _run(self, command: Command, asked: Asked) -> Reply | None:
        self.guide.require(asked.directory, asked.person, command)
        try:
            reply = await self._commands()[command.name](asked)
        except UserError as error:
            language = asked.directory.language(asked.person)
            why = _refusal(Text(error.message, error.message_args))
            return why.adding(*expected(command, error.message, asked.words, language))
        is_theirs = command.who is None or asked.directory.has_role(asked.person.id, command.who)
        if command.is_noted and is_theirs and asked.words.strip():
            await self._note(asked, command.name)
        return reply

    async def _note(self, asked: Asked, name: str) -> None:
        """Keep who changed something: what was refused has raised, and is not noted."""
        await self.journal.note(asked.person, name, self.clock.now())

    async def _button(self, action: str, asked: Asked) -> Reply | None:
        kind, _, name = action.partition(".")
        if kind == "command" and name in _DOORS:
            return await self._commands()[name](asked.saying(""))
        handler = self._buttons().get(action)
        return await handler(asked) if handler else None

    def _buttons(self) -> Mapping[str, Handler]:
        return {
            checkins.ANSWER: lambda a: self.answering.form(a.person, self.clock.now()),
            checkins.ERASE: lambda a: self.answering.erase(a.person, a.words, self.clock.now()),
            checkins.SKIP: lambda _: _now(checkins.not_this_week()),
            digest.MORE: lambda a: self.digests.more(a.person, a.directory, a.words),
            checkins.TALK: lambda a: _now(self.guide.talk(a.directory, a.person)),
            CHOOSE: for_admins(lambda a: self.planning.choose(a, self.clock.now())),
            **self.rows.buttons,
            workspaces.LINK: lambda a: self.signing.link(a.account),
            workspaces.UNLINK: lambda a: self.signing.unlink(a.account, a.words),
            home_views.HOURS: lambda a: _now(self.home.hours(a.directory, a.person)),
            AWAY: lambda a: self.settings.absence(a.person, a.words, a.event, self.clock.now()),
            NOT_AWAY: lambda a: self.settings.absence(
                a.person, f"retirer {a.words}", a.event, self.clock.now()
            ),
            home_views.PART_TIME: lambda a: _now(self.home.part_time(a.directory, a.person)),
            CHOOSE_WEEKS: lambda a: self.settings.part_time(a.person, a.words, a.event),
            home_views.PREFERENCES: lambda a: _now(self.home.preferences(a.directory, a.person)),
            home_views.ABSENCE: lambda _: _now(self.home.absence()),
            home_views.PAUSE: lambda a: self.home.pause(
                a.person, a.words, a.event, self.clock.now()
            ),
            ASK: lambda a: self.door.ask(a.person, a.words, a.event, self.clock.now()),
            nudge.KEEP_POSTED: lambda a: self.nudging.keep(
                a.person, a.account, a.words, a.event, self.clock.now()
            ),
            nudge.LEAVE: lambda a: self.nudging.leave(a.words),
            nudge.NEVER: lambda a: self.nudging.choose(a.person, accepts=False),
            nudge.AGAIN: lambda a: self.nudging.choose(a.person, accepts=True),
            quiethours.CANCEL: lambda a: self.held.cancel(a.person, a.words),
            quiethours.SEND_NOW: lambda a: self.held.send_now(a.person, a.words, self.clock.now()),
            quiethours.CHANGE: lambda a: self.held.change(a.person, a.words),
            quiethours.STILL_USEFUL: lambda a: self.held.still_useful(a.person, a.words),
        }

    def _commands(self) -> Mapping[str, Handler]:
        now = self.clock.now
        return {
            "help": lambda a: _now(self.guide.help(a.directory, a.person)),
            "answer": lambda a: self.answering.form(a.person, now()),
            "later": lambda a: self.keeping.keep(a.person, _handed(a), now()),
            "later_list": lambda a: self.held.show(a.person),
            "erase_answer": lambda a: self.answering.sure(
                a.person, now(), is_admin=a.directory.has_role(a.person.id, "admin", a.department)
            ),
            "talk": lambda a: _now(self.guide.talk(a.directory, a.person)),
            "digest": lambda a: self.digests.last(a.person, a.directory, a.words),
            "transparency": lambda a: self.transparency.show(a.directory, a.person),
            "pause": lambda a: self.settings.pause(a.person, a.words, a.event, now()),
            "hours": lambda a: self.settings.hours(a.person, a.words, a.event),
            "part_time": lambda a: self.settings.part_time(a.person, a.words, a.event),
            "language": lambda a: self.settings.language(a.person, a.words, a.event),
            "prompted_at": lambda a: self.settings.prompted_at(a.person, a.words, a.event),
            "absence": lambda a: self.settings.absence(a.person, a.words, a.event, now()),
            "link": lambda a: self.signing.link(a.account),
            "unlink": lambda a: self.signing.unlink(a.account, a.words),
            "schedule_list": lambda a: self.planning.show(a.person, now()),
            "schedule_checkin": lambda a: self.planning.set(a, "opens", now()),
            "schedule_reminder": lambda a: self.planning.set(a, "reminds", now()),
            "schedule_close": lambda a: self.planning.set(a, "closes", now()),
            "schedule_digest": lambda a: self.planning.set(a, "digest", now()),
            "team_list": lambda a: _now(self.guide.team_list(a.directory, a.person)),
            "team_evening": lambda a: self.nudging.switch(a.person, a.words, a.event, now()),
            **self.rows.commands,
        }


def _handed(asked: Asked) -> Handed:
    """Make of it a message somebody hands over."""
    return Handed(
        account=asked.account,
        event=asked.event,
        words=asked.words,
        channel=asked.channel,
        message=asked.message,
    )


async def _now(reply: Reply) -> Reply:
    return reply


def _is_between_people(incoming: Incoming) -> bool:
    """Tell whether people merely talk to each other: nothing is said about it unasked."""
    return isinstance(incoming, MessagePosted) and incoming.channel is not None


def _is_quiet(incoming: Incoming) -> bool:
    """Tell whether nothing can have been queued: what is done with an answer wakes nobody."""
    match incoming:
        case FormSubmitted():
            return incoming.form == checkins.FORM
        case ButtonPressed():
            return incoming.action in {checkins.ANSWER, checkins.ERASE, checkins.SKIP}
        case _:
            return isinstance(incoming, HomeOpened | MessagePosted)


def _refusal(why: Text) -> Reply:
    return replace(said(why), is_refusal=True)
