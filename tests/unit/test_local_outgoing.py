from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.adapters.local.outgoing import render, render_form, render_reply
from bot.chat.outgoing import (
    Button,
    Choices,
    Facts,
    Form,
    Heading,
    Message,
    Note,
    Option,
    Paragraph,
    Picture,
    Quote,
    Reply,
    Scale,
    Select,
    TextField,
)
from bot.i18n.text import Moment, Reader, plain, text

READER = Reader(language="fr", zone="Europe/Paris", now=datetime(2026, 12, 3, 20, 40, tzinfo=UTC))


def test_every_part_is_drawn_in_order_and_is_json() -> None:
    message = Message(
        (
            Heading(plain("Bilan")),
            Paragraph(plain("Deux phrases.")),
            Facts(((plain("Charge"), plain("plus légère")),)),
            Quote(plain("On se relaie bien."), plain("Fatou")),
            Picture("digest-48", plain("La charge baisse.")),
            Choices((Button(action="a.b", label=plain("Oui"), value="1", style="primary"),)),
            Note(plain("Petit texte.")),
        )
    )
    assert json.loads(json.dumps(render(message, READER))) == [
        {"kind": "heading", "text": "Bilan"},
        {"kind": "paragraph", "text": "Deux phrases."},
        {"kind": "facts", "rows": [["Charge", "plus légère"]]},
        {"kind": "quote", "words": "On se relaie bien.", "by": "Fatou"},
        {"kind": "picture", "name": "digest-48", "alt": "La charge baisse."},
        {
            "kind": "choices",
            "buttons": [{"action": "a.b", "value": "1", "label": "Oui", "style": "primary"}],
        },
        {"kind": "note", "text": "Petit texte."},
    ]


def test_words_are_said_in_the_readers_language_and_at_the_readers_hour() -> None:
    said = text("time.tomorrow", clock=plain("x"))
    message = Message((Paragraph(plain("x")), Note(said)))
    english = Reader(language="en", zone="Europe/Paris", now=READER.now)
    assert render(message, READER)[1]["text"] == "demain à x"
    assert render(message, english)[1]["text"] == "tomorrow at x"
    at = Message(
        (
            Paragraph(text("local.only_you")),
            Note(text("local.moved", time=Moment(READER.now), date="")),
        )
    )
    assert "aujourd'hui à 21\u00a0h\u00a040" in render(at, READER)[1]["text"]


def test_a_form_keeps_names_values_and_context_untouched() -> None:
    form = Form(
        name="checkins.ballot",
        context="2026-W49",
        title=plain("Trois questions"),
        fields=(
            Scale(
                name="charge",
                label=plain("Ma charge"),
                steps=(Option(value="1", label=plain("légère")),),
                others=(Option(value="skip", label=plain("je passe")),),
                initial="skip",
                heading=plain("Ces sept derniers jours"),
            ),
            TextField(name="comment", label=plain("Un mot"), max_length=300, initial="déjà"),
            Select(
                name="keep",
                label=plain("Ce commentaire"),
                options=(Option(value="theme", label=plain("le thème")),),
                initial="theme",
            ),
            Note(plain("3114")),
            Quote(plain("Midi sauté"), plain("Ce qui a été vu")),
        ),
        submit=plain("Sceller"),
    )
    drawn = render_form(form, READER)
    assert (drawn["name"], drawn["context"]) == ("checkins.ballot", "2026-W49")
    kinds = [field["kind"] for field in drawn["fields"]]
    assert kinds == ["scale", "text", "select", "note", "quote"]
    assert drawn["fields"][0]["others"] == [{"value": "skip", "label": "je passe"}]
    assert drawn["fields"][1]["initial"] == "déjà"
    assert drawn["fields"][1]["hint"] is None


def test_no_reply_is_nothing_and_an_empty_reply_is_empty() -> None:
    assert render_reply(None, READER) is None
    assert render_reply(Reply(), READER) == {
        "message": None,
        "form": None,
        "replaces": False,
        "is_refusal": False,
    }
