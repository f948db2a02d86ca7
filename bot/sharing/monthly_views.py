"""What everyone reads once a month: changes first, then what several teams see, then practice."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.outgoing import Button, Choices, Heading, Message, Note, Paragraph, Part
from bot.disclosure.patterns import FEWEST_TEAMS, WEEKS, Pattern
from bot.i18n.text import Text, text
from bot.sharing.model import Card
from bot.sharing.practice_views import OPEN as WRITE_PRACTICE
from bot.sharing.practice_views import card_parts
from bot.sharing.signal_views import OPEN as WRITE_SIGNAL

_MOST_CHANGES = 6


def returned(  # noqa: PLR0913 - a return is all of this
    changes: Sequence[str],
    seen: Sequence[Pattern],
    cards: Sequence[Card],
    due: Sequence[Card],
    week: str,
    *,
    is_drawn: bool,
) -> Message | None:
    """Write the month's return; None when there is nothing to say.

    Args:
        changes: what changed, a sentence each, in alphabetical order.
        seen: themes that several teams signalled.
        cards: practices of the month.
        due: practices over a year old.
        week: the present ISO week.
        is_drawn: there were more practices, and lot chose among them.
    """
    parts: list[Part] = []
    if changes or seen:
        parts.append(Heading(text("sharing.what_changed")))
    parts += [Paragraph(text("sharing.change", words=said)) for said in changes[:_MOST_CHANGES]]
    for pattern in seen[:3]:
        theme = Text(f"theme.{pattern.theme}")
        parts.append(
            Paragraph(
                text(
                    "sharing.pattern",
                    theme=theme,
                    count=pattern.at_least,
                    weeks=WEEKS,
                    teams=FEWEST_TEAMS,
                )
            )
        )
    if cards:
        parts.append(Heading(text("sharing.selection", n=len(cards))))
        for card in cards:
            parts += card_parts(card, week)
        if is_drawn:
            parts.append(Note(text("sharing.by_lot")))
    if due:
        parts.append(Heading(text("sharing.to_review")))
        for card in due:
            parts += card_parts(card, week)
    if not parts:
        return None
    doors = (
        Button(action=WRITE_PRACTICE, label=text("sharing.share_one")),
        Button(action=WRITE_SIGNAL, label=text("sharing.tell_one")),
    )
    return Message((*parts, Choices(doors)))
