"""Reads the questions that invite people to share, and refuses what could not be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.errors import OperatorError
from bot.settings.toml_file import Table, read_tables
from bot.sharing.prompts import KINDS, Kind, Prompt, Prompts

USUAL_SECONDS: Final = 60
"""Planned for reading a question and answering it, an estimate: the form asks for two or three
sentences and a tap, which `docs/sharing.md` promises to take under a minute."""
_KEYS: Final = {"prompt": ("id", "kind", "words", "seconds")}
_LONGEST: Final = 200
_LONGEST_ID: Final = 40
_MOST_SECONDS: Final = 600


def parse_prompts(files: Mapping[str, str]) -> Prompts:
    """Read every language's questions, which must be the same ones.

    Args:
        files: the text of `prompts.<language>.toml` by language.

    Raises:
        OperatorError: a file makes no sense, or two languages do not ask the same; the message
            names the file, the line and what was expected.
    """
    tables = {
        language: read_tables(text, _file(language), _KEYS)["prompt"]
        for language, text in files.items()
    }
    read = {language: [_prompt(table, language) for table in of] for language, of in tables.items()}
    (first, reference), *others = read.items()
    _require_unique(tables[first], reference)
    for language, prompts in others:
        _require_alike(tables[language], prompts, reference, _file(first))
    return Prompts(
        every=tuple(
            Prompt(
                id=prompt.id,
                kind=prompt.kind,
                words={language: of[n].words[language] for language, of in read.items()},
                seconds=max(of[n].seconds for of in read.values()),
            )
            for n, prompt in enumerate(reference)
        )
    )


def _file(language: str) -> str:
    return f"prompts.{language}.toml"


def _prompt(table: Table, language: str) -> Prompt:
    name, words = table.words("id"), table.words("words")
    if not name or len(name) > _LONGEST_ID:
        table.refuse("id", f"a name of up to {_LONGEST_ID} characters")
    if not words or len(words) > _LONGEST:
        table.refuse("words", f"a question of up to {_LONGEST} characters")
    return Prompt(
        id=name,
        kind=_kind(table),
        words={language: words},
        seconds=table.whole("seconds", 1, _MOST_SECONDS) or USUAL_SECONDS,
    )


def _kind(table: Table) -> Kind:
    said = table.words("kind")
    found = next((kind for kind in KINDS if kind == said), None)
    if found is None:
        table.refuse("kind", " or ".join(f'"{kind}"' for kind in KINDS))
    return found


def _require_unique(tables: Sequence[Table], prompts: Sequence[Prompt]) -> None:
    seen: set[str] = set()
    for table, prompt in zip(tables, prompts, strict=True):
        if prompt.id in seen:
            table.refuse("id", "an id that no other question has")
        seen.add(prompt.id)


def _require_alike(
    tables: Sequence[Table], prompts: Sequence[Prompt], reference: Sequence[Prompt], other: str
) -> None:
    for table, prompt, same in zip(tables, prompts, reference, strict=False):
        if prompt.id != same.id:
            table.refuse("id", f"{same.id!r}, as in {other}")
        if prompt.kind != same.kind:
            table.refuse("kind", f"{same.kind!r}, as in {other}")
    if len(prompts) != len(reference):
        source = tables[0].source
        raise OperatorError(
            f"{source}: {len(prompts)} questions; expected {len(reference)}, as in {other}"
        )
