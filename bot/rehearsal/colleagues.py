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
from typing import Final

from bot.people.hours import parse_hours
from bot.people.model import Directory
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
        mine = self._draws(person, "week", week)
        apart = self._draws(person, "character")
        diligence = min(max(apart.gauss(self.response, 0.1), 0.0), 1.0)
        if mine.random() > diligence:
            return None
        charge, lien, rotating = self._steps(self.directory.people[person].unit, week, apart, mine)
        is_hard = charge >= _HARD_CHARGE or lien <= _HARD_LIEN
        theme, comment = self._comment(mine, is_hard=is_hard)
        return Answer(
            person=person,
            charge=None if mine.random() < _PASSED else charge,
            lien=None if mine.random() < _PASSED else lien,
            rotating=None if mine.random() < _PASSED else rotating,
            comment=comment,
            keep=mine.choice(_KEEPS) if comment else _KEEPS[0],
            theme=theme,
        )

    def _steps(self, unit: str, week: int, apart: Random, mine: Random) -> list[int]:
        """Return charge, lien and the rotating item, which is answered around lien's level."""
        mood = self.moods.get(unit, Mood())
        together = self._draws(unit, "week", week)
        levels = (mood.level("charge", week), mood.level("lien", week), mood.level("lien", week))
        felt = [
            level
            + apart.gauss(0, _BETWEEN_PEOPLE)
            + together.gauss(0, _TEAM_WEEKS)
            + mine.gauss(0, _BETWEEN_WEEKS)
            for level in levels
        ]
        return [min(max(round(step), 1), 5) for step in felt]

    def _draws(self, *about: str | int) -> Random:
        return Random("/".join(str(part) for part in (self.seed, *about)))  # noqa: S311 - a rehearsal must be repeatable

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
            days_off=known.days_off,
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
