"""What a process pays for is what it uses: commands start quickly, and chats load by themselves."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("aiohttp", "alembic", "babel", "matplotlib", "nio", "numpy", "slack_sdk", "sqlalchemy")
CHATS = ("matplotlib", "nio", "numpy", "slack_bolt", "slack_sdk")


def loaded(program: str) -> set[str]:
    """Run a program in a process of its own and list the libraries it loaded."""
    shown = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in shown.stdout.split()}


@pytest.mark.parametrize(
    ("program", "unused"),
    [("import bot.cli", HEAVY), ("import bot.running", CHATS)],
    ids=["the command line", "a running bot before it knows its chats"],
)
def test_nothing_is_loaded_that_may_not_be_used(program: str, unused: tuple[str, ...]) -> None:
    assert loaded(program) & set(unused) == set()


def test_slack_loads_nothing_of_matrix_and_matrix_nothing_of_slack() -> None:
    slack = loaded("import bot.adapters.slack.connection")
    matrix = loaded("import bot.adapters.matrix.app")

    assert "nio" not in slack
    assert not {"slack_bolt", "slack_sdk"} & matrix
