"""`lien run` and `lien check`: the bot with the configuration of this folder."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Literal

import click


@click.command()
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


@click.command()
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
