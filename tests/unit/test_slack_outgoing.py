from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.errors import OverLimit
from bot.adapters.slack.incoming import translate
from bot.adapters.slack.limits import LIMITS
from bot.adapters.slack.mentions import as_read, as_sent, elements
from bot.adapters.slack.modal import CHANNEL, VALUE, read_values, render_form
from bot.adapters.slack.outgoing import Ink, Page, pieces, render, render_home, render_modal
from bot.chat.incoming import FormSubmitted
from bot.chat.outgoing import (
    Button,
    Choices,
    Document,
    Facts,
    Field,
    Form,
    Heading,
    Link,
    Message,
    Note,
    Option,
    Paragraph,
    Part,
    Picture,
    Quote,
    Scale,
    Select,
    TextField,
    Whom,
)
from bot.i18n.text import Reader, plain
from tests.doubles.slack.blocks import check_message, check_view

TEAM = "T0LIEN001"
INK = Ink(
    reader=Reader(
        language="fr", zone="Europe/Paris", now=datetime(2026, 12, 3, 20, 40, tzinfo=UTC)
    ),
    team=TEAM,
    files={"digest-48": "F0CHART01"},
)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n &<>*"),
    min_size=1,
    max_size=200,
).filter(str.strip)
MANY = st.builds(lambda words, n: " ".join([words] * n), WORDS, st.integers(1, 60))
LABELS = WORDS.map(lambda words: words[:75]).filter(str.strip)
BUTTONS = st.builds(
    Button,
    action=st.sampled_from(["checkins.answer", "care.ask", "command.talk"]),
    value=st.text("abc:-0", max_size=200),
    label=LABELS.map(plain),
    style=st.sampled_from(["primary", "plain", "danger"]),
)
SPOKEN = MANY.map(plain)
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Heading, SPOKEN),
    st.builds(Paragraph, SPOKEN),
    st.builds(Note, SPOKEN),
    st.builds(Facts, st.lists(st.tuples(SPOKEN, SPOKEN), min_size=1, max_size=6).map(tuple)),
    st.builds(Quote, SPOKEN, st.none() | SPOKEN),
    st.builds(Picture, st.sampled_from(["digest-48", "gone"]), SPOKEN),
    st.builds(Choices, st.lists(BUTTONS, min_size=1, max_size=5).map(tuple)),
    st.builds(Link, LABELS.map(plain), st.just("https://lien.example.org/slack?state=x")),
)
MESSAGES = st.lists(PARTS, min_size=1, max_size=40).map(lambda parts: Message(tuple(parts)))


def pages(*parts: Part) -> tuple[Page, ...]:
    return render(Message(parts), INK)


def one(*parts: Part) -> list[dict[str, Any]]:
    (page,) = pages(*parts)
    return list(page.blocks)


@given(MESSAGES)
def test_every_message_is_rendered_within_slacks_limits(message: Message) -> None:
    for page in render(message, INK):
        check_message(list(page.blocks))
        assert 0 < len(page.text) <= 3_000


@given(MESSAGES)
def test_as_a_modal_or_a_home_a_message_is_within_limits_or_refused_by_name(
    message: Message,
) -> None:
    for made in (render_modal, render_home):
        try:
            check_view(made(message, INK))
        except OverLimit as refusal:
            assert refusal.limit in LIMITS


@given(MANY)
def test_words_cut_into_pieces_lose_no_word(words: str) -> None:
    sent = as_sent(words, TEAM)
    cut = list(pieces(sent, 300))
    assert "".join("".join(cut).split()) == "".join(sent.split())
    assert all(len(piece) <= 300 for piece in cut)


@given(WORDS)
def test_people_read_the_words_that_were_written(words: str) -> None:
    assert as_read(as_sent(words, TEAM), TEAM) == words


@given(WORDS)
def test_no_words_hold_a_mention_or_a_link_of_their_own(words: str) -> None:
    assert "<" not in as_sent(words, TEAM)
    assert {element["type"] for element in elements(words, TEAM)} <= {"text", "link"}


def test_a_mention_of_this_workspace_becomes_a_real_one_and_no_other() -> None:
    words = f"@slack/{TEAM}/U1 et #slack/{TEAM}/C1, pas @slack/T0OTHER/U2"
    assert as_sent(words, TEAM) == "<@U1> et <#C1>, pas @slack/T0OTHER/U2"
    made = elements(words, TEAM)
    assert [e["type"] for e in made] == ["user", "text", "channel", "text"]


def test_each_part_has_its_block() -> None:
    shown = one(
        Heading(plain("Bilan")),
        Paragraph(plain("Deux phrases & plus.")),
        Facts(((plain("Charge"), plain("plus légère")),)),
        Quote(plain("On se relaie *bien* <!channel>."), plain("Fatou")),
        Picture("digest-48", plain("La charge baisse.")),
        Picture("gone", plain("Le lien monte.")),
        Choices((Button(action="a.b", label=plain("Oui"), value="1", style="primary"),)),
        Link(plain("Relier mon compte"), "https://lien.example.org"),
        Note(plain("Petit texte.")),
    )
    kinds = [block["type"] for block in shown]
    assert kinds == [
        "header",
        "section",
        "section",
        "rich_text",
        "image",
        "context",
        "actions",
        "actions",
        "context",
    ]
    assert shown[1]["text"]["text"] == "Deux phrases &amp; plus."
    quoted = shown[3]["elements"][0]["elements"][0]
    assert quoted == {"type": "text", "text": "On se relaie *bien* <!channel>."}
    assert shown[4]["slack_file"] == {"id": "F0CHART01"}
    assert shown[7]["elements"][0]["url"] == "https://lien.example.org"


def test_two_buttons_that_do_the_same_have_two_names() -> None:
    row = Choices(
        tuple(Button(action="care.ask", value=who, label=plain(who)) for who in ("ana", "bob"))
    )
    (block,) = one(row)
    assert [b["action_id"] for b in block["elements"]] == ["care.ask#0", "care.ask#1"]


def test_a_document_is_no_words() -> None:
    assert render(Message((Document("a.csv", "text/csv", b"a"),)), INK) == ()


def test_a_label_that_is_too_long_is_refused_by_name() -> None:
    with pytest.raises(OverLimit, match=r"button\.text takes 75"):
        one(Choices((Button(action="a", label=plain("x" * 76)),)))
    with pytest.raises(OverLimit, match=r"button\.value takes 2000"):
        one(Choices((Button(action="a", label=plain("x"), value="x" * 2_001),)))


def test_forty_parts_of_many_words_are_several_messages_in_order() -> None:
    said = pages(*(Paragraph(plain(f"{n}. " + "mot " * 700)) for n in range(40)))
    assert len(said) > 1
    numbers = [b["text"]["text"].split(".")[0] for page in said for b in page.blocks]
    assert numbers == [str(n) for n in range(40)]


OPTIONS = st.lists(
    st.builds(Option, value=st.text("abc0", max_size=20), label=LABELS.map(plain)),
    min_size=1,
    max_size=14,
    unique_by=lambda option: option.value,
).map(tuple)
NAMES = st.text("abcdefg", min_size=1, max_size=12)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    fields: list[Field] = []
    for name in draw(st.lists(NAMES, min_size=1, max_size=12, unique=True)):
        kind = draw(st.sampled_from(["scale", "text", "select", "whom", "note", "quote"]))
        label = draw(LABELS.map(plain))
        if kind == "scale":
            options = draw(OPTIONS)
            fields.append(
                Scale(
                    name=name,
                    label=label,
                    steps=options[:5],
                    others=options[5:],
                    initial=draw(st.sampled_from(options)).value,
                    heading=draw(st.none() | LABELS.map(plain)),
                )
            )
        elif kind == "select":
            options = draw(OPTIONS)
            chosen = draw(st.sampled_from(options)).value
            fields.append(Select(name=name, label=label, options=options, initial=chosen))
        elif kind == "text":
            fields.append(
                TextField(
                    name=name,
                    label=label,
                    hint=draw(st.none() | SPOKEN.filter(lambda t: len(str(t.args)) < 1_500)),
                    max_length=draw(st.integers(1, 4_000)),
                    rows=draw(st.integers(1, 6)),
                    initial=draw(WORDS),
                )
            )
        elif kind == "whom":
            initial = draw(st.sampled_from(["", f"@slack/{TEAM}/U1", f"#slack/{TEAM}/C1", "@Ana"]))
            fields.append(Whom(name=name, label=label, initial=initial))
        elif kind == "quote":
            fields.append(Quote(draw(SPOKEN), draw(st.none() | LABELS.map(plain))))
        else:
            fields.append(Note(draw(SPOKEN)))
    return Form(
        name=draw(NAMES),
        context=draw(st.text("abc-", max_size=1_000)),
        title=draw(LABELS.map(plain)),
        fields=tuple(fields),
        submit=plain("Envoyer"),
    )


@given(forms())
def test_every_form_is_a_modal_within_limits(form: Form) -> None:
    view = render_form(form, INK)
    check_view(view)
    assert (view["callback_id"], view["private_metadata"]) == (form.name, form.context)


@given(forms())
def test_a_form_sent_as_it_opened_says_what_it_opened_with(form: Form) -> None:
    view = render_form(form, INK)
    heard = translate(
        {
            "type": "view_submission",
            "team": {"id": TEAM},
            "user": {"id": "U1", "team_id": TEAM},
            "view": {**view, "id": "V1", "hash": "1.2", "state": as_opened(view)},
        }
    )
    assert heard is not None
    assert isinstance(heard.incoming, FormSubmitted)
    expected = {}
    for one_field in form.fields:
        match one_field:
            case Scale() | Select():
                expected[one_field.name] = one_field.initial
            case TextField():
                longest = min(one_field.max_length, 3_000)
                expected[one_field.name] = one_field.initial[:longest]
            case Whom():
                picked = one_field.initial.count("/") > 0
                expected[one_field.name] = one_field.initial if picked else ""
    assert heard.incoming.values == expected


def as_opened(view: dict[str, Any]) -> dict[str, Any]:
    """Give the state of a modal nobody touched, as Slack reports it."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        kept = {
            "radio_buttons": ("selected_option", "initial_option"),
            "static_select": ("selected_option", "initial_option"),
            "plain_text_input": ("value", "initial_value"),
            "users_select": ("selected_user", "initial_user"),
            "conversations_select": ("selected_conversation", "initial_conversation"),
        }[element["type"]]
        said = {"type": element["type"], kept[0]: element.get(kept[1])}
        values[block["block_id"]] = {VALUE: said}
    return {"values": values}


def test_somebody_named_wins_over_a_channel_whatever_the_order() -> None:
    person = {VALUE: {"type": "users_select", "selected_user": "U1"}}
    channel = {VALUE: {"type": "conversations_select", "selected_conversation": "C1"}}
    for halves in (
        {"to": person, f"to{CHANNEL}": channel},
        {f"to{CHANNEL}": channel, "to": person},
    ):
        assert read_values({"state": {"values": halves}}, TEAM) == {"to": f"@slack/{TEAM}/U1"}


def test_a_long_title_stands_above_the_form() -> None:
    title = "Trois questions pour cette semaine"
    form = Form(
        name="f", context="", title=plain(title), fields=(Note(plain("x")),), submit=plain("Ok")
    )
    view = render_form(form, INK)
    assert view["title"]["text"] == "Lien"
    assert view["blocks"][0]["text"]["text"] == title
