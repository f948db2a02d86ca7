"""What the local chat refuses, each with a sentence of the catalogue."""

from __future__ import annotations

from bot.errors import UserError


class NotUnderstood(UserError):
    """The browser sent something no page of ours sends, or that cannot be now.

    Args:
        message: identifier of the catalogue message that says why.
        status: HTTP status that goes with it.
    """

    def __init__(self, message: str, *, status: int = 400, **args: object) -> None:
        super().__init__(message, **args)
        self.status = status
