"""People's words between Slack's own form and ours: mentions, links and escaped signs."""

from __future__ import annotations

import re
from typing import Any, Final

_OURS: Final = re.compile(r"(?P<mark>[@#])slack/(?P<team>[^\s/]+)/(?P<id>[A-Z0-9]+)")
_THEIRS: Final = re.compile(r"<(?P<mark>[@#])(?P<id>[A-Z0-9]+)(?:\|[^<>]*)?>")
_GROUP: Final = re.compile(r"<!subteam\^(?P<id>[A-Z0-9]+)(?:\|[^<>]*)?>")
_LINK: Final = re.compile(r"<(?P<address>(?:https?|mailto|tel):[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_ADDRESS: Final = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)»”\"']")
_SIGNS: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def as_sent(words: str, team: str) -> str:
    """Write words as Slack takes them; mentions of its own workspace become real ones."""
    for sign, escaped in _SIGNS:
        words = words.replace(sign, escaped)
    return _OURS.sub(lambda m: f"<{m['mark']}{m['id']}>" if m["team"] == team else m[0], words)


def as_read(text: str, team: str) -> str:
    """Read words as Slack gives them back; a link becomes what its author typed."""
    text = _THEIRS.sub(lambda m: f"{m['mark']}slack/{team}/{m['id']}", text)
    text = _LINK.sub(lambda m: m["label"] or m["address"], text)
    for sign, escaped in reversed(_SIGNS):
        text = text.replace(escaped, sign)
    return text


def with_groups(text: str, team: str) -> str:
    """Name the user groups of a text as channels are named, for who asks who is in one."""
    return _GROUP.sub(lambda m: f"#slack/{team}/{m['id']}", text)


def elements(words: str, team: str) -> list[dict[str, Any]]:
    """Write words as elements of a rich text, where nothing needs escaping."""
    made: list[dict[str, Any]] = []
    end = 0
    for found in _OURS.finditer(words):
        if found["team"] != team:
            continue
        made += _told(words[end : found.start()])
        kind = "user" if found["mark"] == "@" else "channel"
        made.append({"type": kind, f"{kind}_id": found["id"]})
        end = found.end()
    return [*made, *_told(words[end:])] or _told(" ")


def _told(words: str) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    end = 0
    for found in _ADDRESS.finditer(words):
        if before := words[end : found.start()]:
            made.append({"type": "text", "text": before})
        made.append({"type": "link", "url": found[0]})
        end = found.end()
    if after := words[end:]:
        made.append({"type": "text", "text": after})
    return made
