"""How long setting a department up takes: counted on what is typed and read, not on people.

Nobody was timed. The rates are published means, the slower of the two languages for reading:
Dhakal and others 2018, "Observations on Typing from 136 Million Keystrokes"; Trauzettel-Klosinski
and others 2012, "Standardized Assessment of Reading Performance" (texts of the IReST).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.scenarios.sixty.script import Fills, Move, Types

TYPED_A_SECOND: Final = 52 * 5 / 60
"""Characters: 52 words of five a minute."""
READ_A_SECOND: Final = 195 / 60
"""Words: 195 a minute, the French of IReST aloud; every word of every answer is read."""
SECONDS_A_MOVE: Final = 3.0
"""To find the button or the field, and see the answer come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What was counted, and the minutes it stands for at the stated rates."""

    commands: int
    forms: int
    presses: int
    characters: int
    words: int

    @property
    def minutes(self) -> float:
        moves = self.commands + self.forms + self.presses
        seconds = (
            self.characters / TYPED_A_SECOND + self.words / READ_A_SECOND + moves * SECONDS_A_MOVE
        )
        return seconds / 60


def effort(done: Sequence[tuple[Move, str]]) -> Effort:
    """Count moves, what was typed in them, and every word of what came back."""
    moves = [move for move, _ in done]
    typed = [move.words for move in moves if isinstance(move, Types)]
    filled = [move.values for move in moves if isinstance(move, Fills)]
    written = [f"/lien {words}" for words in typed]
    written += [value for values in filled for value in values.values()]
    return Effort(
        commands=len(typed),
        forms=len(filled),
        presses=len(moves) - len(typed) - len(filled),
        characters=sum(map(len, written)),
        words=sum(len(said.split()) for _, said in done),
    )
