"""Writes one text twice: plain, complete by itself, and in the HTML every Matrix client shows."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from bot.i18n.catalog import say
from bot.i18n.text import Reader, Text

Content: TypeAlias = dict[str, Any]

# An event may have 64 KiB once encrypted, which adds a third; both forms are in it, as JSON.
EVENT_AT_MOST_BYTES: Final = 36_000
_COMMAND: Final = re.compile(r"(?<![\w/!.:])/(?=(?:lien|plus-tard|later)\b)")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, quote or list: `body` in plain text, `formatted` in HTML."""

    body: str
    formatted: str


def said(message: Text, reader: Reader) -> str:
    """Say a text as Matrix users type it: most clients keep "/" for commands of their own."""
    return _COMMAND.sub("!", say(message, reader))


def heading(words: str) -> Block:
    """Write what a message is."""
    return Block(words, f"<h4>{escaped(words)}</h4>")


def paragraph(words: str) -> Block:
    """Write a few sentences."""
    return Block(words, f"<p>{escaped(words)}</p>")


def quote(words: str, by: str | None) -> Block:
    """Write somebody's own words, each line marked, with who wrote them."""
    marked = "\n".join(f"> {line}" for line in words.split("\n"))
    signed = f"\n— {by}" if by else ""
    signature = f"<p>— {escaped(by)}</p>" if by else ""
    return Block(marked + signed, f"<blockquote>{escaped(words)}</blockquote>{signature}")


def facts(rows: Sequence[tuple[str, str]]) -> Block:
    """Write pairs of a name and its value, a line each."""
    items = "".join(
        f"<li><strong>{escaped(name)}</strong>\u00a0: {escaped(value)}</li>" for name, value in rows
    )
    return Block("\n".join(f"{name}\u00a0: {value}" for name, value in rows), f"<ul>{items}</ul>")


def bullets(items: Sequence[str]) -> Block:
    """Write a list whose items have no number to answer by."""
    listed = "".join(f"<li>{escaped(item)}</li>" for item in items)
    return Block("\n".join(f"• {item}" for item in items), f"<ul>{listed}</ul>")


def numbered(items: Sequence[str], first: int = 1) -> Block:
    """Write a list answered by a number."""
    listed = "".join(f"<li>{escaped(item)}</li>" for item in items)
    lines = "\n".join(f"{n}. {item}" for n, item in enumerate(items, first))
    start = f' start="{first}"' if first != 1 else ""
    return Block(lines, f"<ol{start}>{listed}</ol>")


def link(label: str, address: str) -> Block:
    """Write an address, in full in plain text; only web addresses become links."""
    body = f"{label}\u00a0: {address}"
    if not address.startswith(("https://", "http://", "mailto:")):
        return paragraph(body)
    anchor = f'<a href="{html.escape(address)}">{escaped(label)}</a>'
    return Block(body, f"<p>{anchor}</p>")


def escaped(words: str) -> str:
    """Make words harmless in HTML; a line break stays one."""
    return html.escape(words).replace("\n", "<br>")


def contents(blocks: Sequence[Block]) -> list[Content]:
    """Make as few text events as the size of an event allows, in order; nothing is cut away."""
    pieces: list[list[Block]] = [[]]
    for block in (part for whole in blocks for part in _fitting(whole)):
        if pieces[-1] and _size([*pieces[-1], block]) > EVENT_AT_MOST_BYTES:
            pieces.append([])
        pieces[-1].append(block)
    return [_content(piece) for piece in pieces if piece]


def _content(blocks: Sequence[Block]) -> Content:
    return {
        "msgtype": "m.text",
        "body": "\n\n".join(block.body for block in blocks),
        "format": "org.matrix.custom.html",
        "formatted_body": "".join(block.formatted for block in blocks),
    }


def _size(blocks: Sequence[Block]) -> int:
    return sum(_length(block.body) + _length(block.formatted) + 8 for block in blocks)


def _length(words: str) -> int:
    # JSON writes control characters as \u0000.
    return len(words.encode()) + 5 * sum(letter < " " for letter in words)


def _fitting(block: Block) -> list[Block]:
    """Cut a block no event could hold; its pieces are plain paragraphs."""
    if _size([block]) <= EVENT_AT_MOST_BYTES:
        return [block]
    half = len(block.body) // 2
    at = max(block.body.rfind("\n", 0, half), block.body.rfind(" ", 0, half))
    at = at if at > 0 else half
    first, second = block.body[:at], block.body[at:].lstrip()
    return _fitting(paragraph(first)) + _fitting(paragraph(second))
