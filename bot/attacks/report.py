"""Scores for people to read: a table in a terminal, and the cells of any other."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf

from rich.console import Console
from rich.table import Table

from bot.attacks.score import Score

HEADINGS = ("Attack", "Measure", "Score", "99 % interval", "n", "Chance", "Gate", "Verdict")
PIPED_WIDTH = 150
"""Columns where there is no terminal to ask: a line a score, never folded."""
_STYLES = {"ok": "green", "fails": "bold red", "inconclusive": "yellow"}


def show(scores: Sequence[Score], console: Console) -> None:
    """Print one line a score, under the input each attack used."""
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    table = Table(show_lines=False)
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading in HEADINGS[:2] else "right")
    row = ""
    for score in scores:
        if score.row != row:
            row = score.row
            table.add_section()
            table.add_row(f"[bold]{row}[/bold]")
        table.add_row(*cells(score), style=_STYLES[score.verdict] if not is_free(score) else "dim")
    console.print(table)


def cells(score: Score) -> tuple[str, ...]:
    """Write a score's figures, an absent interval or gate as a dash."""
    is_exact = score.low == score.high
    return (
        score.attack,
        score.measure,
        (f"{score.value:g}" if is_exact else figure(score.value)) if score.n else "–",
        "–" if is_exact or not score.n else f"{figure(score.low)} – {figure(score.high)}",
        f"{score.n:,}",
        figure(score.chance),
        "–" if is_free(score) else figure(score.gate),
        "no gate" if is_free(score) else score.verdict,
    )


def is_free(score: Score) -> bool:
    """Whether a score is only told."""
    return isinf(score.gate)


def figure(value: float) -> str:
    """Write a share to three digits, a bound that is whole without any."""
    if isinf(value):
        return "∞"
    return f"{value:.0f}" if float(value).is_integer() and abs(value) != 1 else f"{value:.3f}"
