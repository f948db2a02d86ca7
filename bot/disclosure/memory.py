"""What one round leaves to the next, split by who may read it at rest.

The public part is membership and dates. The secret part is sums: one entry an epoch or level
block, to be sealed under a key of its own. When an epoch or a block ends its name is gone from
`secrets()`, and its key must be destroyed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.disclosure.blocks import Block
from bot.disclosure.direction import Baseline

BUCKET = 1024
"""Bytes that every secret is padded to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Epoch:
    """A stretch of rounds in which the same people counted in a cell.

    `since` is its first week, `quiet` the rounds left in which it adds to no band.
    """

    since: int
    members: frozenset[str] = field(repr=False)
    quiet: int
    baselines: Mapping[str, Baseline] = field(default_factory=dict, repr=False)
    block: Block | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """Who was in a cell when its last block closed, at the end of `week`."""

    week: int
    members: frozenset[str] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """All that survives a round; an empty one is a department before its first.

    Args:
        week: the last week decided.
        rounds: how many rounds were.
        epochs: the live epoch of each team cell, by cell id.
        blocks: the open block of each level cell.
        closed: the rosters that the next blocks are compared with.
    """

    week: int = 0
    rounds: int = 0
    epochs: Mapping[str, Epoch] = field(default_factory=dict)
    blocks: Mapping[str, Block] = field(default_factory=dict, repr=False)
    closed: Mapping[str, Closed] = field(default_factory=dict)

    def public(self) -> str:
        """Give the part that may lie in the clear, as JSON: no answer has touched it."""
        words = {
            "week": self.week,
            "rounds": self.rounds,
            "epochs": {
                cell: {"since": epoch.since, "quiet": epoch.quiet, "members": sorted(epoch.members)}
                for cell, epoch in self.epochs.items()
            },
            "blocks": {cell: block.first for cell, block in self.blocks.items()},
            "closed": {
                cell: {"week": closed.week, "members": sorted(closed.members)}
                for cell, closed in self.closed.items()
            },
        }
        return json.dumps(words, sort_keys=True)

    def secrets(self) -> dict[str, bytes]:
        """Give the sums by the name of the key each must be sealed under, in one size."""
        epochs = {_name(cell, one.since): _sums_to_json(one) for cell, one in self.epochs.items()}
        blocks = {_name(cell, one.first): one.to_json() for cell, one in self.blocks.items()}
        return {name: _padded(sums) for name, sums in (epochs | blocks).items()}

    @classmethod
    def recalled(cls, public: str, secrets: Mapping[str, bytes]) -> Memory:
        """Put the two parts together again; an epoch or block without its secret starts afresh."""
        words = json.loads(public)
        sums = {name: json.loads(secret) for name, secret in secrets.items()}
        return cls(
            week=words["week"],
            rounds=words["rounds"],
            epochs={
                cell: _epoch_from_json(epoch, sums.get(_name(cell, epoch["since"])))
                for cell, epoch in words["epochs"].items()
            },
            blocks={
                cell: Block.from_json(sums[_name(cell, first)])
                for cell, first in words["blocks"].items()
                if _name(cell, first) in sums
            },
            closed={
                cell: Closed(week=closed["week"], members=frozenset(closed["members"]))
                for cell, closed in words["closed"].items()
            },
        )


def _name(cell: str, since: int) -> str:
    return f"{cell}@{since}"


def _padded(sums: Mapping[str, Any]) -> bytes:
    """Hide in a fixed size how many digits the sums have: sealing does not."""
    words = json.dumps(sums).encode()
    return words.ljust(-(-len(words) // BUCKET) * BUCKET)


def _sums_to_json(epoch: Epoch) -> dict[str, Any]:
    baselines = {question: line.to_json() for question, line in epoch.baselines.items()}
    return {"baselines": baselines, "block": epoch.block.to_json() if epoch.block else None}


def _epoch_from_json(public: Mapping[str, Any], secret: Mapping[str, Any] | None) -> Epoch:
    sums = secret or {"baselines": {}, "block": None}
    return Epoch(
        since=public["since"],
        members=frozenset(public["members"]),
        quiet=public["quiet"],
        baselines={
            question: Baseline.from_json(line) for question, line in sums["baselines"].items()
        },
        block=Block.from_json(sums["block"]) if sums["block"] else None,
    )
