"""The time zone a person lives in, as an IANA name such as Europe/Paris or Indian/Reunion."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import UserError


def parse_zone(text: str) -> str:
    """Accept a zone only if its clock changes are known, so that no later step can fail on it.

    Raises:
        UserError: `zone.unknown` with `text`.
    """
    name = text.strip()
    try:
        return ZoneInfo(name).key
    # A name that is a folder or leaves the database fails as a file does, or as a bad value.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserError("zone.unknown", text=text) from error
