"""What an author of a weak signal sees: a form, a preview, a code, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.outgoing import (
    Button,
    Choices,
    Facts,
    Form,
    Heading,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    Reply,
    TextField,
)
from bot.i18n.text import Text, plain, text
from bot.sharing.model import LONGEST_ANSWER, Signal
from bot.sharing.practice_views import themes

WRITE, PREVIEW, REMARK = "sharing.signal", "sharing.signal_preview", "sharing.remark"
OPEN, ADD, FROM_MESSAGE = "sharing.signal_open", "sharing.add", "sharing.signal_message"
FACT, EFFECT, IDEA, THEME, WORDS = "fact", "effect", "idea", "theme", "words"
ANSWERS = (FACT, EFFECT, IDEA)


def writing(contacts: Text, prompt: Text | None = None) -> Form:
    """Ask for a fact, what it could lead to, and an idea; the other ways to go stand first."""
    return Form(
        name=WRITE,
        context="",
        title=text("sharing.signal_form"),
        fields=(
            Note(text("sharing.not_emergency")),
            *((Note(prompt),) if prompt else ()),
            *_answers({}, is_asked=True),
            Note(text("sharing.no_names")),
            Note(text("sharing.legal_routes")),
            Note(text("checkins.help_lines", contacts=contacts)),
        ),
        submit=text("sharing.look_again"),
        stage="draft",
    )


def preview(  # noqa: PLR0913 - a preview is all of this
    draft: str,
    words: Mapping[str, str],
    theme: str,
    contacts: Text,
    *,
    changed: bool = False,
    needs_care: bool = False,
) -> Reply:
    """Show what the trusted pair would read, names masked, before anything is kept.

    Args:
        draft: names the slip to be; what is sent twice is kept once.
        words: the answers, masked.
        theme: the one that is suggested.
        contacts: the help lines.
        changed: something more was masked since the author last looked.
        needs_care: what was written is of distress: help lines come first, for the author alone.
    """
    first = [Paragraph(text("sharing.care", contacts=contacts))] if needs_care else []
    more = [Note(text("sharing.masked_more"))] if changed else []
    return Reply(
        form=Form(
            name=PREVIEW,
            context=draft,
            title=text("sharing.preview_read"),
            fields=(
                *first,
                *more,
                Note(text("sharing.preview_signal")),
                *_answers(words, is_asked=False),
                themes(theme),
                Note(text("sharing.legal_routes")),
            ),
            submit=text("sharing.send_signal"),
            stage="preview",
        )
    )


def received(code: str) -> Reply:
    """Show the code, once."""
    return Reply(
        is_fleeting=True,
        message=Message(
            (
                Heading(text("sharing.received_heading")),
                Facts(((text("sharing.your_code"), plain(code)),)),
                Paragraph(text("sharing.keep_code")),
                Note(text("sharing.how_to_follow", code=code)),
                Note(text("sharing.when_read")),
            )
        ),
    )


def already_received() -> Reply:
    """Say that this very form was sent before; its code was shown then."""
    return Reply(message=Message((Paragraph(text("sharing.already_received")),)))


def waiting() -> Reply:
    """Say that nobody has read it yet."""
    return Reply(
        message=Message((Paragraph(text("sharing.still_waiting")), Note(text("sharing.when_read"))))
    )


def followed(signal: Signal, code: str) -> Reply:
    """Show an author what became of their signal, and let them add a word."""
    parts: list[Part] = [
        Heading(text("sharing.followed")),
        Facts(((text("sharing.state"), Text(f"sharing.state_{signal.state}")),)),
    ]
    if signal.reason:
        parts.append(Paragraph(text("sharing.because", reason=signal.reason)))
    if signal.outcome:
        parts.append(Paragraph(text("sharing.what_changes", outcome=signal.outcome)))
    parts += thread(signal, author=text("sharing.by_you"))[-20:]
    parts.append(
        Choices((Button(action=ADD, value=code, label=text("sharing.add"), style="primary"),))
    )
    return Reply(message=Message(tuple(parts)), is_fleeting=True)


def adding(code: str) -> Reply:
    """Ask for a further word."""
    return Reply(
        form=Form(
            name=REMARK,
            context=code,
            title=text("sharing.add"),
            fields=(
                TextField(
                    name=WORDS,
                    label=text("sharing.add_words"),
                    hint=text("sharing.add_hint"),
                    max_length=LONGEST_ANSWER,
                    is_required=True,
                ),
            ),
            submit=text("sharing.send"),
        )
    )


def added(words: str) -> Reply:
    """Confirm a further word, as it will be read."""
    message = Message((Paragraph(text("sharing.added")), Quote(plain(words))))
    return Reply(message=message, is_fleeting=True)


def thread(signal: Signal, author: Text) -> list[Quote]:
    """Show what was said about a signal, in the order it was read; `author` as readers say it."""
    by = {"author": author, "readers": text("sharing.by_readers")}
    return [Quote(plain(remark.words), by=by[remark.by]) for remark in signal.remarks]


def told(signal: Signal) -> list[Quote]:
    """Show a signal's own words: fact, effect, idea."""
    answers = ((FACT, signal.fact), (EFFECT, signal.effect), (IDEA, signal.idea))
    return [Quote(plain(words), by=Text(f"sharing.{name}")) for name, words in answers if words]


def _answers(words: Mapping[str, str], *, is_asked: bool) -> tuple[TextField, ...]:
    return tuple(
        TextField(
            name=name,
            label=Text(f"sharing.ask_{name}"),
            hint=Text(f"sharing.hint_{name}") if is_asked else None,
            max_length=LONGEST_ANSWER,
            rows=2,
            is_required=name == FACT,
            initial=words.get(name, ""),
        )
        for name in ANSWERS
    )
