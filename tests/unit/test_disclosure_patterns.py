from __future__ import annotations

from bot.disclosure.patterns import Pattern, Sighting, patterns


def seen(theme: str, *teams: str) -> list[Sighting]:
    return [Sighting(theme, team) for team in teams]


def test_a_theme_of_four_signals_in_three_teams_is_named() -> None:
    assert patterns(seen("materiel", "a", "b", "c", "a")) == (
        Pattern(theme="materiel", at_least=4),
    )


def test_two_teams_or_three_signals_are_never_named() -> None:
    assert patterns(seen("materiel", *"ab" * 20)) == ()
    assert patterns(seen("charge", "a", "b", "c")) == ()


def test_one_signal_more_changes_nothing_that_is_said() -> None:
    assert patterns(seen("charge", *"abcabca")) == patterns(seen("charge", *"abca"))
