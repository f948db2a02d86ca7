"""Plays a whole season through the real services on a simulated clock: `lien simulate`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot import logs
from bot.chat.ids import AccountId
from bot.chat.incoming import FormSubmitted
from bot.checkins.model import Plan
from bot.checkins.views import FORM
from bot.clock import SimulatedClock
from bot.digest.ports import Digest
from bot.disclosure.released import record_to_json
from bot.disclosure.roster import Policy
from bot.errors import OperatorError
from bot.people.contacts import Contact, Contacts
from bot.people.model import DEFAULT_ZONE, Directory, Unit
from bot.rehearsal.answers import Answer, AnswersFile
from bot.rehearsal.journal import CHAT, WORKSPACE, JournalChat
from bot.rehearsal.roster import RosterFile
from bot.rehearsal.shares import Share, write_given
from bot.rehearsal.sharing import Colleague
from bot.rehearsal.snapshots import keep_snapshots
from bot.scheduling import Timeline
from bot.texts import Texts
from bot.wiring import Lien, Parts, assemble

EVERYONE = "*"
"""Root put above a roster with several roots; published records name it "" as they do no unit."""

_ZONE = ZoneInfo(DEFAULT_ZONE)
_ANSWERING = timedelta(days=3, hours=10)  # Thursday, half an hour after opening
_SHARING = timedelta(days=2, hours=10)  # Wednesday, nothing else is due
_SHARED = timedelta(hours=6)
_REPORTED = timedelta(days=8, hours=12)  # the Tuesday after, digests posted
_AT_ONCE = 50
_CONTACTS = Contacts(lines=(Contact(name="Médecine préventive", how="poste 00 00"),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """What is simulated and where its outputs go.

    Args:
        start: a Monday, week 1.
        database_url: None: a SQLite file in the output folder.
        has_snapshots: whether the database's files are kept as they are after every commit.
        on_week: called with the number of weeks played, for progress.
        shares: what people share besides, on Wednesdays.
        receipts: where to write what authors of shares alone know: their truth, codes included.
    """

    roster: RosterFile
    answers: AnswersFile
    weeks: int
    out: Path
    start: date
    policy: Policy
    database_url: str | None
    has_snapshots: bool
    on_week: Callable[[int], None]
    shares: Sequence[Share] = ()
    receipts: Path | None = None

    async def play(self) -> None:
        """Play every week and write what was published and sent.

        Raises:
            OperatorError: the folder is not empty or cannot be written, or the database fails.
        """
        keys = _prepared(self.out)
        clock = SimulatedClock(self._monday(1))
        with (
            (self.out / "messages.jsonl").open("w", encoding="utf-8") as messages,
            logs.kept_in(self.out / "lien.log", clock=clock, level="debug"),
        ):
            chat = JournalChat(messages)
            lien = await assemble(
                Parts(
                    database_url=self.database_url or f"sqlite:///{self.out / 'lien.db'}",
                    key_dir=keys,
                    clock=clock,
                    chats={chat.name: chat},
                    texts=Texts.packaged(),
                    contacts=_CONTACTS,
                    policy=self.policy,
                    kept_for=None,
                )
            )
            if self.has_snapshots:
                keep_snapshots(lien.database, self.out / "snapshots")
            try:
                await self._play(lien, clock)
            finally:
                await lien.close()

    async def _play(self, lien: Lien, clock: SimulatedClock) -> None:
        timeline = Timeline(clock, lien.services)
        colleague = Colleague(router=lien.router, clock=clock)
        with (self.out / "digests.jsonl").open("w", encoding="utf-8") as digests:
            for week in range(1, self.weeks + 1):
                await timeline.advance(self._monday(week))
                if week == 1 or self.roster.changes_in(week):
                    await self._enrol(lien, week)
                await self._share(timeline, colleague, week)
                await timeline.advance(self._monday(week) + _ANSWERING)
                await self._cast(lien, self.answers.in_week(week))
                await timeline.advance(self._monday(week) + _REPORTED - timedelta(days=1, hours=12))
                self.on_week(week)
            await timeline.advance(self._monday(self.weeks) + _REPORTED)
            async with lien.unit_of_work() as uow:
                written = await uow.digests.everything()
            _write_digests(digests, written, self.roster.roots)
        if self.receipts is not None:
            self.receipts.write_text(write_given(colleague.given), encoding="utf-8")

    async def _enrol(self, lien: Lien, week: int) -> None:
        directory = _rooted(self.roster.directory(week, self.start))
        async with lien.unit_of_work() as uow:
            known = await uow.people.directory()
            await uow.people.save_units(*directory.units.values())
            await uow.people.save_people(*directory.people.values())
            await uow.people.remove_people(*(set(known.people) - set(directory.people)))
            await uow.people.grant(*directory.grants)
            if week == 1:
                for root in directory.departments:
                    await uow.rounds.save_plan(Plan(department=root.id, since=self._monday(1)))
            await uow.commit()

    async def _share(self, timeline: Timeline, colleague: Colleague, week: int) -> None:
        """Share one after the other, each at a moment of its own."""
        mine = [share for share in self.shares if share.week == week]
        for n, share in enumerate(mine):
            moment = self._monday(week) + _SHARING + n * _SHARED / len(mine)
            await timeline.advance(moment)
            await colleague.share(share)

    async def _cast(self, lien: Lien, answers: Sequence[Answer]) -> None:
        """Answer the open round, in order, as the form would.

        Answers come a few at a time, as in life; one by one where every commit is looked at.
        """
        async with lien.unit_of_work() as uow:
            unfinished = await uow.rounds.unfinished()
        at_once = 1 if self.has_snapshots else _AT_ONCE
        for start in range(0, len(answers), at_once):
            await asyncio.gather(
                *(
                    lien.router(_submission(opened.id, answer))
                    for answer in answers[start : start + at_once]
                    for opened in unfinished
                )
            )

    def _monday(self, week: int) -> datetime:
        day = self.start + timedelta(weeks=week - 1)
        return datetime.combine(day, time(0, 1), _ZONE).astimezone(UTC)


def _submission(round_id: str, answer: Answer) -> FormSubmitted:
    return FormSubmitted(
        event=f"{round_id}/{answer.person}",
        account=AccountId(CHAT, WORKSPACE, answer.person),
        form=FORM,
        context=round_id,
        values=answer.form(),
    )


def _rooted(directory: Directory) -> Directory:
    """Put one department above a roster of several roots: a season is asked in one round."""
    if len(directory.departments) == 1:
        return directory
    units = {
        name: replace(unit, parent=unit.parent or EVERYONE)
        for name, unit in directory.units.items()
    }
    return replace(directory, units={EVERYONE: Unit(id=EVERYONE, name="Tout le monde"), **units})


def _write_digests(file: TextIO, digests: Iterable[Digest], roots: Sequence[str]) -> None:
    for digest in digests:
        line = record_to_json(digest.record)
        if line["unit"] == EVERYONE:
            line = {"week": line["week"], "unit": "", "cell": list(roots)} | line | {"unit": ""}
        line |= {"audience": ["manager", "team"], "text": digest.text}
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _prepared(out: Path) -> Path:
    """Make the output folder and its key folder.

    Raises:
        OperatorError: something is in it already, or it cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise OperatorError(f"{out} is not empty: name a new folder with --out")
        keys = out / "keys"
        keys.mkdir(mode=0o700)
    except OSError as error:
        raise OperatorError(f"cannot write in {out}: {error.strerror}") from error
    return keys
