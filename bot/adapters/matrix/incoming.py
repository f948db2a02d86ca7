"""Translates what rooms hold into what people did; pure, and calm about garbage.

An event's content is whatever its sender made it. What cannot be read is `Ignored`, never guessed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias
from urllib.parse import unquote

from bot.adapters.matrix import polls, vocabulary
from bot.adapters.matrix.events import UNREADABLE, Event
from bot.admin.typed import read_command
from bot.chat.ids import AccountId, ChannelId, MessageRef

CHAT: Final = "matrix"
_HTML_AT_MOST: Final = 100_000
_LINK: Final = re.compile(
    r'<a\b[^<>]{0,200}?href="https://matrix\.to/#/([^"<>]{2,600})"[^<>]{0,200}>([^<>]{1,300})</a>'
)
_MARKDOWN_LINK: Final = re.compile(
    r"\[([^\[\]\n]{1,300})\]\(https://matrix\.to/#/([^\s()]{2,600})\)"
)
_USER: Final = re.compile(r"(?<![\w/@])@[\w.=/+-]{1,200}:[A-Za-z0-9.:\[\]-]*[A-Za-z0-9\]]")
# Rooms of version 12 and later have no server in their name, but a hash of 43 letters.
_ROOM: Final = re.compile(
    r"(?<![\w/#])!(?:[\w./+=-]{1,200}:[A-Za-z0-9.:-]*[A-Za-z0-9]|[\w-]{43})(?=[\s,]|$)"
)
_ALIAS: Final = re.compile(r"(?<![\w/#])#[\w./+=-]{1,200}:[A-Za-z0-9.:-]*[A-Za-z0-9]")
_QUOTED_REPLY: Final = re.compile(r"(?:> [^\n]*\n)+\n?")
_COMMAND: Final = re.compile(
    r"\s*[!/]\s?(?P<name>lien|plus[- ]?tard|later)(?![\w-])[\s\u00a0]*(?P<words>.*)",
    re.IGNORECASE | re.DOTALL,
)
_SHORT: Final = re.compile(r"\s*[!/](?P<words>[^\W\d_].*)", re.DOTALL)
# Not `m.notice`: it is how robots speak, and one never answers another.
_TEXTS: Final = ("m.text", "m.emote")
_UNREAD: Final = ("m.audio", "m.file", "m.image", "m.location", "m.video")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A command, with or without its "!"."""

    command: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """A message in words; `answers_to` is the message it replies to."""

    words: str = field(repr=False)
    answers_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A message that takes the place of an earlier one of its author."""

    of: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A message was taken back."""

    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """A poll was answered; `answer` is None when the vote was taken back."""

    poll: str
    answer: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dark:
    """A message nobody could decrypt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Said to the bot in private by other means than words: a voice message, a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Nothing the bot acts on; `kind` is safe to log."""

    kind: str


class Names(Protocol):
    """What has to be known of names to read an event; `events.Rooms` knows it."""

    @property
    def me(self) -> str:
        """The bot's own user."""
        ...

    def workspace(self) -> str:
        """The homeserver in ids of accounts and channels."""
        ...

    def aliased(self, alias: str) -> str | None:
        """The room an alias names, None if the bot is not in it."""
        ...


Heard: TypeAlias = Typed | Wrote | Edited | Removed | Voted | Dark | Unread | Ignored


def translate(event: Event, names: Names) -> Heard:
    """Say what somebody did; never raises, whatever the event holds.

    `names` tells the bot's own user, its homeserver, and which room an alias stands for.
    """
    content, kind = event["content"], event["type"]
    if kind == "m.room.redaction":
        target = content.get("redacts")
        return Removed(event=target) if isinstance(target, str) and target else Ignored(kind=kind)
    if kind in polls.RESPONSES:
        poll = _relation(content).get("event_id")
        if not isinstance(poll, str):
            return Ignored(kind="poll.response")
        return Voted(poll=poll, answer=polls.selection(kind, content))
    if kind == UNREADABLE:
        return Dark()
    if kind != "m.room.message":
        return Ignored(kind=_safe(kind))
    return _message(content, event["is_direct"], names)


def command_in(words: str, *, is_direct: bool) -> Typed | None:
    """Read `!lien …` or, by habit, `/lien …`; in a direct room `!aide` says enough."""
    typed = _COMMAND.fullmatch(words)
    if typed:
        return _command(vocabulary.bare(typed["name"]), typed["words"].rstrip())
    short = _SHORT.fullmatch(words) if is_direct else None
    if short and read_command("lien", short["words"]):
        return Typed(command="lien", words=short["words"].strip())
    return None


def bare_command(words: str) -> Typed | None:
    """Read "aide" or "pause 15/12": a command's own words, with more only where it takes more."""
    words = words.strip().rstrip(" .!?\u00a0\u202f")
    found = read_command("lien", words)
    if found is None or (found.words and not found.command.takes):
        return None
    return Typed(command="lien", words=words)


def account_of(user: str, workspace: str) -> AccountId:
    """Name somebody's account."""
    return AccountId(CHAT, workspace, user)


def channel_of(room: str, workspace: str) -> ChannelId:
    """Name a room several people read."""
    return ChannelId(CHAT, workspace, room)


def reference(event: Event) -> MessageRef:
    """Name a message, so that it can be read again or answered."""
    return MessageRef(CHAT, event["room_id"], event["event_id"])


def _message(content: Mapping[str, Any], is_direct: bool, names: Names) -> Heard:  # noqa: FBT001 - as the event says it
    relation = _relation(content)
    of = relation.get("event_id")
    if relation.get("rel_type") == "m.replace" and isinstance(of, str):
        fresh = content.get("m.new_content")
        words = written(fresh, names) if isinstance(fresh, Mapping) else None
        return Ignored(kind="m.replace") if words is None else Edited(of=of, words=words)
    words = written(content, names)
    if words is None:
        kind = content.get("msgtype")
        if is_direct and kind in _UNREAD:
            return Unread()
        return Ignored(kind=_safe(kind) if isinstance(kind, str) else "m.room.message")
    answers_to = _answered(relation)
    if answers_to is not None:
        words = _QUOTED_REPLY.sub("", words, count=1) if words.startswith("> ") else words
    mine = f"@{account_of(names.me, names.workspace())} "
    if words.startswith(mine):
        called = words.removeprefix(mine)
        return command_in(called, is_direct=is_direct) or Typed(command="lien", words=called)
    found = command_in(words, is_direct=is_direct)
    return found or Wrote(words=words.strip(), answers_to=answers_to)


def _command(name: str, words: str) -> Typed:
    if name == "lien":
        return Typed(command="lien", words=words)
    if name == "later":
        return Typed(command="lien", words=f"later {words}".rstrip())
    return Typed(command="plus-tard", words=words)


def _relation(content: Mapping[str, Any]) -> Mapping[str, Any]:
    relation = content.get("m.relates_to")
    return relation if isinstance(relation, Mapping) else {}


def _answered(relation: Mapping[str, Any]) -> str | None:
    if relation.get("rel_type") == "m.thread" and relation.get("is_falling_back", False):
        return None
    reply = relation.get("m.in_reply_to")
    of = reply.get("event_id") if isinstance(reply, Mapping) else None
    return of if isinstance(of, str) else None


def written(content: Mapping[str, Any], names: Names) -> str | None:
    """Return a text with people and rooms named as `people.finding` reads them."""
    body = content.get("body")
    if str(content.get("msgtype")) not in _TEXTS or not isinstance(body, str):
        return None
    # JSON can carry half a character ("\ud800"), which no database keeps.
    body = body.encode("utf-8", "replace").decode()
    body = _MARKDOWN_LINK.sub(lambda m: _linked(m[2], names) or m[0], body)
    formatted = content.get("formatted_body")
    if isinstance(formatted, str) and len(formatted) <= _HTML_AT_MOST:
        body = _with_links(body, formatted, names)
    for pattern in (_USER, _ROOM, _ALIAS):
        body = pattern.sub(lambda m: _named(m[0], names) or m[0], body)
    # A name is read up to the next space: "Karim: …" and a name that ends a line need one.
    return re.sub(
        rf"([@#]{CHAT}/\S{{1,500}}?)[ \t\u00a0]*(?:[:,](?=\s|$)|(?=\n)|$)[ \t]*", r"\1 ", body
    )


def _with_links(body: str, formatted: str, names: Names) -> str:
    """Put ids where a pill shows a name: the plain text has the name alone."""
    at = 0
    for found in _LINK.finditer(formatted):
        name = _linked(html.unescape(found[1]), names)
        shown = html.unescape(found[2])
        place = body.find(shown, at)
        if name is None or place < 0:
            continue
        body = body[:place] + name + body[place + len(shown) :]
        at = place + len(name)
    return body


def _linked(address: str, names: Names) -> str | None:
    return _named(unquote(address).partition("?")[0].rstrip("/"), names)


def _named(target: str, names: Names) -> str | None:
    """Name a user, a room or an alias as the rest of Lien does; None for what is none of them."""
    workspace = names.workspace()
    if _USER.fullmatch(target):
        return f"@{account_of(target, workspace)}"
    room = names.aliased(target) if _ALIAS.fullmatch(target) else target
    if room is not None and _ROOM.fullmatch(room):
        return f"#{channel_of(room, workspace)}"
    return None


def _safe(kind: str) -> str:
    """Name a type in a log only if it is one of Matrix's own: any text can be a type."""
    return kind if re.fullmatch(r"(?:m|org\.matrix)\.[a-z0-9_.]{1,60}", kind) else "unknown"
