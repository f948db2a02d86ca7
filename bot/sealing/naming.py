"""Names of keys made of what people or rosters named: a key's name is a path of a file."""

from __future__ import annotations

import hashlib
import re
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,79}")


def part_of_name(name: str) -> str:
    """Return what stands for a name in a key's: itself, or a digest of what is no plain word."""
    return name if _PLAIN.fullmatch(name) else hashlib.sha256(name.encode()).hexdigest()[:32]
