"""Held messages whose words stay where their author wrote them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add where the draft stands; empty for words that are sealed here."""
    op.add_column("holds", sa.Column("draft", _WORDS, nullable=True))
