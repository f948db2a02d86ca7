"""What people see of good practice: a form, a preview, a card, what a search found."""

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
from bot.sharing.model import LONGEST_PRACTICE, Card
from bot.text.themes import Theme

WRITE, PREVIEW = "sharing.practice", "sharing.practice_preview"
FROM_MESSAGE, OPEN, USEFUL, RENEW, RANDOM = (
    "sharing.practice_message",
    "sharing.practice_open",
    "sharing.useful",
    "sharing.renew",
    "sharing.random",
)
WORDS, THEME, SIGNED = "words", "theme", "signed"
MOST_FOUND = 5


def writing(prompt: Text | None = None, words: str = "") -> Form:
    """Ask what works.

    Args:
        prompt: what is said above the field: the question that was asked, say.
        words: what stands in the field already, names masked.
    """
    return Form(
        name=WRITE,
        context="",
        title=text("sharing.practice_form"),
        fields=(
            *((Note(prompt),) if prompt else ()),
            TextField(
                name=WORDS,
                label=text("sharing.practice_words"),
                hint=text("sharing.practice_hint"),
                max_length=LONGEST_PRACTICE,
                rows=5,
                is_required=True,
                initial=words,
            ),
            Note(text("sharing.no_names")),
        ),
        submit=text("sharing.look_again"),
        stage="draft",
    )


def preview(draft: str, words: str, theme: str, *, signed: bool, changed: bool = False) -> Reply:
    """Show what would be shared, names masked, before anything is kept.

    Args:
        draft: names the card to be; what is sent twice is kept once.
        words: the text, masked.
        theme: the one that is suggested.
        signed: whether the author chose to sign.
        changed: something more was masked since the author last looked.
    """
    notes = [Note(text("sharing.masked_more"))] if changed else []
    return Reply(
        form=Form(
            name=PREVIEW,
            context=draft,
            title=text("sharing.preview"),
            fields=(
                *notes,
                Note(text("sharing.preview_practice")),
                TextField(
                    name=WORDS,
                    label=text("sharing.will_be_shared"),
                    max_length=LONGEST_PRACTICE,
                    rows=5,
                    is_required=True,
                    initial=words,
                ),
                themes(theme),
                Select(
                    name=SIGNED,
                    label=text("sharing.signature"),
                    options=(
                        Option(value="no", label=text("sharing.anonymous")),
                        Option(value="yes", label=text("sharing.signed")),
                    ),
                    initial="yes" if signed else "no",
                ),
            ),
            submit=text("sharing.share"),
            stage="preview",
        )
    )


def themes(initial: str) -> Select:
    """Ask for the theme, the suggested one chosen already."""
    return Select(
        name=THEME,
        label=text("sharing.theme"),
        options=tuple(Option(value=str(t), label=Text(f"theme.{t}")) for t in Theme),
        initial=initial,
    )


def shared(unit: str | None) -> Reply:
    """Thank, and say where it can be read."""
    said = text("sharing.shared_in", unit=unit) if unit else text("sharing.shared")
    return Reply(message=Message((Paragraph(said), Note(text("sharing.stays")))))


def sealed(unit: str | None) -> Reply:
    """Thank for a practice without a name, and say when it appears."""
    said = text("sharing.sealed_for", unit=unit) if unit else text("sharing.sealed")
    notes = (Note(text("sharing.when_it_appears")), Note(text("sharing.stays")))
    return Reply(message=Message((Paragraph(said), *notes)), is_fleeting=True)


def posted(card: Card) -> Message:
    """Show a practice to the team it comes from."""
    return Message((Heading(text("sharing.practice_posted")), *card_parts(card)))


def found(cards: Sequence[Card], week: str, total: int) -> Reply:
    """Show what a search found, or say that nothing did."""
    if not cards:
        said = text("sharing.none_found") if total else text("sharing.no_cards")
        return Reply(message=Message((Paragraph(said), _write())))
    parts: list[Part] = []
    for card in cards:
        parts += card_parts(card, week)
    return Reply(message=Message(tuple(parts)))


def thanked() -> Reply:
    """Confirm a thank-you that was counted without a name."""
    return Reply(message=Message((Paragraph(text("sharing.thanked")),)))


def renewed() -> Reply:
    """Confirm that a practice holds for another year."""
    return Reply(message=Message((Paragraph(text("sharing.renewed")),)))


def card_parts(card: Card, week: str = "") -> list[Part]:
    """Show a card with what can be done with it; `week` is the present one, where it is known."""
    is_due = bool(week) and card.is_due(week)
    by = plain(card.signature) if card.signature else text("sharing.somebody")
    buttons = [Button(action=USEFUL, value=card.id, label=text("sharing.useful"))]
    if is_due:
        buttons.append(Button(action=RENEW, value=card.id, label=text("sharing.still_holds")))
    theme = Text(f"theme.{card.theme}")
    about = (
        text("sharing.useful_to", n=card.useful, theme=theme)
        if card.useful
        else text("sharing.about", theme=theme)
    )
    parts: list[Part] = [Quote(plain(card.words), by=by), Note(about)]
    if is_due:
        parts.append(Note(text("sharing.is_due")))
    return [*parts, Choices(tuple(buttons))]


def _write() -> Choices:
    return Choices(
        (Button(action=OPEN, label=text("sharing.share_one"), style="primary", opens=writing()),)
    )
