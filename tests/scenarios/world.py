"""A whole Lien on a simulated clock, for scenarios: its services, its people, what it sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from bot.chat.ids import ChannelId, MessageRef
from bot.chat.incoming import ButtonPressed, CommandTyped, FormSubmitted, MessageAction
from bot.chat.outgoing import Reply
from bot.chat.transcript import transcribe
from bot.checkins.model import Plan, Round
from bot.checkins.views import ANSWER, FORM
from bot.clock import SimulatedClock
from bot.disclosure.roster import Policy
from bot.i18n.text import Reader
from bot.people.model import Directory
from bot.scheduling import Timeline
from bot.texts import Texts
from bot.wiring import Lien, Parts, Role, assemble
from tests.fakes.authors import RecordingAuthors
from tests.fakes.chat import RecordingChat
from tests.fakes.drafts import WrittenDrafts
from tests.fakes.questions import CONTACTS, questionnaire
from tests.fakes.small_department import MONDAY, account


@dataclass
class World:
    """A running Lien; `chat` holds what it sent, `clock` stands still between steps."""

    lien: Lien
    chat: RecordingChat
    clock: SimulatedClock
    timeline: Timeline
    directory: Directory
    _events: count[int] = field(default_factory=count)

    async def advance(self, to: datetime) -> None:
        await self.timeline.advance(to)

    async def settle(self) -> None:
        await self.timeline.advance(self.clock.now())

    async def type(
        self,
        person: str,
        words: str,
        command: str = "lien",
        *,
        channel: ChannelId | None = None,
        message: MessageRef | None = None,
    ) -> Reply:
        reply = await self.lien.router(
            CommandTyped(
                event=self._event(),
                account=account(person),
                command=command,
                words=words,
                channel=channel,
                message=message,
            )
        )
        await self.settle()
        assert reply is not None
        return reply

    async def choose(
        self, person: str, action: str, message: MessageRef, words: str, **told: Any
    ) -> Reply:
        """Choose an action in the menu of a message, one's own unless `author` says otherwise."""
        chosen = MessageAction(
            event=self._event(),
            account=account(person),
            action=action,
            message=message,
            words=words,
            **{"author": account(person), **told},
        )
        reply = await self.lien.router(chosen)
        await self.settle()
        assert reply is not None
        return reply

    async def press(self, person: str, action: str, value: str = "") -> Reply:
        reply = await self.lien.router(
            ButtonPressed(event=self._event(), account=account(person), action=action, value=value)
        )
        await self.settle()
        assert reply is not None
        return reply

    def pressing(self, person: str, action: str, value: str = "") -> ButtonPressed:
        return ButtonPressed(
            event=self._event(), account=account(person), action=action, value=value
        )

    async def answer(self, person: str, **values: str) -> Reply:
        opened = await self.press(person, ANSWER)
        if opened.form is None:
            return opened
        return await self.submit(person, opened.form.context, values)

    async def submit(
        self, person: str, round_id: str, values: Mapping[str, str], form: str = FORM
    ) -> Reply:
        reply = await self.lien.router(
            FormSubmitted(
                event=self._event(),
                account=account(person),
                form=form,
                context=round_id,
                values=values,
            )
        )
        assert reply is not None
        return reply

    async def round(self) -> Round:
        async with self.lien.unit_of_work() as uow:
            latest = await uow.rounds.latest("dept")
        assert latest is not None
        return latest

    def said(self, reply: Reply, language: str = "fr") -> str:
        assert reply.message is not None
        reader = Reader(language=language, zone="Europe/Paris", now=self.clock.now())
        return transcribe(reply.message, reader)

    def _event(self) -> str:
        return f"event-{next(self._events)}"


@asynccontextmanager
async def world(
    folder: Path,
    url: str,
    directory: Directory,
    *,
    at: datetime = MONDAY,
    clock: SimulatedClock | None = None,
    chat: RecordingChat | None = None,
    authors: RecordingAuthors | None = None,
    drafts: WrittenDrafts | None = None,
    role: Role = "all",
    shared: Path | None = None,
    texts: Texts | None = None,
) -> AsyncIterator[World]:
    """Start a Lien in a folder; started again in the same one, it goes on where it was."""
    keys = folder / "keys"
    is_new = not keys.exists()
    keys.mkdir(mode=0o700, exist_ok=True)
    clock = clock or SimulatedClock(at)
    chat = chat or RecordingChat()
    lien = await assemble(
        Parts(
            database_url=url,
            key_dir=keys,
            clock=clock,
            chats={chat.name: chat},
            authors={chat.name: authors} if authors else {},
            drafts={chat.name: drafts} if drafts else {},
            withdrawals={chat.name: authors} if authors else {},
            texts=texts or Texts(questionnaire=questionnaire(), charter=lambda _: "Une charte."),
            contacts=CONTACTS,
            policy=Policy(),
            role=role,
            shared_key_dir=shared,
        )
    )
    try:
        if is_new and role != "answer":
            async with lien.unit_of_work() as uow:
                await uow.people.save_units(*directory.units.values())
                await uow.people.save_people(*directory.people.values())
                await uow.people.grant(*directory.grants)
                await uow.rounds.save_plan(Plan(department="dept", since=at))
                await uow.commit()
        yield World(lien, chat, clock, Timeline(clock, lien.services), directory)
    finally:
        await lien.close()
