"""How often a unit is asked what it would share, and at what time of day a person is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.people.moments import WeeklyMoment

LONGEST_WEEKS: Final = 4
USUAL_WEEKS: Final = 2
USUAL_MOMENT: Final = WeeklyMoment(2, time(14, 0))
"""Wednesday at two: neither the day questions open, nor those they close or are reported on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompting:
    """When a unit's people are asked in private what they would share.

    The usual rhythm is light: one question every other week.

    Args:
        since: when this was said; nothing before it is caught up on.
        moment: of the week; None: they are not asked.
        weeks: at least so many lie between two questions, 1 to `LONGEST_WEEKS`.
        is_own: False: from `since` on as the unit above, whatever else stands here.
    """

    since: datetime
    moment: WeeklyMoment | None = USUAL_MOMENT
    weeks: int = USUAL_WEEKS
    is_own: bool = True


def asked_at(chosen: time | None, zone: str, opens_at: datetime, until: datetime) -> datetime:
    """Return when somebody is asked: at the time of day they chose, if that comes before the end.

    Args:
        chosen: their own time of day, None for none.
        zone: where they live.
        opens_at: when everybody else is asked.
        until: when asking has lost its point.
    """
    if chosen is None:
        return opens_at
    own = ZoneInfo(zone)
    at = datetime.combine(opens_at.astimezone(own).date(), chosen, own)
    if at < opens_at:
        at += timedelta(days=1)
    return at.astimezone(UTC) if at < until else opens_at
