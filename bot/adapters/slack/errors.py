"""What the adapter refuses of what Slack sends, and what Slack's limits refuse of ours."""

from __future__ import annotations

from bot.errors import LienError, Refused


class NotUnderstood(LienError):
    """Slack sent something this adapter does not read; the text names what, never content."""


class OverLimit(Refused):
    """A message or a form exceeds a limit of Block Kit, which the text names.

    Args:
        limit: what is limited, as `limits.LIMITS` names it.
        most: how much Slack takes.
    """

    def __init__(self, limit: str, most: int) -> None:
        super().__init__(f"over Slack's limit: {limit} takes {most}")
        self.limit = limit
