"""A journal nobody can rewrite in part without it showing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.admin.chain import Line, first_break, following

START = datetime(2026, 1, 5, 7, tzinfo=UTC)


def journal(changes: list[tuple[str, str]]) -> list[Line]:
    lines: list[Line] = []
    for n, (person, action) in enumerate(changes):
        last = lines[-1] if lines else None
        lines.append(following(last, START + timedelta(minutes=n), person, action))
    return lines


CHANGES = st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=12)


@given(CHANGES)
def test_a_journal_nobody_touched_is_whole(changes: list[tuple[str, str]]) -> None:
    assert first_break(journal(changes)) is None


@given(CHANGES, st.data())
def test_a_changed_line_shows_where_it_is(
    changes: list[tuple[str, str]], data: st.DataObject
) -> None:
    lines = journal(changes)
    n = data.draw(st.integers(0, len(lines) - 1))
    lines[n] = replace(lines[n], person=lines[n].person + "x")

    assert first_break(lines) == n + 1


@given(CHANGES, st.data())
def test_a_line_taken_away_shows_unless_it_is_the_last(
    changes: list[tuple[str, str]], data: st.DataObject
) -> None:
    lines = journal([*changes, ("last", "line")])
    n = data.draw(st.integers(0, len(lines) - 2))
    del lines[n]

    assert first_break(lines) == n + 1
