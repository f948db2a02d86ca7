"""Reads what people wrote in a form: shortened to what a share can be, or refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bot.errors import UserError
from bot.text.themes import Theme, suggest

_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_TAG: Final = re.compile(r"</?[a-zA-Z!][^<>]{0,500}>")
_MARKUP: Final = re.compile(r"(?m)^\s{0,3}(?:#{1,6}|>|[*+-])\s+|\*\*|__|~~|`+")
_LINK: Final = re.compile(r"!?\[([^\]\[]*)\]\([^)\s]*\)")
_BLANK_LINES: Final = re.compile(r"\n{3,}")


def read_words(values: Mapping[str, str], name: str, limit: int, *, required: bool) -> str:
    """Return a field's words without the markup of a page they were pasted from.

    Raises:
        UserError: it is empty and must not be, or is too long.
    """
    words = unmarked(values.get(name, ""))
    if required and not any(letter.isalnum() for letter in words):
        raise UserError("sharing.empty")
    if len(words) > limit:
        raise UserError("sharing.too_long", length=len(words), limit=limit)
    return words


def unmarked(pasted: str) -> str:
    """Drop tags, Markdown signs and invisible characters; what was said stays."""
    words = _CONTROL.sub("", pasted.replace("\r\n", "\n").replace("\r", "\n"))
    words = _LINK.sub(r"\1", _TAG.sub("", words))
    return _BLANK_LINES.sub("\n\n", _MARKUP.sub("", words)).strip()


def read_theme(values: Mapping[str, str], words: str) -> str:
    """Return the theme that was tapped, or the one its words suggest."""
    chosen = values.get("theme", "")
    return chosen if chosen in tuple(Theme) else str(suggest(words))
