"""Makes digests of what rounds published, once, and shows them again, always the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.chat.outgoing import Message, Reply
from bot.digest import views
from bot.digest.chart import Chart
from bot.digest.model import has_facts
from bot.digest.picture import Form
from bot.digest.ports import Digest, DigestUnitOfWork, Draw, OwnMoment, PictureStore, Published
from bot.digest.recipients import may_read, read_by, recipients, spoken_of
from bot.digest.subject import Setting
from bot.digest.wording import compose
from bot.disclosure.released import Record
from bot.errors import OperatorError, UserError
from bot.i18n.text import Reader, Text, text
from bot.outbox.model import Entry, ToPerson
from bot.people.model import DEFAULT_LANGUAGE, DEFAULT_ZONE, Directory, Person

POSTED = "digest.posted"
_PICTURES, _SMALL = "digest/", "@small"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestService:
    """What time and people make happen to digests.

    Args:
        question: gives the wording of a question in a language.
        own_moment: computes when a team that chose its own moment reads next.
    """

    unit_of_work: Callable[[], DigestUnitOfWork]
    draw: Draw
    pictures: PictureStore
    question: Callable[[str, str], str]
    own_moment: OwnMoment

    async def run_due(self, now: datetime) -> datetime | None:
        """Make the digests that are due; return when the next one is, None if none is known."""
        async with self.unit_of_work() as uow:
            waiting = await uow.digests.unreported()
        for published in waiting:
            if published.digest_at <= now:
                await self._report(published)
        return min((p.digest_at for p in waiting if p.digest_at > now), default=None)

    async def last(self, person: Person, directory: Directory, words: str = "") -> Reply:
        """Show again the last digest of each unit somebody manages, and of their own.

        `words` may name one of these units.

        Raises:
            UserError: they name another.
        """
        name, units = words.strip(), read_by(person, directory)
        if name:
            units = tuple(u for u in units if _is_named(directory, u, name))
        async with self.unit_of_work() as uow:
            latest = [await uow.digests.latest(unit) for unit in units]
            found = {d.id: d for d in latest if d is not None}
            shown = [await self._again(uow, d, directory) for d in found.values()]
        if shown:
            return Reply(message=views.together(shown))
        if name:
            raise UserError("digest.no_such_team", name=name)
        return Reply(message=views.none_yet())

    async def sample(self, name: str, person: Person, _now: datetime) -> Message | None:
        """Return somebody's last digest when it is what is asked for."""
        if name != "digest":
            return None
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            for unit in read_by(person, directory):
                if (latest := await uow.digests.latest(unit)) is not None:
                    return await self._again(uow, latest, directory)
        return None

    async def held_about_team(self, person: Person) -> tuple[Text, ...]:
        """Count the digests kept about somebody's team."""
        async with self.unit_of_work() as uow:
            count = await uow.digests.count(person.unit)
        return (text("transparency.digests", n=count),) if count else ()

    async def more(self, person: Person, directory: Directory, value: str) -> Reply:
        """Show the comments a digest had no room for; `value` is what its button carried.

        Raises:
            UserError: the digest is not about a unit of theirs.
        """
        name, _, start = value.rpartition(":")
        async with self.unit_of_work() as uow:
            digest = await uow.digests.find(name)
        if digest is None or not start.isdecimal():
            raise UserError("digest.not_yours")
        if not may_read(person, digest.record, directory):
            raise UserError("digest.not_yours")
        return Reply(message=views.voices(digest, int(start)))

    async def read(self, name: str) -> bytes | None:
        """Return a picture by its name, drawn the first time (implements `chat.ports.Pictures`).

        None when there is none, or it cannot be drawn now: its text alternative says the same.
        """
        kept = await self.pictures.read(name)
        if kept is not None or not name.startswith(_PICTURES):
            return kept
        form: Form = "small" if name.endswith(_SMALL) else "wide"
        async with self.unit_of_work() as uow:
            digest = await uow.digests.find(name.removeprefix(_PICTURES).removesuffix(_SMALL))
            if digest is None or not digest.picture:
                return None
            earlier = await _earlier(uow, digest.record)
            chart = self._chart(digest, earlier, await uow.people.directory())
        described = json.dumps(chart.drawing(form), ensure_ascii=False, sort_keys=True)
        try:
            picture = await self.draw(described)
        except OperatorError:
            return None
        await self.pictures.write(name, picture)
        # Somebody else may have been first; what was kept first is what everybody sees.
        return await self.pictures.read(name)

    async def _report(self, published: Published) -> None:
        """Keep a round's digests and queue them, all of them or none."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            digests: list[Digest] = []
            for record in published.records:
                earlier = await _earlier(uow, record)
                digest = self._digest(published, record, earlier, directory)
                chart = self._chart(digest, earlier, directory)
                digests.append(digest)
                posted_at = self._posted_at(digest, directory)
                await uow.outbox.add(*_entries(digest, chart, directory, posted_at))
            await uow.digests.save(published.round_id, digests)
            await uow.commit()

    def _digest(
        self,
        published: Published,
        record: Record,
        earlier: Sequence[Record],
        directory: Directory,
    ) -> Digest:
        reader, setting = self._place(record, published.digest_at, directory)
        name = _digest_id(published.round_id, record)
        return Digest(
            id=name,
            round_id=published.round_id,
            unit=record.unit,
            week=record.week,
            digest_at=published.digest_at,
            record=record,
            text=views.as_text(compose(record, earlier, setting), reader),
            picture=f"{_PICTURES}{name}" if has_facts([*earlier, record]) else "",
        )

    def _chart(self, digest: Digest, earlier: Sequence[Record], directory: Directory) -> Chart:
        reader, setting = self._place(digest.record, digest.digest_at, directory)
        return Chart(record=digest.record, earlier=earlier, setting=setting, reader=reader)

    def _place(
        self, record: Record, digest_at: datetime, directory: Directory
    ) -> tuple[Reader, Setting]:
        """Say a record in the language and the zone of the unit, whoever reads it."""
        home = next((u for u in (record.unit, *record.cell) if u in directory.units), None)
        language = directory.unit_language(home) if home else DEFAULT_LANGUAGE
        zone = directory.unit_zone(home) if home else DEFAULT_ZONE
        setting = Setting(
            units={unit.id: unit.name for unit in directory.units.values()},
            day=digest_at.astimezone(ZoneInfo(zone)).date(),
            question=lambda name: self.question(name, language),
        )
        return Reader(language=language, zone=zone, now=digest_at), setting

    def _posted_at(self, digest: Digest, directory: Directory) -> datetime:
        """Find when a team that chose its own moment reads its digest, managers with it."""
        about = spoken_of(digest.record)
        unit = directory.units.get(about[0]) if len(about) == 1 else None
        if unit is None or unit.digest_moment is None:
            return digest.digest_at
        just_before = digest.digest_at - timedelta(seconds=1)
        return self.own_moment(unit.digest_moment, directory.unit_zone(unit.id), just_before)

    async def _again(self, uow: DigestUnitOfWork, digest: Digest, directory: Directory) -> Message:
        chart = self._chart(digest, await _earlier(uow, digest.record), directory)
        return _message(digest, chart)


async def _earlier(uow: DigestUnitOfWork, record: Record) -> tuple[Record, ...]:
    known = await uow.digests.history(record.unit, record.cell, record.week)
    return tuple(past for past in known if past.week < record.week)


def _message(digest: Digest, chart: Chart) -> Message:
    return views.message(digest, chart.alternative() if digest.picture else "")


def _entries(
    digest: Digest, chart: Chart, directory: Directory, posted_at: datetime
) -> list[Entry]:
    """Address one message, the same to all; somebody back from leave finds the latest only."""
    message, cell = _message(digest, chart), _cell_name(digest.record)
    entries: list[Entry] = []
    for to in recipients(digest.record, directory, chart.setting.day):
        is_person = isinstance(to, ToPerson)
        name = to.person if isinstance(to, ToPerson) else str(to.channel)
        entries.append(
            Entry(
                id=f"digest/{digest.id}/{name}",
                kind=POSTED,
                to=to,
                message=message,
                not_before=posted_at,
                collapse_key=f"digest/{cell}/{name}" if is_person else None,
            )
        )
    return entries


def _digest_id(round_id: str, record: Record) -> str:
    return f"{round_id}.{_cell_name(record)}"


def _cell_name(record: Record) -> str:
    """Name whom a record is about in a few plain characters, whatever units are called."""
    named = json.dumps([record.unit, *record.cell])
    return sha256(named.encode()).hexdigest()[:12]


def _is_named(directory: Directory, unit: str, name: str) -> bool:
    known = directory.units.get(unit)
    return known is not None and name.casefold() in {known.id.casefold(), known.name.casefold()}
