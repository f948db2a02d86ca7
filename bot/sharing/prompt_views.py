"""A question that invites people to share, and what is said of its rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.chat.outgoing import Button, Choices, Facts, Heading, Message, Note, Paragraph, Part, Reply
from bot.i18n.text import Moment, Text, plain, text
from bot.people.moment_views import rhythm, which_moment
from bot.people.moments import WeeklyMoment
from bot.people.prompting import Prompting
from bot.sharing import practice_views, signal_views
from bot.sharing.prompts import Prompt
from bot.sharing.rhythm import write_weeks

NEVER, AGAIN, CHOOSE = "sharing.prompts_never", "sharing.prompts_again", "sharing.prompts_when"
MOST_ROWS: Final = 20
_DOORS: Final = {
    "practice": (practice_views.OPEN, text("sharing.share_one")),
    "signal": (signal_views.OPEN, text("sharing.tell_one")),
}


def question(prompt: Prompt, language: str, *, takes_signals: bool) -> Message:
    """Ask one question, with the way to answer it first, and the way never to be asked last.

    Args:
        prompt: the question.
        language: of whoever is asked.
        takes_signals: whether somebody is there to read a weak signal.
    """
    kinds = sorted(_DOORS, key=lambda kind: kind != prompt.kind)
    doors = [
        Button(
            action=_DOORS[kind][0],
            # The other door leads to a form of its own: the question would not fit it.
            value=prompt.id if kind == prompt.kind else "",
            label=_DOORS[kind][1],
            style="primary" if kind == prompt.kind else "plain",
        )
        for kind in kinds
        if kind != "signal" or takes_signals
    ]
    never = Button(action=NEVER, label=text("prompts.never"))
    return Message(
        (
            Paragraph(plain(prompt.words[language])),
            Choices((*doors, never)),
            Note(Text(f"prompts.why_{prompt.kind}")),
        )
    )


def doors(*, takes_signals: bool) -> Reply:
    """Let somebody choose what they would share."""
    buttons = tuple(
        Button(action=action, label=label, style="primary" if n == 0 else "plain")
        for n, (kind, (action, label)) in enumerate(_DOORS.items())
        if kind != "signal" or takes_signals
    )
    kept = text("prompts.doors_both" if takes_signals else "prompts.doors_practice")
    return Reply(
        message=Message((Paragraph(text("prompts.which_door")), Choices(buttons), Note(kept)))
    )


def chosen(*, accepts: bool) -> Reply:
    """Confirm that somebody is asked again, or no more, and offer the way back."""
    back = (
        Button(action=NEVER, label=text("prompts.never"))
        if accepts
        else Button(action=AGAIN, label=text("prompts.again"))
    )
    said = text("prompts.asked_again" if accepts else "prompts.asked_never")
    return Reply(message=Message((Paragraph(said), Choices((back,)))))


def which(read: Sequence[WeeklyMoment], weeks: int | None, team: str) -> Reply:
    """Ask which of a few weekly moments was meant."""
    how_often = f" {write_weeks(weeks)}" if weeks else ""
    return which_moment(CHOOSE, read, behind=how_often + (f" pour {team}" if team else ""))


def rhythms(
    rows: Sequence[tuple[str, Prompting | None, datetime | None]], notes: Sequence[Note] = ()
) -> Reply:
    """Show a department's rhythm, then those of the teams that have one of their own.

    Args:
        rows: a unit's name, its rhythm, and when it is next asked.
        notes: what else there is to know.
    """
    facts = tuple((plain(name), _said(prompting, at)) for name, prompting, at in rows)
    parts: tuple[Part, ...] = (
        Heading(text("prompts.heading")),
        Facts(facts[:MOST_ROWS]),
        *notes,
        Note(text("takes.schedule_prompts")),
    )
    return Reply(message=Message(parts))


def _said(prompting: Prompting | None, at: datetime | None) -> Text:
    said = rhythm(prompting)
    return said if at is None else text("prompts.with_next", rhythm=said, when=Moment(at))
