"""The codes Lien acts on are codes Slack gives, by its own reference of methods."""

from __future__ import annotations

import json
from pathlib import Path

from bot.adapters.slack.answers import TOO_LATE
from bot.adapters.slack.calls import MEANINGS, THROTTLES
from bot.adapters.slack.people import STRANGERS
from bot.errors import ChatError

CODES: dict[str, list[str]] = json.loads(
    (Path(__file__).parents[1] / "reference" / "slack_errors.json").read_text(encoding="utf-8")
)
# Slack's pages give these for every method; its reference leaves them out.
OF_EVERY_METHOD = {
    "account_inactive",
    "fatal_error",
    "not_authed",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
    "token_expired",
    "token_revoked",
}


def test_a_code_with_a_meaning_is_one_slack_gives() -> None:
    given = {code for codes in CODES.values() for code in codes} | OF_EVERY_METHOD
    assert MEANINGS.keys() | THROTTLES <= given


def test_a_window_that_came_too_late_is_known_by_every_code_for_it() -> None:
    assert {code for code in CODES["views.open"] if code.endswith("_trigger_id")} == TOO_LATE


def test_strangers_are_known_by_every_code_for_them() -> None:
    assert set(CODES["users.info"]) >= STRANGERS


def test_every_meaning_is_an_error_the_outbox_knows() -> None:
    assert all(issubclass(meaning, ChatError) for meaning in MEANINGS.values())
