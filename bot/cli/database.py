"""`lien db` and `lien audit`: look after what is stored."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click

from bot.errors import OperatorError


@click.group()
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


@db.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder: the copy is named after the moment.",
)
@click.option(
    "--keep-days",
    type=click.IntRange(1),
    default=14,
    show_default=True,
    help="With --into: older copies there are removed, for what was erased must not live on.",
)
@click.option("--database-url", help="Another database than LIEN_DATABASE_URL's.")
def backup(file: Path | None, into: Path | None, keep_days: int, database_url: str | None) -> None:
    """Copy the SQLite database into a new FILE, while Lien runs or not; keys are never in it.

    \b
    Examples:
      lien db backup lien-before-upgrade.sqlite3
      lien db backup --into /var/backups/lien --keep-days 14
    """  # noqa: D301 - click wants the control character itself
    from datetime import timedelta  # noqa: PLC0415 - this command alone needs these

    from bot.clock import SystemClock  # noqa: PLC0415
    from bot.settings.reading import load  # noqa: PLC0415
    from bot.storage.backup import back_up, back_up_into  # noqa: PLC0415

    url = database_url or load(Path.cwd(), os.environ).database_url
    if into is not None and file is None:
        now, keep = SystemClock().now(), timedelta(days=keep_days)
        file = asyncio.run(back_up_into(url, into, now, keep))
    elif file is not None and into is None:
        asyncio.run(back_up(url, file))
    else:
        raise OperatorError("name either a FILE or a folder with --into")
    click.echo(f"Copied to {file}.")


@click.group()
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
