from __future__ import annotations

from pathlib import Path

import pytest

from bot.attacks.score import Score, counted
from tests.attacks import page


def area(world: str, value: float) -> Score:
    return Score(
        attack=f"leaver, strict: {world}",
        row="all digests + rosters",
        measure="AUC",
        value=value,
        low=value - 0.02,
        high=value + 0.02,
        n=500,
        chance=0.5,
        gate=0.62,
    )


def test_the_worst_world_comes_first_and_what_fails_is_named() -> None:
    scores = [area("n = 6, response 0.8", 0.55), area("n = 9, response 0.8", 0.7)]
    table = page.table(scores, 0.25)
    worst, _, every = table.partition("<details>")
    assert "25% of the seasons" in worst
    assert "n = 6" not in worst
    assert "n = 6" in every
    assert "**Above its gate:** leaver, strict: n = 9, response 0.8, AUC." in worst


def test_a_count_is_written_whole() -> None:
    table = page.table([counted("polling", "any", "digests", value=1, n=1000)], 1)
    assert "| polling | digests | 1 | – | 1,000 | 0 | 0 | fails |" in table


def test_figures_take_the_place_of_the_last_ones(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("a\n<!-- m: begin -->\nold\n<!-- m: end -->\nb\n", encoding="utf-8")
    for text in ("one", "two"):
        page.write("m", text, path)
    assert path.read_text("utf-8") == "a\n<!-- m: begin -->\n\ntwo\n\n<!-- m: end -->\nb\n"
    with pytest.raises(ValueError, match="no <!-- other: begin"):
        page.write("other", "three", path)


def test_a_run_of_one_world_is_written_whole() -> None:
    scores = [counted("words", "shares", "found", value=n, n=9) for n in (0, 1)]
    table = page.plain_table(scores, 1)
    assert "2 scores, 1 surely above their gate:" in table
    assert table.count("| words | found |") == 2


def test_the_documentation_has_a_place_for_each_part() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert all(f"<!-- {part}: begin -->" in text for part in ("measured", "utility", "shares"))
