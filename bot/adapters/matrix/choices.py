"""Choices as numbers: what "1" stands for is written, unseen, into the event that offers it.

A client shows the lines; the event's own field says what each number presses. It is encrypted
with the rest, survives a restart of the bot, and says nothing the lines do not say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.adapters.matrix import vocabulary
from bot.chat.outgoing import Button

FIELD: Final = "org.lien.choices"
_NUMBER: Final = re.compile(r"\s*(?:n°\s*)?(\d{1,3})\s*[.)!]*\s*")
_KEPT_AT_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One numbered line."""

    action: str
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The numbered lines of one message; number 1 is the first.

    Args:
        event: the message that shows them.
    """

    event: str
    choices: tuple[Choice, ...]

    def pressed(self, words: str) -> Choice | None:
        """Return what a number or a label picks, None for a number or words that are neither."""
        number = number_in(words)
        if number is not None:
            return self.choices[number - 1] if 1 <= number <= len(self.choices) else None
        typed = _bare(words)
        found = [choice for choice in self.choices if _bare(choice.label) == typed]
        return found[0] if len(found) == 1 else None


def number_in(words: str) -> int | None:
    """Read a message that is one number and nothing else."""
    found = _NUMBER.fullmatch(vocabulary.bare(vocabulary.tidied(words[:40])))
    return int(found[1]) if found else None


def field_of(buttons: Sequence[tuple[Button, str]]) -> dict[str, Any]:
    """Write what each number presses; labels are as the reader sees them."""
    return {
        FIELD: [
            {"action": button.action, "value": button.value, "label": label}
            for button, label in buttons
        ]
    }


def offered(event: str, content: Mapping[str, Any]) -> Offer | None:
    """Read back what an event of the bot's own offers, None when it offers nothing."""
    listed = content.get(FIELD)
    if not isinstance(listed, list) or not 0 < len(listed) <= _KEPT_AT_MOST:
        return None
    found = []
    for one in listed:
        if not isinstance(one, dict):
            return None
        action, value, label = (one.get(name) for name in ("action", "value", "label"))
        if not (isinstance(action, str) and isinstance(value, str) and isinstance(label, str)):
            return None
        found.append(Choice(action=action, value=value, label=label))
    return Offer(event=event, choices=tuple(found))


def _bare(words: str) -> str:
    return " ".join(vocabulary.bare(vocabulary.tidied(words)).split()).strip(" .!«»\"'")
