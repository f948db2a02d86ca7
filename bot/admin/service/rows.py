"""Which use case of an admin answers which command or button."""

from __future__ import annotations

from dataclasses import dataclass

from bot.admin.rights_views import ERASE
from bot.admin.service.charter import Charter
from bot.admin.service.helplines import HelpLines
from bot.admin.service.installation import Installation
from bot.admin.service.journal import Journal
from bot.admin.service.oncall import OnCallTurns
from bot.admin.service.region import Region
from bot.admin.service.rights import Rights
from bot.admin.service.staffing import Staffing
from bot.admin.service.trial import Trial
from bot.admin.steps_views import ANNOUNCE, FORMS, OPEN, TRY
from bot.admin.team_views import TAKE_IN
from bot.chat.outgoing import Reply
from bot.clock import Clock
from bot.people.asking import Asked, Handler, Rows, for_admins
from bot.people.model import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentDesk:
    """Everything admins do to their department, as rows of the table of routing."""

    clock: Clock
    staffing: Staffing
    help_lines: HelpLines
    region: Region
    on_call: OnCallTurns
    journal: Journal
    rights: Rights
    installation: Installation
    trial: Trial
    charter: Charter

    def rows(self) -> Rows:
        """Give the rows."""
        return Rows(
            commands={**self._department(), **self._teams()},
            buttons={
                TAKE_IN: for_admins(self._take_in),
                ERASE: self._erase,
                OPEN: for_admins(lambda a: self.installation.open(a, a.words, self.clock.now())),
                TRY: for_admins(lambda a: self.installation.try_out(a, self.clock.now())),
                ANNOUNCE: for_admins(self._announce),
            },
            forms=dict.fromkeys(FORMS, for_admins(self._step)),
        )

    def _department(self) -> dict[str, Handler]:
        lines = self.help_lines
        return {
            "installation": lambda a: self.installation.show(a, self.clock.now()),
            "announce": lambda a: self.installation.open(a, "announcement", self.clock.now()),
            "trial": lambda a: self.trial.send(a, a.words, self.clock.now()),
            "charter": self.charter.read,
            "on_call": lambda a: self.on_call.set(a.person, a.words, a.event, self.clock.now()),
            "region": lambda a: self.region.set(a.person, a.words, a.event),
            "journal": lambda a: self.journal.show(a.person),
            "export": lambda a: self.rights.export(a.person),
            "erase": lambda a: self.rights.confirm(a.person, a.account, a.words),
            "contacts": lambda a: lines.show(a.department),
            "contacts_add": lambda a: lines.add(a.department, a.words, a.event),
            "contacts_remove": lambda a: lines.remove(a.department, a.words, a.event),
        }

    def _teams(self) -> dict[str, Handler]:
        staff, now = self.staffing, self.clock.now

        def giving(role: Role) -> Handler:
            return lambda a: staff.give(a.person, a.account, role, a.words, a.event)

        return {
            "team_create": lambda a: staff.create(a.person, a.account, a.words, a.event),
            "team_channel": lambda a: staff.set_channel(a.person, a.account, a.words, a.event),
            "team_import": lambda a: staff.preview(a.person, a.account, a.words, now()),
            "team_add": lambda a: staff.add(a.person, a.account, a.words, a.event, now()),
            "team_remove": lambda a: staff.remove(a.person, a.account, a.words, a.event),
            "team_manager": giving("manager"),
            "team_referent": giving("referent"),
            "team_admin": giving("admin"),
        }

    async def _take_in(self, asked: Asked) -> Reply:
        reply = await self.staffing.take_in(
            asked.person, asked.words, asked.event, self.clock.now()
        )
        await self.journal.note(asked.person, "team_import", self.clock.now())
        return await self.installation.going_on(asked, reply)

    async def _erase(self, asked: Asked) -> Reply:
        reply = await self.rights.erase(asked.person, asked.words, self.clock.now())
        await self.journal.note(asked.person, "erase", self.clock.now())
        return reply

    async def _step(self, asked: Asked) -> Reply:
        reply = await self.installation.take(asked, self.clock.now())
        await self.journal.note(asked.person, "installation", self.clock.now())
        return reply

    async def _announce(self, asked: Asked) -> Reply:
        reply = await self.installation.announce(asked, self.clock.now())
        await self.journal.note(asked.person, "announce", self.clock.now())
        return reply
