"""The words an organisation may edit: what is asked, and the charter, from the configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.admin.live import blanks_in, filled
from bot.checkins.model import Questionnaire
from bot.checkins.questions import parse_questionnaire
from bot.errors import OperatorError
from bot.i18n.catalog import LANGUAGES, catalog
from bot.i18n.text import Text
from bot.people.budget import Costs
from bot.people.model import Directory
from bot.sharing.prompt_file import parse_prompts
from bot.sharing.prompts import Prompts
from bot.text.masking import Recognise, mask
from bot.text.names import Names, built_in
from bot.text.spans import Type

_NOTHING_FILLED: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the bot asks and promises, in every language.

    Args:
        filled: what the configuration put into its blanks, by name.
        charter: gives the charter in a language, paragraphs apart by an empty line.
        assessment: gives the impact assessment in a language.
        prompts: what people are asked to share, in turn.
    """

    questionnaire: Questionnaire
    charter: Callable[[str], str]
    assessment: Callable[[str], str] = lambda language: _text(None, f"aipd.{language}.md")
    prompts: Prompts = field(default_factory=lambda: _prompts(None))
    filled: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def packaged(cls, blanks: Mapping[str, str] = _NOTHING_FILLED) -> Texts:
        """Read the texts Lien ships with; `blanks` as in `read`."""
        return cls.read(None, blanks)

    @classmethod
    def read(cls, folder: Path | None, blanks: Mapping[str, str] = _NOTHING_FILLED) -> Texts:
        """Read an organisation's own texts where its folder has some, and Lien's otherwise.

        Args:
            folder: may hold `questions.fr.toml`, `prompts.fr.toml`, `charter.fr.md` and their like
                in English.
            blanks: what to put for each name between braces in the charter.

        Raises:
            OperatorError: a file cannot be read, or the questions make no sense.
        """
        charters, assessments = (
            {
                language: _filled(_text(folder, f"{name}.{language}.md"), blanks)
                for language in LANGUAGES
            }
            for name in ("charter", "aipd")
        )
        questions = {
            language: _text(folder, f"questions.{language}.toml") for language in LANGUAGES
        }
        return cls(
            questionnaire=parse_questionnaire(questions),
            charter=lambda language: charters.get(language, charters[LANGUAGES[0]]),
            assessment=lambda language: assessments.get(language, assessments[LANGUAGES[0]]),
            prompts=_prompts(folder),
            filled=blanks,
        )

    @property
    def costs(self) -> Costs:
        """What these questions are planned to take of people, in seconds."""
        return Costs(questions=self.questionnaire.seconds, prompt=self.prompts.longest_seconds)

    def blank(self, name: str) -> str:
        """Return what the configuration put into a blank, "" where it put nothing."""
        return self.filled.get(name, "")

    @property
    def blanks(self) -> tuple[str, ...]:
        """What is still to be filled in in the charter, in order: nothing starts while some is."""
        found = (name for language in LANGUAGES for name in blanks_in(self.charter(language)))
        return tuple(dict.fromkeys(found))


def known_names(file: Path) -> Names:
    """Return the names masking knows: Lien's lists, and the official one where it was imported.

    Args:
        file: what `lien names import` wrote; need not exist.

    Raises:
        OperatorError: it is there and cannot be read.
    """
    try:
        return built_in().with_first_names(file.read_text("utf-8").split())
    except FileNotFoundError:
        return built_in()
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{file} cannot be read: {type(error).__name__}.") from error


def keep_names(file: Path, names: Iterable[str]) -> None:
    """Write the official first names where `known_names` reads them; whole or not at all.

    Raises:
        OperatorError: the file cannot be written.
    """
    being_written = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        being_written.write_text("\n".join(names) + "\n", "utf-8")
        being_written.replace(file)
    except OSError as error:
        raise OperatorError(f"cannot write {file}: {error.strerror}.") from error


@cache
def mask_words(language: str) -> Mapping[Type, str]:
    """Return what is written in place of each sort of personal data, such as "[nom]"."""
    messages = catalog(language)
    return {kind: messages.template(Text(f"mask.{kind.value.lower()}")) for kind in Type}


def masked_for(
    names: Names, recognise: Recognise | None, words: str, directory: Directory, language: str
) -> str:
    """Mask names, numbers and addresses in what people write before anyone else may read it."""
    known = names.with_roster(person.name for person in directory.people.values())
    return mask(words, known, mask_words(language), recognise).text


def _prompts(folder: Path | None) -> Prompts:
    return parse_prompts(
        {language: _text(folder, f"prompts.{language}.toml") for language in LANGUAGES}
    )


def _text(folder: Path | None, name: str) -> str:
    own = folder / name if folder else None
    try:
        if own and own.exists():
            return own.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{own} cannot be read: {type(error).__name__}.") from error
    return (files("bot") / "config" / name).read_text("utf-8")


def _filled(charter: str, blanks: Mapping[str, str]) -> str:
    return filled(charter, lambda name: blanks.get(name, ""))
