"""What people see when they write late in a channel that offers to keep messages."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from bot.chat.outgoing import Button, Choices, Message, Note, Paragraph, Reply
from bot.i18n.text import Moment, Text, text

KEEP_POSTED: Final = "quiethours.keep_posted"
LEAVE: Final = "quiethours.leave"
NEVER: Final = "quiethours.never_offer"
AGAIN: Final = "quiethours.offer_again"


def offer(name: str, to: str, clock: time, due: datetime) -> Reply:
    """Ask, in private, whether a message that was just posted can wait."""
    return Reply(
        message=Message(
            (
                Paragraph(text("quiethours.offer", clock=clock, to=to, due=Moment(due))),
                Choices(
                    (
                        Button(
                            action=KEEP_POSTED,
                            value=name,
                            label=text("quiethours.keep"),
                            style="primary",
                        ),
                        Button(action=LEAVE, value=name, label=text("quiethours.urgent")),
                        Button(action=NEVER, label=text("quiethours.never")),
                    )
                ),
            )
        )
    )


def left() -> Reply:
    """Say that nothing happened to the message."""
    return _said(text("quiethours.left"))


def chosen(*, accepts: bool) -> Reply:
    """Confirm that somebody is no longer asked, or is again."""
    if accepts:
        return _said(text("quiethours.offered_again"))
    return Reply(
        message=Message(
            (
                Paragraph(text("quiethours.never_again")),
                Choices((Button(action=AGAIN, label=text("quiethours.again")),)),
            )
        ),
        replaces=True,
    )


def announcement(*, is_on: bool) -> Message:
    """Tell a channel that it is listened to in the evening from now on, or no longer."""
    if not is_on:
        return Message((Paragraph(text("quiethours.announce_off")),))
    return Message(
        (Paragraph(text("quiethours.announce_on")), Note(text("quiethours.announce_why")))
    )


def switched(name: str, *, is_on: bool) -> Reply:
    """Confirm to the admin."""
    said = text("quiethours.is_on", name=name) if is_on else text("quiethours.is_off", name=name)
    return Reply(message=Message((Paragraph(said),)))


def _said(words: Text) -> Reply:
    return Reply(message=Message((Paragraph(words),)), replaces=True)
