from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.capabilities import Fill
from bot.outbox.filling import Filling

NOW = datetime(2026, 1, 7, 7, 30, tzinfo=UTC)
FILL = Fill(most=3, seconds=60)
MINUTE = timedelta(minutes=1)


@given(st.lists(st.integers(0, 40), max_size=40))
def test_no_stretch_of_time_ever_holds_more_than_the_chat_takes(pauses: list[int]) -> None:
    filling, now, given_at = Filling(), NOW, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        now = filling.has_room_at("place", FILL, now)
        assert filling.has_room_at("place", FILL, now) == now
        filling.gave("place", FILL, now)
        given_at.append(now)

    for first, fourth in zip(given_at, given_at[3:], strict=False):
        assert fourth - first >= MINUTE


def test_one_conversation_leaves_the_room_of_another() -> None:
    filling = Filling()
    for _ in range(3):
        filling.gave("full", FILL, NOW)

    assert filling.has_room_at("full", FILL, NOW) == NOW + MINUTE
    assert filling.has_room_at("empty", FILL, NOW) == NOW


def test_a_chat_that_says_itself_when_it_has_had_enough_is_never_waited_for() -> None:
    filling = Filling()
    for _ in range(1000):
        filling.gave("place", None, NOW)

    assert filling.has_room_at("place", None, NOW) == NOW
