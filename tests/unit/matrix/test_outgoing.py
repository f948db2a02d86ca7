"""What people see: text complete by itself, HTML that can do nothing, numbers that press."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.matrix.choices import FIELD, number_in, offered
from bot.adapters.matrix.events import Act, Hand, Say, Show
from bot.adapters.matrix.outgoing import ask_by_polls, render
from bot.adapters.matrix.polls import START, poll_of
from bot.adapters.matrix.writing import EVENT_AT_MOST_BYTES
from bot.chat.outgoing import (
    Button,
    Choices,
    Document,
    Facts,
    Heading,
    Link,
    Message,
    Note,
    Paragraph,
    Part,
    Picture,
    Quote,
    Scale,
)
from bot.checkins.views import invitation
from bot.i18n.text import plain, text
from tests.unit.matrix.checkin import OPENED, form, reader

ALLOWED = {"h4", "p", "br", "ul", "ol", "li", "strong", "blockquote", "a"}
WORDS = st.text(max_size=40) | st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x onerror=y>', "&lt;", "</p>", "a\nb", "javascript:x"]
)
TEXTS = WORDS.map(plain)
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Heading, TEXTS),
    st.builds(Paragraph, TEXTS),
    st.builds(Note, TEXTS),
    st.builds(Facts, st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple)),
    st.builds(Quote, TEXTS, st.none() | TEXTS),
    st.builds(Link, TEXTS, WORDS),
    st.builds(Picture, st.just("chart"), TEXTS),
    st.builds(
        Choices,
        st.lists(
            st.builds(Button, action=WORDS, value=WORDS, label=TEXTS), min_size=1, max_size=5
        ).map(tuple),
    ),
)
MESSAGES = st.lists(PARTS, min_size=1, max_size=8).map(lambda parts: Message(tuple(parts)))


class Tags(HTMLParser):
    """Collects tags, attributes and text as a client would parse them."""

    def __init__(self, formatted: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(formatted)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(*parts: Part) -> list[dict[str, Any]]:
    return [dict(act.content) for act in render(Message(parts), reader()) if isinstance(act, Say)]


def body(*parts: Part) -> str:
    return "\n\n".join(content["body"] for content in shown(*parts))


@settings(max_examples=150)
@given(MESSAGES)
def test_no_words_become_html_of_their_own(message: Message) -> None:
    for act in render(message, reader()):
        if not isinstance(act, Say):
            continue
        found = Tags(act.content["formatted_body"])
        assert found.tags <= ALLOWED
        assert {name for name, _ in found.attributes} <= {"href", "start"}
        for name, value in found.attributes:
            if name == "href":
                assert (value or "").startswith(("https://", "http://", "mailto:"))


@settings(max_examples=150)
@given(MESSAGES)
def test_every_number_shown_presses_its_button(message: Message) -> None:
    buttons = [b for part in message.parts if isinstance(part, Choices) for b in part.buttons]
    fields = [
        act.content
        for act in render(message, reader())
        if isinstance(act, Say) and FIELD in act.content
    ]
    assert len(fields) == bool(buttons)
    for content in fields:
        offer = offered("$1", json.loads(json.dumps(content)))
        assert offer is not None
        for n, button in enumerate(buttons, 1):
            choice = offer.pressed(f" {n}. ")
            assert choice is not None
            assert (choice.action, choice.value) == (button.action, button.value)
        assert offer.pressed(str(len(buttons) + 1)) is None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(min_size=1).map(lambda words: words * 2_000), min_size=1, max_size=4))
def test_a_message_of_any_length_fits_its_events_and_nothing_is_cut_away(words: list[str]) -> None:
    contents = shown(*(Paragraph(plain(one)) for one in words))
    for content in contents:
        assert len(json.dumps(content, ensure_ascii=False).encode()) < EVENT_AT_MOST_BYTES + 2_000
    said = "".join("".join(content["body"] for content in contents).split())
    assert said == "".join("".join(words).split())


def test_each_part_is_said_in_plain_text() -> None:
    said = body(
        Heading(plain("Bilan")),
        Facts(((plain("charge"), plain("stable")),)),
        Quote(plain("un\ndeux"), by=plain("Léa")),
        Link(plain("Lier mon compte"), "https://example.org/x?a=1&b=2"),
    )
    assert said == (
        "Bilan\n\ncharge\u00a0: stable\n\n> un\n> deux\n— Léa\n\n"
        "Lier mon compte\u00a0: https://example.org/x?a=1&b=2"
    )


def test_several_lists_of_one_message_are_numbered_through() -> None:
    lists = [
        Choices((Button(action="a", label=plain(one)), Button(action="b", label=plain(two))))
        for one, two in (("un", "deux"), ("trois", "quatre"))
    ]
    said = body(Paragraph(plain("x")), lists[0], Paragraph(plain("y")), lists[1])
    assert "3. trois\n4. quatre" in said
    assert said.count("numéro de votre choix") == 1


def test_commands_are_written_as_matrix_users_type_them_but_not_in_quotes() -> None:
    said = body(Note(text("door.more")), Quote(plain("tape /lien aide")))
    assert "!lien aide." in said
    assert "> tape /lien aide" in said


def test_a_picture_keeps_its_place_and_its_words() -> None:
    acts = render(
        Message((Paragraph(plain("a")), Picture("chart", plain("stable")), Note(plain("b")))),
        reader(),
        thread="$root",
    )
    assert [type(act) for act in acts] == [Say, Show, Say]
    show = acts[1]
    assert isinstance(show, Show)
    assert (show.name, show.alt, show.thread) == ("chart", "stable", "$root")


def test_a_thread_hangs_every_text_under_its_root() -> None:
    (act,) = render(Message((Paragraph(plain("a")),)), reader(), thread="$root")
    assert isinstance(act, Say)
    assert act.content["m.relates_to"]["event_id"] == "$root"


def test_a_document_is_handed_over() -> None:
    acts: tuple[Act, ...] = render(Message((Document("liste.csv", "text/csv", b"a;b"),)), reader())
    assert acts == (Hand(filename="liste.csv", media_type="text/csv", content=b"a;b"),)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_invitation_says_all_it_takes_to_answer_at_once(language: str) -> None:
    (act,) = render(invitation(OPENED, "Léa", form(language)), reader(language))
    assert isinstance(act, Say)
    said = act.content["body"]
    for field in form(language).fields:
        if isinstance(field, Scale):
            assert str(field.label.args["words"]) in said
    assert "4 2 -" in said
    assert "3114" in said
    assert (
        said in Tags(act.content["formatted_body"]).text or "<li>" in act.content["formatted_body"]
    )


def test_a_poll_tells_a_server_that_reads_along_nothing_of_its_answers() -> None:
    polls = [act for act in ask_by_polls(form(), reader()) if isinstance(act, Say)]
    assert [poll.type for poll in polls] == [START] * 3
    seen: set[str] = set()
    for poll in polls:
        start = poll.content[START]
        assert start["kind"].endswith("undisclosed")
        assert start["max_selections"] == 1
        ids = [answer["id"] for answer in start["answers"]]
        assert len({len(one) for one in ids}) == 1
        assert not seen & set(ids)
        seen |= set(ids)
        asked = poll_of(json.loads(json.dumps(poll.content)))
        assert asked is not None
        assert [asked.options[one] for one in ids] == ["1", "2", "3", "4", "5", ""]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1", 1),
        (" 12 ", 12),
        ("2.", 2),
        ("3)", 3),
        ("n°4", 4),
        ("５", 5),
        ("1 2", None),
        ("un", None),
    ],
)
def test_a_number_alone_is_a_choice(words: str, number: int | None) -> None:
    assert number_in(words) == number


@settings(max_examples=60)
@given(st.dictionaries(st.just(FIELD), st.recursive(st.none() | st.text(max_size=5), st.lists)))
def test_a_field_somebody_made_up_offers_nothing(content: dict[str, Any]) -> None:
    assert offered("$1", content) is None or isinstance(content[FIELD], list)
