"""The `lien` command; a file a group of commands.

Heavy libraries are imported inside the command that needs them, so that `lien --help` is quick.
"""

from __future__ import annotations

import click

from bot import __version__
from bot.cli.database import audit, db
from bot.cli.digest import digest
from bot.cli.manifest import manifest
from bot.cli.masking import mask, names
from bot.cli.opening import next_open
from bot.cli.refusal import Lien
from bot.cli.running import check, run
from bot.cli.season import attack, simulate
from bot.cli.trying import try_


@click.group(cls=Lien, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lien")
def main() -> None:
    """Lien: anonymous check-ins, held messages and shared digests for social-work teams.

    \b
    Begin with:
      lien try          the demo department, in your browser
      lien check        what is missing in the configuration
    """  # noqa: D301 - click wants the control character itself


for _command in (try_, run, check, manifest, db, audit, digest, simulate, attack, next_open):
    main.add_command(_command)
for _command in (mask, names):
    main.add_command(_command)
