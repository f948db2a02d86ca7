"""Every attack on what is stored wins, near certainty, where ballots are kept without care."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.attacks import careless
from tests.attacks.careless import Design
from tests.attacks.seasons import attacked


@pytest.mark.parametrize(
    ("attack", "design"),
    [
        ("row order", careless.PLAIN),
        ("page offset", careless.PLAIN),
        ("page offset", careless.SMALL),
        ("overflow page", replace(careless.LARGE, is_emptied=False)),
        ("row order, roster", careless.IN_ROSTER_ORDER),
        ("WAL replay", careless.PLAIN),
        ("WAL replay", careless.KEYS_LEFT),
        ("free space", careless.PLAIN),
        ("reopen from backup", careless.PLAIN),
        ("reopen from backup", careless.KEYS_LEFT),
        ("pseudonym dictionary", careless.KEYS_LEFT),
        ("pseudonym dictionary", careless.HASHED_NAMES),
        ("words: database", careless.PLAIN),
    ],
)
def test_a_careless_store_is_read_with_near_certainty(
    tmp_path: Path, attack: str, design: Design
) -> None:
    careless.play(tmp_path / "season", design)
    score = attacked(tmp_path)[attack]
    certainty = score.n if score.measure == "found" else 1
    assert score.value >= 0.97 * certainty, score
    assert score.verdict == "fails"


@pytest.mark.parametrize("design", [careless.UNPADDED, careless.LATE_DUMMIES])
def test_dummies_that_differ_are_told_from_answers(tmp_path: Path, design: Design) -> None:
    careless.play(tmp_path / "season", design, people=64, weeks=2)
    score = attacked(tmp_path)["dummy or real"]
    assert score.value > 0.95
    assert score.low > score.gate


def test_an_emptied_box_that_was_not_scrubbed_is_still_in_the_files(tmp_path: Path) -> None:
    careless.play(tmp_path / "season", careless.LARGE)
    assert attacked(tmp_path)["free space"].value > 0.5


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("lien.log", "log"),
        ("messages.jsonl", "messages"),
        ("digests.jsonl", "digests"),
        ("etilqs_0a1b2c", "temporary files"),
        ("pgsql_tmp/pgsql_tmp123.0", "temporary files"),
        ("keys/notes", "key folder"),
    ],
)
def test_a_comment_and_an_answer_are_found_wherever_they_were_left(
    tmp_path: Path, file: str, place: str
) -> None:
    careless.play(tmp_path / "season", careless.HASHED_NAMES)
    before = attacked(tmp_path)
    comments = [line.split(",")[-1] for line in (tmp_path / "A.csv").read_text().splitlines()]
    path = tmp_path / "season" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(_line(place, comments[3]))
    after = attacked(tmp_path)
    found = f"words: {place}"
    assert (before[found].value if found in before else 0, after[found].value) == (0, 1)
    assert after[found].verdict == "fails"
    if place not in {"messages", "digests"}:
        assert after[f"answers: {place}"].verdict == "fails"


def _line(place: str, comment: str) -> str:
    """Write a comment where a program might, in a form that its readers take."""
    if place == "digests":
        items = [{"kind": "theme", "value": comment, "level": "some"}]
        return json.dumps({"week": 1, "unit": "dept", "items": items})
    if place == "messages":
        return json.dumps({"at": "2026-01-08T09:30+01:00", "to": "x", "kind": "k", "text": comment})
    return json.dumps({"event": "answered", "charge": 4, "comment": comment})
