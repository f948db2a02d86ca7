"""Reads the questions as an organisation words them, and refuses what could not be asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any, Final

from bot.checkins.model import CORE, Question, Questionnaire
from bot.errors import OperatorError

_STEPS: Final = 5
_FILE_KEYS: Final = ("heading", "labels", "question")
_QUESTION_KEYS: Final = ("id", "label", "labels", "heading", "has_not_applicable", "seconds")
_USUAL_SECONDS: Final = 5
_MOST_SECONDS: Final = 300


def parse_questionnaire(files: Mapping[str, str]) -> Questionnaire:
    """Read every language's questions, which must be the same ones.

    Args:
        files: the text of `questions.<language>.toml` by language.

    Raises:
        OperatorError: a file makes no sense, or two languages do not ask the same; the message
            names the file, the key and what was expected.
    """
    by_language = {language: _questions(language, text) for language, text in files.items()}
    (first, reference), *others = by_language.items()
    for language, questions in others:
        _require_alike(_file(language), questions, _file(first), reference)
    return Questionnaire(
        by_language=by_language,
        rotating=tuple(name for name in reference if name not in CORE),
    )


def _file(language: str) -> str:
    return f"questions.{language}.toml"


def _questions(language: str, text: str) -> dict[str, Question]:
    file = _file(language)
    try:
        read = tomllib.loads(text)
    # Numbers of thousands of digits and nested brackets fail with errors of their own.
    except (ValueError, RecursionError) as error:
        raise OperatorError(f"{file} is not TOML: {error}") from error
    _require_known(file, read, _FILE_KEYS)
    tables = read.get("question")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise OperatorError(f"{file}: question is missing; expected a [[question]] table for each")
    found: dict[str, Question] = {}
    for number, table in enumerate(tables, 1):
        question = _question(f"{file}, question {number}", {**_defaults(read), **table})
        if question.id in found:
            raise OperatorError(f"{file}: id {question.id!r} is there twice; expected it once")
        found[question.id] = question
    _require_enough(file, found)
    return found


def _defaults(read: Mapping[str, Any]) -> dict[str, Any]:
    return {key: read[key] for key in ("heading", "labels") if key in read}


def _question(where: str, table: Mapping[str, Any]) -> Question:
    _require_known(where, table, _QUESTION_KEYS)
    has_not_applicable = table.get("has_not_applicable", False)
    if not isinstance(has_not_applicable, bool):
        raise OperatorError(f"{where}: has_not_applicable must be true or false")
    heading = table.get("heading", "")
    if not isinstance(heading, str):
        raise OperatorError(f"{where}: heading must be text in quotes, empty for none")
    return Question(
        id=_words(where, table, "id"),
        label=_words(where, table, "label"),
        labels=_labels(where, table.get("labels")),
        heading=heading.strip() or None,
        has_not_applicable=has_not_applicable,
        seconds=_seconds(where, table.get("seconds", _USUAL_SECONDS)),
    )


def _seconds(where: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MOST_SECONDS:
        raise OperatorError(f"{where}: seconds must be a whole number from 1 to {_MOST_SECONDS}")
    return value


def _words(where: str, table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise OperatorError(f"{where}: {key} must be text in quotes, not empty")
    return value.strip()


def _labels(where: str, value: object) -> tuple[str, ...]:
    labels = value if isinstance(value, list) else []
    words = [label.strip() for label in labels if isinstance(label, str) and label.strip()]
    if not len(set(words)) == len(labels) == _STEPS:
        raise OperatorError(f"{where}: labels must be {_STEPS} different texts, for steps 1 to 5")
    return tuple(words)


def _require_known(where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise OperatorError(
                f"{where}: unknown key {key!r}; expected some of {', '.join(known)}"
            )


def _require_enough(file: str, found: Mapping[str, Question]) -> None:
    for name in CORE:
        if name not in found:
            raise OperatorError(f"{file}: no question has the id {name!r}, asked every week")
    if len(found) == len(CORE):
        expected = f"at least one question besides {' and '.join(CORE)}"
        raise OperatorError(f"{file}: nothing to ask in turn; expected {expected}")


def _require_alike(
    file: str, questions: Mapping[str, Question], other: str, reference: Mapping[str, Question]
) -> None:
    if list(questions) != list(reference):
        raise OperatorError(
            f"{file}: the ids are {', '.join(questions)}; expected those of {other}, in its order: "
            f"{', '.join(reference)}"
        )
    for name, question in questions.items():
        expected = reference[name].has_not_applicable
        if question.has_not_applicable != expected:
            raise OperatorError(
                f"{file}: has_not_applicable of {name!r} must be {str(expected).lower()}, "
                f"as in {other}"
            )
