"""The shape of a digest: kept as the text readers see, and shown part by part from that text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.outgoing import (
    Button,
    Choices,
    Heading,
    Message,
    Note,
    Paragraph,
    Part,
    Picture,
    Quote,
)
from bot.digest.ports import Digest
from bot.digest.wording import Wording, quotes
from bot.i18n.catalog import say
from bot.i18n.text import Reader, Text, plain, text

WORDS = 150
"""Most words of a digest: it is read in under a minute, whatever its record holds."""
MORE = "digest.more"
QUOTES_SHOWN, QUOTES_A_PAGE = 20, 30
MOST_PARTS = 40
_MARKS = (("«\u00a0", "\u00a0»"), ("“", "”"))


def as_text(wording: Wording, reader: Reader) -> str:
    """Say a digest as the text that is kept and never changes.

    Blocks are apart by an empty line: title, lead, a line a question, comments, foot. Comments
    passed on as they are come whole, as many as fit; the others are counted, and one press away.
    """
    lines = [" ".join(say(sentence, reader) for sentence in line) for line in wording.lines]
    themes = " ".join(say(sentence, reader) for sentence in wording.comments)
    head = [say(wording.title, reader), say(wording.lead, reader), "\n".join(lines), themes]
    foot = say(wording.foot, reader)
    left = WORDS - sum(map(_count, [*head, foot]))
    blocks = [*head, "\n".join(_fitting(wording.quotes, left, reader)), foot]
    return "\n\n".join(block for block in blocks if block)


def message(digest: Digest, alternative: str) -> Message:
    """Show a digest to whoever reads it, cut from the text that was kept.

    Args:
        digest: as kept.
        alternative: its picture in words; not looked at when it has none.
    """
    title, lead, *middle, foot = digest.text.split("\n\n")
    parts: list[Part] = [Heading(plain(title)), Paragraph(plain(lead))]
    if digest.picture:
        parts.append(Picture(digest.picture, plain(alternative)))
    shown = [_part(line) for block in middle for line in block.split("\n")]
    quoted = sum(isinstance(part, Quote) for part in shown)
    rest = _more(digest, quoted)
    return Message((*parts, *shown, *rest, Note(plain(foot))))


def voices(digest: Digest, start: int) -> Message:
    """Show the comments that a digest had no room for, a page at a time."""
    page = quotes(digest.record)[start : start + QUOTES_A_PAGE]
    shown = tuple(Quote(plain(words)) for words in page)
    return Message((*shown, *_more(digest, start + len(page))))


def together(messages: Sequence[Message]) -> Message:
    """Show several digests as one message, as many as a message holds; say when there are more."""
    parts: tuple[Part, ...] = ()
    for one in messages:
        if len(parts) + len(one.parts) >= MOST_PARTS:
            return Message((*parts, Note(text("digest.others"))))
        parts += one.parts
    return Message(parts)


def none_yet() -> Message:
    """Say that nothing has been published yet, and when it will be."""
    return Message((Paragraph(text("digest.none_yet")),))


def _part(line: str) -> Part:
    for opening, closing in _MARKS:
        if line.startswith(opening) and line.endswith(closing):
            return Quote(plain(line.removeprefix(opening).removesuffix(closing)))
    return Paragraph(plain(line))


def _more(digest: Digest, shown: int) -> Iterator[Choices]:
    if shown < len(quotes(digest.record)):
        label = text("digest.read_more")
        yield Choices((Button(action=MORE, label=label, value=f"{digest.id}:{shown}"),))


def _fitting(words: Sequence[str], left: int, reader: Reader) -> list[str]:
    """Return the lines of as many comments as fit into so many words, in their order."""
    if not words:
        return []
    opening = say(text("digest.quotes"), reader)
    quoted = [say(text("digest.quote", words=one), reader) for one in words]
    shown = min(len(quoted), QUOTES_SHOWN)
    while shown:
        lines = [opening, *quoted[:shown], *_counted(len(quoted) - shown, reader)]
        if sum(map(_count, lines)) <= left:
            return lines
        shown -= 1
    return _counted(len(quoted), reader)


def _counted(n: int, reader: Reader) -> list[str]:
    counted: Text = text("digest.more", n=n)
    return [say(counted, reader)] if n else []


def _count(words: str) -> int:
    return len(words.split())
