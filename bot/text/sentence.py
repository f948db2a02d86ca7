"""A text as the rules on names see it: its words, what stands between them, what may be a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.text.words import Word, fold

if TYPE_CHECKING:
    from bot.text.cues import Cues
    from bot.text.names import Names

_LONGEST_NAME = 5
_SHORTEST_SURNAME_IN_CAPITALS = 5
_OPENING = re.compile(r"(?:^|[!?:;•*«\"“(\n])\s*-?\s*$|(?:^|\n)\s*-?\s*$")
_FULL_STOP = re.compile(r"\.+\s*$|…\s*$")
_COMMON_ENDING = re.compile(
    r"(?:tion|sion|isme|ence|ance|ment|ments|ite|ites|ions|iques?|logie|ologue|eurs|euses?)$"
    r"|-(?:il|elle|on|ce|je|tu|nous|vous|ils|elles|moi|toi|y|en|la|le|les|ci|t)$",
)
_CAMEL = re.compile(r"^(?!Mac|Mc|De|Le|La|Di|Da|O')[^\W\d_]*[a-z][A-Z]|[a-z][A-Z]+$")
_PARTICIPLE = re.compile(r"(?:ée?s?|ie?s?|ue?s?|it|ert)$")
_VERB_NOT_NAME = frozenset("ay")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Answers the questions of grammar that rules on names ask, by index of word."""

    text: str
    words: list[Word]
    names: Names
    cues: Cues

    def key(self, i: int) -> str:
        """Return the folded word at `i`, empty outside the text."""
        return self.words[i].key if 0 <= i < len(self.words) else ""

    def gap(self, i: int) -> str:
        """Return what stands between word `i` and the next; a newline outside the text."""
        if not 0 <= i < len(self.words) - 1:
            return "\n"
        return self.text[self.words[i].end : self.words[i + 1].start]

    def follows(self, i: int) -> str:
        """Return the two characters after word `i`."""
        end = self.words[i].end
        return self.text[end : end + 2]

    def opens(self, i: int) -> bool:
        """Tell whether `i` begins a sentence, where a capital means nothing."""
        if i == 0:
            return True
        gap = self.gap(i - 1)
        if _OPENING.search(gap) and not gap.isspace():
            return True
        if "\n" in gap:
            return True
        is_abbreviation = (
            self.words[i - 1].shape == "initial" or self.key(i - 1) in self.cues.civilities
        )
        return bool(_FULL_STOP.search(gap)) and not is_abbreviation

    def may_be_name(self, i: int) -> bool:
        """Tell whether `i` has a capital and is not a word that is never a name."""
        if not 0 <= i < len(self.words):
            return False
        word = self.words[i]
        if word.shape == "lower" or "'" in self.gap(i)[:1]:
            return False
        if word.shape == "initial":
            return word.key not in _VERB_NOT_NAME or self.follows(i)[:1] == "."
        if self.names.is_sure(word.key) or self.names.is_family(word.key):
            return True
        if word.shape == "upper" and len(word.text) < _SHORTEST_SURNAME_IN_CAPITALS:
            return self.names.is_known(word.key) and word.key not in self.cues.not_names
        return word.key not in self.cues.not_names and not _CAMEL.search(word.text)

    def looks_common(self, i: int) -> bool:
        """Tell whether an unlisted capital reads as an ordinary or official word."""
        key = self.key(i)
        cues = self.cues
        return (
            key in cues.not_names
            or key in cues.places
            or key in cues.institutions
            or key in cues.roles
            or key in cues.openers
            or key in cues.civilities
            or key.startswith(("saint-", "sainte-"))
            or (not self.names.is_known(key) and bool(_COMMON_ENDING.search(key)))
        )

    def run(self, i: int) -> int:
        """Return the last word of the name that begins at `i`: "Jean-Pierre Da Silva", "T. B."."""
        last = i
        while last - i < _LONGEST_NAME:
            step = self._next_part(last)
            if step is None:
                return last
            last = step
        return last

    def _next_part(self, i: int) -> int | None:
        if not self._joins(i):
            return None
        if self._continues(i + 1):
            return i + 1
        j = i + 1
        while self.key(j) in self.cues.particles and self.gap(j) in {" ", "'"} and j - i < 3:  # noqa: PLR2004 - "de la"
            j += 1
        is_part = j > i + 1 and self._continues(j) and self.words[j].shape != "lower"
        return j if is_part and self.key(j) not in self.cues.places else None

    def _joins(self, i: int) -> bool:
        gap = self.gap(i)
        if self.words[i].shape == "initial" and gap.startswith("."):
            ahead = self.words[i + 1] if i + 1 < len(self.words) else None
            return (
                gap in {".", ". ", ".-"}
                and ahead is not None
                and (ahead.shape == "initial" or self.names.is_known(ahead.key))
                and ahead.key not in self.cues.openers
            )
        return gap in {" ", "  ", "-"}

    def _continues(self, i: int) -> bool:
        if i >= len(self.words):
            return False
        word = self.words[i]
        if word.shape == "lower":
            return self.names.is_sure_in_lower_case(word.key) or self.names.is_family(word.key)
        return self.may_be_name(i) and word.key not in self.cues.openers

    def names_a_thing(self, i: int) -> bool:
        """Tell whether `i` is in the name of a place or a tool: "college Jean-Moulin"."""
        for j in range(i - 1, max(i - 5, -1), -1):
            if self.gap(j) not in {" ", "'", " «", " « ", ' "'}:
                return False
            if self.key(j) in self.cues.institutions:
                return True
            is_between = self.words[j].shape == "capital" or self.key(j) in self.cues.kinds
            if not is_between:
                return False
        return False

    def acts(self, i: int) -> bool:
        """Tell whether what follows `i` is a verb, as after a person's name."""
        if self.gap(i) != " ":
            return False
        verb = self.key(i + 1)
        if verb == "a":
            return self.words[i + 1].text == "a" and self._is_have(i + 1)
        if len(verb) == 1 and self.gap(i + 1) != "'":
            return False
        return verb in self.cues.verbs and self.words[i + 1].shape == "lower"

    def _is_have(self, i: int) -> bool:
        digits = self.text[self.words[i].end :].lstrip()[:1].isdigit()
        after = self.words[i + 1].text if i + 1 < len(self.words) else ""
        return digits or fold(after) in self.cues.after_a or bool(_PARTICIPLE.search(after))
