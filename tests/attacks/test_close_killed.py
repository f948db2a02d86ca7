"""The closing job, killed at every step: the box and its keys, or what it said, never both."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.checkins.service import keys
from tests.attacks.closing_job import (
    Left,
    Place,
    close,
    killed_after,
    killed_at,
    look,
    prepare,
    resume,
)
from tests.databases import PostgresServer
from tests.fakes.small_department import small_department

DEPARTMENT = small_department(8, 9)
ALL_KEYS = frozenset(name.rpartition("/")[2] for name in keys.of_round("any"))


@pytest.fixture(params=["sqlite", "postgres"])
def open_round(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite_file: Path
) -> Iterator[Place]:
    key_dir = tmp_path / "open" / "keys"
    key_dir.mkdir(parents=True)
    if request.param == "sqlite":
        file = tmp_path / "open" / "lien.db"
        shutil.copyfile(migrated_sqlite_file, file)
        yield Place(url=f"sqlite:///{file}", keys=key_dir)
    else:
        yield Place(url=request.getfixturevalue("postgres_url"), keys=key_dir)


@contextmanager
def copy(original: Place, folder: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Give the same round again, to be killed once more."""
    key_dir = folder / "keys"
    shutil.copytree(original.keys, key_dir)
    if original.url.startswith("sqlite"):
        for file in original.keys.parent.glob("lien.db*"):
            shutil.copyfile(file, folder / file.name)
        yield Place(url=f"sqlite:///{folder / 'lien.db'}", keys=key_dir)
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        name = server.create(str(make_url(original.url).database))
        yield Place(url=server.url_of(name), keys=key_dir)
        server.drop(name)
    shutil.rmtree(folder)


def test_killed_at_any_step_the_round_is_closed_once_and_never_half(
    open_round: Place, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    asyncio.run(prepare(open_round, DEPARTMENT, answering=15))
    with copy(open_round, tmp_path / "whole", request) as place:
        steps, _ = close(place)
        whole = asyncio.run(look(place))
    assert_closed(whole, whole)
    states = []
    for number, step in enumerate(steps):
        with copy(open_round, tmp_path / str(number), request) as place:
            killed_at(place, number)
            left = asyncio.run(look(place))
            states.append(left.state)
            assert_not_half_closed(left, step)
            asyncio.run(resume(place))
            assert_closed(asyncio.run(look(place)), whole)
    assert set(states) == {"open", "closing", "decided"}


def assert_not_half_closed(left: Left, step: str) -> None:
    assert left.is_chained
    if left.state in {"open", "closing"}:
        assert (left.ballots, left.publications, left.records) == (len(DEPARTMENT.people), 0, ())
        assert left.round_keys == ALL_KEYS, step
    else:
        assert (left.ballots, left.publications) == (0, 1), step
        assert left.lost_epochs == frozenset()


def assert_closed(left: Left, whole: Left) -> None:
    assert left == whole
    assert (left.state, left.ballots, left.publications) == ("closed", 0, 1)
    assert (left.round_keys, left.folders, left.lost_epochs) == (frozenset(), 0, frozenset())
    assert left.records
    assert left.is_chained


@pytest.mark.parametrize("open_round", ["sqlite"], indirect=True)
def test_killed_time_and_again_at_random_the_round_is_closed_once(
    open_round: Place, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    asyncio.run(prepare(open_round, small_department(*[10] * 50), answering=400))
    with copy(open_round, tmp_path / "whole", request) as place:
        _, seconds = close(place)
        whole = asyncio.run(look(place))
    chance = random.Random(0)  # noqa: S311 - a test must be repeatable
    shares = [0.1, *(chance.uniform(0, 0.9) for _ in range(3))]
    killed = [killed_after(open_round, seconds * share) for share in shares]
    assert any(killed)
    asyncio.run(resume(open_round))
    assert_closed(asyncio.run(look(open_round)), whole)
