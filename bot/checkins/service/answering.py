"""Takes answers: a form, a sealed ballot, one line of thanks. Holds no key that opens anything.

Nothing here writes more than the ballot itself: no mark of the event, no outbox entry, no log of
who did what, for either would say who answered and when.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.chat.outgoing import Message, Paragraph, Reply
from bot.checkins import views
from bot.checkins.ballot import LONGEST_COMMENT, Ballot, Keep, seal_ballot, slot_of
from bot.checkins.model import Questionnaire, Round
from bot.checkins.ports import BallotBox, CheckinsUnitOfWork, Slot
from bot.checkins.service.boxes import OpenBox
from bot.disclosure.roster import Roster
from bot.errors import UserError
from bot.i18n.text import Moment, Text, plain, text
from bot.people.contacts import Contacts
from bot.people.model import Directory, Person
from bot.text import crisis
from bot.text.themes import Theme, suggest

STEPS = ("1", "2", "3", "4", "5")
WORST_CHARGE, WORST_LIEN = 5, 1
_NO_THEME = str(suggest(""))
_THEMES = frozenset(str(theme) for theme in Theme)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Everything a person can do with their own answer while a round is open.

    Args:
        boxes: reads the box of a round by its id (`Boxes`).
    """

    unit_of_work: Callable[[], CheckinsUnitOfWork]
    box: BallotBox
    questionnaire: Questionnaire
    contacts: Contacts
    masked: Callable[[str, Directory, str], str]
    boxes: Callable[[str], Awaitable[OpenBox | None]]

    async def form(self, person: Person, now: datetime) -> Reply:
        """Open the form of the round that is open for somebody, empty as on the first time.

        Raises:
            UserError: none is open.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            opened = await self._open_round(uow, directory, person, now)
        contacts = directory.contacts(person.unit, self.contacts)
        writer = views.FormWriter(questionnaire=self.questionnaire, contacts=contacts)
        return Reply(form=writer.form(opened, directory.language(person)))

    async def answer(
        self,
        person: Person,
        directory: Directory,
        round_id: str,
        values: Mapping[str, str],
        now: datetime,
    ) -> Reply:
        """Seal an answer in place of the one before; return once it is durable.

        Raises:
            UserError: the round is closed, a value makes no sense, the comment is too long;
                whatever was sealed before is unchanged.
        """
        found = await self._open_box(round_id, now)
        ballot = _read(values)
        if ballot.is_empty:
            return Reply(message=Message((Paragraph(text("checkins.nothing_answered")),)))
        needs_care = _needs_care(ballot)
        await self._put(found, person, ballot)
        if needs_care:
            return views.care(found.round, directory.contacts(person.unit, self.contacts))
        return views.thanks(found.round, self._shared(ballot, directory, person))

    async def erase(self, person: Person, round_id: str, now: datetime) -> Reply:
        """Put an empty ballot in place of somebody's answer.

        Raises:
            UserError: the round is closed.
        """
        found = await self._open_box(round_id, now)
        await self._put(found, person, None)
        return views.erased(found.round)

    async def sure(self, person: Person, now: datetime, *, is_admin: bool) -> Reply:
        """Ask back whether somebody wants their answer erased, whether they answered or not.

        Nothing is read of the box, and nothing is changed. An admin, who may have meant a person,
        is told how to name them.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            try:
                opened = await self._open_round(uow, directory, person, now)
            except UserError:
                opened = None
        return views.sure(opened, is_admin=is_admin)

    async def held(self, person: Person) -> tuple[Text, ...]:
        """Say what is held of somebody: a place in each open box, whether they answered or not."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            rounds = await uow.rounds.unfinished()
        mine = directory.department(person.unit).id
        return tuple(
            text("checkins.held_ballot", closes=Moment(r.closes_at))
            for r in rounds
            if r.department == mine
        )

    async def forget(self, person: Person, now: datetime) -> None:
        """Put nothing in somebody's place in the open box, whether they answered or not."""
        try:
            async with self.unit_of_work() as uow:
                directory = await uow.people.directory()
                opened = await self._open_round(uow, directory, person, now)
            await self._put(await self._open_box(opened.id, now), person, None)
        except UserError:  # no box is open, or they have no place in it
            return

    async def _open_round(
        self, uow: CheckinsUnitOfWork, directory: Directory, person: Person, now: datetime
    ) -> Round:
        mine = directory.department(person.unit).id
        for candidate in await uow.rounds.unfinished():
            if candidate.department == mine and candidate.state == "open":
                if now >= candidate.closes_at:
                    break
                roster, _ = await uow.rounds.frozen(candidate.id)
                _require_on(roster, person)
                return candidate
        raise UserError("checkins.none_open")

    async def _open_box(self, round_id: str, now: datetime) -> OpenBox:
        found = await self.boxes(round_id)
        if found is None:
            raise UserError("checkins.none_open")
        _require_open(found.round, now)
        return found

    async def _put(self, found: OpenBox, person: Person, ballot: Ballot | None) -> None:
        if found.keys is None:
            raise UserError("checkins.key_lost")
        public_key, slot_key = found.keys
        slot = slot_of(slot_key, person.id)
        sealed = seal_ballot(public_key, slot, ballot)
        if await self.box.put(found.round.id, Slot(slot, sealed)):
            return
        async with self.unit_of_work() as uow:
            refusing = await uow.rounds.find(found.round.id)
            roster, _ = await uow.rounds.frozen(found.round.id)
        _require_on(roster, person)
        if refusing is not None and refusing.state == "void":
            raise UserError("checkins.key_lost")
        raise UserError("checkins.closed")

    def _shared(self, ballot: Ballot, directory: Directory, person: Person) -> Text | None:
        if ballot.keep != "verbatim" or not ballot.comment:
            return None
        return plain(self.masked(ballot.comment, directory, directory.language(person)))


def _require_open(found: Round, now: datetime) -> None:
    if found.state == "void":
        raise UserError("checkins.key_lost")
    if found.state != "open" or now >= found.closes_at:
        raise UserError("checkins.closed")


def _require_on(roster: Roster, person: Person) -> None:
    if all(p.id != person.id for p in roster.people):
        raise UserError("checkins.not_on_roster")


def _read(values: Mapping[str, str]) -> Ballot:
    comment = values.get("comment", "").strip()
    if len(comment) > LONGEST_COMMENT:
        raise UserError("checkins.comment_too_long", limit=LONGEST_COMMENT)
    theme = values.get("theme", "")
    keep: dict[str, Keep] = {"theme": "theme", "verbatim": "verbatim", "none": "none"}
    return Ballot(
        charge=_step(values.get("charge", views.PASS)),
        lien=_step(values.get("lien", views.PASS)),
        rotating=_step(values.get("rotating", views.PASS)),
        comment=comment,
        keep=keep.get(values.get("keep", "theme"), "theme"),
        theme=theme if theme in _THEMES else str(suggest(comment)) if comment else _NO_THEME,
    )


def _step(value: str) -> int | None:
    value = value.strip()
    if value in {views.PASS, views.NOT_APPLICABLE}:
        return None
    if value not in STEPS:
        raise UserError("checkins.bad_step")
    return int(value)


def _needs_care(ballot: Ballot) -> bool:
    """Tell whether to show the author a card of help lines; looked at in memory, kept nowhere."""
    return (
        ballot.charge == WORST_CHARGE
        or ballot.lien == WORST_LIEN
        or (bool(ballot.comment) and crisis.grade(ballot.comment) is not None)
    )
