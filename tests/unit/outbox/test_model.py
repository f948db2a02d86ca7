from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.outgoing import Message
from bot.errors import Refused, Throttled, Unknown, Unreachable
from bot.outbox.model import (
    LONGEST_RETRY,
    Entry,
    Expire,
    GiveUp,
    HoldUntil,
    Retry,
    SendNow,
    ToPerson,
    after_failure,
    before_sending,
)

NOW = datetime(2026, 3, 5, 20, 40, tzinfo=UTC)
MORNING = datetime(2026, 3, 6, 7, 30, tzinfo=UTC)
ENTRY = Entry(id="e", kind="k", to=ToPerson("léa"), message=Message(()), not_before=NOW)


def test_an_entry_leaves_while_its_recipient_is_at_work() -> None:
    assert before_sending(ENTRY, NOW, NOW) == SendNow()


def test_an_entry_waits_for_the_recipients_morning() -> None:
    assert before_sending(ENTRY, NOW, MORNING) == HoldUntil(MORNING)


def test_what_a_person_asked_to_send_now_does_not_wait() -> None:
    assert before_sending(replace(ENTRY, any_hour=True), NOW, MORNING) == SendNow()


def test_what_would_arrive_too_late_is_dropped_rather_than_kept() -> None:
    closing = replace(ENTRY, not_after=MORNING)
    assert before_sending(closing, NOW, MORNING) == Expire()
    assert before_sending(closing, MORNING, MORNING) == Expire()


def test_with_no_known_working_hours_an_entry_is_looked_at_again_the_next_day() -> None:
    assert before_sending(ENTRY, NOW, None) == HoldUntil(NOW + timedelta(days=1))


def test_a_refusal_is_final_and_nothing_else_is() -> None:
    assert after_failure(ENTRY, Refused("gone"), NOW) == GiveUp()
    assert isinstance(after_failure(ENTRY, Unreachable("down"), NOW), Retry)


def test_a_throttled_entry_waits_as_long_as_the_chat_asked() -> None:
    assert after_failure(ENTRY, Throttled(42), NOW) == Retry(
        NOW + timedelta(seconds=42), is_uncertain=False
    )


def test_an_unknown_outcome_is_reconciled_before_the_next_attempt() -> None:
    verdict = after_failure(ENTRY, Unknown("dropped"), NOW)
    assert isinstance(verdict, Retry)
    assert verdict.is_uncertain


@given(st.integers(0, 10_000))
def test_waits_grow_and_stay_within_half_an_hour(attempts: int) -> None:
    verdict = after_failure(replace(ENTRY, attempts=attempts), Unreachable("down"), NOW)
    assert isinstance(verdict, Retry)
    assert timedelta(seconds=30) <= verdict.at - NOW <= LONGEST_RETRY
