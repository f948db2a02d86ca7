"""What a running Lien is made of, as whoever starts it reads it from the configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from bot.admin.service.assessment import Setting
from bot.admin.service.retention import THIRTEEN_MONTHS
from bot.admin.service.traces import LEAST_MONTHS
from bot.chat.ids import AccountId
from bot.chat.ports import Authors, ChatPort, Drafts, Withdrawals
from bot.clock import Clock
from bot.disclosure.roster import Policy
from bot.people.budget import Budget
from bot.people.contacts import Contacts
from bot.people.model import DEFAULT_LANGUAGE, DEFAULT_ZONE
from bot.text.masking import Recognise
from bot.text.names import Names, built_in
from bot.texts import Texts
from bot.workspaces.model import ERASED_AFTER

Role: TypeAlias = Literal["all", "answer", "close"]
"""`answer` talks to people and sends, `close` opens and closes rounds and reads secret keys."""

USUAL_HOURS = "lun-ven 8h30-17h30"
"""The hours of people about whom nobody said anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a running Lien is made of, read from the configuration by whoever starts it.

    Args:
        database_url: SQLite path or address, or a PostgreSQL address.
        key_dir: folder of the keys, apart from the database.
        shared_key_dir: folder of the keys that answering and closing share, when they run as two
            accounts; None: one account has them all.
        role: which half of the work this process does.
        authors: by chat, who posts in people's own names, where the chat can.
        drafts: by chat, where people's own messages can be read again.
        withdrawals: by chat, who takes people's own messages back, where the chat can.
        recognise: what finds names besides masking's own rules; None: nothing.
        texts, names: questions and charter; the names masking knows, people of the roster apart.
        changed: called when something may have been queued.
        stopping: whether the process is about to end.
        in_flight: how many recipients are spoken to at once.
        locale, zone: how strangers are spoken to, and of a new department.
        kept_for: how long digests, team lists and signals are kept; None: for ever, as all else.
        traces_months: whole months that marks of events and names of sent messages are kept.
        weekly_seconds: the most that may be planned a week of an agent, and of a manager.
        admins: the accounts that may open a department while nobody is on a roster.
    """

    database_url: str
    key_dir: Path
    clock: Clock
    chats: Mapping[str, ChatPort]
    texts: Texts
    contacts: Contacts
    policy: Policy
    names: Names = field(default_factory=built_in)
    recognise: Recognise | None = None
    authors: Mapping[str, Authors] = field(default_factory=dict)
    drafts: Mapping[str, Drafts] = field(default_factory=dict)
    withdrawals: Mapping[str, Withdrawals] = field(default_factory=dict)
    changed: Callable[[], None] = lambda: None
    shared_key_dir: Path | None = None
    role: Role = "all"
    in_flight: int = 1
    stopping: Callable[[], bool] = lambda: False
    locale: str = DEFAULT_LANGUAGE
    zone: str = DEFAULT_ZONE
    admins: frozenset[AccountId] = frozenset()
    kept_for: timedelta | None = THIRTEEN_MONTHS
    traces_months: int = LEAST_MONTHS
    weekly_seconds: tuple[int, int] = (120, 300)

    @property
    def budget(self) -> Budget:
        """The time that may be planned of people, and what the questions are planned to take."""
        agent, manager = self.weekly_seconds
        return Budget(costs=self.texts.costs, agent=agent, manager=manager)

    @property
    def setting(self) -> Setting:
        """How Lien is set, as far as what it promises speaks of it."""
        return Setting(
            policy=self.policy,
            chats=tuple(self.chats),
            database="SQLite" if self.database_url.startswith("sqlite") else "PostgreSQL",
            kept_for=self.kept_for,
            traces_months=self.traces_months,
            left_for=ERASED_AFTER,
        )
