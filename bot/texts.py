"""The words an organisation may edit: questions and charter, read from the configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.checkins.model import Questionnaire


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the bot asks and promises, in every language.

    Args:
        charter: gives the charter in a language, paragraphs apart by an empty line.
    """

    questionnaire: Questionnaire
    charter: Callable[[str], str]
