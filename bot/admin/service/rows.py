"""Which use case of an admin answers which command or button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from bot.admin import roster_views
from bot.admin.calendar_views import CHOOSE
from bot.admin.proposal_views import ACCEPT, REFUSE
from bot.admin.rights_views import ERASE
from bot.admin.service.assessment import Assessment
from bot.admin.service.calendar import DepartmentCalendar
from bot.admin.service.confidentiality import Confidentiality
from bot.admin.service.installation import Installation
from bot.admin.service.journal import Journal
from bot.admin.service.oncall import OnCallTurns
from bot.admin.service.proposals import Kind, Proposals
from bot.admin.service.region import Region
from bot.admin.service.rights import Rights
from bot.admin.service.roster import RosterList
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
    proposals: Proposals
    roster: RosterList
    calendar: DepartmentCalendar
    confidentiality: Confidentiality
    on_call: OnCallTurns
    journal: Journal
    rights: Rights
    installation: Installation
    assessment: Assessment

    @classmethod
    def of(
        cls,
        installation: Installation,
        clock: Clock,
        *,
        journal: Journal,
        rights: Rights,
        assessment: Assessment,
    ) -> Self:
        """Put together what changes the department that `installation` sets up.

        Args:
            installation: with whom it shares storage, people and edits.
            clock: tells when.
            journal: what admins read of what was changed.
            rights: what people may ask of what is held about them.
            assessment: what is promised of all this, in writing.
        """
        units, edits = installation.unit_of_work, installation.edits
        staffing = installation.staffing
        region = Region(unit_of_work=units, known=installation.known_region, edits=edits)
        return cls(
            clock=clock,
            proposals=Proposals(unit_of_work=units, staffing=staffing),
            roster=RosterList(unit_of_work=units, staffing=staffing),
            calendar=DepartmentCalendar(unit_of_work=units, region=region, edits=edits),
            confidentiality=Confidentiality(
                unit_of_work=units, configured=assessment.setting.policy.k, edits=edits
            ),
            on_call=OnCallTurns(unit_of_work=units, edits=edits),
            journal=journal,
            rights=rights,
            installation=installation,
            assessment=assessment,
        )

    def rows(self) -> Rows:
        """Give the rows."""
        return Rows(
            commands={**self._department(), **self._teams()},
            buttons={
                TAKE_IN: for_admins(self._take_in),
                ERASE: self._erase,
                ACCEPT: for_admins(self._accept),
                REFUSE: for_admins(lambda a: self.proposals.refuse(a, self.clock.now())),
                CHOOSE: for_admins(lambda a: self.calendar.choose(a, self.clock.now())),
                OPEN: for_admins(lambda a: self.installation.open(a, a.words, self.clock.now())),
                TRY: for_admins(lambda a: self.installation.try_out(a, self.clock.now())),
                ANNOUNCE: for_admins(self._announce),
            },
            forms={
                **dict.fromkeys(FORMS, for_admins(self._step)),
                roster_views.ASK: for_admins(lambda a: self.roster.preview(a, self.clock.now())),
                roster_views.APPLY: for_admins(self._apply),
            },
        )

    def _department(self) -> dict[str, Handler]:
        lines = self.installation.help_lines
        return {
            "installation": lambda a: self.installation.show(a, self.clock.now()),
            "announce": lambda a: self.installation.open(a, "announcement", self.clock.now()),
            "trial": lambda a: self.installation.trial.send(a, a.words, self.clock.now()),
            "charter": self.installation.charter.read,
            "region": lambda a: self.calendar.region.set(a.person, a.words, a.event),
            **self._calendar(),
            "confidentiality": self.confidentiality.set,
            "on_call": lambda a: self.on_call.set(a.person, a.words, a.event, self.clock.now()),
            "assessment": lambda a: self.assessment.write(a, self.clock.now()),
            "journal": lambda a: self.journal.show(a.person),
            "export": lambda a: self.rights.export(a.person),
            "erase": lambda a: self.rights.confirm(a.person, a.account, a.words),
            "contacts": lambda a: lines.show(a.department),
            "contacts_add": lines.add,
            "contacts_remove": lines.remove,
        }

    def _calendar(self) -> dict[str, Handler]:
        days, now = self.calendar, self.clock.now
        return {
            "calendar": lambda a: days.show(a, now()),
            "calendar_close": lambda a: days.add(a, "closures", now()),
            "calendar_reopen": lambda a: days.remove(a, "closures", now()),
            "schedule_skip": lambda a: days.add(a, "breaks", now()),
            "schedule_resume": lambda a: days.remove(a, "breaks", now()),
        }

    def _teams(self) -> dict[str, Handler]:
        staff, now = self.installation.staffing, self.clock.now

        def giving(role: Role) -> Handler:
            return lambda a: staff.give(a.person, a.account, role, a.words, a.event)

        return {
            "team_create": lambda a: staff.create(a.person, a.account, a.words, a.event),
            "team_channel": lambda a: staff.set_channel(a.person, a.account, a.words, a.event),
            "team_import": lambda a: staff.preview(a.person, a.account, a.words, now()),
            "team_add": self._or_propose(
                "add", lambda a: staff.add(a.person, a.account, a.words, a.event, now())
            ),
            "team_remove": self._or_propose(
                "remove", lambda a: staff.remove(a.person, a.account, a.words, a.event)
            ),
            "team_list_paste": lambda _: _now(self.roster.ask()),
            "team_manager": giving("manager"),
            "team_referent": giving("referent"),
            "team_admin": giving("admin"),
            "team_revoke": staff.revoke,
        }

    def _or_propose(self, kind: Kind, doing: Handler) -> Handler:
        """Let an admin do it, and a manager propose it."""

        async def answer(asked: Asked) -> Reply | None:
            if asked.directory.has_role(asked.person.id, "admin", asked.department):
                return await doing(asked)
            return await self.proposals.propose(asked, kind, self.clock.now())

        return answer

    async def _accept(self, asked: Asked) -> Reply:
        reply = await self.proposals.accept(asked, self.clock.now())
        action = "team_add" if asked.words.startswith("add|") else "team_remove"
        await self.journal.note(asked.person, action, self.clock.now())
        return reply

    async def _apply(self, asked: Asked) -> Reply:
        reply = await self.roster.apply(asked, self.clock.now())
        await self.journal.note(asked.person, "team_list_paste", self.clock.now())
        return reply

    async def _take_in(self, asked: Asked) -> Reply:
        reply = await self.installation.staffing.take_in(
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


async def _now(reply: Reply) -> Reply:
    return reply
