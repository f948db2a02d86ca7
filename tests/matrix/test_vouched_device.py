"""The bot's identity: clients that leave out devices nobody vouches for read it and write to it."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from bot.adapters.matrix.app import LEASE
from bot.adapters.matrix.crypto.identity import signers
from bot.chat.outgoing import Private
from bot.errors import OperatorError, Unreachable
from tests.contracts.chat_port import delivery
from tests.matrix.cast import Arrive
from tests.matrix.element import Element
from tests.matrix.stage import Stage, account


async def test_a_client_that_leaves_out_unsigned_devices_converses_both_ways(
    stage: Stage, fresh_name: str
) -> None:
    stage.server.register(fresh_name)
    lea = await Element(stage.server, fresh_name).arrive()
    try:
        sent = await stage.device.chat.send(delivery("1", Private(account(lea.user)), "bonjour"))
        # Their client says that it cannot read, for as long as it is still asking who wrote.
        read = await lea.until(lambda seen: seen.get("body") == "bonjour")
        await lea.say(sent.place, "4 2 -")
        answered = await lea.until(lambda seen: "écho" in seen.get("body", ""))
    finally:
        await lea.leave()

    assert (read["body"], read["encrypted"], read["failed"]) == ("bonjour", True, False)
    assert (answered["body"], answered["failed"]) == ("écho 4 2 -", False)


async def test_the_device_is_signed_once_and_the_same_after_every_start(stage: Stage) -> None:
    def published() -> tuple[object, object]:
        token = stage.line.wire.token
        found = stage.server.call(
            "POST", "/_matrix/client/v3/keys/query", {"device_keys": {stage.user: []}}, token
        )
        return found["master_keys"][stage.user], found["device_keys"][stage.user]

    before = published()
    await stage.restart()

    assert published() == before
    ((_, device),) = before[1].items()  # type: ignore[attr-defined]
    _, self_signing, _ = signers(stage.device._vault.seeds())  # type: ignore[union-attr]
    assert f"ed25519:{self_signing.public}" in device["signatures"][stage.user]


async def test_what_the_device_is_made_of_is_readable_by_its_account_alone(stage: Stage) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in stage.store.iterdir()}

    assert modes.keys() >= {"login.json", "seeds.json", "device.db"}
    assert set(modes.values()) == {0o600}


async def test_an_identity_whose_seeds_are_lost_is_replaced_with_the_password_alone(
    stage: Stage,
) -> None:
    await stage.device.stop()
    (stage.store / "seeds.json").unlink()
    for left in ("device.db", "login.json"):
        (stage.store / left).unlink()

    await stage.restart()

    assert stage.around.failures == []


async def test_two_processes_do_not_share_a_folder(stage: Stage) -> None:
    with pytest.raises(OperatorError, match="one device, one process"):
        await stage.make().start(stage.around)


async def test_a_second_machine_waits_until_the_first_lets_go(
    stage: Stage, arrive: Arrive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.matrix.app._RENEWED_SECONDS", 0.05)
    lea = await arrive("lea")
    to_lea = delivery("1", Private(account(lea.user)), "bonjour")
    copy = shutil.copytree(stage.store, tmp_path / "elsewhere")
    other = stage.make(copy)
    other._holder = "elsewhere"
    await other.start(stage.around)
    with pytest.raises(Unreachable):
        await other.chat.send(to_lea)

    await stage.device.stop()
    await stage.until(lambda: other.chat._line is not None)
    sent = await other.chat.send(to_lea)

    await lea.until(lambda: lea.heard(sent.place, stage.user) == ["bonjour"])
    await other.stop()


async def test_a_machine_that_lost_its_lease_stops_sending(
    stage: Stage, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.matrix.app._RENEWED_SECONDS", 0.05)
    await stage.restart()
    lea = await arrive("lea")
    device, ledger = stage.line.book._device, stage.around.ledger
    now = stage.around.clock.now()
    assert await ledger.lease(device, "elsewhere", now + 2 * LEASE, now + 3 * LEASE)
    await stage.until(lambda: stage.device.chat._line is None)

    with pytest.raises(Unreachable):
        await stage.device.chat.send(delivery("1", Private(account(lea.user)), "bonjour"))
