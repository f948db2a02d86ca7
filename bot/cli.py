"""The `lien` command: heavy libraries are imported inside the command that needs them."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import click

from bot import __version__
from bot.errors import LienError, OperatorError, UserError

_A_MONDAY: Final = "2026-01-05"


class _Refusal(click.ClickException):
    exit_code = OperatorError.exit_code


class _Lien(click.Group):
    """Turns every refusal into one sentence on standard error and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise _Refusal(_in_english(error)) from error
        except LienError as error:
            raise _Refusal(str(error)) from error
        except click.UsageError as error:
            raise _Refusal(error.format_message()) from error


@click.group(cls=_Lien, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lien")
def main() -> None:
    """Lien: anonymous check-ins, held messages and shared digests for social-work teams.

    \b
    Begin with:
      lien try          the demo department, in your browser
      lien check        what is missing in the configuration
    """  # noqa: D301 - click wants the control character itself


@main.command("try")
@click.option("--port", default=0, show_default="any free one", type=click.IntRange(0, 65535))
@click.option("--lang", default="fr", show_default=True, type=click.Choice(["fr", "en"]))
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep everything in this folder, and go on from it; a temporary one otherwise.",
)
@click.option("--today", hidden=True, type=click.DateTime(["%Y-%m-%d"]))
def try_(port: int, lang: str, no_open: bool, data: Path | None, today: datetime | None) -> None:  # noqa: FBT001 - a flag is what it is
    """Open the demo department in your browser: no account, nothing leaves this machine.

    The page's address is the first line printed. Play an agent, a manager or an admin, move the
    clock, answer, post at 21:40, read the digest.

    \b
    Examples:
      lien try
      lien try --lang en --port 8123 --no-open
      lien try --data ./demo
    """  # noqa: D301 - click wants the control character itself
    from bot.clock import SystemClock  # noqa: PLC0415 - this command alone needs these
    from bot.rehearsal.tryout import Tryout  # noqa: PLC0415

    day = today.date() if today else SystemClock().now().astimezone(ZoneInfo("Europe/Paris")).date()
    tryout = Tryout(
        port=port,
        language=lang,
        folder=data,
        opens_browser=not no_open,
        today=day,
        say=_say,
    )
    try:
        asyncio.run(tryout.run())
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)


@main.command()
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
        )
        asyncio.run(season.play())
    click.echo(f"{weeks} weeks played: see {out / 'digests.jsonl'}", err=True)


@main.command()
@click.option(
    "--role",
    default="all",
    show_default=True,
    type=click.Choice(["all", "answer", "close"]),
    help="`answer` talks to people and sends; `close` opens and closes rounds, and needs no chat.",
)
def run(role: Literal["all", "answer", "close"]) -> None:
    """Run Lien with the configuration of this folder, until stopped.

    With two roles, two accounts of the machine split the keys: the one that answers never sees
    what opens a ballot. docs/running.md has the systemd units.

    \b
    Examples:
      lien run
      lien run --role close
    """  # noqa: D301 - click wants the control character itself
    from bot.running import run_until_stopped  # noqa: PLC0415 - this command alone needs these
    from bot.settings.reading import load  # noqa: PLC0415

    asyncio.run(run_until_stopped(load(Path.cwd(), os.environ), Path.cwd(), role))


@main.command()
def check() -> None:
    """Say what is missing or wrong in the configuration, a line each; exit 1 if anything is.

    Reads config/lien.toml, .env and the environment of this folder. No secret is printed.

    \b
    Example:
      lien check
    """  # noqa: D301 - click wants the control character itself
    from bot.settings.problems import probe, problems  # noqa: PLC0415 - this command alone needs it
    from bot.settings.reading import load  # noqa: PLC0415
    from bot.texts import Texts  # noqa: PLC0415

    folder = Path.cwd()
    settings = load(folder, os.environ)
    found = [*problems(settings, probe(settings, folder))]
    blanks = Texts.read(folder / "config", settings.charter).blanks
    found += [f"The charter has a blank: fill in {name} under [charter]." for name in blanks]
    for line in found:
        click.echo(line)
    if found:
        sys.exit(1)
    click.echo("Nothing is missing.")


@main.group()
def db() -> None:
    """Look after the database."""


@db.command()
@click.option("--database-url", help="Another database than LIEN_DATABASE_URL's.")
def upgrade(database_url: str | None) -> None:
    """Bring the database to this version's tables; nothing is lost, twice changes nothing.

    \b
    Examples:
      lien db upgrade
      lien db upgrade --database-url postgresql://lien@localhost/lien
    """  # noqa: D301 - click wants the control character itself
    from bot.settings.reading import load  # noqa: PLC0415 - this command alone needs these
    from bot.storage.migrations import upgrade as bring_up  # noqa: PLC0415

    url = database_url or load(Path.cwd(), os.environ).database_url
    asyncio.run(bring_up(url))
    click.echo("The database is up to date.")


@main.group()
def audit() -> None:
    """Check what was decided."""


@audit.command("verify")
@click.option("--database-url", help="Another database than LIEN_DATABASE_URL's.")
def verify(database_url: str | None) -> None:
    """Check that nobody touched the log of decisions; exit 1, and say where, if somebody did."""
    from bot.settings.reading import load  # noqa: PLC0415 - this command alone needs these
    from bot.storage.certificates import inspect  # noqa: PLC0415

    found = asyncio.run(inspect(database_url or load(Path.cwd(), os.environ).database_url))
    if found.break_ is not None:
        raise click.ClickException(found.break_)
    click.echo(found.whole)


@main.group()
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


@main.command()
@click.option("--season", required=True, type=click.Path(path_type=Path), help="From simulate.")
@click.option("--roster", required=True, type=click.Path(path_type=Path), help="R.toml")
@click.option("--answers", required=True, type=click.Path(path_type=Path), help="A.csv, the truth.")
def attack(season: Path, roster: Path, answers: Path) -> None:
    """Attack what a season left on disk, and say how well that did.

    The roster is what the attacker knows; the answers serve for scoring, and as the attacker's
    own where colleagues compare theirs. Exit code 1 when a score is surely above its gate.

    \b
    Example:
      lien attack --season season --roster R.toml --answers A.csv
    """  # noqa: D301 - click wants the control character itself
    from rich.console import Console  # noqa: PLC0415 - this command alone needs these

    from bot.attacks import report, suite  # noqa: PLC0415

    scores = suite.attack(season, roster, answers)
    report.show(scores, Console())
    failing = [score for score in scores if score.verdict == "fails"]
    if failing:
        names = "; ".join(score.attack for score in failing)
        raise click.ClickException(f"{len(failing)} above the gate: {names}")


@main.command("next-open")
@click.option("--hours", required=True, help="Weekly hours, in French or English.")
@click.option("--zone", required=True, help="Time zone of the person, an IANA name.")
@click.option(
    "--region",
    help="Number of a French department, for the public holidays of its own: 57, 67 and 68 have "
    "Alsace-Moselle's, 974 La Réunion's, 75 none.",
)
@click.option(
    "--at", required=True, metavar="ISO", help="Instant; without an offset, local time in the zone."
)
@click.option(
    "--absence",
    "absences",
    multiple=True,
    metavar="FROM/TO",
    help="Days away, both included; '..' as TO has no end. Can be repeated.",
)
def next_open(
    hours: str, zone: str, region: str | None, at: str, absences: tuple[str, ...]
) -> None:
    """Print when a message may next reach someone, in their zone.

    That is the instant itself when they are at work. Exit code 1 means never: nothing is open
    within two years.

    \b
    Examples:
      lien next-open --hours "lun-ven 8h30-17h30" --zone Europe/Paris --at 2026-07-13T21:40
      lien next-open --hours "mon-tue thu-fri 9:00-12:00 13:00-17:30" --zone Europe/Paris \\
        --region 67 --at 2026-12-24T18:00+01:00 --absence 2026-12-28/2027-01-03
      lien next-open --hours "lun-jeu 22h-6h" --zone Indian/Reunion --region 974 \\
        --at 2026-12-20T12:00Z
    """  # noqa: D301 - click wants the control character itself
    from bot.people.absence import parse_absence  # noqa: PLC0415 - this command alone needs these
    from bot.people.hours import parse_hours  # noqa: PLC0415
    from bot.people.zone import parse_zone  # noqa: PLC0415
    from bot.quiethours import model  # noqa: PLC0415
    from bot.quiethours.calendar import public_holidays  # noqa: PLC0415

    schedule = model.Schedule(
        hours=parse_hours(hours),
        zone=parse_zone(zone),
        closed=public_holidays(region),
        absences=tuple(parse_absence(absence) for absence in absences),
    )
    opening = model.next_open(schedule, _instant(at, schedule.zone))
    if opening is None:
        raise click.ClickException(f"Nothing is open within two years of {at}.")
    click.echo(opening.astimezone(ZoneInfo(schedule.zone)).isoformat())


def _instant(text: str, zone: str) -> datetime:
    """Read an ISO time, in years whose public holidays and clock changes are known."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        message = f'Cannot read the time "{text}"; write it like 2026-12-24T21:40+01:00.'
        raise OperatorError(message) from error
    if not 1970 <= instant.year <= 2097:  # noqa: PLR2004 - `holidays` ends in 2100
        message = f'Cannot search from "{text}"; the years 1970 to 2097 are known.'
        raise OperatorError(message)
    return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))


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


def _in_english(error: UserError) -> str:
    from bot.i18n.catalog import say  # noqa: PLC0415 - a refusal alone needs these
    from bot.i18n.text import Reader, Text  # noqa: PLC0415

    # No moment is said in an operator's sentence, so any instant will do.
    reader = Reader(language="en", zone="UTC", now=datetime(2000, 1, 1, tzinfo=UTC))
    return say(Text(error.message, error.message_args), reader)


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
