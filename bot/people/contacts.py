"""Whom to talk to: shown to everyone at the end of each form, so that it is a signal of nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One help line as people read it, such as "Médecine préventive" and "poste 45 21"."""

    name: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """The help lines of a department; check-ins do not start while there is none."""

    lines: tuple[Contact, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is at least one line."""
        return bool(self.lines)

    def said(self) -> str:
        """Return the lines as one phrase: "Médecine préventive : poste 45 21 ; Psychologue : …"."""
        return "\u00a0; ".join(f"{line.name}\u00a0: {line.how}" for line in self.lines)
