from __future__ import annotations

import json

import pytest

from bot.disclosure.released import (
    Band,
    Direction,
    Number,
    Record,
    Theme,
    Verbatim,
    Withheld,
    record_from_json,
    record_to_json,
)

RECORD = Record(
    week=8,
    unit="s",
    cell=("a", "b"),
    items=(
        Direction(question="charge", value="up"),
        Band(question="lien", value="middle", weeks=(5, 8)),
        Number(question="temps", value=3.5, size_class="30-49"),
        Withheld(question="lien", reason="overlap"),
        Theme(value="horaires", level="some"),
        Verbatim(text="Semaine calme, enfin."),
    ),
)


def test_a_record_has_the_published_json_form() -> None:
    assert record_to_json(RECORD) == {
        "week": 8,
        "unit": "s",
        "cell": ["a", "b"],
        "items": [
            {"question": "charge", "kind": "direction", "value": "up"},
            {"question": "lien", "kind": "band", "value": "middle", "weeks": [5, 8]},
            {"question": "temps", "kind": "number", "value": 3.5, "class": "30-49"},
            {"question": "lien", "kind": "withheld", "reason": "overlap"},
            {"kind": "theme", "value": "horaires", "level": "some"},
            {"kind": "verbatim", "text": "Semaine calme, enfin."},
        ],
    }


def test_a_record_about_one_unit_names_no_cell() -> None:
    line = record_to_json(Record(week=1, unit="a", cell=(), items=()))
    assert line == {"week": 1, "unit": "a", "items": []}


def test_a_record_read_back_is_equal() -> None:
    assert record_from_json(json.loads(json.dumps(record_to_json(RECORD)))) == RECORD


def test_an_item_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="histogram"):
        record_from_json({"week": 1, "unit": "a", "items": [{"kind": "histogram"}]})
