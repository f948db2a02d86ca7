"""What every `ChatPort` promises; `test_chat_port.py` holds each adapter to it.

A chat comes to the suite in a `Bench`, which also knows how to look at what readers see.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from bot.chat.ids import AccountId, ChannelId
from bot.chat.outgoing import Audience, Ephemeral, InChannel, Message, Paragraph, Private
from bot.chat.ports import ChatPort, Delivery
from bot.errors import Refused
from bot.i18n.text import Reader, plain

READER = Reader(language="fr", zone="Europe/Paris", now=datetime(2026, 12, 3, 8, 30, tzinfo=UTC))


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A chat with two people in one channel, and a way to read over somebody's shoulder.

    Args:
        seen: the words an account sees in its direct conversation, or in the channel it names.
        restarted: gives the same chat after its process has been started again.
    """

    chat: ChatPort
    member: AccountId
    other: AccountId
    channel: ChannelId
    seen: Callable[[AccountId, ChannelId | None], Awaitable[list[str]]]
    restarted: Callable[[], Awaitable[ChatPort]]


def delivery(key: str, to: Audience, words: str) -> Delivery:
    return Delivery(
        key=key, to=to, message=Message((Paragraph(plain(words)),)), reader=READER, kind="test"
    )


class ChatPortContract:
    """Tests of the promises; a subclass offers the `bench` fixture."""

    async def test_names_itself_as_its_accounts_do(self, bench: Bench) -> None:
        assert bench.chat.name == bench.member.chat == bench.channel.chat

    async def test_shows_a_private_message_to_its_reader_only(self, bench: Bench) -> None:
        await bench.chat.send(delivery("1", Private(bench.member), "pour vous"))
        assert await bench.seen(bench.member, None) == ["pour vous"]
        assert await bench.seen(bench.other, None) == []

    async def test_shows_a_channel_message_to_every_member(self, bench: Bench) -> None:
        await bench.chat.send(delivery("1", InChannel(bench.channel), "pour tout le monde"))
        assert await bench.seen(bench.member, bench.channel) == ["pour tout le monde"]
        assert await bench.seen(bench.other, bench.channel) == ["pour tout le monde"]

    async def test_shows_an_ephemeral_message_to_nobody_else(self, bench: Bench) -> None:
        to = Ephemeral(bench.channel, bench.member)
        await bench.chat.send(delivery("1", to, "entre nous"))
        assert await bench.seen(bench.other, bench.channel) == []
        if bench.chat.capabilities.ephemeral:
            assert await bench.seen(bench.member, bench.channel) == ["entre nous"]

    async def test_keeps_the_order_of_awaited_sends(self, bench: Bench) -> None:
        words = [f"message {n}" for n in range(5)]
        for said in words:
            await bench.chat.send(delivery(said, Private(bench.member), said))
        assert await bench.seen(bench.member, None) == words

    async def test_a_thread_stays_in_the_place_of_its_message(self, bench: Bench) -> None:
        first = await bench.chat.send(delivery("1", InChannel(bench.channel), "le bilan"))
        second = await bench.chat.send(
            delivery("2", InChannel(bench.channel, thread=first), "la suite")
        )
        assert second.place == first.place
        assert await bench.seen(bench.other, bench.channel) == ["le bilan", "la suite"]

    async def test_a_key_sent_twice_is_one_message(self, bench: Bench) -> None:
        sent = delivery("1", Private(bench.member), "une fois")
        first = await bench.chat.send(sent)
        if bench.chat.capabilities.idempotent_send:
            assert await bench.chat.send(sent) == first
        assert await bench.chat.find(sent) == first
        assert await bench.seen(bench.member, None) == ["une fois"]

    async def test_a_key_is_remembered_across_a_restart(self, bench: Bench) -> None:
        sent = delivery("1", Private(bench.member), "une fois")
        first = await bench.chat.send(sent)
        again = await bench.restarted()
        assert await again.find(sent) == first

    async def test_finds_nothing_for_a_key_never_sent(self, bench: Bench) -> None:
        assert await bench.chat.find(delivery("1", Private(bench.member), "jamais")) is None

    async def test_one_message_for_several_keys_is_found_under_each(self, bench: Bench) -> None:
        keys = tuple(f"hold/{n}" for n in range(20))
        sent = replace(delivery("all", Private(bench.member), "vingt en un"), covers=keys)
        first = await bench.chat.send(sent)
        again = await bench.restarted()
        for key in ("all", "hold/0", "hold/19"):
            alone = delivery(key, Private(bench.member), "un seul")
            assert await again.find(alone) == first
        assert await again.find(delivery("hold/20", Private(bench.member), "ailleurs")) is None
        assert await bench.seen(bench.member, None) == ["vingt en un"]

    async def test_lists_the_people_of_a_channel(self, bench: Bench) -> None:
        found = await bench.chat.members(bench.channel)
        assert {one.account for one in found} == {bench.member, bench.other}
        assert all(one.name and one.apart is None for one in found)

    async def test_says_who_people_are_and_leaves_strangers_out(self, bench: Bench) -> None:
        stranger = AccountId(bench.member.chat, bench.member.workspace, "nobody")
        found = await bench.chat.profiles([bench.member, stranger])
        assert [(one.account, bool(one.name)) for one in found] == [(bench.member, True)]

    async def test_refuses_a_channel_that_is_not_there(self, bench: Bench) -> None:
        gone = ChannelId(bench.channel.chat, bench.channel.workspace, "gone")
        with pytest.raises(Refused):
            await bench.chat.send(delivery("1", InChannel(gone), "personne"))
        with pytest.raises(Refused):
            await bench.chat.members(gone)

    async def test_refuses_somebody_who_is_not_there(self, bench: Bench) -> None:
        nobody = AccountId(bench.member.chat, bench.member.workspace, "nobody")
        with pytest.raises(Refused):
            await bench.chat.send(delivery("1", Private(nobody), "personne"))
