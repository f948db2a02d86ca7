from __future__ import annotations

import json

from bot.disclosure.answers import Answers
from bot.disclosure.memory import BUCKET, Memory
from tests.rosters import ballots, play, roster, season

SERVICE = roster(dict.fromkeys("abc", 15), dict.fromkeys("abc", "s"))


def answers(value: int) -> dict[str, list[Answers]]:
    return {unit: ballots(*[value] * 11, 2) for unit in "abc"} | {"s": ballots(*[value] * 36)}


def test_a_memory_put_together_from_its_two_parts_is_equal() -> None:
    memory = season(SERVICE, [answers(3)] * 6)[-1].memory
    assert Memory.recalled(memory.public(), memory.secrets()) == memory


def test_the_public_part_is_the_same_whatever_was_answered() -> None:
    low, high = (season(SERVICE, [answers(value)] * 6)[-1].memory for value in (1, 5))
    assert low.public() == high.public()
    assert low.secrets() != high.secrets()


def test_every_secret_has_one_size_from_the_first_round_on() -> None:
    memories = [one.memory for one in season(SERVICE, [answers(3), answers(5)] * 6)]
    assert {len(secret) for one in memories for secret in one.secrets().values()} == {BUCKET}


def test_an_epoch_whose_secret_was_lost_starts_its_sums_afresh() -> None:
    memory = season(SERVICE, [answers(3)] * 6)[-1].memory
    bare = Memory.recalled(memory.public(), {})
    record = play(bare, 7, SERVICE, answers(3)).records[0]
    assert {getattr(item, "reason", None) for item in record.items} == {"quiet"}


def test_no_secret_is_printed_by_accident() -> None:
    memory = season(SERVICE, [answers(4)] * 6)[-1].memory
    sums = [json.loads(secret) for secret in memory.secrets().values()]
    pasts = {line["past"] for one in sums for line in one.get("baselines", {}).values()}
    assert pasts
    assert not any(str(past) in repr(memory) for past in pasts)
