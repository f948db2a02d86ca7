"""What the page shows, as JSON said to one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from bot.adapters.local import places
from bot.adapters.local.client import LocalChat
from bot.adapters.local.history import Entry
from bot.adapters.local.stage import Persona, Show
from bot.i18n.catalog import LANGUAGES, catalog, say
from bot.i18n.text import Reader, text

Json: TypeAlias = dict[str, Any]

_NEWS_LASTS = timedelta(days=7)


def words(language: str) -> dict[str, tuple[str, ...]]:
    """Return the page's own strings, each with its plural forms."""
    messages = catalog(language).messages
    return {name: forms for name, forms in messages.items() if name.startswith("local.")}


def start(chat: LocalChat, show: Show, me: Persona, reader: Reader) -> Json:
    """Return all the page needs to open as somebody, except the messages of a place."""
    return {
        "language": reader.language,
        "languages": LANGUAGES,
        "words": words(reader.language),
        "me": _card(me),
        "personas": [_card(persona) for persona in chat.cast.playable()],
        "people": [
            {"user": p.account.user, "name": p.name, "initials": p.initials}
            for p in chat.cast.personas
        ],
        "channels": [channel.name for channel in chat.cast.channels],
        "hints": [
            {"command": hint.command, "help": say(hint.help, reader)}
            for hint in show.hints_for(me.role)
        ],
        "conversations": conversations(chat, me, reader),
        "stage": stage(show, reader),
        "is_empty": show.is_empty,
        "latest": chat.history.latest(),
    }


def conversations(chat: LocalChat, me: Persona, reader: Reader) -> list[Json]:
    """List what somebody sees on the left, with how much of it is news: a week at most."""
    unread = chat.history.unread(me.account.user, since=reader.now - _NEWS_LASTS)
    return [
        {
            "place": found.place,
            "kind": found.kind,
            "title": found.title,
            "user": found.user,
            "readers": found.readers,
            "unread": unread.get(found.place, 0),
        }
        for found in places.conversations(chat.cast, me, chat.history.places())
    ]


def stage(show: Show, reader: Reader) -> Json:
    """Return the clock, and what the bot waits for."""
    return {
        "waiting": say(show.stage.waiting(), reader),
        "progress": show.stage.progress(),
        **_instant(reader, reader.now),
    }


def messages(entries: Iterable[Entry], reader: Reader) -> list[Json]:
    """Return messages with the day and time they bear in the reader's zone."""
    return [
        {
            "id": entry.key,
            "seq": entry.seq,
            "place": entry.place,
            "author": entry.author,
            "at": entry.at.isoformat(),
            "kind": entry.kind,
            "thread": entry.thread,
            "is_fleeting": entry.only_for is not None,
            "parts": entry.parts,
            **_instant(reader, entry.at),
        }
        for entry in entries
    ]


def _card(persona: Persona) -> Json:
    return {
        "user": persona.account.user,
        "name": persona.name,
        "initials": persona.initials,
        "role": persona.role,
        "unit": persona.unit,
        "language": persona.language,
    }


def _instant(reader: Reader, at: datetime) -> Json:
    zone = ZoneInfo(reader.zone)
    local, today = at.astimezone(zone), reader.now.astimezone(zone).date()
    named = {0: "local.day.today", 1: "local.day.yesterday"}.get((today - local.date()).days)
    return {
        "day": local.date().isoformat(),
        "day_name": say(text(named or "local.day.other", day=local.date()), reader),
        "date": say(text("local.day.other", day=local.date()), reader),
        "time": say(text("local.time", clock=local.time()), reader),
    }
