"""People and rooms as they come and go."""

from __future__ import annotations

import pytest
from nio import MatrixRoom

from bot.chat.ids import ChannelId
from bot.chat.incoming import MembershipChanged
from bot.chat.outgoing import InChannel, Private
from bot.errors import ChatError, Refused, Unreachable
from bot.storage.matrix import MatrixLedger
from tests.contracts.chat_port import delivery
from tests.homeserver import NAME
from tests.matrix.cast import Arrive
from tests.matrix.person import Person
from tests.matrix.stage import Stage, account


class Forgetful(MatrixLedger):
    """Dies before it notes a direct room, as a process can."""

    async def pair(self, device: str, user: str, room: str | None) -> None:
        raise Unreachable(f"killed before {device} {user} {room} was kept")


def team(room: str) -> ChannelId:
    return ChannelId("matrix", NAME, room)


async def told(stage: Stage, person: Person, key: str, words: str) -> str:
    """Send somebody a message and wait until they have read it; return the room."""
    sent = await stage.device.chat.send(delivery(key, Private(account(person.user)), words))
    await person.until(lambda: words in person.heard(sent.place, stage.user), words)
    return sent.place


async def test_who_writes_first_is_answered_and_later_written_to_in_the_same_room(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    room = await lea.write_to(stage.user)
    await lea.until_joined(room, stage.user)
    await lea.say(room, "bonjour")
    await lea.until(lambda: "écho bonjour" in lea.heard(room, stage.user))

    assert await told(stage, lea, "1", "à vous") == room


async def test_a_room_the_sync_tells_of_half_made_is_never_written_to_in_clear(
    stage: Stage, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea = await arrive("lea")
    book = stage.line.book
    known = book._known

    def half_made(room_id: str, user: str) -> MatrixRoom:
        book._client.rooms[room_id] = MatrixRoom(room_id, stage.user)
        return known(room_id, user)

    monkeypatch.setattr(book, "_known", half_made)
    room = await told(stage, lea, "1", "bonjour")

    assert {raw["type"] for raw in await stage.sent_in(room)} == {"m.room.encrypted"}


async def test_an_unencrypted_direct_room_is_told_apart_and_never_written_to_first(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    room = await lea.write_to(stage.user, encrypted=False)
    await lea.until_joined(room, stage.user)
    await lea.say(room, "4 2 -")
    await lea.until(lambda: "écho 4 2 -" in lea.heard(room, stage.user))

    (event,) = stage.echo.heard
    assert (event["is_direct"], event["is_encrypted"]) == (True, False)
    assert await told(stage, lea, "1", "à vous") != room


async def test_who_left_their_room_gets_a_new_one(stage: Stage, arrive: Arrive) -> None:
    lea = await arrive("lea")
    first = await told(stage, lea, "1", "un")
    await lea.client.room_leave(first)
    await stage.until(lambda: stage.direct(lea.user) is None)

    assert await told(stage, lea, "2", "deux") != first
    await stage.until(lambda: first not in stage.line.book.joined())


async def test_who_is_invited_reads_what_was_written_before_they_joined(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea", joins=False)
    sent = await stage.device.chat.send(delivery("1", Private(account(lea.user)), "bonjour"))
    await lea.client.join(sent.place)

    await lea.until(lambda: "bonjour" in lea.heard(sent.place, stage.user))


async def test_who_has_no_device_yet_is_written_to_once_they_have_one(
    stage: Stage, arrive: Arrive, fresh_name: str
) -> None:
    stage.server.register_only(fresh_name)
    to_lea = delivery("1", Private(account(stage.server.user(fresh_name))), "bonjour")
    with pytest.raises(Unreachable):
        await stage.device.chat.send(to_lea)

    lea = await arrive(fresh_name, again=True)
    sent = await stage.device.chat.send(to_lea)

    await lea.until(lambda: "bonjour" in lea.heard(sent.place, stage.user))
    assert lea.dark == []


async def test_a_new_device_and_one_that_lost_its_keys_read_on(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    room = await told(stage, lea, "1", "un")
    phone = await arrive(lea.name, again=True)
    await lea.client.logout()

    await stage.device.chat.send(delivery("2", Private(account(lea.user)), "deux"))
    await phone.until(lambda: "deux" in phone.heard(room, stage.user))
    await phone.say(room, "merci")
    await phone.until(lambda: "écho merci" in phone.heard(room, stage.user))


async def test_an_upgraded_team_room_is_followed(stage: Stage, arrive: Arrive) -> None:
    lea = await arrive("lea")
    old = await lea.make_team(stage.user)
    await stage.until_in(old)
    new = await lea.upgrade(old, stage.user)
    await stage.until_in(new)

    sent = await stage.device.chat.send(delivery("1", InChannel(team(old)), "le bilan"))

    assert sent.place == new
    await lea.until(lambda: "le bilan" in lea.heard(new, stage.user))


async def test_an_upgraded_direct_room_is_left_for_one_that_works(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    old = await lea.write_to(stage.user)
    await lea.until_joined(old, stage.user)
    await lea.say(old, "bonjour")
    await lea.until(lambda: bool(lea.heard(old, stage.user)))
    await lea.upgrade(old)
    await stage.until(lambda: stage.direct(lea.user) is None)

    assert await told(stage, lea, "1", "à vous") != old


async def test_the_bot_may_take_back_what_is_written_in_rooms_it_made_and_in_no_others(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    made = await told(stage, lea, "1", "bonjour")
    await lea.say(made, "4 2 -")
    await lea.until(lambda: "écho 4 2 -" in lea.heard(made, stage.user))
    met = await lea.write_to(stage.user)
    await stage.until_in(met)
    assert (stage.line.book.may_redact(made), stage.line.book.may_redact(met)) == (True, False)

    await stage.restart()

    assert (stage.line.book.may_redact(made), stage.line.book.may_redact(met)) == (True, False)


@pytest.mark.parametrize("version", ["10", "12"])
async def test_whoever_makes_a_room_can_let_the_bot_take_back_too(
    stage: Stage, arrive: Arrive, version: str
) -> None:
    lea = await arrive("lea")
    powers = {"users": {stage.user: 50}} if version == "12" else {"users_default": 50}
    room = await lea.make_team(stage.user, powers=powers, version=version)

    await stage.until_in(room)

    assert stage.line.book.may_redact(room)


async def test_a_large_room_is_joined_without_loading_everybody(
    stage: Stage, arrive: Arrive, fresh_name: str
) -> None:
    lea = await arrive("lea")
    room = await lea.make_team(encrypted=False, preset=lea.public)
    crowd = [f"{fresh_name}-{n}" for n in range(30)]
    for name in crowd:
        token = stage.server.register(name)
        stage.server.call("POST", f"/_matrix/client/v3/join/{room}", {}, token)
    await lea.client.room_invite(room, stage.user)
    await stage.until_in(room)
    await lea.say(room, "bonjour")
    await stage.until(lambda: bool(stage.echo.heard))
    await stage.restart()

    await stage.device.chat.send(delivery("1", InChannel(team(room)), "bonjour"))

    assert len(stage.line.book.members(room)) < 5
    assert len(await stage.device.chat.members(team(room))) == 31


async def test_members_of_a_space_are_listed(stage: Stage, arrive: Arrive) -> None:
    lea, karim = await arrive("lea"), await arrive("karim")
    space = await lea.make_team(karim.user, stage.user, encrypted=False, space=True)
    await lea.until_joined(space, karim.user, stage.user)
    await stage.until_in(space)

    found = await stage.device.chat.members(team(space))

    assert {one.account for one in found} == {account(lea.user), account(karim.user)}


async def test_who_joins_or_leaves_a_team_is_told_and_who_is_invited_is_not(
    stage: Stage, arrive: Arrive
) -> None:
    lea, karim = await arrive("lea"), await arrive("karim", joins=False)
    room = await lea.make_team(stage.user)
    await stage.until_in(room)
    await lea.client.room_invite(room, karim.user)
    await karim.client.join(room)
    await karim.client.set_displayname("Karim B.")
    await karim.client.room_leave(room)
    await stage.until(lambda: len(stage.around.received) == 2)

    changes = [one for one in stage.around.received if isinstance(one, MembershipChanged)]
    assert [(c.account, c.channel, c.is_member) for c in changes] == [
        (account(karim.user), team(room), True),
        (account(karim.user), team(room), False),
    ]


async def test_names_are_those_people_have_now(stage: Stage, arrive: Arrive) -> None:
    lea = await arrive("lea")
    room = await told(stage, lea, "1", "bonjour")
    await lea.client.set_displayname("Léa Martin")
    await stage.until(lambda: stage.line.book.name_of(room, lea.user) == "Léa Martin")

    (profile,) = await stage.device.chat.profiles([account(lea.user)])
    assert profile.name == "Léa Martin"


async def test_a_room_made_but_not_noted_before_a_kill_is_taken_up(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    ledger = stage.around.ledger
    stage.around.ledger = Forgetful(stage.database)
    await stage.restart()
    with pytest.raises(ChatError):
        await stage.device.chat.send(delivery("1", Private(account(lea.user)), "bonjour"))
    stage.around.ledger = ledger
    await stage.restart()
    await stage.until(lambda: stage.direct(lea.user) is not None)

    await told(stage, lea, "1", "bonjour")
    assert len(lea.client.rooms) == 1


async def test_a_room_the_bot_was_put_out_of_is_refused(stage: Stage, arrive: Arrive) -> None:
    lea = await arrive("lea")
    room = await lea.make_team(stage.user)
    await stage.until_in(room)
    await lea.client.room_kick(room, stage.user)
    await stage.until(lambda: room not in stage.line.book.joined())

    with pytest.raises(Refused):
        await stage.device.chat.send(delivery("1", InChannel(team(room)), "personne"))
