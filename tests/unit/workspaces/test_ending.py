from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.workspaces.service.ending import LOOKS_EVERY, Ending

NOW = datetime(2026, 1, 8, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass
class Dated:
    """Is next due at an instant, until it was run then."""

    due: datetime | None = None
    runs: list[datetime] = field(default_factory=list)

    async def __call__(self, now: datetime) -> datetime | None:
        self.runs.append(now)
        if self.due is not None and self.due <= now:
            self.due = None
        return self.due


async def test_the_database_is_asked_once_a_minute_while_nothing_is_due() -> None:
    service = Dated()
    ending = Ending(services=(service,))
    for at in (NOW, NOW, NOW + SECOND, NOW + LOOKS_EVERY):
        await ending.run_due(at)

    assert service.runs == [NOW, NOW + LOOKS_EVERY]


async def test_what_is_due_is_ended_at_its_instant_and_the_earliest_is_told() -> None:
    soon, later = Dated(NOW + SECOND), Dated(NOW + 5 * LOOKS_EVERY)
    ending = Ending(services=(soon, later))

    assert await ending.run_due(NOW) == NOW + SECOND
    assert await ending.run_due(NOW + SECOND) == NOW + 5 * LOOKS_EVERY
    assert soon.due is None
