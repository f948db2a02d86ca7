"""The names under which a held message, its delivery and its place in a chat are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self
from zoneinfo import ZoneInfo

from bot.chat.ids import AccountId
from bot.chat.ports import Scheduled
from bot.outbox.model import Recipient
from bot.people.model import Directory, Person
from bot.quiethours import views
from bot.quiethours.addressing import name_of
from bot.quiethours.service.hours import WorkingHours

_IN_CHAT: Final = "chat"
_SEPARATOR: Final = "|"


def entry_of(hold: str) -> str:
    """Name what delivers a hold."""
    return f"hold/{hold}"


def question_of(hold: str) -> str:
    """Name what asks about a hold before it leaves."""
    return f"useful/{hold}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message the chat itself keeps, in its author's name."""

    account: AccountId
    scheduled: Scheduled

    @property
    def ref(self) -> str:
        """What its buttons carry."""
        one = self.scheduled
        instant = str(int(one.at.timestamp()))
        return _SEPARATOR.join((_IN_CHAT, self.account.chat, one.place, one.id, instant))

    @classmethod
    def parse(cls, ref: str, person: Person) -> Self | None:
        """Read back what `ref` wrote; None for a message that is kept here."""
        parts = ref.split(_SEPARATOR)
        if parts[0] != _IN_CHAT or len(parts) != 5 or not parts[4].isdigit():  # noqa: PLR2004 - what `ref` joins
            return None
        account = next((a for a in person.accounts if a.chat == parts[1]), None)
        if account is None:
            return None
        at = datetime.fromtimestamp(int(parts[4][:12]), UTC)
        return cls(account=account, scheduled=Scheduled(place=parts[2], id=parts[3], at=at))


def destination(
    hours: WorkingHours, directory: Directory, author: Person, to: Recipient, at: datetime
) -> views.Destination:
    """Say where a message goes, with the recipient's clock where it differs from the author's."""
    zone = hours.schedule(directory, to).zone
    theirs = at.astimezone(ZoneInfo(zone)).time()
    mine = at.astimezone(ZoneInfo(directory.zone(author))).time()
    return views.Destination(
        name=name_of(directory, to), their_time=None if theirs == mine else theirs
    )
