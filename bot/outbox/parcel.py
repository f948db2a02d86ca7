"""What leaves as one message: an entry alone, or several of a kind to one recipient."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.chat.outgoing import Message, Quote
from bot.i18n.text import Text
from bot.outbox.model import Entry

MOST_TOGETHER: Final = 20
"""Quotes in one message: more is a wall, and a message has at most 40 parts."""

MOST_BYTES: Final = 9_000
"""Of people's words. Matrix takes 64 KiB an event, encrypted, the words in it twice over."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Entries that leave together; the first decides when."""

    entries: tuple[Entry, ...] = field(repr=False)

    @property
    def key(self) -> str:
        """Name the message: the entry's own name, or one that the same entries give again."""
        if len(self.entries) == 1:
            return self.entries[0].id
        names = "\n".join(entry.id for entry in self.entries)
        return f"parcel/{hashlib.sha256(names.encode()).hexdigest()}"

    @property
    def covers(self) -> tuple[str, ...]:
        """Name every entry in it, nothing when it is one alone."""
        return tuple(entry.id for entry in self.entries) if len(self.entries) > 1 else ()


def parcels(entries: Sequence[Entry]) -> list[Parcel]:
    """Divide entries, one after the other, into messages that no chat finds too long.

    The same entries are divided alike each time, so that what a stopped process sent is known
    again. Words that fill a message by themselves have it to themselves. What may have arrived
    is never put together with what surely has not, nor what could not wait with what did.
    """
    made: list[list[Entry]] = []
    room = 0
    for entry in entries:
        size = _size(entry.message)
        last = made[-1] if made else []
        fits = len(last) < MOST_TOGETHER and size <= room
        if last and fits and _alike(last[0], entry):
            last.append(entry)
            room -= size
        else:
            made.append([entry])
            room = MOST_BYTES - size
    return [Parcel(tuple(some)) for some in made]


def _alike(one: Entry, other: Entry) -> bool:
    return (one.kind, one.any_hour, one.is_uncertain) == (
        other.kind,
        other.any_hour,
        other.is_uncertain,
    )


def _size(message: Message) -> int:
    words = [part.words for part in message.parts if isinstance(part, Quote)]
    return sum(
        len(str(one.args.get("words", "")).encode()) for one in words if isinstance(one, Text)
    )
