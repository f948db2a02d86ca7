"""Polls: one a question, for clients that show them; a tap answers. What servers see says nothing.

Ids of answers are the same length and mean nothing; what they stand for is in a field of the poll
itself, encrypted with the rest, so that a restart forgets nothing. Results stay undisclosed.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.adapters.matrix.writing import Content
from bot.chat.outgoing import Scale
from bot.i18n.text import Text

START: Final = "org.matrix.msc3381.poll.start"
RESPONSES: Final = {
    "org.matrix.msc3381.poll.response": "org.matrix.msc3381.poll.response",
    "m.poll.response": "m.selections",
}
FIELD: Final = "org.lien.poll"
_TEXT: Final = "org.matrix.msc1767.text"
_ID_LETTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What a poll asks: one field of one form, opened for something.

    Args:
        options: the field's value for each answer id.
    """

    form: str
    context: str
    field: str
    options: Mapping[str, str] = dataclasses.field(repr=False)


def poll_content(scale: Scale, form: str, context: str, say: Callable[[Text], str]) -> Content:
    """Ask one scale as a poll; the fallback is complete where no poll is shown."""
    options = (*scale.steps, *scale.others)
    ids = [_id_of(f"{form}/{context}/{scale.name}/{n}") for n in range(len(options))]
    labels = [say(option.label) for option in options]
    question = say(scale.label)
    if scale.heading is not None:
        question = f"{say(scale.heading)}\u00a0: {question}"
    return {
        START: {
            "kind": "org.matrix.msc3381.poll.undisclosed",
            "max_selections": 1,
            "question": {_TEXT: question, "body": question, "msgtype": "m.text"},
            "answers": [{"id": one, _TEXT: label} for one, label in zip(ids, labels, strict=True)],
        },
        _TEXT: "\n".join([question, *(f"• {label}" for label in labels)]),
        FIELD: {
            "form": form,
            "context": context,
            "field": scale.name,
            "options": {one: option.value for one, option in zip(ids, options, strict=True)},
        },
    }


def poll_of(content: Mapping[str, Any]) -> Poll | None:
    """Read back what a poll of the bot's own asks, None when it is not one."""
    told = content.get(FIELD)
    if not isinstance(told, dict):
        return None
    form, context, name = (told.get(key) for key in ("form", "context", "field"))
    options = told.get("options")
    if not (isinstance(form, str) and isinstance(context, str) and isinstance(name, str)):
        return None
    if not isinstance(options, dict) or not all(
        isinstance(key, str) and isinstance(value, str) for key, value in options.items()
    ):
        return None
    return Poll(form=form, context=context, field=name, options=options)


def selection(kind: str, content: Mapping[str, Any]) -> str | None:
    """Return the one answer a response picks; None when it picks none, or makes no sense."""
    picked: object = content.get(RESPONSES[kind])
    if isinstance(picked, dict):
        picked = picked.get("answers")
    if not isinstance(picked, list) or not picked or not isinstance(picked[0], str):
        return None
    return picked[0]


def _id_of(answer: str) -> str:
    """Name an answer so that the name has no order and says nothing, the same each time."""
    return hashlib.sha256(answer.encode()).hexdigest()[:_ID_LETTERS]
