"""What is missing or wrong in the settings, before anything is started: `lien check`."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.settings.model import LOCALES, Settings
from bot.settings.reading import ENV_FILE

_SQLITE = re.compile(r"sqlite(\+\w+)?:///(?P<file>[^?]+).*")
_POSTGRESQL = re.compile(r"postgres(ql)?(\+\w+)?://.+")
_ADMIN = re.compile(r"(slack|matrix|local)/[^/]+/.+")
_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
_MATRIX_USER = re.compile(r"@[^:\s]+:\S+")
# A test server on this machine needs no TLS.
_SAFE_ADDRESS = re.compile(r"https://\S+|http://(127\.0\.0\.1|localhost|\[::1\])([:/]\S*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What the file system says about a folder.

    Args:
        path: where it really is, links followed.
        device: number of the file system it is on; of its nearest parent, if it does not exist.
        is_private: nobody else can read, enter or write it.
    """

    path: Path
    is_folder: bool
    is_writable: bool
    is_private: bool
    device: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the machine says about the settings.

    Args:
        database: folder of the SQLite file; None where the database is a server.
        env_is_shared: whether other accounts of the machine can read `.env`.
    """

    keys: Folder | None
    database: Folder | None
    matrix_store: Folder | None
    zone_is_known: bool
    env_is_shared: bool = False


def probe(settings: Settings, folder: Path) -> Found:
    """Look at the folders and files the settings name; relative names start at `folder`."""
    keys, store = settings.key_dir, settings.matrix_store_dir
    sqlite = _SQLITE.fullmatch(settings.database_url)
    return Found(
        keys=_folder(folder / keys) if keys else None,
        database=_folder((folder / sqlite["file"]).parent) if sqlite else None,
        matrix_store=_folder(folder / store) if store else None,
        zone_is_known=_zone_is_known(settings.zone),
        env_is_shared=_is_shared(folder / ENV_FILE),
    )


def problems(settings: Settings, found: Found) -> tuple[str, ...]:
    """Say what keeps Lien from starting or its promises from holding, a sentence each.

    No sentence quotes a secret. An empty tuple means that nothing is known to be wrong.
    """
    return (
        *_general(settings, found),
        *_storage(settings, found),
        *(_slack(settings) if settings.uses_slack else ()),
        *(_matrix(settings, found) if settings.uses_matrix else ()),
    )


def _general(settings: Settings, found: Found) -> Iterator[str]:
    if settings.locale not in LOCALES:
        yield f"LIEN_LOCALE is no language Lien speaks: {' or '.join(LOCALES)}."
    if not found.zone_is_known:
        yield "LIEN_ZONE is no time zone: give an IANA name, such as Europe/Paris."
    if not settings.admins:
        yield "LIEN_ADMINS is empty: nobody could set Lien up."
    if not all(_ADMIN.fullmatch(admin) for admin in settings.admins):
        yield "LIEN_ADMINS must hold chat/workspace/user, such as slack/T024BE7LD/U2147483697."
    if not (settings.uses_slack or settings.uses_matrix):
        yield "No chat is configured: set SLACK_BOT_TOKEN or MATRIX_HOMESERVER."
    if settings.http_url and not _SAFE_ADDRESS.fullmatch(settings.http_url):
        yield "LIEN_HTTP_URL must begin with https://."
    if found.env_is_shared:
        yield f"{ENV_FILE} can be read by others on this machine: chmod 600 {ENV_FILE}"


def _storage(settings: Settings, found: Found) -> Iterator[str]:
    if not (found.database or _POSTGRESQL.fullmatch(settings.database_url)):
        yield "LIEN_DATABASE_URL must be sqlite:///path or postgresql://user:password@host/name."
    if found.database:
        yield from _folder_problems("The folder of LIEN_DATABASE_URL", found.database)
    if found.keys is None:
        yield "LIEN_KEY_DIR is not set: name a folder for the keys, outside every backup."
        return
    yield from _folder_problems("LIEN_KEY_DIR", found.keys)
    if found.database:
        yield from _nearness(found.keys, found.database)


def _folder_problems(name: str, folder: Folder) -> Iterator[str]:
    if not folder.is_folder:
        yield f"{name} does not exist: mkdir -m 700 {folder.path}"
        return
    if not folder.is_writable:
        yield f"{name} cannot be written: {folder.path} belongs to another account."
    if not folder.is_private:
        yield f"{name} can be read by others on this machine: chmod 700 {folder.path}"


def _nearness(keys: Folder, database: Folder) -> Iterator[str]:
    """Warn where one copy could hold sealed ballots and what opens them."""
    if keys.path.is_relative_to(database.path) or database.path.is_relative_to(keys.path):
        yield "LIEN_KEY_DIR and the database share a folder: a backup of one takes the other."
    elif keys.device == database.device:
        yield (
            "LIEN_KEY_DIR is on the same disk as the database: an image of that disk takes both. "
            "Use a tmpfs, or a disk that is in no snapshot."
        )


def _slack(settings: Settings) -> Iterator[str]:
    installs = settings.slack_client_id or settings.slack_client_secret
    yield from _slack_bot_token(settings.slack_bot_token)
    if not settings.slack_bot_token and not installs:
        yield "SLACK_BOT_TOKEN is not set."
    if settings.slack_app_token and not settings.slack_app_token.startswith("xapp-"):
        yield "SLACK_APP_TOKEN is no app-level token: it begins with xapp-."
    if not settings.slack_app_token and not settings.slack_signing_secret:
        yield "Slack needs SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
    if settings.slack_signing_secret and not _SIGNING_SECRET.fullmatch(
        settings.slack_signing_secret
    ):
        yield "SLACK_SIGNING_SECRET is not the app's: 32 digits and letters from a to f."
    if installs:
        yield from _slack_oauth(settings)
    if not _SAFE_ADDRESS.fullmatch(settings.slack_api_url):
        yield "SLACK_API_URL must begin with https://."


def _slack_bot_token(token: str) -> Iterator[str]:
    if token.startswith("xoxe"):
        yield (
            "SLACK_BOT_TOKEN runs out within twelve hours: leave it empty and install by OAuth, "
            "or make the app without token rotation."
        )
    elif token.startswith("xoxp-"):
        yield "SLACK_BOT_TOKEN is no bot token but a person's: it begins with xoxb-."
    elif token and not token.startswith("xoxb-"):
        yield "SLACK_BOT_TOKEN is no bot token: it begins with xoxb-."


def _slack_oauth(settings: Settings) -> Iterator[str]:
    """Say what keeps people from installing Lien, or from linking their account."""
    if not (settings.slack_client_id and settings.slack_client_secret):
        yield "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together."
    elif not settings.http_url:
        yield "LIEN_HTTP_URL is not set: Slack sends people back there, https://lien.example.org."
    elif not settings.slack_bot_token and not settings.slack_workspaces:
        yield "LIEN_ADMINS names nobody in Slack: Lien is installed where one of them is."


def _matrix(settings: Settings, found: Found) -> Iterator[str]:
    if not _SAFE_ADDRESS.fullmatch(settings.matrix_homeserver):
        yield "MATRIX_HOMESERVER must be an address that begins with https://."
    if not _MATRIX_USER.fullmatch(settings.matrix_user):
        yield "MATRIX_USER must be a full name, such as @lien:example.org."
    if bool(settings.matrix_password) == bool(settings.matrix_access_token):
        yield "Matrix needs one of MATRIX_PASSWORD and MATRIX_ACCESS_TOKEN."
    if found.matrix_store is None:
        yield "MATRIX_STORE_DIR is not set: name a folder for the device's encryption keys."
    else:
        yield from _folder_problems("MATRIX_STORE_DIR", found.matrix_store)


def _folder(path: Path) -> Folder:
    real = path.resolve()
    there = next(p for p in (real, *real.parents) if p.exists())
    status = there.stat()
    return Folder(
        path=real,
        is_folder=real.is_dir(),
        is_writable=os.access(there, os.W_OK | os.X_OK),
        is_private=not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO),
        device=status.st_dev,
    )


def _is_shared(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _zone_is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):  # unknown, a folder of zones, or not a name at all
        return False
    return True
