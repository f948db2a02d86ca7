"""What is waiting to be said, and what to decide about it before and after each attempt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.chat.ids import ChannelId, MessageRef
from bot.chat.outgoing import Message
from bot.errors import ChatError, Refused, Throttled, Unknown

FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class ToPerson:
    """To a person, on the account they prefer when the moment comes."""

    person: str


@dataclass(frozen=True, slots=True)
class ToChannel:
    """To a channel; `thread` puts it under a message there."""

    channel: ChannelId
    thread: MessageRef | None = None


Recipient: TypeAlias = ToPerson | ToChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message that will leave exactly once.

    Args:
        id: names the message for ever; adding the same id twice adds it once.
        kind: feature and message, such as `checkins.invitation`; for routing and logs.
        not_before: when it may leave, UTC.
        not_after: when it has lost its point and is dropped, UTC; None: never.
        collapse_key: of the entries with the same key that have not left, one stays.
        if_waiting: whether this one replaces the waiting one or gives way to it.
        order_key: entries with the same key leave in the order they are due, then were added.
        any_hour: leaves outside working hours too: a person asked for exactly that.
        attempts: how often sending has failed.
        is_uncertain: an attempt may have arrived; the chat is asked before the next one.
        due_at: when it was to leave before it had to be put off; None: at `not_before` still.
    """

    id: str
    kind: str
    to: Recipient
    message: Message = field(repr=False)
    not_before: datetime
    not_after: datetime | None = None
    collapse_key: str | None = None
    if_waiting: Literal["replace", "keep"] = "replace"
    order_key: str | None = None
    any_hour: bool = False
    attempts: int = 0
    is_uncertain: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SendNow:
    """The moment is right."""


@dataclass(frozen=True, slots=True)
class HoldUntil:
    """Not now, the recipient is not at work or has had enough; look again then."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Expire:
    """It has lost its point."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again at an instant, asking the chat first when the outcome is not known."""

    at: datetime
    is_uncertain: bool


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The chat will never take it; whoever owns the message decides what follows."""


def before_sending(
    entry: Entry, now: datetime, next_open: datetime | None
) -> SendNow | HoldUntil | Expire:
    """Decide whether a due entry leaves now.

    Args:
        entry: what is due.
        now: the present instant.
        next_open: when the recipient is next at work, `now` or earlier if they are at work, None
            if no such moment is known. Not looked at for entries of `any_hour`.
    """
    if entry.not_after is not None and now >= entry.not_after:
        return Expire()
    if entry.any_hour or (next_open is not None and next_open <= now):
        return SendNow()
    if next_open is None:
        # Nobody knows when they are back; absences are edited, so look again every day.
        return HoldUntil(now + timedelta(days=1))
    if entry.not_after is not None and next_open >= entry.not_after:
        return Expire()
    return HoldUntil(next_open)


def after_failure(entry: Entry, error: ChatError, now: datetime) -> Retry | GiveUp:
    """Decide what a failed attempt leads to: waits double from 30 s to 30 min, for ever.

    A throttled attempt waits as long as the chat asked. Nothing is given up on but what the chat
    itself refuses: a homeserver down for a night must lose nothing.
    """
    if isinstance(error, Refused):
        return GiveUp()
    if isinstance(error, Throttled):
        wait = timedelta(seconds=error.retry_after_seconds)
    else:
        wait = min(FIRST_RETRY * 2 ** min(entry.attempts, 10), LONGEST_RETRY)
    return Retry(now + wait, is_uncertain=entry.is_uncertain or isinstance(error, Unknown))
