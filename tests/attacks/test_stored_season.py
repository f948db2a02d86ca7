"""What a season played through the real services leaves behind, attacked file by file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import pytest_asyncio

from bot.attacks.score import Score
from tests.attacks.seasons import Shape, attacked, play

SHAPE = Shape(teams=2, size=9, weeks=4)
ANSWERS = 4 * 13


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("season")
    await play(made, SHAPE)
    return made


@pytest.fixture(scope="module")
def scores(folder: Path) -> Mapping[str, Score]:
    return attacked(folder)


@pytest.mark.parametrize(
    ("attack", "n"),
    [
        ("row order", ANSWERS),
        ("row order, roster", ANSWERS),
        ("page offset", ANSWERS),
        ("page offset, roster", ANSWERS),
        ("overflow page", ANSWERS),
        ("overflow page, roster", ANSWERS),
        ("WAL replay", ANSWERS),
        ("free space", 4 * 18),
        ("reopen from backup", 4 * 18),
        ("pseudonym dictionary", 4 * 18),
        ("words: database", ANSWERS),
        ("words: key folder", ANSWERS),
        ("words: temporary files", ANSWERS),
        ("words: log", ANSWERS),
        ("words: messages", ANSWERS),
        ("words: digests", ANSWERS),
        ("answers: log", 1),
    ],
)
def test_nothing_that_a_season_leaves_tells_who_answered_what(
    scores: Mapping[str, Score], attack: str, n: int
) -> None:
    score = scores[attack]
    assert (score.verdict, score.n) == ("ok", n), score


def test_no_answer_stands_in_any_byte_of_any_copy_of_the_database(
    scores: Mapping[str, Score],
) -> None:
    score = scores["answers: database"]
    assert (score.value, score.verdict) == (0, "ok")
    assert score.n > 100


def test_nothing_is_left_but_what_is_known(folder: Path, scores: Mapping[str, Score]) -> None:
    assert "answers: temporary files" not in scores
    assert list((folder / "season" / "keys" / "round").iterdir()) == []
