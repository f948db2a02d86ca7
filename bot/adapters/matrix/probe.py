"""Asks the homeserver what is wrong with the settings, and what its rate limits would do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

from bot.adapters.matrix.errors import TokenRefused
from bot.adapters.matrix.vault import kept_login
from bot.adapters.matrix.wire import Wire, at
from bot.errors import ChatError, OperatorError, Refused
from bot.settings.model import Settings

_PATIENCE_SECONDS = 10.0


class NotAsked(Exception):
    """The homeserver could not be asked; the text says why, without any secret."""


async def matrix_problems(settings: Settings, folder: Path) -> list[str]:
    """Say what the homeserver refuses, a sentence each; never a secret.

    Nothing is logged in: the login kept in MATRIX_STORE_DIR is tried, or MATRIX_ACCESS_TOKEN.

    Raises:
        NotAsked: the homeserver cannot be reached from here.
    """
    token = _token(settings, folder)
    wire = Wire(settings.matrix_homeserver, token)
    try:
        return [line async for line in _asked(settings, wire)]
    except ChatError as error:
        raise NotAsked(str(error)) from error
    finally:
        await wire.close()


def limits_advice(settings: Settings) -> str:
    """Say how an administrator lifts the limits that an ordinary account meets at once."""
    return (
        "By default Synapse slows an account down after about ten messages in a row, and a "
        "check-in invites everybody at once. If an administrator has not done so yet:\n  "
        f"{_command(settings)}"
    )


async def _asked(settings: Settings, wire: Wire) -> AsyncIterator[str]:
    if not wire.token:
        await wire.get("/_matrix/client/versions", "versions", seconds=_PATIENCE_SECONDS)
    else:
        try:
            who = await wire.get(at("account", "whoami"), "whoami", seconds=_PATIENCE_SECONDS)
        except (TokenRefused, Refused):
            yield (
                "The homeserver no longer knows the login in MATRIX_STORE_DIR: move login.json and "
                "device.db away (keep seeds.json), set MATRIX_PASSWORD and start again."
            )
        else:
            if who.get("user_id") != settings.matrix_user:
                yield "MATRIX_ACCESS_TOKEN or MATRIX_STORE_DIR belongs to another account."
    if settings.matrix_admin_token:
        async for line in _limits(settings, Wire(settings.matrix_homeserver)):
            yield line


async def _limits(settings: Settings, wire: Wire) -> AsyncIterator[str]:
    wire.token = settings.matrix_admin_token
    try:
        found = await wire.get(_override(settings), "limits", seconds=_PATIENCE_SECONDS)
    except (OperatorError, Refused):
        yield "MATRIX_ADMIN_TOKEN is no administrator's here, or the homeserver is no Synapse."
        return
    finally:
        await wire.close()
    # Zero means no limit; an empty answer, that the usual ones hold.
    if not found or any(found.values()):
        yield limits_advice(settings)


def _token(settings: Settings, folder: Path) -> str:
    kept = kept_login(folder / settings.matrix_store_dir) if settings.matrix_store_dir else None
    return kept.token if kept else settings.matrix_access_token


def _override(settings: Settings) -> str:
    return f"/_synapse/admin/v1/users/{quote(settings.matrix_user, safe='')}/override_ratelimit"


def _command(settings: Settings) -> str:
    return (
        f"curl -X POST -H 'Authorization: Bearer ADMIN_TOKEN' "
        f'-d \'{{"messages_per_second": 0, "burst_count": 0}}\' '
        f"'{settings.matrix_homeserver.rstrip('/')}{_override(settings)}'"
    )
