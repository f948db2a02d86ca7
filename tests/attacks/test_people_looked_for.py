"""One person in sight: a canary all year, somebody's bad weeks, who answered, who wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from bot.attacks import comments, reminders
from bot.attacks.score import Score
from bot.attacks.season import Message
from tests.attacks import naive, scenes
from tests.attacks.reference import background_score, canary_scores
from tests.attacks.worlds import Department, World


def of(scores: list[Score], name: str) -> Score:
    return next(score for score in scores if score.attack.startswith(name))


def test_exact_means_point_at_whoever_answers_the_extreme_all_year() -> None:
    world = World(size=9, team_effect=0.4, response=0.95)
    scores = canary_scores(world, 120, spells=4, publish=naive.exact_means)
    assert all(score.verdict == "fails" for score in scores)
    assert scores[0].value > 0.6


def test_a_down_confirms_little_of_one_persons_bad_weeks() -> None:
    score = background_score(World(size=7, team_effect=0.4, response=0.8), 3000)
    assert score.verdict in {"ok", "inconclusive"}


def test_a_down_that_one_person_causes_confirms_their_bad_weeks() -> None:
    world = World(size=7, team_effect=0.4, response=0.8)
    score = background_score(world, 2000, publish=naive.alert_on_anyone)
    assert score.verdict == "fails"
    assert score.value > 10


@pytest.fixture(scope="module")
def talkative() -> Department:
    return scenes.talkative(6, 14, seed=2)


def test_places_and_themes_of_comments_do_not_tell_their_authors(talkative: Department) -> None:
    records = talkative.season().records
    scores = comments.attack(records, talkative.chart, talkative.truth())
    assert of(scores, "order of comments, as answering").verdict == "ok"
    assert of(scores, "score beside").verdict == "ok"
    assert of(scores, "author of a theme").verdict == "ok"


def test_comments_shown_as_written_give_their_authors_away(talkative: Department) -> None:
    records = talkative.season(naive.as_written).records
    scores = comments.attack(records, talkative.chart, talkative.truth())
    assert of(scores, "order of comments, as answering").value == 1
    assert of(scores, "order of comments, as answering").verdict == "fails"
    assert of(scores, "score beside").verdict == "fails"
    assert of(scores, "author of a verbatim").value > 0.9


def _messages(department: Department, *, to_all: bool) -> Iterator[Message]:
    opening = datetime(2026, 1, 8, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    for week in range(1, department.weeks + 1):
        at = opening + timedelta(weeks=week - 1)
        for n, person in enumerate(department.people):
            yield Message(at=at.isoformat(), to=person.id, kind="checkins.invitation", text="")
            if to_all or not department.answers[0, n, week - 1]:
                late = (at + timedelta(days=4)).isoformat()
                yield Message(at=late, to=person.id, kind="checkins.reminder", text="")


def test_reminders_tell_who_has_not_answered_only_when_not_sent_to_all() -> None:
    department = scenes.organisation(120, 12, seed=6)
    chart, truth = department.chart, department.truth()
    to_all = reminders.attack(tuple(_messages(department, to_all=True)), chart, truth)
    to_some = reminders.attack(tuple(_messages(department, to_all=False)), chart, truth)
    assert to_all.verdict == "ok"
    assert to_some.verdict == "fails"
    assert to_some.value > 0.99
