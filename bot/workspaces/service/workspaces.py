"""All that this room offers, as one value that chats are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.sealing.ports import Keyring
from bot.workspaces.ports import WorkspacesUnitOfWork
from bot.workspaces.service.grants import Grants
from bot.workspaces.service.leaving import Leaving
from bot.workspaces.service.lending import Lending
from bot.workspaces.service.states import States


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspaces:
    """What a chat needs to be let in, to act in people's names, and to be let out again."""

    grants: Grants
    states: States
    lending: Lending
    leaving: Leaving

    @classmethod
    def of(
        cls,
        unit_of_work: Callable[[], WorkspacesUnitOfWork],
        keyring: Keyring,
        keys_of_round: Callable[[str], Sequence[str]],
        keys_of_department: Callable[[str], str],
        scrub: Callable[[], Awaitable[None]],
    ) -> Workspaces:
        """Put it together; the keys and `scrub` are as `Leaving` needs them."""
        grants = Grants(unit_of_work=unit_of_work, keyring=keyring)
        return cls(
            grants=grants,
            states=States(unit_of_work=unit_of_work),
            lending=Lending(unit_of_work=unit_of_work, grants=grants),
            leaving=Leaving(
                unit_of_work=unit_of_work,
                grants=grants,
                keyring=keyring,
                keys_of_round=keys_of_round,
                keys_of_department=keys_of_department,
                scrub=scrub,
            ),
        )
