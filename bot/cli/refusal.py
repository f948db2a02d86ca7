"""Turns what Lien refuses into one sentence on standard error."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from bot.errors import LienError, OperatorError, UserError


class _Refusal(click.ClickException):
    exit_code = OperatorError.exit_code


class Lien(click.Group):
    """Turns every refusal into one sentence on standard error and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run a command and say its refusal."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise _Refusal(_in_english(error)) from error
        except LienError as error:
            raise _Refusal(str(error)) from error
        except click.UsageError as error:
            raise _Refusal(error.format_message()) from error


def _in_english(error: UserError) -> str:
    from bot.i18n.catalog import say  # noqa: PLC0415 - a refusal alone needs these
    from bot.i18n.text import Reader, Text  # noqa: PLC0415

    # No moment is said in an operator's sentence, so any instant will do.
    reader = Reader(language="en", zone="UTC", now=datetime(2000, 1, 1, tzinfo=UTC))
    return say(Text(error.message, error.message_args), reader)
