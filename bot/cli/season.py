"""`lien simulate`, `lien attack`: seasons on a simulated clock, and what they give away."""

from __future__ import annotations

import asyncio
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import click

from bot.errors import OperatorError

_A_MONDAY: Final = "2026-01-05"


@click.command()
@click.option("--roster", required=True, type=click.Path(path_type=Path), help="R.toml")
@click.option("--answers", required=True, type=click.Path(path_type=Path), help="A.csv")
@click.option("--weeks", required=True, type=click.IntRange(1, 520))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder.")
@click.option(
    "--profile",
    default="standard",
    show_default=True,
    type=click.Choice(["standard", "strict"]),
    help="Whether teams get bands besides directions.",
)
@click.option("--database-url", help="Another database than a SQLite file in the folder.")
@click.option("--start", default=_A_MONDAY, show_default=True, help="The Monday of week 1.")
@click.option("--seed", default=0, show_default=True, help="Drives every choice that is no secret.")
@click.option("--snapshots", is_flag=True, help="Keep the database's files after every commit.")
@click.option("--shares", type=click.Path(path_type=Path), help="S.csv: what people share besides.")
@click.option(
    "--receipts",
    type=click.Path(path_type=Path),
    help="A new file, S.csv with what its authors alone know: codes and moments.",
)
def simulate(  # noqa: PLR0913, PLR0917 - the command's contract
    roster: Path,
    answers: Path,
    weeks: int,
    out: Path,
    profile: str,
    database_url: str | None,
    start: str,
    seed: int,  # noqa: ARG001 - nothing is left to chance but secrets: every seed gives the same
    snapshots: bool,  # noqa: FBT001 - a flag is what it is
    shares: Path | None,
    receipts: Path | None,
) -> None:
    """Play a whole season through the real services on a simulated clock.

    Writes digests.jsonl (what was published), messages.jsonl (what left the bot), the database,
    the logs and keys/ as they are left on disk.

    \b
    Example:
      lien simulate --roster R.toml --answers A.csv --weeks 12 --out season
    """  # noqa: D301 - click wants the control character itself
    from bot.disclosure.roster import Policy  # noqa: PLC0415 - this command alone needs these
    from bot.rehearsal.answers import read_answers  # noqa: PLC0415
    from bot.rehearsal.roster import read_roster  # noqa: PLC0415
    from bot.rehearsal.season import Season  # noqa: PLC0415
    from bot.rehearsal.shares import read_shares  # noqa: PLC0415

    if (shares is None) != (receipts is None):
        raise OperatorError("--shares and --receipts go together: name both, or neither")
    people = read_roster(_read(roster), str(roster))
    said = read_answers(_read(answers).splitlines(keepends=True), str(answers), people.ids)
    with click.progressbar(length=weeks, label="Weeks played", file=sys.stderr) as bar:
        season = Season(
            roster=people,
            answers=said,
            weeks=weeks,
            out=out,
            start=_monday(start),
            policy=Policy(profile="strict" if profile == "strict" else "standard"),
            database_url=database_url,
            has_snapshots=snapshots,
            on_week=lambda _: bar.update(1),
            shares=()
            if shares is None
            else read_shares(_read(shares).splitlines(keepends=True), str(shares), people.ids),
            receipts=receipts,
        )
        asyncio.run(season.play())
    click.echo(f"{weeks} weeks played: see {out / 'digests.jsonl'}", err=True)


@click.command()
@click.option("--season", required=True, type=click.Path(path_type=Path), help="From simulate.")
@click.option("--roster", required=True, type=click.Path(path_type=Path), help="R.toml")
@click.option("--answers", required=True, type=click.Path(path_type=Path), help="A.csv, the truth.")
@click.option(
    "--shares",
    type=click.Path(path_type=Path),
    help="What simulate wrote into --receipts: attacks shares too.",
)
def attack(season: Path, roster: Path, answers: Path, shares: Path | None) -> None:
    """Attack what a season left on disk, and say how well that did.

    The roster is what the attacker knows; the answers serve for scoring, and as the attacker's
    own where colleagues compare theirs. Exit code 1 when a score is surely above its gate.

    \b
    Example:
      lien attack --season season --roster R.toml --answers A.csv
    """  # noqa: D301 - click wants the control character itself
    from rich.console import Console  # noqa: PLC0415 - this command alone needs these

    from bot.attacks import report, suite  # noqa: PLC0415

    scores = suite.attack(season, roster, answers, shares)
    report.show(scores, Console())
    failing = [score for score in scores if score.verdict == "fails"]
    if failing:
        names = "; ".join(score.attack for score in failing)
        raise click.ClickException(f"{len(failing)} above the gate: {names}")


def _monday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        message = f'Cannot read the day "{text}"; write it like {_A_MONDAY}.'
        raise OperatorError(message) from error
    if day.weekday() != 0:
        monday = day - timedelta(days=day.weekday())
        raise OperatorError(f"{day} is no Monday; weeks start on one: {monday} would do.")
    return day


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise OperatorError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise OperatorError(f"{path} is not UTF-8; save it as UTF-8") from error
