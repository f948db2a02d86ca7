"""What a conversation remembers of a room, in memory only: a restart forgets, and says so.

Values somebody gave are kept a quarter of an hour at most, so that one tap can change one answer;
a sealed ballot itself cannot be read back by anyone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.adapters.matrix.choices import Offer
from bot.adapters.matrix.dialogue import Dialogue
from bot.adapters.matrix.events import Act
from bot.adapters.matrix.polls import Poll
from bot.chat.outgoing import Form

KEPT_MILLISECONDS: Final = 15 * 60 * 1000
_EVENTS_KEPT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Picks:
    """What somebody gave a form so far.

    Args:
        given: fields that were given a value, be it "je passe".
        at: when something was last given, by the homeserver, in milliseconds.
        is_whole_story: nothing can have been sealed for this form that is not in `values`.
        has_cared: the card of help lines was shown.
    """

    form: Form
    values: Mapping[str, str] = field(repr=False)
    given: frozenset[str] = frozenset()
    at: int = 0
    is_whole_story: bool = True
    has_cared: bool = False


@dataclass(slots=True)
class Room:
    """One direct room.

    Args:
        offer: the latest numbered lines.
        is_offer_new: they came by themselves, and may have crossed a number on its way.
        answer: what the bot last answered, to tell it from what comes by itself.
        asked: the form whose questions were shown last and may be answered in one message.
        attempts: events that hold answers not sealed yet, to be taken back with the one that is.
        sealed: events whose answers were sealed, with their form: edits and removals count.
        polls: polls sent, by event.
        fleeting: messages of the bot's that are taken back when their reader writes again.
    """

    offer: Offer | None = None
    is_offer_new: bool = False
    answer: Sequence[Act] = ()
    is_recalled: bool = False
    asked: Form | None = None
    asked_at: int = 0
    dialogue: Dialogue | None = None
    was_interrupted: bool = False
    picks: Picks | None = None
    attempts: dict[str, Form | None] = field(default_factory=dict)
    sealed: dict[str, Form] = field(default_factory=dict)
    polls: dict[str, Poll] = field(default_factory=dict)
    fleeting: list[str] = field(default_factory=list)

    def forget_values(self, now: int) -> None:
        """Let go of values given a while ago; what was only asked stays."""
        if self.picks and self.picks.given and now - self.picks.at > KEPT_MILLISECONDS:
            self.picks = None

    def trim(self) -> None:
        """Keep the latest of what is listed by event."""
        for listed in (self.attempts, self.sealed, self.polls):
            while len(listed) > _EVENTS_KEPT:
                listed.pop(next(iter(listed)))
