"""The measured parts of docs/privacy.md: generated between two markers, never typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.attacks.report import HEADINGS, cells
from bot.attacks.score import Score

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"


def write(part: str, text: str, path: Path = PAGE) -> None:
    """Put a text between the markers of a part, in the place of the last one.

    Raises:
        ValueError: the page has no such markers.
    """
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    before, opened, rest = path.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise ValueError(f"{path} has no {begin} … {end}")
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def plain_table(scores: Sequence[Score], share: float) -> str:
    """Give every score of a run that has one world."""
    failing = sum(score.verdict == "fails" for score in scores)
    of = "" if share == 1 else f", on {share:.0%} of the run"
    told = f"{len(scores)} scores{of}, {failing} surely above their gate:"
    return "\n".join([told, "", *_rows(scores)])


def table(scores: Sequence[Score], share: float) -> str:
    """Give the worst world of each attack, then all of them folded away."""
    worst = list(_worst(scores))
    failing = [score for score in scores if score.verdict == "fails"]
    of = "" if share == 1 else f", on {share:.0%} of the seasons"
    told = f"{len(scores)} scores{of}, {len(failing)} surely above their gate"
    return "\n".join(
        [
            f"The worst reference world of each attack ({told}):",
            "",
            *(f"- **Above its gate:** {s.attack}, {s.measure}." for s in failing),
            *([""] if failing else []),
            *_rows(worst),
            "",
            "<details><summary>Every world</summary>",
            "",
            *_rows(scores),
            "",
            "</details>",
        ]
    )


def _worst(scores: Sequence[Score]) -> Iterable[Score]:
    """Keep for each attack, profile and measure the world with the highest score."""
    found: dict[tuple[str, str], Score] = {}
    for score in scores:
        key = _without_world(score.attack), score.measure
        held = found.get(key)
        if held is None or (score.value, score.n) > (held.value, held.n):
            found[key] = score
    return found.values()


def _without_world(attack: str) -> str:
    """Leave out of a name what tells the world: figures after the colon, sizes of organisations."""
    name, colon, world = attack.partition(": ")
    kept = [part for part in world.split(", ") if "=" not in part and "." not in part]
    parts = [part for part in name.split(", ") if not part.endswith((" people", " weeks")) or colon]
    return ", ".join([*parts, *kept])


def _rows(scores: Iterable[Score]) -> Iterable[str]:
    yield "| " + " | ".join(HEADINGS) + " |"
    yield "|---|---|" + "---:|" * 5 + "---|"
    for score in scores:
        yield "| " + " | ".join(cells(score)) + " |"
