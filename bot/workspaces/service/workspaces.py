"""All that this room offers, as one value that chats are given."""

from __future__ import annotations

from dataclasses import dataclass

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
