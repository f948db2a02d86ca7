"""Departments where something happens: a canary all year, bad weeks, a whole organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from bot.attacks.people import Person
from bot.disclosure.answers import Comment
from bot.disclosure.roster import Policy, RosterUnit
from tests.attacks.worlds import SKIPPED, TRAIT, Department, World, answers, departments


def canaries(
    world: World, services: int, seed: int, *, spells: int, weeks: int = 52
) -> Iterator[tuple[Department, Mapping[str, frozenset[int]]]]:
    """Give departments where the first person of each service answers 5 whenever they answer.

    Comes with the weeks each person was away, which everybody knows: so many spells of one to
    three weeks, or, without spells, every week in which they did not answer.
    """
    for number, department in enumerate(departments(world, services, weeks, seed, at_once=20)):
        chance = np.random.default_rng([seed, number, 1])
        grid = department.answers.copy()
        away: dict[str, frozenset[int]] = {}
        for n, person in enumerate(department.people):
            if not person.unit.endswith("t0"):
                continue
            if person.id.endswith("t0.0"):
                grid[:, n][grid[:, n] != SKIPPED] = 5
            starts = chance.integers(1, weeks, spells).tolist()
            lengths = chance.integers(1, 4, spells).tolist()
            gone = [week for a, b in zip(starts, lengths, strict=True) for week in range(a, a + b)]
            if spells:
                grid[:, n, [week - 1 for week in gone if week <= weeks]] = SKIPPED
            else:
                gone = [week for week in range(1, weeks + 1) if not grid[0, n, week - 1]]
            away[person.id] = frozenset(gone)
        yield replace(department, answers=grid), away


def bad_weeks(world: World, services: int, seed: int, weeks: int = 52) -> Iterator[Department]:
    """Give departments where, in each service, three people in turn answer 1 for three weeks."""
    for department in departments(world, services, weeks, seed, at_once=20):
        grid = department.answers.copy()
        for n, person in enumerate(department.people):
            turn = person.id.rpartition("t0.")[2]
            if turn in {"0", "1", "2"}:
                first = 13 * (int(turn) + 1) - 1
                event = grid[:, n, first : first + 3]
                event[event != SKIPPED] = 1
        yield replace(department, answers=grid)


def talkative(services: int, weeks: int, seed: int) -> Department:
    """Give services of teams of 13 where half the people comment, each with words of their own."""
    world = World(size=13, team_effect=0.4, response=0.95)
    chance = np.random.default_rng([seed, services])
    department = next(departments(world, services, weeks, seed, at_once=services))
    words = ["".join(chance.choice([*"abcdefghilmnoprstu"], 6)) for _ in range(4000)]
    habits = [list(chance.choice(words, 40)) for _ in department.people]
    comments = {
        (n, week): Comment(
            text=" ".join(chance.choice(habits[n], 9)),
            theme=str(chance.choice(["horaires", "outils", "equipe"])),
            keep="verbatim" if chance.random() < 0.5 else "theme",
        )
        for n in range(len(department.people))
        for week in range(1, weeks + 1)
        if department.answers[0, n, week - 1] and chance.random() < 0.5
    }
    hurry = dict(enumerate(chance.permutation(len(department.people)).tolist()))
    return replace(department, comments=comments, hurry=hurry)


def organisation(
    people: int, weeks: int, seed: int, *, policy: Policy | None = None, response: float = 0.78
) -> Department:
    """Give one organisation of services of about eight teams of 3 to 15, whose people come and go.

    Each team has a manager; teams under seven share a merge unit a service; one in five people
    leaves in a year, replaced the same week.
    """
    chance = np.random.default_rng([seed, people])
    units = [RosterUnit(id="d")]
    staff: list[Person] = []
    effects: list[float] = []
    team = 0
    while len(staff) < people:
        service = f"s{team // 8}"
        if team % 8 == 0:
            units.append(RosterUnit(id=service, parent="d"))
        size = min(int(chance.integers(3, 16)), max(people - len(staff) - 1, 1))
        merge = f"{service}-small" if size < 7 else ""
        units.append(RosterUnit(id=f"t{team}", parent=service, merge=merge))
        effect = float(chance.normal(0, 0.4))
        posts = [
            Person(id=f"t{team}.m", unit=f"t{team}", is_manager=True),
            *(one for p in range(size) for one in _post(f"t{team}", p, weeks, chance)),
        ]
        staff += posts
        effects += [effect] * len(posts)
        team += 1
    levels = np.array(effects) + chance.normal(0, TRAIT, len(staff))
    world = World(size=9, team_effect=0.4, response=response)
    return Department(
        units=tuple(units),
        people=tuple(staff),
        answers=answers(world, levels, weeks, chance),
        policy=policy or Policy(),
    )


def _post(team: str, place: int, weeks: int, chance: np.random.Generator) -> Iterator[Person]:
    """Give everyone who holds a post, one after the other."""
    holder, n = Person(id=f"{team}.{place}", unit=team), 1
    for week in range(2, weeks + 1):
        if chance.random() < 0.2 / 52:
            yield replace(holder, left=week)
            n += 1
            holder = Person(id=f"{team}.{place}.{n}", unit=team, joined=week)
    yield holder
