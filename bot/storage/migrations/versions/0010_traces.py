"""The month of what only says that something was done, so that it can be let go of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the columns; what is there is dated by the first run."""
    for table in ("inbox", "outbox"):
        op.add_column(table, sa.Column("month", _WORDS, nullable=True))
