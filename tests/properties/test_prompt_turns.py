"""Which question comes next: none twice in a cycle, the same after any restart."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.prompting import asked_at
from bot.sharing.prompts import KINDS, Kind, Prompt, Prompts, Turn
from bot.storage.codec import TURN
from bot.texts import Texts

START = datetime(2026, 1, 7, 13, tzinfo=UTC)
PACKAGED = Texts.packaged().prompts
kinds = st.sampled_from([KINDS, ("practice",)])
lists = st.lists(st.sampled_from(KINDS), min_size=1, max_size=9).map(
    lambda made: Prompts(
        every=tuple(
            Prompt(id=f"q{n}", kind=kind, words={"fr": "?", "en": "?"}, seconds=60)
            for n, kind in enumerate(made)
        )
    )
)


def played(
    prompts: Prompts, allowed: tuple[Kind, ...], times: int, *, restarts: bool = False
) -> list[str]:
    turn, found = Turn(), []
    for n in range(times):
        prompt = prompts.next(turn, allowed)
        if prompt is None:
            break
        found.append(prompt.id)
        turn = prompts.after(turn, prompt, START + timedelta(weeks=n))
        if restarts:
            turn = TURN.read(TURN.write(turn))
    return found


@given(lists, kinds, st.integers(1, 40))
def test_none_comes_back_before_every_one_was_asked(
    prompts: Prompts, allowed: tuple[Kind, ...], times: int
) -> None:
    asked = played(prompts, allowed, times)
    count = sum(prompt.kind in allowed for prompt in prompts.every)
    assert len(asked) == (times if count else 0)
    for begun in range(0, len(asked), count or 1):
        cycle = asked[begun : begun + count]
        assert len(set(cycle)) == len(cycle)
    if count > 1:
        assert all(one != then for one, then in pairwise(asked))


@given(kinds, st.integers(1, 100))
def test_the_order_is_the_same_whatever_was_restarted_in_between(
    allowed: tuple[Kind, ...], times: int
) -> None:
    assert played(PACKAGED, allowed, times, restarts=True) == played(PACKAGED, allowed, times)


@given(lists, st.integers(0, 20), lists)
def test_questions_that_change_in_the_middle_of_a_cycle_are_asked_all_the_same(
    before: Prompts, times: int, after: Prompts
) -> None:
    turn = Turn()
    for n in range(times):
        prompt = before.next(turn, KINDS)
        assert prompt is not None
        turn = before.after(turn, prompt, START + timedelta(weeks=n))
    known = set(turn.asked)
    fresh = [prompt.id for prompt in after.every if prompt.id not in known]
    then = []
    for n in range(len(fresh)):
        prompt = after.next(turn, KINDS)
        assert prompt is not None
        then.append(prompt.id)
        turn = after.after(turn, prompt, START + timedelta(weeks=times + n))
    assert then == fresh


@settings(max_examples=200)
@given(
    st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(sorted(available_timezones())),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis wants naive bounds
    st.integers(1, 200),
)
def test_somebody_is_asked_within_a_day_at_their_hour_or_with_everybody(
    chosen: time | None, zone: str, opens_at: datetime, hours: int
) -> None:
    until = opens_at + timedelta(hours=hours)
    at = asked_at(chosen, zone, opens_at, until)
    assert at == opens_at or opens_at <= at < until
    if at != opens_at:
        # An hour that a clock change skips comes right after it.
        local = datetime.combine(
            at.astimezone(ZoneInfo(zone)).date(), chosen or time(), ZoneInfo(zone)
        )
        assert (
            local.astimezone(UTC) == at or local.astimezone(UTC).astimezone(local.tzinfo) != local
        )
