"""Sharing put together from the few things it needs of others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.outbox.ports import Edits
from bot.people.asking import Rows
from bot.people.budget import Budget
from bot.people.contacts import Contacts
from bot.people.moments import NextMoment
from bot.sealing.ports import Keyring
from bot.sharing.ports import Mask, SharingUnitOfWork
from bot.sharing.prompts import Prompts
from bot.sharing.service.desk import Desk
from bot.sharing.service.forgetting import Forgetting
from bot.sharing.service.monthly import Monthly
from bot.sharing.service.papers import Safe
from bot.sharing.service.personal import Signatures
from bot.sharing.service.practising import Practising
from bot.sharing.service.prompting import PromptService
from bot.sharing.service.reading import Reading
from bot.sharing.service.releasing import Releasing
from bot.sharing.service.rhythms import Rhythms
from bot.sharing.service.signalling import Signalling


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """What people can do with shares, and what time does with them."""

    rows: Rows
    signatures: Signatures
    releasing: Releasing
    monthly: Monthly
    forgetting: Forgetting
    prompting: PromptService

    @classmethod
    def of(  # noqa: PLR0913 - what it needs of others, each of a type of its own
        cls,
        *,
        unit_of_work: Callable[[], SharingUnitOfWork],
        keyring: Keyring,
        masked: Mask,
        contacts: Contacts,
        clock: Clock,
        scrub: Callable[[], Awaitable[None]],
        prompts: Prompts,
        next_moment: NextMoment,
        holidays: Callable[[str | None], Container[date]],
        edits: Edits,
        kept_for: timedelta | None,
        budget: Budget,
    ) -> Sharing:
        """Put it together."""
        safe = Safe(keyring=keyring)
        prompting = PromptService(
            unit_of_work=unit_of_work,
            prompts=prompts,
            next_moment=next_moment,
            holidays=holidays,
            budget=budget,
        )
        desk = Desk(
            clock=clock,
            practising=Practising(unit_of_work=unit_of_work, masked=masked),
            signalling=Signalling(
                unit_of_work=unit_of_work, safe=safe, masked=masked, contacts=contacts
            ),
            reading=Reading(unit_of_work=unit_of_work, safe=safe, masked=masked),
            prompting=prompting,
            rhythms=Rhythms(
                unit_of_work=unit_of_work, prompting=prompting, edits=edits, budget=budget
            ),
        )
        return cls(
            rows=desk.rows(),
            signatures=Signatures(unit_of_work=unit_of_work),
            releasing=Releasing(unit_of_work=unit_of_work, safe=safe, scrub=scrub),
            monthly=Monthly(unit_of_work=unit_of_work, safe=safe),
            prompting=prompting,
            forgetting=Forgetting(
                unit_of_work=unit_of_work, safe=safe, kept_for=kept_for, scrub=scrub
            ),
        )

    async def run_due(self, now: datetime) -> datetime | None:
        """Release signals, say what the month has brought, ask what is due, let go of the old."""
        following = [
            await self.releasing.run_due(now),
            await self.monthly.run_due(now),
            await self.prompting.run_due(now),
            await self.forgetting.run_due(now),
        ]
        return min((at for at in following if at is not None), default=None)
