"""What may be passed on of the words people wrote.

A cell keeps its comments when enough people answered for any of them to be the author; else
they join the level cell's, and past that they are destroyed: nothing of them is returned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from bot.disclosure import levels
from bot.disclosure.answers import Answers, Comment
from bot.disclosure.cells import Cell
from bot.disclosure.released import Item, Theme, Verbatim

RESPONDENTS, COMMENTS, AUTHORS = 10, 3, 3
"""Fewest people who answered, comments, and authors of a theme."""
MANY = 5
"""Authors from which a theme that half the comments share is said to be `many`'s."""


def decide(
    found: Sequence[Cell], answers: Mapping[str, Sequence[Answers]], quiet: AbstractSet[str]
) -> dict[str, tuple[Item, ...]]:
    """Give what each cell passes on, by cell id; cells that pass on nothing are absent.

    What a level says comes from its teams that could not keep theirs, and only when enough
    people answered among them. Cells named in `quiet`, new in their epoch, say no theme.
    """
    passed: dict[str, tuple[Item, ...]] = {}
    kept: dict[str, list[Comment]] = {}
    for cell in found:
        own = answers.get(cell.id, ())
        if cell.kind in {"team", "merged"} and _may_stay(_written(own), _respondents(own)):
            kept[cell.id] = _written(own)
            passed[cell.id] = _items(kept[cell.id], with_themes=cell.id not in quiet)
    for cell in found:
        own = answers.get(cell.id, ())
        if cell.kind == "level" and _respondents(own) >= levels.RESPONDENTS:
            below = [
                team for team in found if team.id in kept and set(team.units) & set(cell.units)
            ]
            said = Counter(comment for team in below for comment in kept[team.id])
            rest = list((Counter(_written(own)) - said).elements())
            others = _respondents(own) - sum(_respondents(answers[team.id]) for team in below)
            if _may_stay(rest, others):
                passed[cell.id] = _items(rest)
    return {cell: items for cell, items in passed.items() if items}


def _written(answers: Sequence[Answers]) -> list[Comment]:
    return [ballot.comment for ballot in answers if ballot.comment is not None]


def _respondents(answers: Sequence[Answers]) -> int:
    return sum(ballot.is_response for ballot in answers)


def _may_stay(comments: Sequence[Comment], respondents: int) -> bool:
    return respondents >= RESPONDENTS and len(comments) >= COMMENTS


def _items(comments: Sequence[Comment], *, with_themes: bool = True) -> tuple[Item, ...]:
    """Order by what is said alone, so that no order of answering shows."""
    texts = sorted(comment.text for comment in comments if comment.keep == "verbatim")
    themes = _themes(comments) if with_themes else ()
    return (*themes, *(Verbatim(text=text) for text in texts))


def _themes(comments: Sequence[Comment]) -> Iterator[Theme]:
    authors = Counter(comment.theme for comment in comments if comment.theme)
    for theme, count in sorted(authors.items()):
        if count >= AUTHORS:
            is_many = count >= MANY and 2 * count >= len(comments)
            yield Theme(value=theme, level="many" if is_many else "some")
