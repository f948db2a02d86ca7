"""`lien db` and `lien audit`: look after what is stored."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click


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
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--database-url", help="Another database than LIEN_DATABASE_URL's.")
def backup(file: Path, database_url: str | None) -> None:
    """Copy the SQLite database into a new FILE, while Lien runs or not; keys are never in it.

    \b
    Example:
      lien db backup backups/lien-monday.sqlite3
    """  # noqa: D301 - click wants the control character itself
    from bot.settings.reading import load  # noqa: PLC0415 - this command alone needs these
    from bot.storage.backup import back_up  # noqa: PLC0415

    url = database_url or load(Path.cwd(), os.environ).database_url
    asyncio.run(back_up(url, file))
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
