"""Invented seasons of any size, to try `lien simulate` on and to measure with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from random import Random
from typing import Final

from bot.chat.ids import AccountId, ChannelId
from bot.people.model import Person, Unit
from bot.rehearsal.answers import AnswersFile
from bot.rehearsal.colleagues import Colleagues
from bot.rehearsal.department import demo_department
from bot.rehearsal.journal import CHAT, WORKSPACE
from bot.rehearsal.mood import Mood, Question, Turn
from bot.rehearsal.roster import Enrolment, RosterFile
from bot.rehearsal.words import demo_words

_DEPARTMENT: Final = "d1"
_TEAM_SIZE, _UNLIKE, _SMALL = 12, 2, 7
_TEAMS_A_SERVICE: Final = 8
_WEEKS_A_YEAR: Final = 52
_QUESTIONS: Final[tuple[Question, ...]] = ("charge", "lien")
_ANY_MONDAY: Final = date(2026, 1, 5)


def team_sizes(people: int) -> tuple[int, ...]:
    """Share agents out into teams of about twelve that are not all alike, as departments do."""
    teams = max(round(people / _TEAM_SIZE), 1)
    alike = [people // teams + (n < people % teams) for n in range(teams)]
    paired = teams - teams % 2
    unlike = [(_UNLIKE if n % 2 else -_UNLIKE) if n < paired else 0 for n in range(teams)]
    return tuple(size + more for size, more in zip(alike, unlike, strict=True))


def invented_season(
    sizes: Sequence[int],
    *,
    weeks: int,
    seed: int = 0,
    response: float = 0.78,
    yearly_churn: float = 0.0,
) -> tuple[RosterFile, AnswersFile]:
    """Make up a roster and its answers, the same for the same arguments.

    Args:
        sizes: agents in each team; a manager comes on top. Teams under seven share a merge
            unit a service.
        weeks: length of the season.
        seed: what everything is drawn from.
        response: share of the people who answer in a week.
        yearly_churn: share of the agents who leave in a year, each replaced the same week.
    """
    teams = [f"t{n}" for n in range(1, len(sizes) + 1)]
    chance = Random(f"{seed}/season")  # noqa: S311 - a season must be repeatable
    names = _names()
    people: list[Enrolment] = []
    for team, size in zip(teams, sizes, strict=True):
        people.append(Enrolment(person=_person(next(names), team), role="manager"))
        for _ in range(size):
            people += _post(team, names, chance, weeks, yearly_churn)
    roster = RosterFile(units=tuple(_units(teams, sizes)), people=tuple(people))
    everyone = replace(
        roster.directory(1, _ANY_MONDAY), people={e.person.id: e.person for e in people}
    )
    colleagues = Colleagues(
        directory=everyone,
        moods={team: _mood(chance, weeks) for team in teams},
        words=demo_words("fr"),
        seed=seed,
        response=response,
    )
    return roster, _answers(roster, colleagues, chance, weeks)


def _units(teams: Sequence[str], sizes: Sequence[int]) -> Iterator[Unit]:
    yield _unit(_DEPARTMENT, "Département", None)
    services = [f"s{1 + n // _TEAMS_A_SERVICE}" for n in range(len(teams))]
    for service in dict.fromkeys(services):
        yield _unit(service, f"Service {service[1:]}", _DEPARTMENT)
    for team, service, size in zip(teams, services, sizes, strict=True):
        unit = _unit(team, f"Équipe {team[1:]}", service)
        yield replace(unit, merge=f"{service}-petites" if size < _SMALL else None)


def _unit(name: str, title: str, parent: str | None) -> Unit:
    return Unit(id=name, name=title, parent=parent, channel=ChannelId(CHAT, WORKSPACE, name))


def _names() -> Iterator[tuple[str, str]]:
    """Yield identifiers and names for ever; a name that comes back is numbered."""
    known = [p.name for p in demo_department("fr", _ANY_MONDAY).directory.people.values()]
    for n in count():
        again, nth = divmod(n, len(known))
        yield f"p{n + 1}", f"{known[nth]} {again + 1}" if again else known[nth]


def _person(named: tuple[str, str], team: str) -> Person:
    name, title = named
    return Person(id=name, name=title, unit=team, accounts=(AccountId(CHAT, WORKSPACE, name),))


def _post(
    team: str, names: Iterator[tuple[str, str]], chance: Random, weeks: int, yearly_churn: float
) -> Iterator[Enrolment]:
    """Yield everyone who holds one agent's post, one after the other."""
    holder = Enrolment(person=_person(next(names), team))
    for week in range(2, weeks + 1):
        if chance.random() < yearly_churn / _WEEKS_A_YEAR:
            yield replace(holder, left_week=week)
            holder = Enrolment(person=_person(next(names), team), joined_week=week)
    yield holder


def _mood(chance: Random, weeks: int) -> Mood:
    """Draw a team's levels, and for one team in two something that happens and stays."""
    charge, lien = chance.gauss(3.2, 0.3), chance.gauss(3.7, 0.3)
    question = chance.choice(_QUESTIONS)
    by = chance.uniform(0.6, 1.2) * chance.choice((-1, 1))
    turn = Turn(question=question, by=by, first_week=chance.randint(1, max(weeks, 1)))
    return Mood(charge=charge, lien=lien, turns=(turn,) if chance.random() < 0.5 else ())  # noqa: PLR2004 - one in two


def _answers(roster: RosterFile, colleagues: Colleagues, chance: Random, weeks: int) -> AnswersFile:
    by_week = {}
    for week in range(1, weeks + 1):
        there = (e.person.id for e in roster.people if e.is_there(week))
        given = [answer for p in there if (answer := colleagues.answer(p, week))]
        chance.shuffle(given)
        if given:
            by_week[week] = tuple(given)
    return AnswersFile(by_week=by_week)
