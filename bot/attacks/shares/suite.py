"""Every attack on shares, as `lien attack --shares` runs them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.attacks import contents
from bot.attacks.people import Roster
from bot.attacks.score import Score
from bot.attacks.season import Season
from bot.attacks.shares import codes, moments, order, remains, slips, words
from bot.attacks.shares.batches import (
    Batch,
    Filed,
    Members,
    members,
    read_batches,
    read_cards,
    read_filed,
)
from bot.attacks.shares.order import Release
from bot.attacks.shares.written import Written


def attack(season: Season, roster: Roster, written: Sequence[Written]) -> list[Score]:
    """Run the attacks of whoever holds every file, copies of them, and every key that is left.

    Raises:
        OperatorError: a file cannot be read, or is no SQLite database.
    """
    keys = contents.keys_of(file.read_bytes() for file in season.keys)
    batches = read_batches(season)
    owners = members(batches, written)
    filed = read_filed(season.folder, keys, written)
    cards = read_cards(season.folder, written)
    appeared = _appeared(season, batches, owners, written)
    kept = {v for one in filed for v in one.row.values.values() if codes.is_hash(v)}
    return [
        *order.attack(_releases(season, batches, keys, written)),
        *order.practices(appeared, season.messages),
        slips.attack([batch.slips for batch in batches], _together(owners)),
        *moments.attack(season, [*filed, *cards], written),
        *codes.style(written),
        codes.dictionary(season.folder, kept, codes.as_read(written)),
        codes.with_keys(kept, keys, written),
        *remains.attack(season, batches, [*filed, *cards], keys, written),
        remains.waited(season, batches, owners, written),
        remains.weeks([one.cards for one in appeared if one.batch is not None]),
        words.attack("signal", filed, roster, written),
        words.attack("practice", cards, roster, written),
    ]


def _together(owners: Sequence[Members]) -> Members:
    return {key: one for mine in owners for key, one in mine.items()}


def _appeared(
    season: Season,
    batches: Sequence[Batch],
    owners: Sequence[Members],
    written: Sequence[Written],
) -> list[Release]:
    """Give the practices of each release as they lay right after it, or now where no copy tells."""
    known, found = set[object](), list[Release]()
    watched = [(batch.after, batch, mine) for batch, mine in zip(batches, owners, strict=True)]
    for folder, batch, mine in (*watched, (season.folder, None, {})):
        new = [c for c in read_cards(folder, written) if c.row.values.get("id") not in known]
        known |= {one.row.values.get("id") for one in new}
        if new:
            found.append(Release(cards=new, batch=batch, members=mine))
    return found


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
