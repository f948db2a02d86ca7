"""Departments in a line, for tests of what may be said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.disclosure.answers import Answers
from bot.disclosure.cells import Cell, cells
from bot.disclosure.memory import Memory
from bot.disclosure.released import Item, Record
from bot.disclosure.roster import FrozenRound, Policy, Roster, RosterPerson, RosterUnit
from bot.disclosure.rules import Decision, decide

STANDARD, STRICT = Policy(), Policy(profile="strict")


def people(unit: str, size: int, first: int = 1) -> tuple[RosterPerson, ...]:
    return tuple(RosterPerson(id=f"{unit}.{n}", unit=unit) for n in range(first, first + size))


def roster(
    teams: Mapping[str, int | Sequence[RosterPerson]],
    parents: Mapping[str, str] | None = None,
    merges: Mapping[str, str] | None = None,
    others: Sequence[RosterPerson] = (),
) -> Roster:
    """Give teams by size or by people; `parents` also adds the units above them."""
    above, merged = parents or {}, merges or {}
    names = dict.fromkeys([*teams, *above, *above.values()])
    units = [
        RosterUnit(id=name, parent=above.get(name, ""), merge=merged.get(name, ""))
        for name in names
        if name
    ]
    staff = [
        person
        for name, who in teams.items()
        for person in (people(name, who) if isinstance(who, int) else who)
    ]
    return Roster(units=tuple(units), people=(*staff, *others))


def ballots(*values: int) -> list[Answers]:
    """Give one ballot a value, the same for both core questions."""
    return [Answers(charge=value, lien=value) for value in values]


def cell_of(found: Sequence[Cell], unit: str) -> Cell:
    return next(cell for cell in found if cell.unit == unit)


def play(
    memory: Memory,
    week: int,
    frozen: Roster,
    answers: Mapping[str, Sequence[Answers]],
    *,
    policy: Policy = STANDARD,
    rotating: str = "",
) -> Decision:
    """Decide a week; `answers` go by the unit of the cell's record."""
    by_cell = {
        cell.id: answers[cell.unit] for cell in cells(frozen, policy) if cell.unit in answers
    }
    one = FrozenRound(week=week, rotating=rotating, roster=frozen, policy=policy)
    return decide(memory, one, by_cell)


def record_of(decision: Decision, unit: str) -> Record:
    return next(record for record in decision.records if record.unit == unit)


def season(
    frozen: Roster,
    weeks: Sequence[Mapping[str, Sequence[Answers]]],
    *,
    policy: Policy = STANDARD,
    memory: Memory | None = None,
) -> list[Decision]:
    """Decide week after week, through the stored form of the memory."""
    decided: list[Decision] = []
    now = memory or Memory()
    for answers in weeks:
        decision = play(now, now.week + 1, frozen, answers, policy=policy)
        now = Memory.recalled(decision.memory.public(), decision.memory.secrets())
        decided.append(decision)
    return decided


def items_of(decisions: Sequence[Decision], unit: str) -> list[tuple[Item, ...]]:
    return [record_of(decision, unit).items for decision in decisions]
