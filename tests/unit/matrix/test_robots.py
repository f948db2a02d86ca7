"""Who is told from a colleague by their name or by what a room says of itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.matrix.robots import Robots

SERVING = {
    "type": "io.element.functional_members",
    "content": {"service_members": ["@facilitateur:example.org", 7]},
}
BRIDGED = {
    "type": "m.bridge",
    "content": {"bridgebot": "@signalbot:example.org", "protocol": {"id": "signal"}},
}
OLD_BRIDGE = {**BRIDGED, "type": "uk.half-shot.bridge"}


@pytest.mark.parametrize("bridged", [BRIDGED, OLD_BRIDGE])
def test_robots_and_who_comes_over_a_bridge_are_told_by_the_room(bridged: dict[str, Any]) -> None:
    robots = Robots.of([SERVING, bridged])

    for user in (
        "@facilitateur:example.org",
        "@signalbot:example.org",
        "@signal_33612:example.org",
    ):
        assert robots.apart(user) == "bot"
        assert Robots().apart(user) is None


def test_names_a_homeserver_keeps_for_others_are_no_colleagues() -> None:
    assert Robots().apart("@_irc_lea:example.org") == "bot"
    assert Robots().apart("@1234:example.org") == "guest"


@pytest.mark.parametrize("user", ["@lea:example.org", "@signale:example.org", "@lea-44:a.fr", "@"])
def test_a_colleague_stays_one(user: str) -> None:
    assert Robots.of([SERVING, BRIDGED]).apart(user) is None


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["type", "content", "sender"]),
            st.recursive(
                st.none() | st.sampled_from(["m.bridge", "io.element.functional_members", ""]),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(["protocol", "id", "bridgebot", "service_members"]), inner
                    )
                ),
                max_leaves=6,
            ),
        ),
        max_size=4,
    )
)
def test_no_state_breaks_the_reading(state: list[dict[str, Any]]) -> None:
    assert Robots.of(state).apart("@lea:example.org") is None
