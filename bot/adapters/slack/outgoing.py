"""Says neutral messages in Slack's blocks; pure.

Words are escaped, so that nobody's text becomes a mention, a link or markup of ours. What exceeds
a limit goes into several messages, or is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.adapters.slack.limits import (
    ALTERNATIVE,
    HEADER,
    MESSAGE_BLOCKS,
    MESSAGE_CHARACTERS,
    SECTION,
    Json,
    check_blocks,
    check_view,
)
from bot.adapters.slack.mentions import as_sent, elements
from bot.chat.outgoing import (
    Button,
    Choices,
    Document,
    Facts,
    Heading,
    Link,
    Message,
    Note,
    Paragraph,
    Part,
    Picture,
    Quote,
)
from bot.chat.transcript import transcribe
from bot.i18n.catalog import say
from bot.i18n.text import Reader, Text, text

OPEN_LINK: Final = "slack.link"
"""What a press of a link says; Slack tells us although there is nothing to do."""

_FALLBACK_CHARACTERS: Final = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """What it takes to write a message down for somebody.

    Args:
        team: workspace it is read in, whose mentions become real ones.
        files: by the name of a picture, the file Slack keeps it as; a picture without one is
            said in words.
    """

    reader: Reader
    team: str
    files: Mapping[str, str] = field(default_factory=dict)

    def say(self, words: Text) -> str:
        """Say words as plain text."""
        return say(words, self.reader)

    def marked(self, words: Text) -> str:
        """Say words where Slack reads markup."""
        return as_sent(self.say(words), self.team)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One message of Slack's; `text` is read aloud, and shown in notifications."""

    blocks: tuple[Json, ...]
    text: str


def render(message: Message, ink: Ink) -> tuple[Page, ...]:
    """Say a message as one message of Slack's, or several where one does not hold it.

    Documents are left out: they are files, not words.

    Raises:
        Refused: a quote is still sealed, or a part exceeds a limit.
    """
    pages = tuple(_pages(blocks(message, ink)))
    fallback = as_sent(transcribe(message, ink.reader), ink.team)[:_FALLBACK_CHARACTERS]
    for page in pages:
        check_blocks(page)
    return tuple(Page(blocks=tuple(page), text=fallback) for page in pages)


def render_modal(message: Message, ink: Ink) -> Json:
    """Say a message as a modal that can only be read and closed.

    Raises:
        Refused: as `render`.
    """
    view = {
        "type": "modal",
        "title": plain_text(ink.say(text("slack.title"))),
        "close": plain_text(ink.say(text("slack.close"))),
        "blocks": blocks(message, ink),
    }
    check_view(view)
    return view


def render_home(message: Message, ink: Ink) -> Json:
    """Say a message as somebody's App Home.

    Raises:
        Refused: as `render`.
    """
    view = {"type": "home", "blocks": blocks(message, ink)}
    check_view(view)
    return view


def blocks(message: Message, ink: Ink) -> list[Json]:
    """Say each part in order."""
    return [
        block for n, part in enumerate(message.parts) for block in _part(part, ink, f"part-{n}")
    ]


def plain_text(words: str) -> Json:
    """Make a text object that holds no markup and turns no `:word:` into a picture."""
    return {"type": "plain_text", "text": words, "emoji": False}


def _part(part: Part, ink: Ink, name: str) -> list[Json]:  # noqa: C901, PLR0911 - a line a kind of part
    match part:
        case Heading(words):
            return _heading(ink.say(words), ink)
        case Paragraph(words):
            return [_section(piece) for piece in pieces(ink.marked(words))]
        case Note(words):
            return [_small(piece) for piece in pieces(ink.marked(words))]
        case Facts(rows):
            lines = "\n".join(f"*{ink.marked(of)}* · {ink.marked(value)}" for of, value in rows)
            return [_section(piece) for piece in pieces(lines)]
        case Quote(words, by):
            return _quote(ink.say(words), ink.say(by) if by else "", ink)
        case Picture(of, alt):
            if of not in ink.files:
                return _part(Note(alt), ink, name)
            said = ink.say(alt)[:ALTERNATIVE]
            return [{"type": "image", "slack_file": {"id": ink.files[of]}, "alt_text": said}]
        case Choices(buttons):
            shown = [_button(button, n, ink) for n, button in enumerate(buttons)]
            return [{"type": "actions", "block_id": name, "elements": shown}]
        case Link(label, address):
            return [_link(ink.say(label), address, name)]
        case Document():
            return []


def _heading(words: str, ink: Ink) -> list[Json]:
    if len(words) <= HEADER:
        return [{"type": "header", "text": plain_text(words)}]
    return [_section(f"*{piece}*") for piece in pieces(as_sent(words, ink.team), SECTION - 2)]


def _section(words: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words, "verbatim": True}}


def _small(words: str) -> Json:
    told = {"type": "mrkdwn", "text": words, "verbatim": True}
    return {"type": "context", "elements": [told]}


def _quote(words: str, by: str, ink: Ink) -> list[Json]:
    """Quote people's words as they wrote them: a rich text holds them without any markup."""
    quoted = [
        {"type": "rich_text_quote", "elements": elements(piece, ink.team)}
        for piece in pieces(words)
    ]
    author = [{"type": "rich_text_section", "elements": [{"type": "text", "text": f"— {by}"}]}]
    last = len(quoted) - 1
    return [
        {"type": "rich_text", "elements": [one, *(author if by and n == last else ())]}
        for n, one in enumerate(quoted)
    ]


def _link(label: str, address: str, name: str) -> Json:
    pressed = {
        "type": "button",
        "action_id": OPEN_LINK,
        "text": plain_text(label),
        "url": address,
    }
    return {"type": "actions", "block_id": name, "elements": [pressed]}


def _button(button: Button, n: int, ink: Ink) -> Json:
    # Two buttons of a row may do the same with another value; Slack wants each named once.
    made: Json = {
        "type": "button",
        "action_id": f"{button.action}#{n}",
        "text": plain_text(ink.say(button.label)),
    }
    if button.value:
        made["value"] = button.value
    if button.style != "plain":
        made["style"] = button.style
    return made


def pieces(words: str, most: int = SECTION) -> Iterator[str]:
    """Cut words into pieces Slack takes, at a line's end or a space, never in an escaped sign."""
    while len(words) > most:
        cut = max(words.rfind("\n", 1, most), 0) or max(words.rfind(" ", 1, most), 0) or most
        # `&amp;` and `<@U1>` hold neither a line's end nor a space.
        if unfinished := re.search(r"[&<][^;>\s]{0,40}\Z", words[:cut]):
            cut = unfinished.start() or cut
        yield words[:cut]
        words = words[cut:].lstrip("\n ")
    yield words or " "


def _pages(shown: Sequence[Json]) -> Iterator[list[Json]]:
    page: list[Json] = []
    size = 0
    for block in shown:
        length = len(str(block))
        if page and (len(page) == MESSAGE_BLOCKS or size + length > MESSAGE_CHARACTERS):
            yield page
            page, size = [], 0
        page.append(block)
        size += length
    if page:
        yield page
