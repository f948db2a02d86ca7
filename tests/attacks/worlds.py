"""Simulated departments for the attacks: many small services that know nothing of each other.

A service is one team under attack and two others, so that it has a level cell of the smallest
size there is. Everybody's two answers are base + team effect + own trait + noise of the week,
rounded and cut to 1-5. What is published of it comes from `bot.disclosure.rules.decide`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from bot.attacks.people import Person
from bot.attacks.people import Roster as Chart
from bot.attacks.season import Season, record
from bot.attacks.truth import Answer, Truth
from bot.disclosure.answers import Answers, Comment
from bot.disclosure.cells import cells
from bot.disclosure.memory import Memory
from bot.disclosure.released import record_to_json
from bot.disclosure.roster import FrozenRound, Policy, Roster, RosterPerson, RosterUnit
from bot.disclosure.rules import decide

Grid: TypeAlias = npt.NDArray[np.int8]
Publish: TypeAlias = Callable[["Department"], Iterator[dict[str, Any]]]

TRAIT = NOISE = 0.75
SKIPPED = 0
_VALUES = (None, 1, 2, 3, 4, 5)
_BALLOTS = {
    (charge, lien): Answers(charge=_VALUES[charge], lien=_VALUES[lien])
    for charge in range(6)
    for lien in range(6)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is drawn.

    Args:
        size: people of the team under attack, before anybody leaves.
        team_effect: standard deviation of what a team shares.
        response: share of the people who answer in a week.
        base: what an average person answers to (charge, lien).
    """

    size: int
    team_effect: float
    response: float
    base: tuple[float, float] = (3.0, 3.0)

    @property
    def seed(self) -> int:
        """Give each world draws of its own."""
        return self.size * 10**4 + round(self.team_effect * 100) * 100 + round(self.response * 100)

    @property
    def teams(self) -> tuple[int, ...]:
        """Sizes of a service's teams, those that speak first; 41 people, so 40 without a leaver.

        A team of 6 speaks with another of 6, as a merged team of 12.
        """
        return (*self.speaking, *self.silent)

    @property
    def speaking(self) -> tuple[int, ...]:
        """Sizes of the team under attack and of the one it is merged with, if any."""
        return (self.size, self.size) if self.size < 7 else (self.size,)

    @property
    def silent(self) -> tuple[int, ...]:
        """Sizes of the teams that weigh on the level cell, about as large, and say nothing."""
        rest = 41 - sum(self.speaking)
        teams = rest // self.size
        return tuple(rest // teams + (n < rest % teams) for n in range(teams))


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """People of many services, and all they answered: `answers` is [question, person, week - 1].

    `comments` are by person's number and week. People answer in the order of `hurry`, by number.
    """

    units: tuple[RosterUnit, ...]
    people: tuple[Person, ...]
    answers: Grid = field(repr=False)
    comments: Mapping[tuple[int, int], Comment] = field(default_factory=dict)
    hurry: Mapping[int, int] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)

    @property
    def weeks(self) -> int:
        return int(self.answers.shape[2])

    @property
    def chart(self) -> Chart:
        return Chart(parents={unit.id: unit.parent for unit in self.units}, people=self.people)

    def roster(self, week: int) -> Roster:
        staff = (
            RosterPerson(
                id=person.id,
                unit=person.unit,
                manages=(person.unit,) if person.is_manager else (),
                eligible=person.counts_from <= week,
            )
            for person in self.people
            if person.is_there(week)
        )
        return Roster(units=self.units, people=tuple(staff))

    def truth(self, people: Sequence[str] | None = None) -> Truth:
        """Give what some people answered, everybody's by default."""
        asked = frozenset(people) if people is not None else None
        return Truth(
            answers={
                person.id: {
                    week: self._answer(n, week, charge, lien)
                    for week, (charge, lien) in enumerate(self.answers[:, n].T.tolist(), start=1)
                    if (charge or lien) and person.is_there(week)
                }
                for n, person in enumerate(self.people)
                if asked is None or person.id in asked
            }
        )

    def ballot(self, n: int, week: int, charge: int, lien: int) -> Answers:
        """Give what a person cast, by number."""
        ballot = _BALLOTS[charge, lien]
        comment = self.comments.get((n, week))
        return replace(ballot, comment=comment) if comment else ballot

    def _answer(self, n: int, week: int, charge: int, lien: int) -> Answer:
        comment = self.comments.get((n, week))
        return Answer(
            charge=_VALUES[charge],
            lien=_VALUES[lien],
            comment=comment.text if comment else "",
            theme=comment.theme if comment else "",
            order=self.hurry.get(n, n),
        )

    def season(self, publish: Publish | None = None) -> Season:
        """Publish the whole season, by Lien's rules or by naive ones."""
        lines = (publish or published)(self)
        return Season(folder=Path(), records=tuple(map(record, lines)))


def published(department: Department) -> Iterator[dict[str, Any]]:
    """Decide every week with Lien's own rules; give the lines of `digests.jsonl`."""
    index = {person.id: n for n, person in enumerate(department.people)}
    memory, before = Memory(), None
    found: list[tuple[str, list[int]]] = []
    changes = {1} | {w for p in department.people for w in (p.joined, p.left, p.counts_from) if w}
    for week in range(1, department.weeks + 1):
        if week in changes or before is None:
            before = department.roster(week)
            found = [
                (cell.id, sorted(index[person] for person in cell.members))
                for cell in cells(before, department.policy)
            ]
        charge, lien = department.answers[:, :, week - 1].tolist()
        heard = {
            cell: [
                department.ballot(n, week, charge[n], lien[n])
                for n in members
                if charge[n] or lien[n]
            ]
            for cell, members in found
        }
        frozen = FrozenRound(week=week, rotating="", roster=before, policy=department.policy)
        decision = decide(memory, frozen, heard)
        memory = decision.memory
        yield from map(record_to_json, decision.records)


def departments(
    world: World,
    services: int,
    weeks: int,
    seed: int,
    *,
    moves: Mapping[str, int] | None = None,
    at_once: int = 40,
) -> Iterator[Department]:
    """Give departments of some services each until there are enough services.

    `moves` {"left": week} or {"joined": week} is what the first person of each service does.
    """
    for number, first in enumerate(range(0, services, at_once)):
        chance = np.random.default_rng([seed, number])
        yield _department(world, min(at_once, services - first), weeks, chance, moves or {})


def _department(
    world: World, services: int, weeks: int, chance: np.random.Generator, moves: Mapping[str, int]
) -> Department:
    units: list[RosterUnit] = []
    people: list[Person] = []
    effects: list[float] = []
    for s in range(services):
        units.append(RosterUnit(id=f"s{s}"))
        for t, size in enumerate(world.teams):
            merge = f"m{s}" if size < 7 else ""
            units.append(RosterUnit(id=f"s{s}t{t}", parent=f"s{s}", merge=merge))
            if t >= len(world.speaking):
                # With something below it, a home unit is no team: it only weighs on the level.
                units.append(RosterUnit(id=f"s{s}t{t}-", parent=f"s{s}t{t}"))
            effect = chance.normal(0, world.team_effect) if world.team_effect else 0.0
            for p in range(size):
                own = moves if t == p == 0 else {}
                people.append(
                    Person(
                        id=f"s{s}t{t}.{p}",
                        unit=f"s{s}t{t}",
                        joined=own.get("joined"),
                        left=own.get("left"),
                    )
                )
                effects.append(effect)
    levels = np.array(effects) + chance.normal(0, TRAIT, len(effects))
    return Department(
        units=tuple(units), people=tuple(people), answers=answers(world, levels, weeks, chance)
    )


def answers(
    world: World, levels: npt.NDArray[np.float64], weeks: int, chance: np.random.Generator
) -> Grid:
    """Draw what people of some levels answer, 0 where somebody does not."""
    base = np.array(world.base)[:, None, None]
    noise = chance.normal(0, NOISE, (2, len(levels), weeks))
    drawn = np.clip(np.rint(base + levels[None, :, None] + noise), 1, 5)
    comes = chance.random((len(levels), weeks)) < world.response
    return np.where(comes[None], drawn, SKIPPED).astype(np.int8)
