"""Run `python -m bot`: the same as the `lien` command."""

from __future__ import annotations

from bot.cli import main

main(prog_name="lien")
