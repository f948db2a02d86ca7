"""`lien mask` and `lien names`: what is hidden before a text is shared, and by which names."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from bot.errors import OperatorError

_LONGEST_LINE = 100_000


@click.command()
@click.option("--locale", default="fr", show_default=True, type=click.Choice(["fr", "en"]))
def mask(locale: str) -> None:
    """Mask each line of standard input; print JSON lines with the text and what was masked.

    A span is [start, end, type], in characters of the line as it was read.

    \b
    Example:
      echo "Mme Bouchard, 06 39 98 12 34" | lien mask
    """  # noqa: D301 - click wants the control character itself
    from bot.recognition import recogniser  # noqa: PLC0415 - this command alone needs these
    from bot.settings.reading import load  # noqa: PLC0415
    from bot.text.masking import mask as masked  # noqa: PLC0415
    from bot.texts import known_names, mask_words  # noqa: PLC0415

    settings = load(Path.cwd(), os.environ)
    names = known_names(Path.cwd() / settings.names_file)
    recognise = recogniser(settings.name_model)
    words = mask_words(locale)
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if len(text) > _LONGEST_LINE:
            raise OperatorError(f"a line is longer than {_LONGEST_LINE} characters: cut it")
        found = masked(text, names, words, recognise)
        spans = [[span.start, span.end, str(span.type)] for span in found.spans]
        click.echo(json.dumps({"text": found.text, "spans": spans}, ensure_ascii=False))


@click.group()
def names() -> None:
    """Look after the first names that masking knows."""


@names.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def import_(file: Path) -> None:
    """Let masking know Insee's first names: FILE is its "Fichier des prénoms", as CSV or ZIP.

    They are kept in LIEN_NAMES_FILE (data/first_names.txt); Lien reads them when it starts.

    \b
    Example:
      lien names import nat2022_csv.zip
    """  # noqa: D301 - click wants the control character itself
    from bot.settings.reading import load  # noqa: PLC0415 - this command alone needs these
    from bot.text.official import first_names  # noqa: PLC0415
    from bot.texts import keep_names  # noqa: PLC0415

    kept = first_names(_lines(file))
    into = Path.cwd() / load(Path.cwd(), os.environ).names_file
    keep_names(into, kept)
    click.echo(f"{len(kept)} first names kept in {into}; restart Lien for it to know them.")


def _lines(file: Path) -> list[str]:
    """Read a CSV file, or the one CSV file of a ZIP."""
    from zipfile import BadZipFile, ZipFile, is_zipfile  # noqa: PLC0415 - this command alone

    try:
        if not is_zipfile(file):
            content = file.read_bytes()
        else:
            with ZipFile(file) as packed:
                inside = [name for name in packed.namelist() if name.lower().endswith(".csv")]
                if len(inside) != 1:
                    raise OperatorError(f"{file} must hold one CSV file, and holds {len(inside)}.")
                content = packed.read(inside[0])
        return content.decode("utf-8").splitlines()
    except (OSError, BadZipFile, UnicodeDecodeError) as error:
        raise OperatorError(f"{file} cannot be read: {type(error).__name__}.") from error
