"""`lien try`: the demo department on a page of this machine."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click


@click.command("try")
@click.option("--port", default=0, show_default="any free one", type=click.IntRange(0, 65535))
@click.option("--lang", default="fr", show_default=True, type=click.Choice(["fr", "en"]))
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep everything in this folder, and go on from it; a temporary one otherwise.",
)
@click.option(
    "--empty", is_flag=True, help="Begin with nobody and nothing: be the admin who sets Lien up."
)
@click.option("--today", hidden=True, type=click.DateTime(["%Y-%m-%d"]))
def try_(  # noqa: PLR0913, PLR0917 - an option each
    port: int,
    lang: str,
    no_open: bool,  # noqa: FBT001 - a flag is what it is
    data: Path | None,
    empty: bool,  # noqa: FBT001 - a flag is what it is
    today: datetime | None,
) -> None:
    """Open the demo department in your browser: no account, nothing leaves this machine.

    The page's address is the first line printed. Play an agent, a manager or an admin, move the
    clock, answer, post at 21:40, read the digest.

    \b
    Examples:
      lien try
      lien try --lang en --port 8123 --no-open
      lien try --data ./demo
      lien try --empty
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
        is_empty=empty,
        say=_say,
    )
    try:
        asyncio.run(tryout.run())
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
