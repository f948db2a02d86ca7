"""What people are told about the tokens they lend, and take back."""

from __future__ import annotations

from bot.chat.outgoing import Button, Choices, Link, Message, Note, Paragraph, Part, Reply
from bot.i18n.text import text

LINK, UNLINK = "workspaces.link", "workspaces.unlink"
ANYWAY = "anyway"


def lost() -> Message:
    """Tell somebody that the chat took their permission back, and what follows."""
    return Message((Paragraph(text("workspaces.lost")), Note(text("workspaces.lost_next"))))


def offer(address: str) -> Reply:
    """Say what linking does, and where it is agreed to."""
    return _said(
        Paragraph(text("workspaces.offer")),
        Link(text("workspaces.link"), address),
        Note(text("workspaces.offer_once")),
    )


def state(*, is_linked: bool) -> tuple[Part, ...]:
    """Say under which name somebody's kept messages appear, and let them change it."""
    if is_linked:
        button = Button(action=UNLINK, label=text("workspaces.unlink"))
        return Paragraph(text("workspaces.linked")), Choices((button,))
    button = Button(action=LINK, label=text("workspaces.link"))
    return Paragraph(text("workspaces.not_linked")), Choices((button,))


def linked() -> Reply:
    """Say that an account is linked already."""
    return _said(*state(is_linked=True))


def still_waiting(count: int) -> Reply:
    """Warn that what waits could not be cancelled any more."""
    button = Button(
        action=UNLINK, value=ANYWAY, label=text("workspaces.unlink_anyway"), style="danger"
    )
    return _said(Paragraph(text("workspaces.still_waiting", n=count)), Choices((button,)))


def unlinked() -> Reply:
    """Say that the permission is gone."""
    return _said(Paragraph(text("workspaces.unlinked")))


def nothing_to_link() -> Reply:
    """Say that in this chat nobody links an account."""
    return _said(Paragraph(text("workspaces.nothing_to_link")))


def _said(*parts: Part) -> Reply:
    return Reply(message=Message(parts))
