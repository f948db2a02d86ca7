"""What the trusted pair see of weak signals: a list, a signal, a form to act on it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.outgoing import (
    Button,
    Choices,
    Form,
    Heading,
    Message,
    Note,
    Option,
    Paragraph,
    Part,
    Quote,
    Reply,
    Select,
    TextField,
)
from bot.i18n.text import Text, plain, text
from bot.sharing.model import LONGEST_ANSWER, STATES, Signal
from bot.sharing.signal_views import thread, told

ACT = "sharing.act"
READ, HANDLE = "sharing.read", "sharing.handle"
STATE, WORDS, REASON, OUTCOME = "state", "words", "reason", "outcome"
MOST_LISTED = 8


def arrived(count: int) -> Message:
    """Tell the trusted pair that signals may be read."""
    return Message(
        (
            Paragraph(text("sharing.arrived", n=count)),
            Choices((Button(action=READ, label=text("sharing.read"), style="primary"),)),
            Note(text("sharing.you_first")),
        )
    )


def nobody_reads(count: int) -> Message:
    """Tell admins that signals wait and nobody is there to read them."""
    return Message((Paragraph(text("sharing.nobody_reads", n=count)),))


def listed(signals: Sequence[tuple[Signal, str]]) -> Reply:
    """List open signals with their teams, each with a door to act on it."""
    if not signals:
        return Reply(message=Message((Paragraph(text("sharing.nothing_open")),)))
    parts: list[Part] = [Heading(text("sharing.open_signals", n=len(signals)))]
    for signal, unit in signals[:MOST_LISTED]:
        where = text(
            "sharing.where",
            theme=Text(f"theme.{signal.theme}"),
            unit=unit,
            state=Text(f"sharing.state_{signal.state}"),
        )
        parts.append(Quote(plain(signal.fact), by=where))
        parts.append(
            Choices((Button(action=HANDLE, value=signal.id, label=text("sharing.handle")),))
        )
    if len(signals) > MOST_LISTED:
        parts.append(Note(text("sharing.more_open", n=len(signals) - MOST_LISTED)))
    return Reply(message=Message(tuple(parts)), is_fleeting=True)


def handling(signal: Signal) -> Reply:
    """Show a signal whole and ask what becomes of it."""
    return Reply(
        form=Form(
            name=ACT,
            context=signal.id,
            title=text("sharing.handle"),
            fields=(
                *told(signal),
                *thread(signal, author=text("sharing.by_author"))[-8:],
                Select(
                    name=STATE,
                    label=text("sharing.state"),
                    options=tuple(
                        Option(value=state, label=Text(f"sharing.state_{state}"))
                        for state in STATES
                    ),
                    initial=signal.state,
                ),
                _words(WORDS, text("sharing.to_author"), text("sharing.to_author_hint"), ""),
                _words(REASON, text("sharing.reason"), text("sharing.reason_hint"), signal.reason),
                _words(
                    OUTCOME, text("sharing.outcome"), text("sharing.outcome_hint"), signal.outcome
                ),
            ),
            submit=text("sharing.save"),
        )
    )


def saved() -> Reply:
    """Confirm what was decided."""
    return Reply(message=Message((Paragraph(text("sharing.saved")),)))


def _words(name: str, label: Text, hint: Text, initial: str) -> TextField:
    return TextField(
        name=name, label=label, hint=hint, max_length=LONGEST_ANSWER, rows=2, initial=initial
    )
