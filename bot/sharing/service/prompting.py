"""Asks people in private what they would share, when their unit's rhythm says so."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from bot.chat.outgoing import Message, Reply
from bot.errors import UserError
from bot.outbox.model import Entry, ToPerson
from bot.people.asking import Asked
from bot.people.budget import Budget
from bot.people.model import Directory, Person
from bot.people.moments import NextMoment, WeeklyMoment
from bot.people.prompting import USUAL_WEEKS, asked_at
from bot.sharing import prompt_views as views
from bot.sharing import spacing
from bot.sharing.model import readers, weeks_between
from bot.sharing.ports import SharingUnitOfWork
from bot.sharing.prompts import GOOD_FOR, LATEST, Kind, Prompt, Prompts, Turn
from bot.sharing.rhythm import NEVER, USUAL, folded
from bot.sharing.spacing import PROMPTED
from bot.sharing.weeks import week_at

_WEEKS_SEARCHED: Final = 110
_A_WEEK: Final = timedelta(days=7)

log = structlog.get_logger()


@dataclass(slots=True)
class _Looked:
    """What the last look found: while nobody changed and nothing is due, it holds.

    Args:
        moments: computed for a rule, a zone and an instant, which many teams have in common.
    """

    directory: Directory | None = None
    following: datetime | None = None
    moments: dict[tuple[WeeklyMoment, str, datetime], datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptService:
    """Asks each person of a unit the unit's next question, no more often than its rhythm says.

    Who comes from another unit is asked no more often than the slower of the two.

    A unit's turn is kept in the transaction that queues its questions: killed at any moment, it
    has asked all or none, and what is queued leaves once.

    Args:
        holidays: gives the public holidays of a region; nobody is asked on one.
    """

    unit_of_work: Callable[[], SharingUnitOfWork]
    prompts: Prompts
    next_moment: NextMoment
    holidays: Callable[[str | None], Container[date]]
    budget: Budget
    _looked: _Looked = field(default_factory=_Looked)

    async def run_due(self, now: datetime) -> datetime | None:
        """Queue the questions that are due; return when the next ones are, None if never."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            looked = self._looked
            if directory is looked.directory and (
                looked.following is None or now < looked.following
            ):
                return looked.following
            turns = await uow.turns.all()
        following: list[datetime] = []
        for unit in sorted({person.unit for person in directory.people.values()}):
            at = self.next_asking(directory, unit, turns.get(unit, Turn()), now)
            while at is not None and at <= now:
                turn = await self._ask(unit, at, now)
                at = self.next_asking(directory, unit, turn, now)
            if at is not None:
                following.append(at)
        self._looked.moments.clear()
        self._looked.directory = directory
        self._looked.following = min(following, default=None)
        return self._looked.following

    def next_asking(
        self, directory: Directory, unit: str, turn: Turn, now: datetime
    ) -> datetime | None:
        """Return when a unit is next asked, None where it never is.

        It can be past, when nobody ran to ask then, but not so long that it is to be left out.
        Days on which it is shut or on a break and public holidays are left out; so are the weeks
        that have to lie between two questions, whatever was changed meanwhile.
        """
        prompting = directory.prompting(unit)
        if prompting is None or prompting.moment is None:
            return None
        if not self.budget.fits(directory, unit):
            return None  # the configuration changed since: no more is taken than was promised
        zone = directory.unit_zone(unit)
        closed = self.holidays(directory.unit_region(unit))
        at = max(prompting.since, turn.last or prompting.since, now - LATEST)
        for _ in range(_WEEKS_SEARCHED):
            at = self._moment(prompting.moment, zone, at)
            day = at.astimezone(ZoneInfo(zone)).date()
            if directory.rests(unit, day) or day in closed:
                continue
            if (
                turn.last is None
                or weeks_between(week_at(turn.last, zone), week_at(at, zone)) >= prompting.weeks
            ):
                return at
        return None

    def _moment(self, rule: WeeklyMoment, zone: str, after: datetime) -> datetime:
        moments, name = self._looked.moments, (rule, zone, after)
        if name not in moments:
            moments[name] = self.next_moment(rule, zone, after)
        return moments[name]

    async def upcoming(self, directory: Directory, unit: str, now: datetime) -> datetime | None:
        """Return when somebody at home in a unit is next asked."""
        async with self.unit_of_work() as uow:
            turns = await uow.turns.all()
        return self.next_asking(directory, unit, turns.get(unit, Turn()), now)

    async def sample(self, name: str, person: Person, now: datetime) -> Message | None:  # noqa: ARG002 - as every feature is asked
        """Return the question somebody's unit is asked next, when a question is what is wanted."""
        if name != "prompt":
            return None
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            turns = await uow.turns.all()
        kinds = _kinds(directory, person.unit)
        prompt = self.prompts.next(turns.get(person.unit, Turn()), kinds)
        return _asking(prompt, directory, person, kinds) if prompt else None

    async def choose(self, asked: Asked, now: datetime, *, accepts: bool | None) -> Reply:
        """Ask somebody no more, or again; what waits for them is taken back.

        Args:
            asked: by whom, with the words behind a command.
            now: the present instant.
            accepts: what was pressed; None: the words say it, and without any it is only told.

        Raises:
            UserError: the words are neither yes nor no.
        """
        if accepts is None:
            if not asked.words.strip():
                return views.chosen(accepts=asked.person.accepts_prompts)
            accepts = _yes_or_no(asked.words)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            known = directory.people.get(asked.person.id)
            if known is not None and await uow.inbox.mark(asked.event):
                await uow.people.save_people(replace(known, accepts_prompts=accepts))
                if not accepts:
                    await _take_back(uow, directory, known, now)
            await uow.commit()
        return views.chosen(accepts=accepts)

    async def unasked(self, person: str, now: datetime) -> None:
        """Take back what waits for somebody who said in a form of settings that they want nothing.

        Nothing is taken from who wants to be asked, so it can be called again.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            known = directory.people.get(person)
            if known is not None and not known.accepts_prompts:
                await _take_back(uow, directory, known, now)
            await uow.commit()

    async def _ask(self, unit: str, at: datetime, now: datetime) -> Turn:
        """Queue a unit's question, once; where nobody is to be asked it stays for another time."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            turn = (await uow.turns.all()).get(unit, Turn())
            if turn.last is not None and turn.last >= at:
                return turn  # another process asked it
            kinds = _kinds(directory, unit)
            prompt = self.prompts.next(turn, kinds)
            people = await _not_lately(uow, directory, unit, _asked(directory, unit, at), at)
            if prompt is None or not people:
                turn = turn.left_out(at)
            else:
                turn = self.prompts.after(turn, prompt, at)
                await uow.outbox.add(
                    *(
                        _question(
                            person, directory, _asking(prompt, directory, person, kinds), at, now
                        )
                        for person in people
                    )
                )
                log.info("prompt.asked", unit=unit, people=len(people))
            await uow.turns.save(unit, turn)
            await uow.commit()
        return turn


async def _take_back(
    uow: SharingUnitOfWork, directory: Directory, person: Person, now: datetime
) -> None:
    zone = directory.unit_zone(person.unit)
    for at in (now, now - _A_WEEK):
        await uow.outbox.remove(*spacing.names(person.id, week_at(at, zone)))


def _yes_or_no(words: str) -> bool:
    said = folded(words.strip(" .!"))
    if said in NEVER:
        return False
    if said in USUAL:
        return True
    raise UserError("prompts.yes_or_no", text=words.strip()[:40])


def _kinds(directory: Directory, unit: str) -> tuple[Kind, ...]:
    return ("practice", "signal") if readers(directory, unit) else ("practice",)


def _asked(directory: Directory, unit: str, at: datetime) -> list[Person]:
    """List whom to ask: at home in exactly this unit, and neither on a pause nor unwilling."""
    return [
        person
        for _, person in sorted(directory.people.items())
        if person.unit == unit
        and person.is_counted
        and person.accepts_prompts
        and (
            person.paused_until is None
            or person.paused_until < at.astimezone(ZoneInfo(directory.zone(person))).date()
        )
    ]


async def _not_lately(
    uow: SharingUnitOfWork, directory: Directory, unit: str, people: Sequence[Person], at: datetime
) -> list[Person]:
    """Leave out whom another unit asked lately."""
    rhythm = directory.prompting(unit)
    if rhythm is None:
        return list(people)
    zone = directory.unit_zone(unit)
    week, since = week_at(at, zone), week_at(rhythm.since, zone)
    near = {p.id: spacing.too_near(p.id, week, rhythm.weeks, since) for p in people}
    known = await uow.outbox.known(*chain.from_iterable(near.values()))
    return [person for person in people if known.isdisjoint(near[person.id])]


def _asking(
    prompt: Prompt, directory: Directory, person: Person, kinds: tuple[Kind, ...]
) -> Message:
    return views.question(prompt, directory.language(person), takes_signals="signal" in kinds)


def _question(
    person: Person, directory: Directory, message: Message, at: datetime, now: datetime
) -> Entry:
    until = at + GOOD_FOR
    rhythm = directory.prompting(person.unit)
    weeks = rhythm.weeks if rhythm else USUAL_WEEKS
    return Entry(
        id=spacing.name(person.id, week_at(at, directory.unit_zone(person.unit)), weeks),
        kind=PROMPTED,
        to=ToPerson(person.id),
        message=message,
        not_before=asked_at(person.prompted_at, directory.zone(person), now, until),
        not_after=until,
        collapse_key=f"{PROMPTED}/{person.id}",
    )
