from __future__ import annotations

from dataclasses import fields, replace

from bot.chat.capabilities import FALLBACKS, Capabilities, adapt
from bot.chat.outgoing import Button, Choices, Message, Note, Paragraph, Picture
from bot.chat.transcript import transcribe
from bot.i18n.text import Reader, plain
from tests.fakes.chat import EVERYTHING
from tests.fakes.small_department import MONDAY

READER = Reader(language="fr", zone="Europe/Paris", now=MONDAY)
MESSAGE = Message(
    (
        Paragraph(plain("Bonjour.")),
        Choices(
            (
                Button(action="a", label=plain("Répondre")),
                Button(action="b", label=plain("Pas cette semaine")),
            )
        ),
        Picture("digest", plain("La charge est plus légère.")),
    )
)


def test_a_chat_that_shows_everything_is_given_the_message_as_it_is() -> None:
    assert adapt(MESSAGE, EVERYTHING) == MESSAGE


def test_without_buttons_choices_are_numbered_lines_in_their_order() -> None:
    adapted = adapt(MESSAGE, replace(EVERYTHING, buttons=False))
    said = transcribe(adapted, READER).splitlines()
    assert said[1:3] == ["1. Répondre", "2. Pas cette semaine"]


def test_without_pictures_the_same_facts_are_said_in_words() -> None:
    adapted = adapt(MESSAGE, replace(EVERYTHING, pictures=False))
    assert adapted.parts[-1] == Note(plain("La charge est plus légère."))


def test_everything_a_chat_may_lack_has_a_written_fallback() -> None:
    shown = {field.name for field in fields(Capabilities) if field.type == "bool"}
    assert set(FALLBACKS) == shown
