"""What several admins can change, a field at a time: by whom it was changed last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.i18n.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One field that one admin is changing.

    Args:
        field: names it for ever: what it is, then the ids of whose it is, parted by "/".
        label: how it is called when it is spoken of.
        before, after: what it was and what it is now, as people read it.
    """

    field: str
    label: Text
    before: Text
    after: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """Who changed a field, and when: never what it was set to."""

    field: str
    person: str
    at: datetime
