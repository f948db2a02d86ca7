"""Whatever a round publishes, its digest is short, complete and the same for everyone."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.outgoing import Choices, Heading, Note, Paragraph, Picture, Quote
from bot.digest.ports import Digest
from bot.digest.views import MOST_PARTS, WORDS, as_text, message, together, voices
from bot.digest.wording import compose, quotes
from bot.disclosure.released import Record, Theme
from bot.i18n.catalog import say
from bot.i18n.text import text
from tests.releases import SETTING, TUESDAY, Language, chart, histories, reader

HISTORIES = histories()
LANGUAGES = st.sampled_from(("fr", "en"))


def digest(record: Record, said: str) -> Digest:
    return Digest(
        id="r1.c1",
        round_id="r1",
        unit=record.unit,
        week=record.week,
        digest_at=TUESDAY,
        record=record,
        text=said,
        picture="digest/r1.c1",
    )


@settings(max_examples=30)
@given(HISTORIES, LANGUAGES)
def test_a_digest_is_never_longer_than_its_words(
    history: tuple[Record, tuple[Record, ...]], language: Language
) -> None:
    said = as_text(compose(*history, SETTING), reader(language))

    assert len(said.split()) <= WORDS


@settings(max_examples=30)
@given(HISTORIES, LANGUAGES)
def test_a_message_shows_the_kept_text_and_nothing_else(
    history: tuple[Record, tuple[Record, ...]], language: Language
) -> None:
    said = as_text(compose(*history, SETTING), reader(language))
    parts = message(digest(history[0], said), "alt").parts

    shown = [
        say(text("digest.quote", words=say(p.words, reader(language))), reader(language))
        if isinstance(p, Quote)
        else say(p.text, reader(language))
        for p in parts
        if isinstance(p, Heading | Paragraph | Quote | Note)
    ]
    assert "\n".join(shown) == said.replace("\n\n", "\n")
    assert [p.name for p in parts if isinstance(p, Picture)] == ["digest/r1.c1"]
    assert len(parts) <= MOST_PARTS
    assert len(together([message(digest(history[0], said), "alt")] * 3).parts) <= MOST_PARTS


@settings(max_examples=30)
@given(HISTORIES)
def test_every_comment_passed_on_can_be_read_once_and_in_order(
    history: tuple[Record, tuple[Record, ...]],
) -> None:
    kept = digest(history[0], as_text(compose(*history, SETTING), reader()))
    shown = message(kept, "alt")
    found: list[str] = []
    while True:
        found += [say(p.words, reader()) for p in shown.parts if isinstance(p, Quote)]
        more = [p for p in shown.parts if isinstance(p, Choices)]
        if not more:
            break
        shown = voices(kept, int(more[0].buttons[0].value.rpartition(":")[2]))

    assert tuple(found) == quotes(history[0])


@settings(max_examples=30)
@given(HISTORIES, LANGUAGES)
def test_every_theme_and_question_of_a_record_is_told(
    history: tuple[Record, tuple[Record, ...]], language: Language
) -> None:
    record = history[0]
    wording = compose(*history, SETTING)
    said = as_text(wording, reader(language))

    for item in record.items:
        if isinstance(item, Theme):
            assert say(text(f"theme.{item.value}"), reader(language)) in said
    assert wording.lines or wording.lead.id in {
        "digest.lead.too_few",
        "digest.lead.starting",
        "digest.lead.starting_again",
    }


@settings(max_examples=20)
@given(HISTORIES, LANGUAGES)
def test_every_fact_drawn_is_in_the_text_alternative(
    history: tuple[Record, tuple[Record, ...]], language: Language
) -> None:
    drawn = chart(*history, language)
    words = drawn.alternative()

    for form in ("wide", "small"):
        described = drawn.drawing(form)
        days = described["days"]
        assert json.loads(json.dumps(described)) == described
        for panel in described["panels"]:
            section = words.split(panel["name"], 1)[1]
            for bar in panel["bars"]:
                level = text("digest.alt.level", word=bar["words"])
                assert say(level, reader(language)) in section
                assert days[bar["first"]] in section
                assert days[bar["last"]] in section
            spans = [
                *((m["column"], m["column"], m["words"]) for m in panel["marks"]),
                *((p["column"], p["column"], p["words"]) for p in panel["points"]),
                *((g["first"], g["last"], g["words"]) for g in panel["gaps"]),
            ]
            for first, last, said in spans:
                assert said in section
                # Days inside a run are told by its ends.
                inside = any(other[1] + 1 == first and other[2] == said for other in spans)
                outside = any(last + 1 == other[0] and other[2] == said for other in spans)
                assert inside or days[first] in section
                assert outside or days[last] in section
