"""Walks once along a written answer and takes what each question is given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from bot.adapters.matrix import vocabulary
from bot.adapters.matrix.sheet import Question, Sheet

Problem: TypeAlias = Literal["few", "word", "range", "many", "twice", "order", "ambiguous", "tail"]

# Between two values: spaces, list marks, closing marks, a small word.
_GAP: Final = re.compile(
    r"(?:[^\S\n]|[,;|•·&*'«»\"“”()\[\]!]|\.(?!\d)|(?<=\s)/(?=\s+[^\W\d])|\b(?:et|and|puis|then)\b)*"
)
_QUOTED: Final = re.compile(r"[^\S\n]*[«\"*'(]*")
_AFTER_OPENING: Final = re.compile(r"[\s,;:!.«\"'*(]*")
_LINES: Final = re.compile(r"\s*\n\s*")
_NUMBER: Final = re.compile(r"(\d+)(?![\w])")
_OF_FIVE: Final = re.compile(r"(\d+)/5(?![\d/])")
_DASH: Final = re.compile(r"(?<!-)-(?![\w-])")
_AFTER_KEY: Final = re.compile(r"\s*(?:[:=]|\b(?:a|est|is|was|etait)\b)?\s*")
_QUESTION_NUMBER: Final = re.compile(r"(?:q|question|n°)\s*([1-9])\s*[:=.)]?\s*(?=\S)")
_BULLET: Final = re.compile(r"-\s*(?=[^\W\d])")
_FIGURE_IN_LIST: Final = re.compile(r"\d:[^\S\n]*(?:[\d-]|q\s*\d)")
_ENOUGH_IN_ORDER = 2


@dataclass(slots=True)
class Scan:
    """What was found; `problem` says why it is not an answer, None when it is one."""

    values: dict[str, str] = field(default_factory=dict, repr=False)
    comment: str = field(default="", repr=False)
    problem: Problem | None = None
    at: int | None = None


def scan(words: str, sheet: Sheet, mark: str = "") -> Scan:
    """Read values until the words end or a comment begins.

    The words are `tidied`. With a mark behind list numbers, "2: 4" gives 4 to the second question.
    """
    walk = _Walk(words, sheet, mark)
    walk.run()
    return walk.scan


class _Walk:
    def __init__(self, words: str, sheet: Sheet, mark: str) -> None:
        self.scan = Scan()
        self._words = words
        self._text = vocabulary.bare(words)
        self._sheet = sheet
        self._list_number = re.compile(rf"([1-9])\s*{re.escape(mark)}\s*(?=\S)") if mark else None
        self._at = 0
        self._next = 0
        self._named: set[int] = set()
        self._gaps: list[str] = []
        self._of_five: list[bool] = []

    def run(self) -> None:
        """Go on until something ends the answer."""
        self._skip_courtesies(vocabulary.OPENINGS)
        while self.scan.problem is None and not self._ended():
            if not self._take():
                self._stop("word" if self._is_open() else "tail")
        if self.scan.problem is None:
            self._judge()

    def _is_open(self) -> bool:
        return len(self.scan.values) < len(self._sheet.questions)

    def _ended(self) -> bool:
        before = self._at
        self._move(_GAP)
        if self.scan.values:
            self._gaps.append(self._text[before : self._at])
        if not self._is_open():
            self._skip_courtesies(vocabulary.COURTESIES)
        here = self._text[self._at : self._at + 1]
        if here == "":
            return True
        if here == "\n":
            return self._line_ended()
        if here == ":" and self.scan.values:
            self._at += 1
            # "2: 1 …" may give 1 to the second question: a comment after a figure needs a space.
            if _FIGURE_IN_LIST.match(self._text, self._at - 2):
                self._stop("ambiguous")
            return self._comment_begins()
        return False

    def _line_ended(self) -> bool:
        self._move(_LINES)
        if not self.scan.values:
            return False
        if self._is_open() and self._at < len(self._text):
            if not self._is_bullet() and self._looks_like_value():
                return False
        elif self._is_all_values(self._words[self._at :]) or self._names_a_question():
            self._stop("many")
        return self._comment_begins()

    def _is_bullet(self) -> bool:
        """Tell whether a line that begins with a dash is a comment's rather than a question's."""
        found = _BULLET.match(self._text, self._at)
        if found is None:
            return False
        rest = self._words[found.end() :].partition("\n")[0]
        return self._key_at(found.end()) is None and not self._is_all_values(rest)

    def _comment_begins(self) -> bool:
        rest = self._words[self._at :].lstrip(" \t:\n").rstrip()
        is_in_doubt = self._is_open() and not self._named and re.match(r"\d|-(?!\s*\w)", rest)
        if rest and (is_in_doubt or self._is_all_values(rest) or self._names_a_question()):
            self._stop("ambiguous")
        self.scan.comment = rest
        return True

    def _names_a_question(self) -> bool:
        """Tell whether "Q3 1" stands where a comment should be."""
        found = self._key_at(self._at)
        if found is None:
            return False
        n, start = found
        return self._value_at(start, self._sheet.questions[n]) is not None

    def _is_all_values(self, words: str) -> bool:
        """Tell whether words where a comment should be are values: "- - 3: 1" says two things."""
        first = re.split(r"[\n:]", vocabulary.bare(words), maxsplit=1)[0]
        at, found = 0, False
        while at < len(first):
            gap = _GAP.match(first, at)
            at = gap.end() if gap else at
            polite = vocabulary.any_of(vocabulary.COURTESIES).match(first, at)
            ends = [polite.end()] if polite else []
            for question in self._sheet.questions:
                value = self._value_at(at, question, first)
                if value is not None:
                    ends.append(value[1])
                    found = True
            if not ends:
                return found and at == len(first)
            at = max(ends)
        return found

    def _looks_like_value(self) -> bool:
        if self._key_at(self._at) is not None:
            return True
        question = self._question()
        return question is not None and self._value_at(self._at, question) is not None

    def _take(self) -> bool:
        """Take the value that stands here; False when nothing here is one."""
        questions = self._sheet.questions
        found = self._key_at(self._at)
        if found is not None:
            self._next, start = found
        elif self._next < len(questions):
            start = self._at
        else:
            is_value = self._value_at(self._at, questions[-1]) is not None
            if is_value:
                self._stop("many")
            return is_value
        question = questions[self._next]
        value = self._value_at(start, question)
        if value is None:
            return False
        if question.field in self.scan.values:
            self._stop("twice")
            return True
        if found is not None:
            self._named.add(self._next)
        self._keep(question, *value)
        return True

    def _keep(self, question: Question, value: str | None, end: int) -> None:
        if value is None:
            self._stop("range")
            return
        self._of_five.append(bool(_OF_FIVE.match(self._text, self._at)))
        self.scan.values[question.field] = value
        self._at = end
        self._next += 1

    def _question(self) -> Question | None:
        return (
            self._sheet.questions[self._next] if self._next < len(self._sheet.questions) else None
        )

    def _value_at(
        self, at: int, question: Question, text: str | None = None
    ) -> tuple[str | None, int] | None:
        """Return a value and where it ends; the value is None for a number out of range."""
        text = self._text if text is None else text
        said = vocabulary.any_of(frozenset(question.phrases)).match(text, at)
        if said:
            return question.phrases[" ".join(said[0].split())], said.end()
        number = _OF_FIVE.match(text, at) or _NUMBER.match(text, at)
        if number:
            step = int(number[1]) if len(number[1]) == 1 else 0
            values = question.values
            return (values[step - 1] if 1 <= step <= len(values) else None), number.end()
        dash = _DASH.match(text, at)
        if dash and question.passed is not None:
            return question.passed, dash.end()
        return None

    def _key_at(self, at: int) -> tuple[int, int] | None:
        """Return the question named here and where its value should be."""
        pattern = _QUESTION_NUMBER.match(self._text, at)
        if pattern is None and self._list_number is not None:
            pattern = self._list_number.match(self._text, at)
        if pattern:
            n = int(pattern[1]) - 1
            return (n, pattern.end()) if n < len(self._sheet.questions) else None
        ends = [
            (said.end(), n)
            for n, question in enumerate(self._sheet.questions)
            if question.keys and (said := vocabulary.any_of(question.keys).match(self._text, at))
        ]
        if not ends:
            return None
        end, n = max(ends)
        after = _AFTER_KEY.match(self._text, end)
        return n, after.end() if after else end

    def _judge(self) -> None:
        count = len(self.scan.values)
        if self._is_mixed():
            self._stop("ambiguous")
        elif self._named and self._is_out_of_order():
            self._stop("order")
        elif self._is_open() and not self._named and count < _ENOUGH_IN_ORDER:
            self._stop("few")

    def _is_mixed(self) -> bool:
        """Tell whether "3,5 2" could be a decimal, or "4/5 2" two ways of counting."""
        between = self._gaps[: max(0, len(self.scan.values) - 1)]
        tight = [gap == "," for gap in between]
        commas = ["," in gap for gap in between]
        numbers_of_five = any(self._of_five) and not all(self._of_five)
        return numbers_of_five or (not self._named and any(tight) and not all(commas))

    def _is_out_of_order(self) -> bool:
        """Tell whether questions named in another order leave doubt about those that are not."""
        fields = [question.field for question in self._sheet.questions]
        given = [fields.index(name) for name in self.scan.values]
        return given != sorted(given) and len(self._named) < len(given)

    def _stop(self, problem: Problem) -> None:
        if self.scan.problem is None:
            self.scan.problem = problem
            self.scan.at = min(self._next, len(self._sheet.questions) - 1) + 1

    def _move(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _skip_courtesies(self, courtesies: frozenset[str]) -> None:
        """Step over "bonjour" before an answer and "merci" behind it."""
        self._move(_QUOTED)
        while said := vocabulary.any_of(courtesies).match(self._text, self._at):
            self._at = said.end()
            self._move(_GAP if self.scan.values else _AFTER_OPENING)
