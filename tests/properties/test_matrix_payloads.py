"""Whatever a sender puts in an event is understood or ignored, quickly, and never raises."""

from __future__ import annotations

import copy
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.matrix.answering import looks_like_an_answer
from bot.adapters.matrix.answers import read_answer
from bot.adapters.matrix.events import Event
from bot.adapters.matrix.incoming import translate
from tests.fakes.matrix_lien import Lien, reading
from tests.fakes.matrix_rooms import Server, user
from tests.unit.matrix.checkin import SHEETS
from tests.unit.matrix.recorded import NAMES, Names, recorded

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
ODD = st.recursive(
    LEAVES | st.sampled_from(["\ud800", "m.text", "m.replace", "$text", "!lien", "@a:b"]),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3)
    ),
    max_leaves=6,
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [here] if here else []
    if isinstance(value, dict):
        for key in value:
            found += paths(value[key], (*here, key))
    return found


@st.composite
def mutated(draw: st.DrawFn) -> Event:
    """Take a recorded event and put something odd in a few places of its content, or as type."""
    event = copy.deepcopy(recorded(draw(st.sampled_from(NAMES))))
    content: Any = event["content"]
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([("new",), *paths(content)]))
        inside = content
        for key in way:
            inside = inside.get(key) if isinstance(inside, dict) else None
        if isinstance(inside, dict):
            inside[last] = draw(ODD)
    event["type"] = draw(st.just(event["type"]) | st.text(max_size=20))
    event["is_direct"] = draw(st.booleans())
    return event


@settings(max_examples=300)
@given(mutated())
def test_a_mangled_event_is_understood_or_ignored(event: Event) -> None:
    translate(event, Names())


COMMANDS = ["!lien pratique", "!lien liste", "!plus-tard @Karim demain", "aide", "reprendre"]
SAID = st.sampled_from(
    [*COMMANDS, "1", "2", "9", "retour", "passer", "annuler", "oui", "4 2 3", "4 2", "bof"]
) | st.text(max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(mutated() | SAID, max_size=10), st.integers(0, 9))
async def test_a_conversation_bears_whatever_happens_in_it(
    happens: list[Event | str], restarted_at: int
) -> None:
    server = Server(Lien(), reading)
    for n, one in enumerate(happens):
        if n == restarted_at:
            server.restart()
        if isinstance(one, str):
            await server.write("lea", one)
        else:
            room = one["room_id"] if one["is_direct"] else "!team:example.org"
            posted = server.post(user("lea"), room, one["content"], one["type"])
            await server.hear(posted)


@settings(max_examples=200)
@given(st.text(max_size=200) | st.text("12345-,.:/ \nlienchargeouinon", max_size=60))
def test_any_words_are_read_as_an_answer_or_not_without_a_stumble(words: str) -> None:
    for certainty in ("asked", "unasked"):
        read_answer(words, SHEETS["fr"], certainty)


SLOW = [
    "@" * 60_000,
    "!" * 60_000,
    "@a:" * 20_000,
    "!a:" * 20_000,
    "<" * 60_000,
    "[" * 60_000,
    "> \n" * 20_000,
    "4 " * 30_000,
    "-" * 60_000,
    "- " * 30_000,
    "réponse " * 7_500,
    "1." * 30_000,
    "bonjour " * 7_500,
    "@matrix/" * 7_500,
    "<a " * 20_000,
    '<a href="https://matrix.to/#/' * 2_000,
    " " * 60_000,
    "\n" * 60_000,
    "et " * 20_000,
    "charge " * 8_000,
    "1: 1, " * 10_000,
]


@pytest.mark.parametrize("words", SLOW, ids=lambda words: repr(words[:8]))
def test_sixty_hostile_kilobytes_are_read_in_no_time(words: str) -> None:
    content = {"msgtype": "m.text", "body": words, "formatted_body": words}
    event: Event = {**recorded("text"), "content": content}
    begun = perf_counter()
    translate(event, Names())
    read_answer(words, SHEETS["fr"])
    looks_like_an_answer(words)
    assert perf_counter() - begun < 2
