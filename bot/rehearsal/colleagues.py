"""Simulated colleagues: they answer, skip, comment and take their time, the same way every time.

Each answer is a team's mood, plus what sets the person apart, plus the week's noise, rounded to
the scale. Every choice is drawn from the seed and the names it is about, so that who plays, or
in which order things are asked, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Final, Literal

from bot.people.hours import parse_hours
from bot.people.model import Directory, Person
from bot.quiethours.model import Schedule, is_open
from bot.rehearsal.answers import Answer, Keep
from bot.rehearsal.mood import Mood
from bot.rehearsal.words import Words

# Standard deviations in points of the scale: the mean of eight answers has a standard error
# near .3, so that a team's weeks look alike without being the same.
_BETWEEN_PEOPLE: Final = 0.5
_BETWEEN_WEEKS: Final = 0.6
_TEAM_WEEKS: Final = 0.1

_PASSED: Final = 0.03
_COMMENTED: Final = 0.15
_HARD_CHARGE, _HARD_LIEN = 4, 2
_KEEPS: Final[tuple[Keep, ...]] = (*("theme",) * 5, *("verbatim",) * 4, "none")

_STEP: Final = timedelta(minutes=15)
_OFFICE_HOURS: Final = parse_hours("lun-ven 8h30-12h 13h30-17h")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer and the instant it comes, in UTC."""

    at: datetime
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class Colleagues:
    """Everyone of a directory who is not played by a visitor.

    Args:
        moods: by unit; a unit without one has an ordinary mood.
        words: what they write.
        seed: the same one plays the same season.
        response: share of the people at work who answer in a week.
    """

    directory: Directory
    moods: Mapping[str, Mood]
    words: Words
    seed: int
    response: float = 0.78

    def replies(self, week: int, opens_at: datetime, closes_at: datetime) -> tuple[Reply, ...]:
        """Return who answers a round and when, earliest first.

        They answer in their own working hours, half of them in the first quarter of what they
        have; somebody away from opening to close does not answer.
        """
        found = []
        for person in sorted(self.directory.people):
            answer = self.answer(person, week)
            at = self._moment(person, week, opens_at, closes_at) if answer else None
            if answer and at:
                found.append(Reply(at=at, answer=answer))
        return tuple(sorted(found, key=lambda reply: (reply.at, reply.answer.person)))

    def answer(self, person: str, week: int) -> Answer | None:
        """Return what somebody answers in a week of the season, None when they do not."""
        known = self.directory.people[person]
        mine = self._draws(person, week)
        if mine.random() > self._diligence(known):
            return None
        charge, lien = self._step(known, "charge", week), self._step(known, "lien", week)
        rotating = self._step(known, "lien", week, noise="rotating")
        is_hard = charge >= _HARD_CHARGE or lien <= _HARD_LIEN
        theme, comment = self._comment(mine, is_hard=is_hard)
        keep = mine.choice(_KEEPS) if comment else _KEEPS[0]
        charge_or_not, lien_or_not, rotating_or_not = (
            None if mine.random() < _PASSED else step for step in (charge, lien, rotating)
        )
        return Answer(
            person=person,
            charge=charge_or_not,
            lien=lien_or_not,
            rotating=rotating_or_not,
            comment=comment,
            keep=keep,
            theme=theme,
        )

    def _draws(self, *about: str | int) -> Random:
        return Random("/".join(str(part) for part in (self.seed, *about)))  # noqa: S311 - a rehearsal must be repeatable

    def _diligence(self, person: Person) -> float:
        """Return how often somebody answers: some always do, some one week in two."""
        own = self._draws(person.id, "diligence").gauss(self.response, 0.1)
        return min(max(own, 0.0), 1.0)

    def _step(
        self, person: Person, question: Literal["charge", "lien"], week: int, noise: str = ""
    ) -> int:
        mood = self.moods.get(person.unit, Mood())
        noise = noise or question
        felt = (
            mood.level(question, week)
            + self._draws(person.id, "trait", noise).gauss(0, _BETWEEN_PEOPLE)
            + self._draws(person.unit, "weeks", noise, week).gauss(0, _TEAM_WEEKS)
            + self._draws(person.id, "weeks", noise, week).gauss(0, _BETWEEN_WEEKS)
        )
        return min(max(round(felt), 1), 5)

    def _comment(self, mine: Random, *, is_hard: bool) -> tuple[str, str]:
        if mine.random() > _COMMENTED:
            return "", ""
        theme = mine.choice(sorted(self.words.comments))
        remarks = self.words.comments[theme]
        return theme, mine.choice(remarks.hard if is_hard else remarks.good)

    def _moment(
        self, person: str, week: int, opens_at: datetime, closes_at: datetime
    ) -> datetime | None:
        known = self.directory.people[person]
        schedule = Schedule(
            hours=self.directory.hours(known) or _OFFICE_HOURS,
            zone=self.directory.zone(known),
            absences=known.absences,
        )
        starts = _working_moments(schedule, opens_at, closes_at)
        if not starts:
            return None
        mine = self._draws(person, "moment", week)
        start = starts[int(len(starts) * mine.random() ** 2)]
        later = start + timedelta(seconds=mine.randrange(int(_STEP.total_seconds())))
        return later if later < closes_at and is_open(schedule, later) else start


@lru_cache(maxsize=128)
def _working_moments(
    schedule: Schedule, opens_at: datetime, closes_at: datetime
) -> tuple[datetime, ...]:
    """Return the quarters of an hour a schedule has in a round; few schedules serve everyone."""
    return tuple(at for at in _quarters(opens_at, closes_at) if is_open(schedule, at))


def _quarters(opens_at: datetime, closes_at: datetime) -> Iterator[datetime]:
    at = opens_at
    while at < closes_at:
        yield at
        at += _STEP
