from __future__ import annotations

import json
from dataclasses import replace

from bot.disclosure.audit import (
    GENESIS,
    Certificate,
    Entry,
    chain,
    entry_from_json,
    entry_to_json,
    verify,
)


def log(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for week in range(1, length + 1):
        certificate = Certificate(
            week=week,
            cell="team:a",
            rule="direction",
            question="lien",
            atoms=(8,),
            outcome="released",
            inputs="ab",
        )
        entries.append(chain(entries[-1].hash if entries else GENESIS, certificate))
    return entries


def test_an_untouched_log_verifies() -> None:
    assert verify(log(4)) is None
    assert verify([]) is None


def test_a_changed_certificate_breaks_the_log_where_it_stands() -> None:
    entries = log(4)
    entries[2] = replace(entries[2], certificate=replace(entries[2].certificate, atoms=(9,)))
    assert verify(entries) == 2


def test_a_certificate_taken_away_breaks_the_log() -> None:
    entries = log(4)
    assert verify([*entries[:1], *entries[2:]]) == 1
    assert verify(entries[1:]) == 0


def test_a_log_whose_oldest_entries_expired_verifies_from_the_hash_they_ended_on() -> None:
    entries = log(4)
    assert verify(entries[2:], start=entries[1].hash) is None


def test_an_entry_survives_being_stored() -> None:
    entry = log(1)[0]
    assert entry_from_json(json.loads(json.dumps(entry_to_json(entry)))) == entry
