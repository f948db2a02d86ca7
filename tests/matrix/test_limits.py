"""A homeserver with the rate limits it comes with, and what `lien check` says of them."""

from __future__ import annotations

import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.adapters.matrix.probe import NotAsked, limits_advice, matrix_problems
from bot.chat.outgoing import Private
from bot.errors import Throttled
from bot.settings.model import Settings
from bot.storage.engine import Database
from bot.storage.matrix import MatrixLedger
from tests.contracts.chat_port import delivery
from tests.homeserver import Homeserver
from tests.matrix.person import Person
from tests.matrix.running import clean_environment
from tests.matrix.stage import Around, Stage, account


def settings(server: Homeserver, user: str, store: Path | None = None, admin: str = "") -> Settings:
    return Settings(
        matrix_homeserver=server.address,
        matrix_user=user,
        matrix_store_dir=store,
        matrix_admin_token=admin,
    )


async def test_usual_limits_slow_the_bot_down_and_what_check_says_frees_it(
    limited_homeserver: Homeserver, tmp_path: Path, sqlite_url: str, fresh_name: str
) -> None:
    server = limited_homeserver
    server.register(fresh_name)
    server.register(f"{fresh_name}-lea")
    admin = server.register(f"{fresh_name}-admin", admin=True)
    database = Database(sqlite_url)
    stage = Stage(
        server=server,
        name=fresh_name,
        folder=tmp_path,
        database=database,
        around=Around(ledger=MatrixLedger(database)),
    )
    await stage.device.start(stage.around)
    lea = await Person(server, f"{fresh_name}-lea", tmp_path / "lea").arrive()
    chat, to = stage.device.chat, Private(account(lea.user))
    asked = settings(server, stage.user, stage.store, admin)

    sent = [f"message {n}" for n in range(40)]
    held_up: Throttled | None = None
    said = []
    for words in sent:
        try:
            await chat.send(delivery(words, to, words))
            said.append(words)
        except Throttled as error:
            held_up = error
            break
    assert held_up is not None
    assert 0 < held_up.retry_after_seconds < 60
    (advice,) = await matrix_problems(asked, tmp_path)
    assert advice == limits_advice(asked)

    path = advice.partition("'" + server.address)[2].rstrip("'")
    server.call("POST", path, {"messages_per_second": 0, "burst_count": 0}, admin)
    for words in sent[len(said) :]:
        ref = await chat.send(delivery(words, to, words))

    assert await matrix_problems(asked, tmp_path) == []
    await lea.until(lambda: lea.heard(ref.place, stage.user) == sent)
    await lea.leave()
    await stage.device.stop()
    await database.close()


async def test_check_says_when_a_login_is_dead_and_when_nobody_answers(
    stage: Stage, tmp_path: Path
) -> None:
    asked = settings(stage.server, stage.user, stage.store)
    assert await matrix_problems(asked, tmp_path) == []

    stage.server.call("POST", "/_matrix/client/v3/logout", {}, stage.line.wire.token)

    (problem,) = await matrix_problems(asked, tmp_path)
    assert "MATRIX_PASSWORD" in problem
    with pytest.raises(NotAsked):
        await matrix_problems(Settings(matrix_homeserver="http://127.0.0.1:9"), tmp_path)


async def test_a_token_of_nobody_special_is_told_apart(stage: Stage, tmp_path: Path) -> None:
    asked = settings(stage.server, stage.user, stage.store, stage.line.wire.token)

    (problem,) = await matrix_problems(asked, tmp_path)

    assert "MATRIX_ADMIN_TOKEN" in problem


async def test_lien_check_asks_the_homeserver_and_prints_no_secret(
    stage: Stage, tmp_path: Path
) -> None:
    environment = {
        "MATRIX_HOMESERVER": stage.server.address,
        "MATRIX_USER": stage.user,
        "MATRIX_PASSWORD": "tres-secret",
        "MATRIX_STORE_DIR": str(stage.store),
    }
    said = await check(tmp_path, environment)

    assert "override_ratelimit" in said
    assert "tres-secret" not in said
    assert stage.line.wire.token not in said


async def check(folder: Path, environment: Mapping[str, str]) -> str:
    process = await create_subprocess_exec(
        *(sys.executable, "-m", "bot", "check"),
        cwd=folder,
        env={**clean_environment(), **environment},
        stdout=PIPE,
        stderr=PIPE,
    )
    out, err = await process.communicate()
    return (out + err).decode()
