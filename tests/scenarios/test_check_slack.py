"""`lien check` asks Slack: what it refuses is named, and no secret is ever shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from click.testing import CliRunner, Result

from bot.adapters.slack.probe import NotAsked, slack_problems
from bot.adapters.slack.scopes import BOT_SCOPES
from bot.cli import main
from bot.settings.model import Settings
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork
from bot.workspaces.model import Departure
from tests.doubles.slack.consent import ConsentDouble
from tests.doubles.slack.double import CLIENT_ID, CLIENT_SECRET

NOW = datetime(2026, 1, 8, 9, 0, tzinfo=UTC)


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[ConsentDouble]:
    async with ConsentDouble() as running:
        yield running


def settings(slack: ConsentDouble, **given: Any) -> Settings:
    """Give settings Slack has nothing to say about, but for what is given."""
    right: dict[str, Any] = {
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "slack_client_id": CLIENT_ID,
        "slack_client_secret": CLIENT_SECRET,
    }
    return Settings(slack_api_url=slack.url, **{**right, **given})


async def test_tokens_that_slack_takes_have_no_problem(slack: ConsentDouble) -> None:
    assert await slack_problems(settings(slack)) == []


async def test_asking_leaves_nothing_behind_at_slack(slack: ConsentDouble) -> None:
    asked = settings(slack)
    before = set(slack.api.tokens)
    await slack_problems(asked)

    assert set(slack.api.tokens) == before
    assert not [token for token in slack.api.tokens.values() if token.is_revoked]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"slack_bot_token": "xoxb-hush"}, "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
        ({"slack_app_token": "xapp-hush"}, "Slack refuses SLACK_APP_TOKEN (invalid_auth)"),
        ({"slack_client_secret": "hush"}, "Slack refuses SLACK_CLIENT_ID with SLACK_CLIENT"),
    ],
)
async def test_a_token_slack_refuses_is_one_sentence_that_names_it_and_not_its_value(
    slack: ConsentDouble, given: dict[str, str], said: str
) -> None:
    found = await slack_problems(settings(slack, **given))

    assert len(found) == 1
    assert found[0].startswith(said)
    assert "hush" not in found[0]


async def test_missing_permissions_are_named_and_extra_ones_are_nobodys_business(
    slack: ConsentDouble,
) -> None:
    granted = {*BOT_SCOPES, "team:read"} - {"im:write", "users:read"}
    token = slack.api.give(slack.team, "bot", granted)

    found = await slack_problems(settings(slack, slack_bot_token=token))

    assert [line.partition(":")[0] for line in found] == ["SLACK_BOT_TOKEN lacks im"]
    assert "im:write, users:read" in found[0]


async def test_a_token_of_another_kind_is_named_with_what_it_needs(slack: ConsentDouble) -> None:
    found = await slack_problems(settings(slack, slack_app_token=slack.bot_token))

    assert "connections:write" in found[0]


@pytest.mark.parametrize("fault", ["500", "429", "html", "internal_error", "drop before"])
async def test_a_slack_that_cannot_answer_is_no_problem_of_the_settings(
    slack: ConsentDouble, fault: str
) -> None:
    slack.api.faults["auth.test"].append(fault)

    with pytest.raises(NotAsked):
        await slack_problems(settings(slack))


async def check(folder: Path, monkeypatch: pytest.MonkeyPatch, **variables: str) -> Result:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    return await asyncio.to_thread(CliRunner().invoke, main, ["check"])


async def test_the_command_prints_what_slack_refuses_and_no_secret(
    slack: ConsentDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = await check(
        tmp_path,
        monkeypatch,
        SLACK_API_URL=slack.url,
        SLACK_BOT_TOKEN="xoxb-my-secret",
        SLACK_APP_TOKEN="xapp-my-secret",
    )

    assert result.exit_code == 1
    assert "Slack refuses SLACK_BOT_TOKEN" in result.stdout
    assert "Slack refuses SLACK_APP_TOKEN" in result.stdout
    assert "my-secret" not in result.output


async def test_the_command_says_when_a_workspace_that_removed_lien_is_erased(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(sqlite_url)
    async with UnitsOfWork(database)() as uow:
        await uow.departures.add(Departure(chat="slack", workspace="T1", erase_at=NOW))
        await uow.commit()
    await database.close()

    result = await check(tmp_path, monkeypatch, LIEN_DATABASE_URL=sqlite_url)

    assert "slack/T1 removed Lien: what belongs to it is erased on 2026-01-08" in result.stdout


async def test_the_command_makes_no_database_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await check(tmp_path, monkeypatch, LIEN_DATABASE_URL="sqlite:///lien.sqlite3")

    assert not (tmp_path / "lien.sqlite3").exists()
