from __future__ import annotations

from bot.disclosure.direction import Baseline
from bot.disclosure.released import Trend


def trends(*means: float) -> list[Trend | None]:
    """Hear one mean a round and give the trend after each."""
    line = Baseline()
    found: list[Trend | None] = []
    for ordinal, mean in enumerate(means, start=1):
        line = line.hear(ordinal, mean)
        found.append(line.trend)
    return found


def test_a_direction_exists_from_the_fifth_round_of_an_epoch() -> None:
    assert trends(3, 3, 3, 3, 3) == [None, None, None, None, "steady"]


def test_a_lasting_rise_is_told_and_fades_into_the_past() -> None:
    assert trends(*[3.0] * 6, *[4.0] * 4)[-3:] == ["steady", "up", "up"]
    assert trends(*[3.0] * 6, *[4.0] * 16)[-1] == "steady"


def test_one_or_two_odd_rounds_say_nothing() -> None:
    found = trends(*[3.0] * 6, 1.0, 3.0, 1.0, 3.0, 3.0, 3.0)
    assert found[4:] == ["steady"] * 8


def test_a_move_of_exactly_the_margin_is_no_change() -> None:
    assert trends(*[4.0] * 6, *[4.44] * 3)[-1] == "steady"
    assert trends(*[3.0] * 6, *[3.44] * 3)[-1] == "steady"
    assert trends(*[3.0] * 6, *[3.45] * 3)[-1] == "up"


def test_the_past_stays_three_rounds_behind_and_apart_from_what_is_compared_with_it() -> None:
    line = Baseline()
    for ordinal, mean in [(1, 1.0), (2, 2.0), (6, 3.0)]:
        line = line.hear(ordinal, mean)
    assert line.past == 1.0 + 0.15 * 1.0
    assert line.recent == ((6, 3.0),)


def test_the_past_is_a_moving_average_of_weight_015() -> None:
    line = Baseline()
    for ordinal, mean in enumerate([2.0, 4.0, 4.0, 4.0, 4.0], start=1):
        line = line.hear(ordinal, mean)
    assert line.past == 2.0 + 0.15 * 2.0
