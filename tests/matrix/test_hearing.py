"""What the bot hears, whatever was cut on the way; and what it never asks to hear."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest
from nio import ClientConfig

from bot.adapters.matrix.events import Act, Event, Rooms
from bot.adapters.matrix.queues import pause
from bot.adapters.matrix.sync import FILTER
from bot.adapters.matrix.vault import STORE
from bot.chat.incoming import MembershipChanged
from bot.chat.outgoing import Private
from tests.contracts.chat_port import delivery
from tests.matrix.cast import Arrive
from tests.matrix.person import PATIENCE_SECONDS, Person
from tests.matrix.stage import Echo, Stage, account
from tests.matrix.tripping import Tripping


async def greeted(stage: Stage, person: Person) -> str:
    """Let the bot write to somebody, and return the room it did it in."""
    sent = await stage.device.chat.send(delivery("1", Private(account(person.user)), "bonjour"))
    await person.until(lambda: bool(person.heard(sent.place, stage.user)))
    return sent.place


async def test_what_a_sync_leaves_out_is_asked_for_and_answered_in_order(
    stage: Stage, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = json.loads(FILTER)
    few["room"]["timeline"]["limit"] = 3
    monkeypatch.setattr("bot.adapters.matrix.sync.FILTER", json.dumps(few))
    lea, karim = await arrive("lea"), await arrive("karim")
    room = await greeted(stage, lea)
    team = await lea.make_team(stage.user)
    await stage.until_in(team)
    await stage.device.stop()
    await lea.client.room_invite(team, karim.user)
    await lea.until_joined(team, karim.user)
    for n in range(12):
        await lea.say(room, f"message {n}")
    for n in range(5):
        await lea.say(team, f"entre nous {n}")

    await stage.restart()

    await lea.until(lambda: "écho message 11" in lea.heard(room, stage.user))
    told = [said for said in lea.heard(room, stage.user) if "message" in said]
    assert told == [f"écho message {n}" for n in range(12)]
    await stage.until(lambda: bool(stage.around.received))
    (came,) = stage.around.received
    assert isinstance(came, MembershipChanged)
    assert (came.account, came.is_member) == (account(karim.user), True)


class Stuck(Echo):
    """Never comes to an answer."""

    async def hear(self, event: Event, _rooms: Rooms) -> Sequence[Act]:
        self.heard.append(event)
        await asyncio.Event().wait()
        return ()


async def test_what_was_heard_but_not_answered_before_a_kill_is_answered_after_it(
    stage: Stage, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.matrix.app._LAST_WORK_SECONDS", 0.01)
    lea = await arrive("lea")
    room = await greeted(stage, lea)
    stuck, stage.echo = Stuck(), stage.echo
    answering, stage.echo = stage.echo, stuck
    await stage.restart()
    await lea.say(room, "oubliée ?")
    await stage.until(lambda: bool(stuck.heard))

    stage.echo = answering
    await stage.restart()

    await lea.until(lambda: "écho oubliée ?" in lea.heard(room, stage.user))
    await lea.say(room, "non")
    await lea.until(lambda: "écho non" in lea.heard(room, stage.user))
    assert lea.heard(room, stage.user)[1:] == ["écho oubliée ?", "écho non"]


async def test_a_message_without_its_key_is_asked_for_again_after_a_kill_too(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    room = await greeted(stage, lea)
    async with Tripping(stage.server.address) as proxy:

        def without_keys(path: str, body: bytes) -> bytes:
            told = json.loads(body)
            if "/sync" in path:
                told.pop("to_device", None)
            return json.dumps(told).encode()

        proxy.rewrite = without_keys
        stage.address = proxy.address
        await stage.restart()
        await lea.say(room, "perdu")
        ledger, device = stage.around.ledger, stage.line.book._device
        async with asyncio.timeout(PATIENCE_SECONDS):
            # What is waiting for its key is in the database, where nothing rings.
            while not (await ledger.standing(device)).pending:  # noqa: ASYNC110 - as said
                await asyncio.sleep(0.02)

        await stage.restart()

        await lea.until(lambda: len(lea.heard(room, stage.user)) == 2)
        await stage.device.stop()
    assert [event["type"] for event in stage.echo.heard] == ["org.lien.unreadable"]


async def test_a_device_that_came_while_the_bot_was_down_can_read_it(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    room = await greeted(stage, lea)
    await stage.device.stop()
    phone = await arrive(lea.name, again=True)

    await stage.restart()
    await stage.device.chat.send(delivery("2", Private(account(lea.user)), "de retour"))

    await phone.until(lambda: "de retour" in phone.heard(room, stage.user))


async def test_who_types_and_who_reads_never_gets_to_the_bot(stage: Stage, arrive: Arrive) -> None:
    lea = await arrive("lea")
    room = await greeted(stage, lea)
    brought: list[str] = []

    def noted(path: str, body: bytes) -> bytes:
        if "/sync" in path:
            brought.append(body.decode())
        return body

    async with Tripping(stage.server.address) as proxy:
        proxy.rewrite = noted
        stage.address = proxy.address
        await stage.restart()
        await lea.client.room_typing(room)
        said = await lea.say(room, "bonjour")
        await lea.client.update_receipt_marker(room, said)
        await lea.say(room, "fin")
        await lea.until(lambda: "écho fin" in lea.heard(room, stage.user))
        await stage.device.stop()

    assert room in "".join(brought)
    assert not [kind for kind in ("m.typing", "m.receipt", "m.presence") if kind in str(brought)]


async def test_a_homeserver_in_trouble_is_asked_again_after_longer_and_longer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    enough = asyncio.Event()

    def noted(error: BaseException, failures: int) -> float:
        waited.append(pause(error, failures))
        if failures == 6:
            enough.set()
        return 0

    monkeypatch.setattr("bot.adapters.matrix.sync.pause", noted)
    async with Tripping(stage.server.address) as proxy:
        # An answer that is no sync comes at once, as from a proxy in front of a dead homeserver.
        proxy.rewrite = lambda path, body: b"{}" if "/sync" in path else body
        stage.address = proxy.address
        starting = asyncio.create_task(stage.restart())
        async with asyncio.timeout(PATIENCE_SECONDS):
            await enough.wait()
        proxy.rewrite = lambda _path, body: body
        await starting
        await stage.device.stop()

    assert sum(waited[:6]) > 15
    assert max(waited) <= 30


async def test_the_devices_keys_open_with_a_key_of_their_own_alone(stage: Stage) -> None:
    login, seeds = stage.device._vault.login(), stage.device._vault.seeds()  # type: ignore[union-attr]
    assert login is not None
    await stage.device.stop()

    def opened(pickle_key: str) -> object:
        kind = ClientConfig().store
        assert kind is not None
        store = kind(login.user, login.device, str(stage.store), pickle_key, STORE)
        try:
            return store.load_account()
        finally:
            store.database.close()

    assert opened(seeds.store) is not None
    with pytest.raises(Exception, match="(?i)pickle|BAD_ACCOUNT_KEY|decrypt|mac"):
        opened(ClientConfig().pickle_key)
