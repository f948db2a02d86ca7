"""`lien manifest`: what Slack needs to know of the app, ready to import."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import click

from bot.errors import OperatorError


@click.command()
@click.option(
    "--mode",
    default="socket",
    show_default=True,
    type=click.Choice(["socket", "http"]),
    help="`socket`: Lien opens the connection, no open port. `http`: Slack calls Lien's address.",
)
@click.option("--url", help="Lien's own address, https://…; LIEN_HTTP_URL otherwise.")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="LIEN_LOCALE otherwise.")
@click.option(
    "--nudges",
    is_flag=True,
    help="Let channels ask for the evening offer to keep a message: Slack then shows Lien what is "
    "written in every channel it is in.",
)
@click.option(
    "--rotate-tokens",
    is_flag=True,
    help="Tokens that last twelve hours; for installations by OAuth, and never taken back.",
)
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
def manifest(  # noqa: PLR0913, PLR0917 - the command's contract
    mode: Literal["socket", "http"],
    url: str | None,
    lang: str | None,
    nudges: bool,  # noqa: FBT001 - a flag is what it is
    rotate_tokens: bool,  # noqa: FBT001 - same
    out: Path | None,
) -> None:
    """Print the Slack app's manifest, to paste at api.slack.com/apps > From a manifest.

    docs/slack.md leads through it and says what each permission is for.

    \b
    Examples:
      lien manifest
      lien manifest --url https://lien.example.org -o manifest.json
      lien manifest --mode http --url https://lien.example.org
    """  # noqa: D301 - click wants the control character itself
    import json  # noqa: PLC0415 - this command alone needs these

    from bot.adapters.slack.manifest import Wishes  # noqa: PLC0415
    from bot.adapters.slack.manifest import manifest as written  # noqa: PLC0415
    from bot.settings.reading import load  # noqa: PLC0415

    settings = load(Path.cwd(), os.environ)
    wishes = Wishes(
        language=lang or settings.locale,
        mode=mode,
        url=settings.http_url if url is None else url,
        nudges=nudges,
        rotates_tokens=rotate_tokens,
    )
    text = json.dumps(written(wishes), ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise OperatorError(f"cannot write {out}: {error.strerror}") from error
    click.echo(f"Written to {out}.", err=True)
