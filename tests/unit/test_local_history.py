from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.local import places
from bot.adapters.local.client import LocalChat
from bot.adapters.local.history import WITHDRAWN, Entry, History
from bot.chat.ids import MessageRef
from bot.chat.outgoing import Message, Paragraph, Private
from bot.chat.ports import Delivery
from bot.errors import Refused, Unreachable
from bot.i18n.text import Reader, plain
from tests.fakes.local_stage import account, small_cast

AT = datetime(2026, 12, 3, 8, 30, tzinfo=UTC)


@pytest.fixture
def history() -> Iterator[History]:
    kept = History()
    yield kept
    kept.close()


def entry(key: str, *, author: str | None = None, only_for: str | None = None) -> Entry:
    return Entry(
        key=key,
        place="channel/team",
        author=author,
        at=AT,
        kind="test",
        parts=[{"kind": "paragraph", "text": key}],
        only_for=only_for,
    )


def test_the_latest_messages_of_a_place_come_oldest_first(history: History) -> None:
    for n in range(5):
        history.add(entry(str(n)))
    assert [e.key for e in history.said_in("channel/team", "lea", at_most=3)] == ["2", "3", "4"]


def test_a_key_keeps_its_first_words(history: History) -> None:
    first = history.add(entry("1"))
    again = history.add(Entry(key="1", place="x", author="lea", at=AT, kind="t", parts=[]))
    assert again == first


def test_words_for_one_person_never_reach_the_file(tmp_path: Path) -> None:
    kept = History(tmp_path / "chat.db")
    kept.add(entry("whispered", only_for="lea"))
    assert [e.key for e in kept.said_in("channel/team", "lea")] == ["whispered"]
    assert kept.said_in("channel/team", "karim") == []
    kept.close()
    reopened = History(tmp_path / "chat.db")
    assert reopened.said_in("channel/team", "lea") == []
    assert reopened.get("whispered") is not None
    reopened.close()


def test_ones_own_words_are_never_unread(history: History) -> None:
    history.add(entry("mine", author="lea"))
    history.add(entry("theirs", author="karim"))
    assert history.unread("lea", since=AT) == {"channel/team": 1}


def test_a_mark_never_goes_back(history: History) -> None:
    for n in range(3):
        history.add(entry(str(n)))
    history.mark_read("lea", "channel/team", 3)
    history.mark_read("lea", "channel/team", 1)
    assert history.unread("lea", since=AT) == {}


def test_old_messages_are_no_news(history: History) -> None:
    history.add(entry("1"))
    assert history.unread("lea", since=AT + timedelta(seconds=1)) == {}


async def test_a_history_out_of_reach_is_a_chat_out_of_reach() -> None:
    kept = History()
    chat = LocalChat(kept, small_cast())
    kept.close()
    sent = Delivery(
        key="1",
        to=Private(account("lea")),
        message=Message((Paragraph(plain("x")),)),
        reader=Reader(language="fr", zone="UTC", now=AT),
        kind="test",
    )
    with pytest.raises(Unreachable):
        await chat.send(sent)
    with pytest.raises(Unreachable):
        await chat.find(sent)


def test_the_list_shows_the_bot_then_channels_then_colleagues_and_who_wrote() -> None:
    cast = small_cast()
    yvonne, lea = cast.persona("yvonne"), cast.persona("lea")
    assert yvonne is not None
    assert lea is not None
    pair = places.of_two(yvonne.account, lea.account)
    kinds = [c.kind for c in places.conversations(cast, lea, frozenset())]
    assert kinds == ["bot", "channel", *["pair"] * 5]
    alone = places.conversations(cast, yvonne, frozenset())
    assert [c.kind for c in alone] == ["bot"]
    written = places.conversations(cast, yvonne, frozenset({pair}))
    assert [c.title for c in written] == ["", "Léa"]


def test_the_last_moment_is_that_of_the_last_message(history: History) -> None:
    assert history.last_moment() is None
    history.add(entry("1"))
    assert history.last_moment() == AT


def test_a_withdrawn_message_is_gone_for_its_readers_and_open_pages_are_told(
    history: History,
) -> None:
    history.add(entry("1", author="lea"))
    last = history.add(entry("2", author="lea"))
    assert history.withdraw("1")
    assert not history.withdraw("1")
    assert not history.withdraw("jamais")
    assert [e.key for e in history.said_in("channel/team", "karim")] == ["2"]
    assert [(e.key, e.kind, e.parts) for e in history.said_after(last.seq, "karim")] == [
        ("1", WITHDRAWN, [])
    ]
    assert history.unread("karim", since=AT) == {"channel/team": 1}


async def test_only_its_author_takes_a_message_back(history: History) -> None:
    chat = LocalChat(history, small_cast())
    lea, karim = account("lea"), account("karim")
    posted = MessageRef("local", "channel/team", "said/1")
    history.add(entry("said/1", author="lea"))
    assert await chat.can_withdraw(lea, posted)
    assert not await chat.can_withdraw(karim, posted)
    with pytest.raises(Refused):
        await chat.withdraw(karim, posted)
    await chat.withdraw(lea, posted)
    await chat.withdraw(lea, posted)
    assert history.said_in("channel/team", "karim") == []
