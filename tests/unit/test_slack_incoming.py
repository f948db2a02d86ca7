from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.errors import NotUnderstood
from bot.adapters.slack.incoming import translate
from bot.adapters.slack.scopes import EVENTS, NUDGE_EVENTS
from bot.adapters.slack.waiting import Heard
from bot.chat.ids import MessageRef
from bot.chat.incoming import CommandTyped, Incoming

RECORDED = Path(__file__).parents[1] / "recorded" / "slack"
SHAPES = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in RECORDED.glob("*.json")
}
PAYLOADS = [shape["payload"] for shape in SHAPES.values()]
SECRET = "secret-words"


def said(heard: Heard | None) -> dict[str, Any] | None:
    """Write what was understood as the recorded files do."""
    if heard is None:
        return None
    incoming = heard.incoming
    fields = {name: getattr(incoming, name) for name in type(incoming).__dataclass_fields__}
    fields = {
        name: [value.place, value.message] if isinstance(value, MessageRef) else value
        for name, value in fields.items()
    }
    for name in ("account", "channel", "author"):
        if fields.get(name) is not None:
            fields[name] = str(fields[name])
    if isinstance(incoming, CommandTyped):
        assert fields.pop("message") is None
    return {"kind": type(incoming).__name__, **fields, "surface": heard.waiting.surface}


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_each_recorded_payload_is_what_somebody_did(name: str) -> None:
    assert said(translate(SHAPES[name]["payload"])) == SHAPES[name]["heard"]


def test_every_kind_of_incoming_and_every_event_asked_for_was_recorded() -> None:
    kinds = {shape["heard"]["kind"] for shape in SHAPES.values() if shape["heard"]}
    events = {p["event"]["type"] for p in PAYLOADS if p.get("type") == "event_callback"}

    assert kinds == {kind.__name__ for kind in Incoming.__args__}
    assert events == {name.split(".")[0] for name in {**EVENTS, **NUDGE_EVENTS}}


def test_a_command_typed_to_the_bot_itself_is_in_no_channel() -> None:
    payload = SHAPES["command_in_direct_of_two"]["payload"]
    heard = translate(payload, direct=payload["channel_id"])
    assert heard is not None
    assert isinstance(heard.incoming, CommandTyped)
    assert heard.incoming.channel is None


def test_the_same_event_has_the_same_name_when_it_comes_again() -> None:
    for payload in PAYLOADS:
        first, again = translate(payload), translate({**payload, "retry_num": 2})
        if first is not None and again is not None:
            assert first.incoming.event == again.incoming.event


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """Take a recorded payload and change, drop or add something anywhere in it."""
    payload = json.loads(json.dumps(draw(st.sampled_from(PAYLOADS))))
    for _ in range(draw(st.integers(1, 4))):
        holders = list(containers(payload))
        holder = draw(st.sampled_from(holders))
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            continue
        key = draw(st.sampled_from(keys))
        if draw(st.booleans()):
            holder[key] = draw(JSON | st.just("\ud800") | st.just("x" * 50_000))
        elif isinstance(holder, dict):
            del holder[key]
    return payload


def containers(value: Any) -> Any:
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)


@given(damaged() | JSON)
def test_whatever_slack_sends_is_understood_or_refused(payload: Any) -> None:
    try:
        heard = translate(payload)
    except NotUnderstood as refusal:
        assert len(str(refusal)) < 60
        return
    if heard is not None:
        assert heard.incoming.event.startswith("slack/")
        heard.incoming.event.encode()


@pytest.mark.parametrize("kind", [[], {}, 7, None])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_kind_that_is_no_word_breaks_nothing(payload: Any, kind: Any) -> None:
    spoiled = json.loads(json.dumps(payload))
    for holder in containers(spoiled):
        if isinstance(holder, dict) and "type" in holder and holder is not spoiled:
            holder["type"] = kind
    with contextlib.suppress(NotUnderstood):
        translate(spoiled)


@given(st.sampled_from(PAYLOADS), st.sampled_from([SECRET, [SECRET]]))
def test_a_refusal_and_a_representation_quote_nobody(payload: Any, secret: Any) -> None:
    spoiled = json.loads(json.dumps(payload))
    for holder in containers(spoiled):
        for key in {"text", "value", "trigger_id", "response_url"} & set(
            holder if isinstance(holder, dict) else ()
        ):
            holder[key] = {} if isinstance(holder[key], dict) else secret
    try:
        heard = translate(spoiled)
    except NotUnderstood as refusal:
        assert SECRET not in str(refusal)
        return
    without_names = repr(heard).replace(heard.incoming.event, "") if heard else ""
    assert SECRET not in without_names
