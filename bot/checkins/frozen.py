"""Tells whether what a round was opened with is still what it was, whoever edited the database."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256

from bot.checkins.model import Round
from bot.disclosure.roster import Policy, Roster
from bot.errors import LienError


class FrozenChanged(LienError):
    """What a round was opened with was changed since: nothing may be decided from it."""


def mark_of(opened: Round, roster: Roster, policy: Policy) -> bytes:
    """Sum up what a round was frozen with, as 32 bytes to keep where the database is not.

    A round's state and its reminder are no part of it: they change while it lives.
    """
    frozen = {
        "id": opened.id,
        "department": opened.department,
        "week": opened.week,
        "rotating": opened.rotating,
        "moments": [
            moment.timestamp() for moment in (opened.opens_at, opened.closes_at, opened.digest_at)
        ],
        "roster": asdict(roster),
        "policy": asdict(policy),
    }
    return sha256(json.dumps(frozen, sort_keys=True).encode()).digest()


def require_unchanged(mark: bytes, found: Round, roster: Roster, policy: Policy) -> None:
    """Refuse to go on with a roster, a threshold or a moment that was edited.

    Raises:
        FrozenChanged: they are not what the mark was made of.
    """
    if mark_of(found, roster, policy) != mark:
        raise FrozenChanged(f"what round {found.id} was opened with was changed in the database")
