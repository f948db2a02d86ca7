"""Who the bot is on its homeserver: logged in once, the same device for ever."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field

from nio import Client, ClientConfig

from bot.adapters.matrix.errors import TokenRefused
from bot.adapters.matrix.vault import STORE, Login, Vault
from bot.adapters.matrix.wire import Wire, at
from bot.errors import OperatorError, Refused

_DEVICE_NAME = "Lien"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account as the settings name it; one of `password` and `token` is given."""

    homeserver: str
    user: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


async def log_in(wire: Wire, account: Account, vault: Vault) -> Login:
    """Return the one login, made the first time; `wire` speaks in its name afterwards.

    Raises:
        OperatorError: the homeserver refuses the account, or the folder is another account's.
        ChatError: the homeserver cannot be asked now.
    """
    kept = vault.login()
    if kept is not None and kept.user != account.user:
        raise OperatorError(
            "MATRIX_STORE_DIR belongs to another account than MATRIX_USER: give each its own folder"
        )
    if kept is not None and kept.token:
        wire.token = kept.token
        return kept
    made = await (_adopted(wire, account) if account.token else _made(wire, account, vault, kept))
    vault.keep_login(made)
    wire.token = made.token
    return made


async def _adopted(wire: Wire, account: Account) -> Login:
    wire.token = account.token
    who = await wire.get(at("account", "whoami"), "whoami")
    if who.get("user_id") != account.user or not who.get("device_id"):
        raise OperatorError("MATRIX_ACCESS_TOKEN is not a login of MATRIX_USER")
    return Login(user=account.user, device=str(who["device_id"]), token=account.token)


async def _made(wire: Wire, account: Account, vault: Vault, kept: Login | None) -> Login:
    if not account.password:
        raise OperatorError("the first start needs MATRIX_PASSWORD or MATRIX_ACCESS_TOKEN")
    # The device is named and kept before: a kill in between must not leave a second one behind.
    device = kept.device if kept else f"LIEN{secrets.token_hex(4).upper()}"
    vault.keep_login(Login(user=account.user, device=device))
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": account.user},
        "password": account.password,
        "device_id": device,
        "initial_device_display_name": _DEVICE_NAME,
    }
    try:
        answer = await wire.post(at("login"), "login", body)
    except (Refused, TokenRefused) as error:
        raise OperatorError(
            "the homeserver refuses MATRIX_USER with this MATRIX_PASSWORD"
        ) from error
    return Login(
        user=str(answer["user_id"]), device=str(answer["device_id"]), token=answer["access_token"]
    )


def open_device(login: Login, vault: Vault) -> Client:
    """Open the device's store, with the key it is encrypted with, and take its identity up."""
    # Its log lines name users and sessions.
    logging.getLogger("nio").setLevel(logging.CRITICAL + 1)
    client = Client(
        login.user,
        login.device,
        store_path=str(vault.folder),
        config=ClientConfig(store_name=STORE, pickle_key=vault.seeds().store),
    )
    client.restore_login(login.user, login.device, login.token)
    return client
