"""Whether the moment somebody was active tells that they shared, wherever moments leave traces."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import sqrt
from typing import Final

import numpy as np

from bot.attacks import estimate
from bot.attacks.linkage import ENOUGH as _ENOUGH_POSTED
from bot.attacks.needles import pieces
from bot.attacks.score import Score, estimated
from bot.attacks.season import Season
from bot.attacks.shares.batches import Filed, rows_of
from bot.attacks.shares.written import ROW, Written, of_kind
from bot.attacks.sqlitefile import Value

GATE: Final = 0.52
ENOUGH: Final = 100
_FURTHEST_MINUTES: Final = 60
"""Beyond an hour a moment tells nothing: activity fills the days."""
_ISO: Final = re.compile(
    rb"(20\d\d-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)?"
)
_UNITS: Final = (1, 1_000, 1_000_000, 1_000_000_000)
_SINCE, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def attack(
    season: Season, released: Sequence[Filed], written: Sequence[Written]
) -> Iterator[Score]:
    """Tell who sent a share from who left its form, by how near a trace lies to their moment.

    Who was active when is granted, to the second. What was released is the signals on file and
    the cards. What tells nothing leaves every moment equally
    far from every trace.
    """
    found = traces(season, released)
    for kind in ("signal", "practice"):
        for place, moments in found.items():
            yield _told(kind, place, sorted(set(moments)), written)
    yield _by_posting(season, written)


def traces(season: Season, released: Sequence[Filed]) -> Mapping[str, Sequence[datetime]]:
    """Collect every moment that can be read, place by place."""
    folders = (*season.snapshots, season.folder)
    copies = [p for folder in season.snapshots for p in sorted(folder.iterdir()) if p.is_file()]
    logs = [season.log] if season.log.exists() else []
    said = (json.dumps(one.said, default=str).encode() for one in released)
    outbox = {
        value
        for folder in folders
        for row in rows_of(folder, "outbox")
        for value in row.values.values()
    }
    kept = (value for one in released for value in one.row.values.values())
    return {
        "database": [*_written_out(pieces([*copies, *season.databases])), *_as_numbers(kept)],
        "outbox": [*_in_values(outbox)],
        "released batch": [
            *_written_out(said),
            *_in_values(v for f in released for v in f.said.values()),
        ],
        "messages": [*_written_out(m.at.encode() for m in season.messages)],
        "log": [*_written_out(pieces(logs))],
    }


def _told(kind: str, place: str, moments: Sequence[datetime], written: Sequence[Written]) -> Score:
    sent, left = of_kind(written, kind), of_kind(written, "look")
    near = np.array([-_minutes(one.at, moments) for one in (*sent, *left)], dtype=np.float64)
    positive = np.arange(len(near)) < len(sent)
    area = estimate.auc(near, positive)
    return estimated(
        attack=f"{kind} or not, by time: {place}",
        row=ROW,
        measure="AUC",
        found=area,
        chance=0.5,
        gate=GATE,
        enough=ENOUGH,
    )


def _by_posting(season: Season, written: Sequence[Written]) -> Score:
    """Say that whoever was last active before practices were posted wrote them.

    Chance is what somebody active in the weeks they were written in, chosen blindly, would have
    written of those posted at one moment; four standard errors more are allowed.
    """
    active = sorted(written, key=lambda one: one.at)
    moments = [one.at for one in active]
    hits, n, by_chance, spread = 0, 0, 0.0, 0.0
    for at, together in _posted(season, written).items():
        last = bisect_left(moments, at + timedelta(microseconds=1)) - 1
        authors = Counter(one.person for one in together)
        weeks = {one.week for one in together}
        blind = np.array([authors[one.person] for one in active if one.week in weeks])
        hits += authors[active[last].person] if last >= 0 else 0
        n += len(together)
        by_chance += float(blind.mean())
        spread += float(blind.var())
    return estimated(
        attack="author of a practice, by when it was posted",
        row=ROW,
        measure="top-1",
        found=estimate.share(hits, n),
        chance=by_chance / max(n, 1),
        gate=min(1.0, (by_chance + 4 * sqrt(spread)) / max(n, 1)),
        enough=_ENOUGH_POSTED,
    )


def _posted(season: Season, written: Sequence[Written]) -> Mapping[datetime, list[Written]]:
    """Say which practices without a name were in a channel first at one moment."""
    found: dict[datetime, list[Written]] = {}
    for practice in of_kind(written, "practice"):
        posted = [m.at for m in season.messages if practice.fact in m.text]
        if posted:
            at = min(datetime.fromisoformat(one).astimezone(UTC) for one in posted)
            found.setdefault(at, []).append(practice)
    return found


def _minutes(at: datetime, moments: Sequence[datetime]) -> float:
    """Return how far the nearest moment is, in whole minutes, an hour at the most."""
    place = bisect_left(moments, at)
    around = moments[max(place - 1, 0) : place + 1]
    far = min((abs((at - one).total_seconds()) // 60 for one in around), default=60.0)
    return min(far, _FURTHEST_MINUTES)


def _in_values(values: Iterable[Value]) -> Iterator[datetime]:
    for value in values:
        if isinstance(value, str | bytes):
            yield from _written_out([value.encode() if isinstance(value, str) else value])
        else:
            yield from _as_numbers([value])


def _written_out(texts: Iterable[bytes]) -> Iterator[datetime]:
    """Read ISO 8601 as databases and programs write it; without a zone it is taken for UTC."""
    for words in texts:
        for day, time, part, zone in set(_ISO.findall(words)):
            said = b"%b %b%b%b" % (day, time, part.ljust(7, b"0") if part else b"", zone)
            try:
                at = datetime.fromisoformat(said.decode())
            except ValueError:
                continue
            yield at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _as_numbers(values: Iterable[Value]) -> Iterator[datetime]:
    """Read numbers as seconds since 1970, or thousandths and less of one."""
    for value in values:
        if isinstance(value, int | float) and not isinstance(value, bool):
            for unit in _UNITS:
                if _SINCE.timestamp() < value / unit < _UNTIL.timestamp():
                    yield datetime.fromtimestamp(value / unit, UTC)
