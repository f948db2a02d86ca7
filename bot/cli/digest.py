"""`lien digest`: read again what was published."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot.errors import OperatorError


@click.group()
def digest() -> None:
    """Read digests."""


@digest.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    help="A folder of `lien simulate` or `lien try --data`.",
)
@click.option("--unit", help="A unit's id; every unit's last digest otherwise.")
@click.option("--week", type=click.IntRange(1), help="A week of the season; the last otherwise.")
@click.option("--picture", type=click.Path(path_type=Path), help="Also write a unit's chart here.")
def preview(data: Path, unit: str | None, week: int | None, picture: Path | None) -> None:
    """Print digests as their readers got them, the same bytes.

    \b
    Examples:
      lien digest preview --data season
      lien digest preview --data season --unit t1 --week 8 --picture t1.png
    """  # noqa: D301 - click wants the control character itself
    from bot.rehearsal.preview import previewed  # noqa: PLC0415 - this command alone needs it

    if picture and not unit:
        raise OperatorError("--picture draws one unit's chart: name it with --unit")
    shown = asyncio.run(previewed(data, unit=unit, week=week, picture=picture))
    click.echo("\n\n———\n\n".join(shown))
