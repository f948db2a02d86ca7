from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.local.errors import NotUnderstood
from bot.adapters.local.incoming import event_of, translate
from bot.chat.ids import AccountId
from bot.i18n.catalog import catalog

LEA = AccountId("local", "demo", "lea")
NAMES = st.sampled_from(
    ["type", "place", "words", "action", "value", "form", "context", "values", "event"]
)
WORDS = st.sampled_from(["post", "press", "form", "/lien", "/x", "channel/", "channel/a", "\ud800"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS
JSON = st.recursive(
    LEAVES,
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(NAMES | st.text(max_size=5), inside, max_size=9)
    ),
    max_leaves=15,
)


def refusal(read: Callable[[], object]) -> str | None:
    """Return the message of a refusal, None when the payload was understood."""
    try:
        read()
    except NotUnderstood as refused:
        return refused.message
    return None


@settings(max_examples=150)
@given(JSON | st.dictionaries(NAMES, LEAVES))
def test_anything_at_all_is_understood_or_refused_with_a_sentence(payload: object) -> None:
    sentences = {None, *catalog("fr").messages} & {None, *catalog("en").messages}
    assert refusal(lambda: event_of(payload, LEA)) in sentences
    assert refusal(lambda: translate(payload, LEA, "lea:e")) in sentences


@settings(max_examples=80)
@given(st.text(min_size=1, max_size=50).filter(str.strip))
def test_words_people_can_write_are_understood(words: str) -> None:
    payload = {"type": "post", "place": "direct/lea", "words": words}
    is_command = words.strip().startswith("/")
    expected = {"local.error.command", None} if is_command else {None}
    assert refusal(lambda: translate(payload, LEA, "lea:e")) in expected
