from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.local.errors import NotUnderstood
from bot.adapters.local.incoming import event_of, translate
from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.incoming import ButtonPressed, CommandTyped, FormSubmitted, MessagePosted

LEA = AccountId("local", "demo", "lea")
TEAM = ChannelId("local", "demo", "enfance-nord")
EVENT = "lea:0000-0001"


def post(words: str, place: str = "direct/lea") -> dict[str, Any]:
    return {"type": "post", "place": place, "words": words}


@pytest.mark.parametrize(
    ("typed", "command", "words"),
    [
        ("/lien", "lien", ""),
        ("/lien aide", "lien", "aide"),
        ("  /LIEN  absence 3 mars ", "lien", "absence 3 mars"),
        ("/plus-tard @Karim demain ?\nMerci", "plus-tard", "@Karim demain ?\nMerci"),
    ],
)
def test_a_slash_makes_a_command(typed: str, command: str, words: str) -> None:
    assert translate(post(typed), LEA, EVENT) == CommandTyped(
        event=EVENT, account=LEA, command=command, words=words
    )


def test_a_command_typed_in_a_channel_names_the_channel() -> None:
    said = translate(post("/lien aide", "channel/enfance-nord"), LEA, EVENT)
    assert isinstance(said, CommandTyped)
    assert said.channel == TEAM


def test_a_message_names_where_it_was_written() -> None:
    assert translate(post("Bonjour", "channel/enfance-nord"), LEA, EVENT) == MessagePosted(
        event=EVENT,
        account=LEA,
        message=MessageRef("local", "channel/enfance-nord", f"said/{EVENT}"),
        words="Bonjour",
        channel=TEAM,
    )


def test_a_button_carries_its_value_and_place() -> None:
    pressed = {"type": "press", "place": "direct/lea", "action": "a.b", "value": "7"}
    assert translate(pressed, LEA, EVENT) == ButtonPressed(
        event=EVENT, account=LEA, action="a.b", value="7"
    )


def test_a_form_carries_each_field() -> None:
    sent = {"type": "form", "form": "f", "context": "c", "values": {"charge": "4", "comment": ""}}
    assert translate(sent, LEA, EVENT) == FormSubmitted(
        event=EVENT,
        account=LEA,
        form="f",
        context="c",
        values={"charge": "4", "comment": ""},
    )


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (None, "local.error.unreadable"),
        ([], "local.error.unreadable"),
        ({}, "local.error.unreadable"),
        ({"type": "dance"}, "local.error.unreadable"),
        ({"type": ["post"]}, "local.error.unreadable"),
        (post("   "), "local.error.empty"),
        (post("/danse"), "local.error.command"),
        (post("x" * 4_001), "local.error.too_long"),
        (post("half \ud800"), "local.error.unreadable"),
        (
            {"type": "form", "form": "f", "context": "c", "values": {"a": 1}},
            "local.error.unreadable",
        ),
        (
            {"type": "form", "form": "f", "context": "", "values": {str(n): "" for n in range(41)}},
            "local.error.unreadable",
        ),
    ],
)
def test_what_the_page_never_sends_is_refused_with_a_sentence(
    payload: object, message: str
) -> None:
    with pytest.raises(NotUnderstood) as refused:
        translate(payload, LEA, EVENT)
    assert refused.value.message == message


@pytest.mark.parametrize(
    "event", ["", "short", "x" * 65, "with space", "a/b/c/d/e/f", None, 12345678]
)
def test_an_event_is_named_as_the_page_names_them(event: object) -> None:
    with pytest.raises(NotUnderstood):
        event_of({"event": event}, LEA)


def test_the_same_name_from_two_people_is_two_events() -> None:
    payload = {"event": "00000000-0001"}
    karim = AccountId("local", "demo", "karim")
    assert event_of(payload, LEA) != event_of(payload, karim)
