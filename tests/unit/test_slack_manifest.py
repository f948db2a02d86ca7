from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from bot.adapters.slack.manifest import Wishes, manifest
from bot.adapters.slack.scopes import BOT_CALLS, EVENTS, NUDGE_EVENTS, NUDGE_SCOPES, USER_CALLS
from bot.admin.model import COMMANDS
from bot.cli import main
from bot.errors import OperatorError

REFERENCE = Path(__file__).parents[1] / "reference"
SCOPES = json.loads((REFERENCE / "slack_scopes.json").read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(
    json.loads((REFERENCE / "slack_manifest.schema.json").read_text(encoding="utf-8"))
)
URL = "https://lien.example.org"
WISHES = st.builds(
    Wishes,
    language=st.sampled_from(["fr", "en"]),
    mode=st.sampled_from(["socket", "http"]),
    url=st.sampled_from(["", URL, f"{URL}/"]),
    nudges=st.booleans(),
    rotates_tokens=st.booleans(),
)


@given(WISHES)
def test_every_manifest_is_valid_by_slacks_schema_or_refused(wishes: Wishes) -> None:
    needs_url = wishes.mode == "http" or wishes.rotates_tokens
    if needs_url and not wishes.url:
        with pytest.raises(OperatorError, match="--url"):
            manifest(wishes)
        return

    assert list(VALIDATOR.iter_errors(manifest(wishes))) == []


def scopes(**wishes: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = manifest(Wishes(language="fr", **wishes))["oauth_config"][
        "scopes"
    ]
    return found


def test_each_call_and_event_has_a_scope_that_slack_accepts_for_it() -> None:
    rows = [
        *((m, set(s), SCOPES["methods"][m].get("bot", [])) for m, s in BOT_CALLS.items()),
        *((m, set(s), SCOPES["methods"][m].get("user", [])) for m, s in USER_CALLS.items()),
        *((e, set(s), SCOPES["events"][e]) for e, s in {**EVENTS, **NUDGE_EVENTS}.items()),
    ]

    wrong = [
        name for name, ours, theirs in rows if not ours <= set(theirs) or bool(ours) != bool(theirs)
    ]

    assert wrong == []


def test_no_channel_is_read_unless_nudges_are_wanted() -> None:
    assert set(NUDGE_SCOPES) == {"channels:history", "groups:history"}
    assert set(scopes()["bot"]).isdisjoint(NUDGE_SCOPES)
    assert scopes(nudges=True)["bot_optional"] == list(NUDGE_SCOPES)
    assert set(scopes(nudges=True)["bot"]) >= set(NUDGE_SCOPES)


def test_people_lend_the_right_to_post_alone_and_only_where_they_can_link() -> None:
    assert "user" not in scopes()
    assert scopes(url=URL)["user"] == ["chat:write"]
    assert scopes(url=URL)["user_optional"] == ["chat:write"]


def test_socket_mode_names_no_address_slack_would_call() -> None:
    written = json.dumps(manifest(Wishes(language="fr", url=URL)))

    assert "/slack/events" not in written
    assert f"{URL}/slack/oauth" in written


def test_a_shortcut_is_the_press_of_a_button_that_is_routed() -> None:
    shortcuts = manifest(Wishes(language="fr"))["features"]["shortcuts"]

    callbacks = [s["callback_id"] for s in shortcuts if s["type"] == "global"]

    assert set(callbacks) <= {f"command.{command.name}" for command in COMMANDS}


def test_an_address_without_tls_is_refused() -> None:
    with pytest.raises(OperatorError, match="https"):
        manifest(Wishes(language="fr", url="http://lien.example.org"))


def test_the_command_prints_a_manifest_or_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    printed = CliRunner().invoke(main, ["manifest", "--lang", "en", "--url", URL])
    kept = CliRunner().invoke(main, ["manifest", "--lang", "en", "--url", URL, "-o", "m.json"])

    assert printed.exit_code == kept.exit_code == 0
    assert json.loads(printed.stdout) == json.loads((tmp_path / "m.json").read_text("utf-8"))


def test_the_command_takes_address_and_language_from_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIEN_HTTP_URL", URL)
    monkeypatch.setenv("LIEN_LOCALE", "en")

    result = CliRunner().invoke(main, ["manifest", "--mode", "http"])

    assert f'"{URL}/slack/events"' in result.stdout
    assert "Answer the questions" in result.stdout
