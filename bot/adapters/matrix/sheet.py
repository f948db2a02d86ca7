"""A form whose questions can be answered in one message, as readers of text see it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.adapters.matrix import vocabulary
from bot.chat.outgoing import Form, Scale, Select, Shown, TextField, Whom
from bot.i18n.text import Text

Say: TypeAlias = Callable[[Text], str]
_KEY_LETTERS_AT_LEAST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One scale of a form.

    Args:
        steps: the labels, lowest first.
        values: what each step is called in the form.
        passed: the value of "je passe"; None where it cannot be passed.
        phrases: what may be written for a value, bare of case and accents.
        keys: what the question itself may be called.
    """

    field: str
    label: str
    steps: tuple[str, ...]
    values: tuple[str, ...]
    passed: str | None
    phrases: Mapping[str, str]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Questions in order, and the one field that takes words, if there is one.

    Args:
        defaults: the value of every field nobody has to touch.
    """

    questions: tuple[Question, ...]
    comment: str | None
    defaults: Mapping[str, str]

    @classmethod
    def of(cls, form: Form, say: Say) -> Sheet:
        """Read a form that `fits_one_message`; labels are those of the reader's language."""
        scales = [field for field in form.fields if isinstance(field, Scale)]
        keys = _keys([(scale.name, say(scale.label)) for scale in scales])
        return cls(
            questions=tuple(_question(scale, keys[scale.name], say) for scale in scales),
            comment=next((f.name for f in form.fields if isinstance(f, TextField)), None),
            defaults={f.name: f.initial for f in form.fields if not isinstance(f, Shown)},
        )


def fits_one_message(form: Form) -> bool:
    """Tell whether a form asks scales, and beside them nothing but at most one optional text."""
    texts = [field for field in form.fields if isinstance(field, TextField)]
    return (
        any(isinstance(field, Scale) for field in form.fields)
        and not any(isinstance(field, Whom) for field in form.fields)
        and len(texts) <= 1
        and not any(field.is_required for field in texts)
    )


def fates(form: Form) -> tuple[Select, ...]:
    """List what may be picked about a comment, each with a default."""
    return tuple(field for field in form.fields if isinstance(field, Select))


def _question(scale: Scale, keys: frozenset[str], say: Say) -> Question:
    steps = tuple(say(step.label) for step in scale.steps)
    others = [option.value for option in scale.others]
    phrases: dict[str, str] = {}
    if others:
        phrases |= dict.fromkeys(vocabulary.NOT_APPLICABLE, others[-1])
        phrases |= dict.fromkeys(vocabulary.PASSES, others[0])
        for option in scale.others:
            phrases[_bare(say(option.label))] = option.value
    for label, step in zip(steps, scale.steps, strict=True):
        phrases |= dict.fromkeys(vocabulary.same_as(label), step.value)
    for word, number in vocabulary.NUMBERS.items():
        if number <= len(scale.steps):
            phrases.setdefault(word, scale.steps[number - 1].value)
    phrases = {said: value for said, value in phrases.items() if re.search(r"[^\W\d_]", said)}
    return Question(
        field=scale.name,
        label=say(scale.label),
        steps=steps,
        values=tuple(step.value for step in scale.steps),
        passed=others[0] if others else None,
        phrases=phrases,
        keys=keys,
    )


def _keys(labels: list[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Name each question by the words that stand in its label alone."""
    words = {name: set(_bare(label).replace("'", " ").split()) for name, label in labels}
    times = Counter(word for found in words.values() for word in found)
    return {
        name: vocabulary.KEYS.get(name, frozenset())
        | {
            word
            for found in words[name]
            if (word := found.strip(".,;:!?…"))
            and times[found] == 1
            and len(word) >= _KEY_LETTERS_AT_LEAST
            and word.isalpha()
        }
        for name, _ in labels
    }


def _bare(words: str) -> str:
    return " ".join(vocabulary.bare(vocabulary.tidied(words)).split())
