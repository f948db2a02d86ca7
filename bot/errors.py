"""Every error Lien raises, in one tree, so that each edge knows what to say and to whom.

LienError
  UserError       a person asked for something that cannot be; said to them in their language
  OperatorError   the machine or its configuration is wrong; said in English, exit code 2
  ChatError       a chat did not take a message; the outbox decides what follows
    Refused       it never will (channel gone, person left)
    Throttled     it will, later (`retry_after_seconds`)
    Unreachable   it was surely not delivered; try again
    Unknown       it may or may not have been delivered; reconcile before trying again
"""

from __future__ import annotations

from typing import Any


class LienError(Exception):
    """The root: catching it catches everything Lien raises on purpose."""


class UserError(LienError):
    """Tells a person why not, as a catalogue message; the state is unchanged.

    Args:
        message: identifier of a catalogue message that says what to do next.
        args: values for the message's placeholders.
    """

    def __init__(self, message: str, **args: Any) -> None:  # noqa: ANN401 - the catalogue's values, a layer above
        super().__init__(message)
        self.message = message
        self.message_args: dict[str, Any] = args


class OperatorError(LienError):
    """Tells whoever runs Lien what is wrong and what to do, in one English sentence."""

    exit_code = 2


class ChatError(LienError):
    """A chat did not take a message. The text of the error never carries content."""


class Refused(ChatError):
    """The chat will never take it: the channel is gone or the person has left."""


class Throttled(ChatError):
    """The chat asks for patience; nothing was delivered.

    Args:
        retry_after_seconds: how long it asked for.
    """

    def __init__(self, retry_after_seconds: float) -> None:
        super().__init__(f"asked to wait {retry_after_seconds:g} s")
        self.retry_after_seconds = retry_after_seconds


class Unreachable(ChatError):
    """The request never arrived: nothing was delivered, it is safe to try again."""


class Unknown(ChatError):
    """The outcome is not known: it may have been delivered. Reconcile before trying again."""
