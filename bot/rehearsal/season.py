"""Plays a whole season through the real services on a simulated clock: `lien simulate`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

from bot.chat.ids import AccountId, ChannelId
from bot.chat.incoming import FormSubmitted
from bot.checkins.model import Plan
from bot.clock import SimulatedClock
from bot.disclosure.released import record_to_json
from bot.disclosure.roster import Policy, Profile
from bot.people.model import DEFAULT_ZONE, Directory
from bot.rehearsal.defaults import assembled_with_defaults
from bot.rehearsal.journal import CHAT, WORKSPACE, JournalChat
from bot.scheduling import Timeline

if TYPE_CHECKING:
    from bot.rehearsal.answers import AnswersFile
    from bot.rehearsal.roster import RosterFile
    from bot.wiring import Lien

_WEEK = timedelta(weeks=1)
_OPEN, _REPORTED = timedelta(days=3, hours=10), timedelta(days=8, hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """What is simulated and where its outputs go.

    Args:
        start: a Monday, week 1.
        on_week: called with the number of weeks played, for progress.
    """

    roster: RosterFile
    answers: AnswersFile
    weeks: int
    out: Path
    start: date
    profile: Profile
    database_url: str
    on_week: Callable[[int], None]
