"""How Slack says no."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A code of Slack's, with whatever else the answer carries."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more
