"""Files of lines that a process writes while another reads, and that a kill may cut short."""

from __future__ import annotations

import os
from pathlib import Path


def whole_lines(file: Path) -> list[str]:
    """Read every line but one that is not ended yet; none where there is no file."""
    if not file.exists():
        return []
    ended, _, _ = file.read_bytes().rpartition(b"\n")
    return [line.decode() for line in ended.splitlines()]


def open_for_lines(file: Path) -> int:
    """Open a file to add lines to, without one that a kill cut short; return its descriptor."""
    if file.exists():
        os.truncate(file, file.read_bytes().rfind(b"\n") + 1)
    return os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
