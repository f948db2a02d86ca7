"""`lien run` and `lien check`: the bot with the configuration of this folder."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from bot.errors import OperatorError
from bot.settings.model import Settings

if TYPE_CHECKING:
    from bot.texts import Texts


@click.command()
@click.option(
    "--role",
    default="all",
    show_default=True,
    type=click.Choice(["all", "answer", "close"]),
    help="`answer` talks to people and sends; `close` opens and closes rounds, and needs no chat.",
)
@click.option("--steered-by", hidden=True, type=click.Path(path_type=Path, dir_okay=False))
def run(role: Literal["all", "answer", "close"], steered_by: Path | None) -> None:
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

    asyncio.run(run_until_stopped(load(Path.cwd(), os.environ), Path.cwd(), role, steered_by))


@click.command()
def check() -> None:
    """Say what is missing or wrong in the configuration, a line each; exit 1 if anything is.

    Reads config/lien.toml, .env and the environment of this folder, and asks Slack and the
    homeserver whether they take the tokens. No secret is printed.

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
    texts = Texts.read(folder / "config", settings.charter)
    found += asyncio.run(_left_by_departments(settings, folder, texts.blanks))
    found += _no_model(settings)
    found += _too_much_time(texts, settings)
    found += asyncio.run(_refused_by_slack(settings)) if settings.uses_slack else []
    found += asyncio.run(_refused_by_matrix(settings, folder)) if settings.uses_matrix else []
    for line in found:
        click.echo(line)
    for line in asyncio.run(_to_be_erased(settings, folder)):
        click.echo(line)
    if found:
        sys.exit(1)
    click.echo("Nothing is missing.")


def _no_model(settings: Settings) -> list[str]:
    from bot.errors import OperatorError  # noqa: PLC0415 - only where a model is asked for
    from bot.recognition import recogniser  # noqa: PLC0415

    try:
        recogniser(settings.name_model)
    except OperatorError as error:
        return [f"{error}."]
    return []


async def _left_by_departments(
    settings: Settings, folder: Path, blanks: Sequence[str]
) -> list[str]:
    """Say what departments have not been told, in the files nor by chat; asked where they are.

    A department that is still to be opened is asked for both by the guide.
    """
    from bot.settings.reading import TOML_FILE  # noqa: PLC0415 - as above
    from bot.storage.people import standing_departments  # noqa: PLC0415 - as above

    found: list[str] = []
    for unit in await standing_departments(settings.database_url, folder):
        if not (unit.contacts or settings.contacts):
            found.append(
                f"{unit.name} has no help line, and check-ins do not start without one: "
                f"/lien contacts ajouter, or [contacts] in {TOML_FILE}."
            )
        if left := [name for name in blanks if not dict(unit.charter).get(name)]:
            found.append(
                f"The charter of {unit.name} has blanks ({', '.join(left)}): "
                f"/lien installation 7, or [charter] in {TOML_FILE}."
            )
    return found


def _too_much_time(texts: Texts, settings: Settings) -> list[str]:
    from bot.people.budget import Budget  # noqa: PLC0415 - this command alone needs it

    agent, manager = settings.weekly_seconds_agent, settings.weekly_seconds_manager
    try:
        Budget(costs=texts.costs, agent=agent, manager=manager).require_room()
    except OperatorError as error:
        return [str(error)]
    return []


async def _refused_by_slack(settings: Settings) -> list[str]:
    from bot.adapters.slack.probe import NotAsked, slack_problems  # noqa: PLC0415 - only with Slack

    try:
        return await slack_problems(settings)
    except NotAsked as error:
        click.echo(f"Slack was not asked about its tokens: {error}.", err=True)
        return []


async def _refused_by_matrix(settings: Settings, folder: Path) -> list[str]:
    from bot.adapters.matrix.probe import NotAsked, limits_advice, matrix_problems  # noqa: PLC0415 - only with Matrix

    if not settings.matrix_admin_token:
        click.echo(limits_advice(settings), err=True)
    try:
        return await matrix_problems(settings, folder)
    except NotAsked as error:
        click.echo(f"The homeserver was not asked: {error}.", err=True)
        return []


async def _to_be_erased(settings: Settings, folder: Path) -> list[str]:
    """Say which workspaces removed Lien, if there is a database to ask."""
    from bot.storage.workspaces import waiting_departures  # noqa: PLC0415 - as above

    return [
        f"{one.chat}/{one.workspace} removed Lien: what belongs to it is erased on "
        f"{one.erase_at.date()}, unless Lien is installed there again."
        for one in await waiting_departures(settings.database_url, folder)
    ]
