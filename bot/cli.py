"""The `lien` command: heavy libraries are imported inside the command that needs them."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """Lien: anonymous check-ins, held messages and shared digests for social-work teams."""
