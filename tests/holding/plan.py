"""Two weeks of a department: who hands what to Lien, when, and what they do with it then."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeAlias

from bot.people.absence import Absence
from bot.people.hours import parse_hours
from bot.people.model import Directory
from tests.fakes.small_department import small_department

START = datetime(2026, 1, 5, 6, tzinfo=UTC)
TOGETHER = 25
"""So many are handed over at one instant."""

LEAVES, LEAVES_AT = "t4p9", datetime(2026, 1, 12, 3, tzinfo=UTC)

Then: TypeAlias = Literal["keep", "cancel", "send now"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One message: `words` are found nowhere else in the world."""

    n: int
    at: datetime
    author: str
    to: str
    words: str
    then: Then


def department() -> Directory:
    """Forty people: on La Réunion, part-time, at night, on leave for some days."""
    directory = small_department(10, 10, 10, 10)
    people = dict(directory.people)
    for n in range(1, 11):
        far = replace(people[f"t2p{n}"], zone="Indian/Reunion", region="974")
        people[far.id] = far
    people["t1p3"] = replace(people["t1p3"], hours=parse_hours("lun mar jeu 9h-12h 13h30-16h"))
    people["t1p4"] = replace(people["t1p4"], hours=parse_hours("lun-ven 21h-6h"))
    leave = Absence(first=date(2026, 1, 7), last=date(2026, 1, 13))
    people["t3p5"] = replace(people["t3p5"], absences=(leave,))
    shut = Absence(first=date(2026, 1, 15), last=date(2026, 1, 16))
    units = {**directory.units, "t4": replace(directory.units["t4"], closures=(shut,))}
    return replace(directory, people=people, units=units)


def plan(holds: int, seed: int) -> list[Handed]:
    """Spread messages over two weeks, most of them in the evening."""
    chance = random.Random(seed)  # noqa: S311 - a test must be repeatable
    directory = department()
    authors = sorted(set(directory.people) - {"admin", LEAVES})
    moments = sorted(
        START + timedelta(days=chance.randrange(14), minutes=_minute(chance))
        for _ in range(max(1, holds // TOGETHER))
    )
    handed = []
    for n in range(holds):
        author = chance.choice(authors)
        own = directory.people[author].unit
        at = moments[min(n // TOGETHER, len(moments) - 1)]
        # Who is about to leave is written to for the last time the day before.
        nobodys = {author, "admin"} | ({LEAVES} if at > LEAVES_AT - timedelta(hours=21) else set())
        whom = chance.choice([p for p in sorted(directory.people) if p not in nobodys])
        to = f"#{own}" if chance.random() < 0.2 else f"@{directory.people[whom].name}"
        handed.append(
            Handed(
                n=n,
                at=at,
                author=author,
                to=to,
                words=f"canari-{n:05}-{chance.randrange(16**8):08x} " + "é" * chance.randrange(300),
                then=chance.choices(("keep", "cancel", "send now"), (94, 3, 3))[0],
            )
        )
    return handed


def _minute(chance: random.Random) -> int:
    # From six in the morning: half of it between 18:00 and midnight.
    return chance.randrange(0, 1080) if chance.random() < 0.5 else chance.randrange(720, 1080)
