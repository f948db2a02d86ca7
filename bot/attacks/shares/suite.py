"""Every attack on shares, as `lien attack --shares` runs them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.attacks import contents
from bot.attacks.people import Roster
from bot.attacks.score import Score
from bot.attacks.season import Season
from bot.attacks.shares import codes, moments, order, remains, words
from bot.attacks.shares.batches import Batch, Filed, read_batches, read_filed
from bot.attacks.shares.written import Written


def attack(season: Season, roster: Roster, written: Sequence[Written]) -> list[Score]:
    """Run the attacks of whoever holds every file, copies of them, and every key that is left.

    Raises:
        OperatorError: a file cannot be read, or is no SQLite database.
    """
    keys = contents.keys_of(file.read_bytes() for file in season.keys)
    batches = read_batches(season)
    filed = read_filed(season.folder, keys, written)
    kept = {v for one in filed for v in one.row.values.values() if codes.is_hash(v)}
    return [
        *order.attack(_releases(season, batches, keys, written)),
        *moments.attack(season, filed, written),
        *codes.style(written),
        codes.dictionary(season.folder, kept, codes.as_read(written)),
        codes.with_keys(kept, keys, written),
        *remains.attack(season, batches, filed, keys, written),
        words.attack(filed, roster, written),
    ]


def _releases(
    season: Season, batches: Sequence[Batch], keys: Sequence[bytes], written: Sequence[Written]
) -> list[list[Filed]]:
    """Give the signals of each release as they lay right after it, or now where no copy tells."""
    found: dict[str, list[Filed]] = {}
    for folder in (*(batch.after for batch in batches), season.folder):
        new: dict[str, list[Filed]] = {}
        for one in read_filed(folder, keys, written):
            if one.week not in found:
                new.setdefault(one.week, []).append(one)
        found |= new
    return list(found.values())
