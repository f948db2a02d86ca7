"""One row of the table of commands."""

from __future__ import annotations

from dataclasses import dataclass

from bot.admin.arguments import Argument
from bot.people.model import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command as people type it.

    Args:
        name: what routing knows it by; its help is the message `command.<name>`.
        words: what may be typed, French first, accents and case aside; three words at most.
        arguments: what follows them, in the order it is said in.
        takes: an example of its arguments, as a message identifier; "" where nobody needs one.
        who: the role it needs, None for everyone.
        proposed_by: the role that may propose it to those who have `who`.
        alone: the command meant where nothing follows these words, "" for this one itself.
        is_noted: whether the journal keeps who used it: it changes something for others.
    """

    name: str
    words: tuple[str, ...]
    arguments: tuple[Argument, ...] = ()
    takes: str = ""
    who: Role | None = None
    proposed_by: Role | None = None
    alone: str = ""
    is_noted: bool = False
