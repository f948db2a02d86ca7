"""A ballot can be changed, is never doubled and never lost, whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import ClassVar, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.checkins.model import State
from bot.storage.ballot_box import SealedBallotBox
from bot.storage.engine import Database
from tests.rounds import ballot, mark, open_round, said

T = TypeVar("T")
PEOPLE = 6
numbers = count()
people = st.integers(0, PEOPLE - 1)


class BoxMachine(RuleBasedStateMachine):
    """Puts, restarts, scrubs and closings of one round, beside what must be in its box."""

    url: ClassVar[str]

    @initialize()
    def open(self) -> None:
        self.runner = asyncio.Runner()
        self.round_id = f"round-{next(numbers)}"
        self.expected = dict.fromkeys(range(PEOPLE), b"dummy")
        self.is_open = True
        self._start()
        self._do(lambda: open_round(self.database, self.round_id, PEOPLE))

    @rule(answers=st.lists(st.tuples(people, st.binary(max_size=4)), max_size=12))
    def people_answer_together(self, answers: Sequence[tuple[int, bytes]]) -> None:
        async def put() -> list[bool]:
            return await asyncio.gather(
                *(self.box.put(self.round_id, ballot(n, b"=" + words)) for n, words in answers)
            )

        assert self._do(put) == [self.is_open] * len(answers)
        if self.is_open:
            self.expected |= {n: (b"=" + words).rstrip(b".") for n, words in answers}

    @rule()
    def a_stranger_answers(self) -> None:
        assert not self._do(lambda: self.box.put(self.round_id, ballot(PEOPLE, b"stranger")))

    @rule(state=st.sampled_from(["open", "closing", "void"]))
    def the_round_changes_state(self, state: State) -> None:
        self._do(lambda: mark(self.database, self.round_id, state))
        self.is_open = state == "open"

    @rule()
    def the_program_restarts(self) -> None:
        self._stop()
        self._start()

    @rule()
    def the_box_is_scrubbed(self) -> None:
        self._do(self.box.scrub)

    @invariant()
    def everyone_has_exactly_their_last_ballot(self) -> None:
        taken = self._do(lambda: self.box.take(self.round_id))
        assert len(taken) == PEOPLE
        assert said(taken) == self.expected

    def teardown(self) -> None:
        self._stop()
        self.runner.close()

    def _start(self) -> None:
        self.database = Database(self.url)
        self.box = SealedBallotBox(self.database)

    def _stop(self) -> None:
        self._do(self.box.close)
        self._do(self.database.close)

    def _do(self, act: Callable[[], Awaitable[T]]) -> T:
        async def acting() -> T:
            return await act()

        return self.runner.run(acting())


def test_a_ballot_is_changed_and_never_doubled_or_lost(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoxMachine, "url", database_url, raising=False)
    run_state_machine_as_test(
        BoxMachine, settings=settings(max_examples=10, stateful_step_count=12, deadline=None)
    )
