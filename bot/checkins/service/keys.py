"""Names of the keys a round lives by, and who may read which.

The opening job writes them all, the answering code reads `slot` and `public`, the closing job
reads `slot`, `secret` and `frozen`.
"""

from __future__ import annotations

from bot.sealing.naming import part_of_name

ROUNDS = "round/"
"""Where the keys of rounds are."""


def folder(round_id: str) -> str:
    """Name the folder of a round."""
    return f"{ROUNDS}{part_of_name(round_id)}/"


def slot(round_id: str) -> str:
    """Name the key that turns a person into their slot."""
    return f"{folder(round_id)}slot"


def public(round_id: str) -> str:
    """Name the key that seals ballots."""
    return f"{folder(round_id)}public"


def secret(round_id: str) -> str:
    """Name the key that opens ballots."""
    return f"{folder(round_id)}secret"


def frozen(round_id: str) -> str:
    """Name what tells whether the round's roster and thresholds were edited; it opens nothing."""
    return f"{folder(round_id)}frozen"


def of_round(round_id: str) -> tuple[str, ...]:
    """Name everything kept of a round, the key that opens ballots first."""
    return secret(round_id), slot(round_id), public(round_id), frozen(round_id)


def epochs(department: str) -> str:
    """Name the folder of a department's epoch keys."""
    return f"epoch/{part_of_name(department)}/"


def epoch(department: str, name: str) -> str:
    """Name the key of one epoch's sums."""
    return epochs(department) + part_of_name(name)
