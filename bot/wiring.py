"""The only composition root: puts storage, features and chats together into one running Lien."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from bot.admin.ports import Samples
from bot.admin.service.assessment import Assessment
from bot.admin.service.charter import Charter
from bot.admin.service.edits import SharedEdits
from bot.admin.service.following import Following
from bot.admin.service.guide import Guide
from bot.admin.service.helplines import HelpLines
from bot.admin.service.home import Home
from bot.admin.service.installation import Installation
from bot.admin.service.journal import Journal
from bot.admin.service.lost_channels import tell_of_lost_channel
from bot.admin.service.people import People
from bot.admin.service.personal import PersonalSettings
from bot.admin.service.retention import Retention
from bot.admin.service.rights import Rights
from bot.admin.service.rows import DepartmentDesk
from bot.admin.service.setup import Setup
from bot.admin.service.staffing import Staffing
from bot.admin.service.talking import TalkingDoor
from bot.admin.service.traces import Traces
from bot.admin.service.transparency import Transparency
from bot.admin.service.trial import Trial
from bot.chat.ports import Readers
from bot.checkins.service import keys
from bot.checkins.service.announcing import Announcing
from bot.checkins.service.answering import Answering
from bot.checkins.service.boxes import Boxes
from bot.checkins.service.closing import Closing
from bot.checkins.service.continuity import Continuity
from bot.checkins.service.kept import KeptRosters
from bot.checkins.service.opening import Opening
from bot.checkins.service.planning import Planning
from bot.checkins.service.samples import CheckinSamples
from bot.checkins.service.season import Season
from bot.checkins.views import FormWriter
from bot.digest.service import DigestService
from bot.drawing import draw
from bot.i18n.catalog import say
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.sender import Sender
from bot.parts import USUAL_HOURS, Parts, Role
from bot.people.asking import together as together_rows
from bot.people.hours import parse_hours
from bot.people.model import Directory
from bot.people.readers import AccountReaders
from bot.quiethours.calendar import public_holidays
from bot.quiethours.service.delivery import RETURNED, Delivery
from bot.quiethours.service.envelopes import Envelopes
from bot.quiethours.service.held import HeldList
from bot.quiethours.service.hours import WorkingHours
from bot.quiethours.service.keeping import KEPT, Keeping
from bot.quiethours.service.nudging import Nudging
from bot.quiethours.service.personal import HeldData
from bot.quiethours.views import together
from bot.routing import Router
from bot.scheduling import RunDue, at_once, next_moment, own_moment
from bot.sharing.service.papers import keys_of as signal_keys_of
from bot.sharing.service.sharing import Sharing
from bot.storage.ballot_box import SealedBallotBox
from bot.storage.engine import Database
from bot.storage.matrix import MatrixLedger
from bot.storage.migrations import upgrade
from bot.storage.pictures import SqlPictures
from bot.storage.shared_keyring import keyring_of
from bot.storage.shared_reading import SharedReading
from bot.storage.unit_of_work import SqlUnitOfWork, UnitsOfWork
from bot.texts import masked_for
from bot.workspaces.service.ending import Ending
from bot.workspaces.service.signing import Signing
from bot.workspaces.service.workspaces import Workspaces

__all__ = ["USUAL_HOURS", "Lien", "Parts", "Role", "assemble"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lien:
    """A running Lien: what chats call, what time runs, and what to close at the end."""

    database: Database
    box: SealedBallotBox
    unit_of_work: UnitsOfWork
    router: Router
    readers: Readers
    dispatcher: Dispatcher[SqlUnitOfWork]
    season: Season
    digests: DigestService
    ledger: MatrixLedger
    workspaces: Workspaces
    services: tuple[RunDue, ...]

    async def close(self) -> None:
        """Finish what is being written and let go of the database."""
        await self.box.close()
        await self.database.close()


async def assemble(parts: Parts) -> Lien:
    """Bring the database up to date and put everything together.

    Raises:
        OperatorError: database or key folder cannot be used, or questions take too much time.
    """
    parts.budget.require_room()
    await upgrade(parts.database_url)
    database = Database(parts.database_url)
    units = UnitsOfWork(database)
    keyring = keyring_of(parts.key_dir, parts.shared_key_dir)
    everyone = SharedReading(partial(_everyone, units))
    box = SealedBallotBox(database)
    masked = partial(masked_for, parts.names, parts.recognise)
    opening = Opening(
        unit_of_work=units,
        box=box,
        keyring=keyring,
        next_moment=next_moment,
        writer=FormWriter(questionnaire=parts.texts.questionnaire, contacts=parts.contacts),
        policy=parts.policy,
    )
    closing = Closing(unit_of_work=units, box=box, keyring=keyring, masked=masked)
    season = Season(unit_of_work=units, opening=opening, closing=closing)
    continuity = Continuity(unit_of_work=units, keyring=keyring, closing=closing)
    hours = WorkingHours(unit_of_work=units, usual=parse_hours(USUAL_HOURS))
    envelopes = Envelopes(keyring=keyring, drafts=parts.drafts)
    keeping = Keeping(
        unit_of_work=units,
        envelopes=envelopes,
        hours=hours,
        authors=parts.authors,
        withdrawals=parts.withdrawals,
    )
    delivery = Delivery(unit_of_work=units, envelopes=envelopes, hours=hours)
    edits = SharedEdits(clock=parts.clock, unit_of_work=units)
    nudging = Nudging(unit_of_work=units, keyring=keyring, keeping=keeping, edits=edits)
    held = HeldData(unit_of_work=units, envelopes=envelopes)
    questionnaire = parts.texts.questionnaire
    digests = DigestService(
        unit_of_work=units,
        draw=draw,
        pictures=SqlPictures(database),
        question=lambda name, language: questionnaire.question(name, language).label,
        own_moment=own_moment,
    )
    dispatcher: Dispatcher[SqlUnitOfWork] = Dispatcher(
        unit_of_work=units,
        sender=Sender(
            chats=parts.chats,
            clock=parts.clock,
            compose={KEPT: delivery.compose, RETURNED: delivery.compose},
            gather={KEPT: together},
            stopping=parts.stopping,
        ),
        open_hours=hours,
        settled={KEPT: delivery.settled, RETURNED: delivery.settled},
        turned_away=tell_of_lost_channel,
        together=partial(at_once, parts.in_flight),
    )
    answering = Answering(
        unit_of_work=units,
        box=box,
        questionnaire=parts.texts.questionnaire,
        contacts=parts.contacts,
        masked=masked,
        boxes=SharedReading(Boxes(units, keyring)),
    )
    sharing = Sharing.of(
        unit_of_work=units,
        keyring=keyring,
        masked=masked,
        contacts=parts.contacts,
        clock=parts.clock,
        scrub=box.scrub,
        prompts=parts.texts.prompts,
        next_moment=next_moment,
        holidays=public_holidays,
        edits=edits,
        kept_for=parts.kept_for,
        budget=parts.budget,
    )
    settings = PersonalSettings(unit_of_work=units, unasked=sharing.prompting.unasked)
    workspaces = Workspaces.of(
        units,
        keyring,
        keys.of_round,
        lambda department: (keys.epochs(department), signal_keys_of(department)),
        box.scrub,
    )
    signing = Signing(authors=parts.authors)
    ledger = MatrixLedger(database)
    journal = Journal(unit_of_work=units)
    retention = Retention(unit_of_work=units, kept_for=parts.kept_for)
    traces = Traces(unit_of_work=units, months=parts.traces_months if parts.kept_for else None)
    installation = _installation(parts, units, edits, opening, (digests, sharing.prompting))
    router = Router(
        everyone=partial(everyone, None),
        clock=parts.clock,
        answering=answering,
        planning=Planning(
            unit_of_work=units,
            opening=opening,
            next_moment=next_moment,
            contacts=parts.contacts,
            next_sharing=sharing.prompting.upcoming,
            budget=parts.budget,
            edits=edits,
        ),
        keeping=keeping,
        held=HeldList(keeping=keeping),
        nudging=nudging,
        digests=digests,
        guide=Guide(contacts=parts.contacts),
        door=TalkingDoor(unit_of_work=units),
        settings=settings,
        setup=Setup(
            unit_of_work=units,
            people=installation.people,
            first_admins=parts.admins,
            language=parts.locale,
            zone=parts.zone,
            contacts=parts.contacts,
            installation=installation,
        ),
        home=Home(settings=settings),
        following=Following(unit_of_work=units, people=installation.people),
        journal=journal,
        rows=together_rows(
            (
                sharing.rows,
                DepartmentDesk.of(
                    installation,
                    parts.clock,
                    journal=journal,
                    assessment=_assessment(parts, units, installation),
                    rights=Rights(
                        unit_of_work=units,
                        portable={"person": settings, "held_messages": held},
                        forgetting=(
                            held,
                            answering,
                            signing,
                            sharing.signatures,
                            workspaces.lending,
                            ledger,
                            edits,
                        ),
                    ),
                ).rows(),
            )
        ),
        signing=signing,
        transparency=Transparency(
            sources=(settings, answering, held, sharing.signatures, workspaces.lending, ledger),
            team_sources=(digests, KeptRosters(unit_of_work=units)),
        ),
        changed=parts.changed,
    )
    if parts.role != "close":
        await dispatcher.recover()
    closing_up = (continuity.run_due, season.run_due, retention.run_due, traces.run_due)
    speaking = (
        digests.run_due,
        sharing.run_due,
        dispatcher.run_due,
        delivery.run_due,
        nudging.run_due,
    )
    states, leaving = workspaces.states.run_due, workspaces.leaving.run_due
    return Lien(
        database=database,
        box=box,
        unit_of_work=units,
        router=router,
        readers=AccountReaders(
            everyone=partial(everyone, None),
            clock=parts.clock,
            locale=parts.locale,
            zone=parts.zone,
        ),
        dispatcher=dispatcher,
        season=season,
        digests=digests,
        ledger=ledger,
        workspaces=workspaces,
        services={
            "all": (*closing_up, *speaking, Ending(services=(states, leaving)).run_due),
            "answer": (*speaking, Ending(services=(states,)).run_due),
            # Erasing takes the keys of rounds, which closing alone may touch.
            "close": (*closing_up, Ending(services=(leaving,)).run_due),
        }[parts.role],
    )


def _installation(
    parts: Parts,
    units: UnitsOfWork,
    edits: SharedEdits,
    opening: Opening,
    others: tuple[Samples, ...],
) -> Installation:
    people = People(chats=parts.chats)
    contact = parts.texts.blank("dpo")
    budget = parts.budget
    samples = CheckinSamples(
        unit_of_work=units, writer=opening.writer, contact=contact, budget=budget
    )
    return Installation(
        unit_of_work=units,
        people=people,
        staffing=Staffing(
            unit_of_work=units,
            people=people,
            has_begun=opening.has_begun,
            edits=edits,
            budget=budget,
        ),
        help_lines=HelpLines(unit_of_work=units, configured=parts.contacts, edits=edits),
        rhythm=Announcing(
            unit_of_work=units,
            opening=opening,
            next_moment=next_moment,
            edits=edits,
            budget=budget,
        ),
        charter=Charter(
            unit_of_work=units,
            configured=parts.texts.charter,
            edits=edits,
            numbers=parts.setting.numbers,
            contact_configured=contact,
        ),
        trial=Trial(unit_of_work=units, samples=(samples, *others)),
        known_region=public_holidays,
        edits=edits,
        zone=parts.zone,
    )


def _assessment(parts: Parts, units: UnitsOfWork, installation: Installation) -> Assessment:
    return Assessment(
        unit_of_work=units,
        setting=parts.setting,
        charter=installation.charter,
        rhythm=installation.rhythm,
        configured=parts.texts.assessment,
        contacts=parts.contacts,
        say=say,
    )


async def _everyone(units: UnitsOfWork, _: None) -> Directory:
    async with units() as uow:
        return await uow.people.directory()
