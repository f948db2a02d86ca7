"""Stems of good practice as PostgreSQL looks them up: kept beside each card, read by no parser."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the column and its index; SQLite has had its own since there are cards.

    Nothing in `searched` may be longer than a lexeme can be.
    """
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("DROP INDEX card_words")
    op.execute(r"UPDATE cards SET searched = regexp_replace(searched, '(\S{60})\S+', '\1', 'g')")
    op.execute(
        "ALTER TABLE cards ADD COLUMN card_words tsvector GENERATED ALWAYS AS "
        "(array_to_tsvector(array_remove(string_to_array(searched, ' '), ''))) STORED"
    )
    op.execute("CREATE INDEX card_words_index ON cards USING gin (card_words)")
    op.execute("ANALYZE cards")
