"""What Slack takes at most, checked before anything is sent.

Figures from Slack's Block Kit reference; `slack_sdk.models` misses several of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from bot.adapters.slack.errors import OverLimit

Json: TypeAlias = dict[str, Any]

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
MESSAGE_CHARACTERS: Final = 12_000
"""Slack refuses messages whose blocks are "too long" without saying how long; this is below."""
SECTION: Final = 3_000
HEADER: Final = 150
TITLE: Final = 24
ALTERNATIVE: Final = 2_000
RADIO_OPTIONS: Final = 10
SELECT_OPTIONS: Final = 100

# By type of the object and the key in it: most characters, or most elements of a list.
LIMITS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "header.text": HEADER,
        "section.text": SECTION,
        "context.text": SECTION,
        "context.elements": 10,
        "actions.elements": 25,
        "button.text": 75,
        "button.value": 2_000,
        "button.url": 3_000,
        "image.alt_text": ALTERNATIVE,
        "input.label": 2_000,
        "input.hint": 2_000,
        "option.text": 75,
        "option.value": 150,
        "radio_buttons.options": RADIO_OPTIONS,
        "static_select.options": SELECT_OPTIONS,
        "plain_text_input.max_length": 3_000,
        "plain_text_input.placeholder": 150,
        "modal.title": TITLE,
        "modal.submit": TITLE,
        "modal.close": TITLE,
        "modal.private_metadata": 3_000,
        "modal.blocks": VIEW_BLOCKS,
        "home.blocks": VIEW_BLOCKS,
        "any.block_id": 255,
        "any.action_id": 255,
        "any.callback_id": 255,
    }
)


_ROWS: Final = tuple((*name.partition(".")[::2], most) for name, most in LIMITS.items())


def check_blocks(blocks: Sequence[Json]) -> None:
    """Refuse blocks of a message that Slack would refuse.

    Raises:
        OverLimit: with the name of the limit.
    """
    if len(blocks) > MESSAGE_BLOCKS:
        raise OverLimit("message.blocks", MESSAGE_BLOCKS)
    for block in blocks:
        _check(block, str(block["type"]))


def check_view(view: Json) -> None:
    """Refuse a modal or a Home that Slack would refuse.

    Raises:
        OverLimit: with the name of the limit.
    """
    _check(view, str(view["type"]))


def _check(found: Json, kind: str) -> None:
    for key, most in _RULES.get(kind, _EVERYWHERE):
        value = found.get(key)
        if value is not None and _size(value) > most:
            raise OverLimit(f"{kind}.{key}", most)
    for key in _HOLDERS:
        held = found.get(key)
        if isinstance(held, dict):
            _check(held, str(held.get("type")))
        elif isinstance(held, list):
            for one in held:
                _check(one, str(one.get("type", "option")))


def _size(value: object) -> int:
    if isinstance(value, dict):
        return len(str(value.get("text", "")))
    return value if isinstance(value, int) else len(value) if isinstance(value, str | list) else 0


_EVERYWHERE: Final = tuple(
    (name.removeprefix("any."), most) for name, most in LIMITS.items() if name.startswith("any.")
)
_RULES: Final[Mapping[str, tuple[tuple[str, int], ...]]] = MappingProxyType(
    {
        kind: (
            *((key, most) for of, key, most in _ROWS if of == kind),
            *_EVERYWHERE,
        )
        for kind in {of for of, _, _ in _ROWS}
    }
)
# What holds what is limited too; the text of an option has no type to be known by.
_HOLDERS: Final = ("blocks", "element", "elements", "options")
