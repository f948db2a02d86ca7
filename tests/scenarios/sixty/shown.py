"""All that is shown of a message or a form drawn by the local page, as one text."""

from __future__ import annotations

from typing import Any

_SHOWN = frozenset(
    {"text", "label", "title", "submit", "hint", "heading", "words", "by", "alt", "initial"}
)


def all_of(found: Any) -> str:
    """Collect the words people see; names of fields and values of buttons are not."""
    return "\n".join(_strings(found))


def _strings(found: Any) -> list[str]:
    match found:
        case dict():
            # What a list opens on is shown by its label; the value behind it is nobody's to read.
            names = _SHOWN - {"initial"} if "options" in found else _SHOWN
            own = [v for k, v in found.items() if k in names and isinstance(v, str)]
            return own + [s for v in found.values() for s in _strings(v) if not isinstance(v, str)]
        case [[str(), str()], *_]:
            return [cell for row in found for cell in row]
        case list():
            return [s for one in found for s in _strings(one)]
        case _:
            return []
