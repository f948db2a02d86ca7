"""Tells robots and guests from colleagues in a room, as far as Matrix lets anyone tell; pure.

Matrix has no mark for a robot. What can be told, and why it is believed:

- an account whose name begins with "_" is of an application service, one of figures alone is a
  guest's: homeservers keep both kinds of name for them (Synapse refuses them to people);
- a room says which of its members are there to serve (`io.element.functional_members`, MSC4171),
  and which chats it is bridged to (`m.bridge`, MSC2346): whoever comes from there is named after
  the bridge, "@signal_…";
- who may say either has the power to change the room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.chat.ports import Apart

_SERVING: Final = "io.element.functional_members"
_BRIDGES: Final = frozenset({"m.bridge", "uk.half-shot.bridge"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """Who serves in a room, and how those who come over its bridges are named.

    Args:
        users: robots by their whole name.
        prefixes: what the names of people of other chats begin with, "@signal_".
    """

    users: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, state: Sequence[Mapping[str, Any]]) -> Robots:
        """Read a room's state; what makes no sense tells nothing."""
        users: set[str] = set()
        prefixes: set[str] = set()
        for event in state:
            kind, content = event.get("type"), event.get("content")
            if not isinstance(content, Mapping) or not isinstance(kind, str):
                continue
            if kind == _SERVING:
                listed = content.get("service_members")
                users |= {user for one in _listed(listed) for user in _words(one)}
            elif kind in _BRIDGES:
                users |= _words(content.get("bridgebot"))
                protocol = content.get("protocol")
                if isinstance(protocol, Mapping):
                    prefixes |= {f"@{name}_" for name in _words(protocol.get("id"))}
        return cls(users=frozenset(users), prefixes=tuple(sorted(prefixes)))

    def apart(self, user: str) -> Apart | None:
        """Say why somebody is no colleague, None for who is one or cannot be told from one."""
        name = user[1:].partition(":")[0]
        if user in self.users or name.startswith("_") or user.startswith(self.prefixes):
            return "bot"
        return "guest" if name.isascii() and name.isdecimal() else None


def _listed(found: object) -> Sequence[object]:
    return found if isinstance(found, list) else []


def _words(found: object) -> set[str]:
    return {found} if isinstance(found, str) and found else set()
