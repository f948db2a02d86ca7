from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import mean
from typing import Literal

import pytest

from bot.people.absence import Absence
from bot.people.model import Directory
from bot.quiethours.model import Schedule, is_open
from bot.rehearsal.colleagues import Colleagues
from bot.rehearsal.department import Department, demo_department
from bot.rehearsal.mood import Mood, Turn

OPENS = datetime(2025, 12, 4, 8, 30, tzinfo=UTC)
CLOSES = datetime(2025, 12, 8, 15, 0, tzinfo=UTC)
WEEKS = range(1, 14)


@pytest.fixture(scope="module")
def department() -> Department:
    return demo_department("fr", date(2026, 3, 5))


@pytest.fixture(scope="module")
def colleagues(department: Department) -> Colleagues:
    return Colleagues(
        directory=department.directory,
        moods=department.moods,
        words=department.words,
        seed=department.seed,
    )


def team_mean(
    colleagues: Colleagues, team: str, question: Literal["charge", "lien"], weeks: range
) -> float:
    steps: list[int] = []
    for week in weeks:
        for person in colleagues.directory.homed(team):
            answer = colleagues.answer(person.id, week)
            step = getattr(answer, question) if answer else None
            steps += [step] if step else []
    return mean(steps)


def test_three_quarters_of_the_department_answer(colleagues: Colleagues) -> None:
    people = colleagues.directory.people
    answered = [colleagues.answer(person, week) for person in people for week in WEEKS]
    assert 0.73 < sum(a is not None for a in answered) / len(answered) < 0.83


def test_the_same_seed_plays_the_same_season_whoever_is_asked_first(
    colleagues: Colleagues, department: Department
) -> None:
    again = replace(colleagues)
    people = sorted(department.directory.people)
    forwards = {p: colleagues.answer(p, 3) for p in people}
    backwards = {p: again.answer(p, 3) for p in reversed(people)}
    assert forwards == backwards
    assert forwards != {p: replace(colleagues, seed=1).answer(p, 3) for p in people}


def test_a_colleague_answers_the_same_whether_or_not_another_one_is_played(
    colleagues: Colleagues, department: Department
) -> None:
    everyone = department.directory
    others = {p: person for p, person in everyone.people.items() if p != "lea"}
    without = replace(colleagues, directory=replace(everyone, people=others))
    replies = colleagues.replies(5, OPENS, CLOSES)
    assert without.replies(5, OPENS, CLOSES) == tuple(
        reply for reply in replies if reply.answer.person != "lea"
    )


def test_colleagues_answer_while_the_round_is_open_in_their_own_hours(
    colleagues: Colleagues,
) -> None:
    directory = colleagues.directory
    replies = colleagues.replies(1, OPENS, CLOSES)
    assert [r.at for r in replies] == sorted(r.at for r in replies)
    for reply in replies:
        person = directory.people[reply.answer.person]
        hours = directory.hours(person)
        assert hours is not None
        assert OPENS <= reply.at < CLOSES
        assert is_open(Schedule(hours=hours, zone=directory.zone(person)), reply.at)


def test_somebody_away_all_along_does_not_answer(colleagues: Colleagues) -> None:
    everyone = colleagues.directory
    days = Absence(first=date(2025, 12, 1), last=date(2025, 12, 8))
    away = {p: replace(person, absences=(days,)) for p, person in everyone.people.items()}
    directory = Directory(units=everyone.units, people=away)
    assert replace(colleagues, directory=directory).replies(1, OPENS, CLOSES) == ()


def test_the_link_of_enfance_nord_weakens_then_recovers(colleagues: Colleagues) -> None:
    before = team_mean(colleagues, "enfance-nord", "lien", range(1, 6))
    during = team_mean(colleagues, "enfance-nord", "lien", range(6, 10))
    after = team_mean(colleagues, "enfance-nord", "lien", range(10, 14))
    assert before - during > 0.8
    assert after - during > 0.8


def test_insertion_plateau_gets_heavier_in_the_third_month(colleagues: Colleagues) -> None:
    before = team_mean(colleagues, "insertion-plateau", "charge", range(1, 10))
    after = team_mean(colleagues, "insertion-plateau", "charge", range(10, 14))
    assert after - before > 0.8


def test_pmi_les_tilleuls_stays_calm(colleagues: Colleagues) -> None:
    charge = [
        team_mean(colleagues, "pmi-les-tilleuls", "charge", range(w, w + 2)) for w in range(1, 13)
    ]
    assert max(charge) - min(charge) < 0.8


def test_some_comment_and_what_they_write_suits_their_week(
    colleagues: Colleagues, department: Department
) -> None:
    comments = department.words.comments
    answers = [colleagues.answer(p, w) for p in colleagues.directory.people for w in WEEKS]
    commented = [a for a in answers if a and a.comment]
    assert 60 < len(commented) < 160
    assert {a.keep for a in commented} == {"theme", "verbatim", "none"}
    assert all(
        a.comment in comments[a.theme].hard
        for a in commented
        if (a.charge or 0) >= 4 or (a.lien or 5) <= 2
    )


def test_nobody_works_outside_the_round() -> None:
    department = demo_department("fr", date(2026, 3, 5))
    colleagues = Colleagues(
        directory=department.directory, moods={}, words=department.words, seed=1, response=1.0
    )
    night = datetime(2025, 12, 4, 21, 0, tzinfo=UTC)
    assert colleagues.replies(1, night, night + timedelta(hours=1)) == ()


def test_a_turn_moves_its_question_for_its_weeks_only() -> None:
    mood = Mood(
        charge=3.0,
        lien=4.0,
        turns=(
            Turn(question="lien", by=-1.0, first_week=2, last_week=3),
            Turn(question="charge", by=0.5, first_week=3),
        ),
    )
    assert [mood.level("lien", week) for week in (1, 2, 3, 4)] == [4.0, 3.0, 3.0, 4.0]
    assert [mood.level("charge", week) for week in (1, 2, 3, 4)] == [3.0, 3.0, 3.5, 3.5]
