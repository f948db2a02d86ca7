from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.settings.model import Settings
from bot.settings.problems import Folder, Found, probe, problems

SECRET = "this-must-never-be-shown"
CONTACTS = {"Médecine préventive": "poste 45 21"}
SLACK = Settings(
    contacts=CONTACTS,
    key_dir=Path("/keys"),
    admins=("slack/T1/U1",),
    slack_bot_token="xoxb-1",
    slack_app_token="xapp-1",
)
INSTALLED = replace(
    SLACK,
    slack_bot_token="",
    slack_client_id="1.2",
    slack_client_secret="s",
    http_url="https://lien.example.org",
)
MATRIX = Settings(
    contacts=CONTACTS,
    key_dir=Path("/keys"),
    admins=("matrix/example.org/@nadia:example.org",),
    matrix_homeserver="https://matrix.example.org",
    matrix_user="@lien:example.org",
    matrix_password="long",
    matrix_store_dir=Path("/store"),
)


def folder(path: str, **said: Any) -> Folder:
    facts = {"is_folder": True, "is_writable": True, "is_private": True, "device": 1} | said
    return Folder(path=Path(path), **facts)


FINE = Found(
    keys=folder("/keys", device=2),
    database=folder("/srv/lien"),
    matrix_store=folder("/store"),
    zone_is_known=True,
)


@pytest.mark.parametrize("settings", [SLACK, INSTALLED, MATRIX])
def test_settings_that_are_right_have_no_problem(settings: Settings) -> None:
    assert problems(settings, FINE) == ()


@pytest.mark.parametrize(
    ("settings", "changes", "said"),
    [
        (SLACK, {"locale": "de"}, "LIEN_LOCALE is no language Lien speaks: fr or en."),
        (SLACK, {"admins": ()}, "LIEN_ADMINS is empty"),
        (SLACK, {"admins": ("U1",)}, "LIEN_ADMINS must hold chat/workspace/user"),
        (SLACK, {"slack_bot_token": f"xoxp-{SECRET}"}, "SLACK_BOT_TOKEN is no bot token"),
        (SLACK, {"slack_bot_token": ""}, "SLACK_BOT_TOKEN is not set."),
        (SLACK, {"slack_app_token": SECRET}, "SLACK_APP_TOKEN is no app-level token"),
        (SLACK, {"slack_app_token": ""}, "Slack needs SLACK_APP_TOKEN"),
        (
            SLACK,
            {"slack_bot_token": f"xoxp-{SECRET}"},
            "SLACK_BOT_TOKEN is no bot token but a person's",
        ),
        (
            SLACK,
            {"slack_bot_token": f"xoxe.xoxb-{SECRET}"},
            "SLACK_BOT_TOKEN runs out within twelve hours",
        ),
        (SLACK, {"slack_signing_secret": SECRET}, "SLACK_SIGNING_SECRET is not the app's"),
        (INSTALLED, {"http_url": ""}, "LIEN_HTTP_URL is not set"),
        (SLACK, {"http_url": f"http://{SECRET}.example"}, "LIEN_HTTP_URL must begin with https"),
        (INSTALLED, {"admins": ("matrix/a.org/@a:a.org",)}, "LIEN_ADMINS names nobody in Slack"),
        (SLACK, {"slack_client_id": "1.2"}, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together."),
        (SLACK, {"slack_api_url": f"http://{SECRET}.example"}, "SLACK_API_URL must begin"),
        (MATRIX, {"matrix_homeserver": "http://example.org"}, "MATRIX_HOMESERVER must be"),
        (MATRIX, {"matrix_homeserver": ""}, "MATRIX_HOMESERVER must be"),
        (MATRIX, {"matrix_user": "lien"}, "MATRIX_USER must be a full name"),
        (MATRIX, {"matrix_password": ""}, "Matrix needs one of MATRIX_PASSWORD"),
        (MATRIX, {"matrix_access_token": SECRET}, "Matrix needs one of MATRIX_PASSWORD"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(
    settings: Settings, changes: dict[str, Any], said: str
) -> None:
    (sentence,) = problems(replace(settings, **changes), FINE)

    assert sentence.startswith(said)
    assert SECRET not in sentence


def test_a_database_of_another_kind_is_refused_without_quoting_it() -> None:
    settings = replace(SLACK, database_url=f"mysql://lien:{SECRET}@db/lien")

    (sentence,) = problems(settings, replace(FINE, database=None))

    assert sentence.startswith("LIEN_DATABASE_URL must be")
    assert SECRET not in sentence


def test_a_database_server_shares_no_folder_with_the_keys() -> None:
    settings = replace(SLACK, database_url="postgresql://lien:pw@db/lien")

    assert problems(settings, replace(FINE, database=None)) == ()


def test_without_a_chat_there_is_nobody_to_talk_to() -> None:
    settings = Settings(contacts=CONTACTS, key_dir=Path("/keys"), admins=("slack/T1/U1",))

    assert problems(settings, FINE) == (
        "No chat is configured: set SLACK_BOT_TOKEN or MATRIX_HOMESERVER.",
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"keys": None}, "LIEN_KEY_DIR is not set"),
        (
            {"keys": folder("/keys", device=2, is_folder=False)},
            "LIEN_KEY_DIR does not exist: mkdir",
        ),
        ({"keys": folder("/keys", device=2, is_writable=False)}, "LIEN_KEY_DIR cannot be written"),
        (
            {"keys": folder("/keys", device=2, is_private=False)},
            "LIEN_KEY_DIR can be read by others",
        ),
        ({"keys": folder("/keys", device=1)}, "LIEN_KEY_DIR is on the same disk"),
        (
            {"keys": folder("/srv/lien/keys", device=2)},
            "LIEN_KEY_DIR and the database share a folder",
        ),
        ({"keys": folder("/srv", device=2)}, "LIEN_KEY_DIR and the database share a folder"),
        ({"keys": folder("/srv/lien", device=1)}, "LIEN_KEY_DIR and the database share a folder"),
        (
            {"database": folder("/srv/lien", is_folder=False)},
            "The folder of LIEN_DATABASE_URL does not",
        ),
        (
            {"database": folder("/srv/lien", is_private=False)},
            "The folder of LIEN_DATABASE_URL can be",
        ),
        ({"zone_is_known": False}, "LIEN_ZONE is no time zone"),
        ({"env_is_shared": True}, ".env can be read by others"),
    ],
)
def test_what_the_machine_shows_is_judged_too(changes: dict[str, Any], said: str) -> None:
    (sentence,) = problems(SLACK, replace(FINE, **changes))

    assert sentence.startswith(said)


@pytest.mark.parametrize(
    ("store", "said"),
    [
        (None, "MATRIX_STORE_DIR is not set"),
        (folder("/store", is_private=False), "MATRIX_STORE_DIR can be read by others"),
    ],
)
def test_the_matrix_device_needs_a_private_folder(store: Folder | None, said: str) -> None:
    (sentence,) = problems(MATRIX, replace(FINE, matrix_store=store))

    assert sentence.startswith(said)


def test_the_defaults_alone_lack_keys_administrators_and_a_chat(tmp_path: Path) -> None:
    sentences = problems(Settings(), probe(Settings(), tmp_path))

    assert [sentence.partition(" is ")[0] for sentence in sentences] == [
        "LIEN_ADMINS",
        "No chat",
        f"The folder of LIEN_DATABASE_URL does not exist: mkdir -m 700 {tmp_path / 'data'}",
        "LIEN_KEY_DIR",
    ]


def test_the_probe_sees_folders_as_they_really_are(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    (tmp_path / "link").symlink_to(tmp_path / "data", target_is_directory=True)
    settings = Settings(key_dir=Path("link/keys"), matrix_store_dir=tmp_path / "open")

    found = probe(settings, tmp_path)

    assert found.keys is not None
    assert found.keys.path == tmp_path.resolve() / "data" / "keys"
    assert not found.keys.is_folder
    assert found.database == Folder(
        path=tmp_path.resolve() / "data",
        is_folder=True,
        is_writable=True,
        is_private=True,
        device=tmp_path.stat().st_dev,
    )
    assert found.matrix_store is not None
    assert not found.matrix_store.is_private


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///data/lien.sqlite3", "data"),
        ("sqlite+aiosqlite:///data/lien.sqlite3?mode=rw", "data"),
        ("sqlite:///lien.sqlite3", "."),
    ],
)
def test_the_folder_of_a_sqlite_file_is_found_in_its_address(
    tmp_path: Path, url: str, path: str
) -> None:
    found = probe(Settings(database_url=url), tmp_path).database

    assert found is not None
    assert found.path == (tmp_path / path).resolve()


@pytest.mark.parametrize("url", ["postgresql://db/lien", "sqlite://", "lien.sqlite3"])
def test_an_address_without_a_file_names_no_folder(tmp_path: Path, url: str) -> None:
    assert probe(Settings(database_url=url), tmp_path).database is None


@pytest.mark.parametrize(("mode", "is_shared"), [(0o600, False), (0o640, True), (0o644, True)])
def test_an_environment_file_others_can_read_is_seen(
    tmp_path: Path, mode: int, *, is_shared: bool
) -> None:
    (tmp_path / ".env").touch()
    (tmp_path / ".env").chmod(mode)

    assert probe(Settings(), tmp_path).env_is_shared is is_shared


@pytest.mark.parametrize(
    ("zone", "is_known"),
    [("Europe/Paris", True), ("Paris", False), ("Europe", False), ("../etc", False), ("", False)],
)
def test_only_iana_names_are_time_zones(tmp_path: Path, zone: str, *, is_known: bool) -> None:
    assert probe(Settings(zone=zone), tmp_path).zone_is_known is is_known
