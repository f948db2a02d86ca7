"""Every attack on what a season left on the machine, as `lien attack` runs them."""

from __future__ import annotations

from bot.attacks import contents, dummies, leftovers, linkage
from bot.attacks.boxes import read_boxes
from bot.attacks.people import Roster
from bot.attacks.score import Score
from bot.attacks.season import Season
from bot.attacks.truth import Truth


def attack(season: Season, roster: Roster, truth: Truth) -> list[Score]:
    """Run the attacks of whoever holds the files, backups, keys, logs and the chat export.

    Raises:
        OperatorError: a file cannot be read, or is no SQLite database.
    """
    boxes = read_boxes(season, truth)
    keys = contents.keys_of(file.read_bytes() for file in season.keys)
    last = b"".join(file.read_bytes() for file in season.databases)
    return [
        *linkage.attack(boxes, roster),
        contents.replay(boxes, keys, truth),
        contents.remains(boxes, last),
        contents.reopen(boxes, keys),
        contents.name_rows(boxes, keys, roster),
        dummies.attack(boxes),
        *leftovers.attack(season, leftovers.canaries(season, truth)),
    ]
