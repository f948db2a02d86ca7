"""Closes rounds as one resumable job: open in memory, decide once, empty the box, destroy keys.

Steps and what a kill leaves: before the commit, the box and its keys; after it, cells, an empty
box and at most the keys. `run_due` picks up from either; a decided round is never decided again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

import structlog

from bot.checkins import views
from bot.checkins.ballot import Ballot, BallotUnreadable, open_ballot, slot_of
from bot.checkins.frozen import FrozenChanged, require_unchanged
from bot.checkins.model import Round
from bot.checkins.ports import BallotBox, CheckinsUnitOfWork, StoredMemory
from bot.checkins.service import keys
from bot.checkins.service.opening import frozen_roster, reachable
from bot.disclosure.answers import Answers, Comment
from bot.disclosure.audit import Certificate, chain
from bot.disclosure.audit import Entry as CertificateEntry
from bot.disclosure.cells import cells
from bot.disclosure.memory import Memory
from bot.disclosure.roster import FrozenRound, Roster
from bot.disclosure.rules import decide
from bot.errors import OperatorError
from bot.outbox.model import Entry, ToPerson
from bot.people.model import DEFAULT_LANGUAGE, Directory
from bot.sealing.ports import KeyLost, Keyring
from bot.sealing.secretbox import new_key, seal, unseal

log = structlog.get_logger()

_LATEST_NEWS = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The only code that reads a round's secret key."""

    unit_of_work: Callable[[], CheckinsUnitOfWork]
    box: BallotBox
    keyring: Keyring
    masked: Callable[[str, Directory, str], str]

    async def run_due(self, now: datetime) -> datetime | None:
        """Close whatever is due and finish what was interrupted; return when the next close is."""
        async with self.unit_of_work() as uow:
            unfinished = await uow.rounds.unfinished()
        for found in unfinished:
            if found.state == "decided":
                await self._destroy(found)
            elif found.state == "closing" or found.closes_at <= now:
                await self._close(found, now)
            elif not await self._has_keys(found):
                await self.void(found, now, KeyLost("a key is lost"))
        return min(
            (r.closes_at for r in unfinished if r.state == "open" and r.closes_at > now),
            default=None,
        )

    async def _close(self, found: Round, now: datetime) -> None:
        async with self.unit_of_work() as uow:
            await uow.rounds.mark(found.id, "closing")
            await uow.commit()
        try:
            frozen = await self._frozen(found)
            ballots = await self._open_all(found, frozen.roster)
        except (KeyLost, FrozenChanged) as error:
            await self.void(found, now, error)
        else:
            await self._decide(found, frozen, ballots)
            await self._destroy(found)

    async def _has_keys(self, found: Round) -> bool:
        """Tell whether an open round can still be closed; unknown while the folder is away."""
        try:
            names = await self.keyring.names(keys.folder(found.id))
        except OperatorError as error:
            log.warning("keys.out_of_reach", says=str(error))
            return True
        return set(keys.of_round(found.id)) <= set(names)

    async def _frozen(self, found: Round) -> FrozenRound:
        mark = await self.keyring.read(keys.frozen(found.id))
        async with self.unit_of_work() as uow:
            roster, policy = await uow.rounds.frozen(found.id)
        require_unchanged(mark, found, roster, policy)
        return FrozenRound(week=found.week, rotating=found.rotating, roster=roster, policy=policy)

    async def _open_all(self, found: Round, roster: Roster) -> dict[str, Ballot]:
        """Read the box into memory: the one moment when an answer stands beside a person.

        A row that was tampered with counts as no answer: it must not block everyone's digest.
        """
        slot_key = await self.keyring.read(keys.slot(found.id))
        secret_key = await self.keyring.read(keys.secret(found.id))
        sealed = {slot.slot: slot.sealed for slot in await self.box.take(found.id)}
        ballots: dict[str, Ballot] = {}
        unreadable = len(sealed)
        for person in roster.people:
            slot = slot_of(slot_key, person.id)
            try:
                ballot = open_ballot(secret_key, slot, sealed[slot])
            except (KeyError, BallotUnreadable):
                continue
            unreadable -= 1
            if ballot is not None:
                ballots[person.id] = ballot
        missing = len(roster.people) - len(sealed)
        if unreadable or missing:
            # How many, and neither which nor whose.
            log.warning(
                "round.box_altered",
                round=found.id,
                unreadable=unreadable,
                missing=missing,
                says="rows of the box were changed in the database; they count as no answer",
            )
        return ballots

    async def _decide(
        self, found: Round, frozen: FrozenRound, ballots: Mapping[str, Ballot]
    ) -> None:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            memory = await self._recall(uow, found.department)
            heard = self._by_cell(frozen, ballots, directory)
            decision = decide(memory, frozen, heard)
            await self._remember(uow, found.department, decision.memory)
            await uow.results.publish(
                found,
                decision.records,
                _chained(await uow.results.last_certificate(), decision.certificates),
            )
            await uow.results.empty_box(found.id)
            await uow.rounds.mark(found.id, "decided")
            await uow.commit()

    def _by_cell(
        self, frozen: FrozenRound, ballots: Mapping[str, Ballot], directory: Directory
    ) -> dict[str, Sequence[Answers]]:
        homes = {person.id: person.unit for person in frozen.roster.people}
        answers = {
            person: self._answers(ballot, homes[person], directory)
            for person, ballot in ballots.items()
        }
        heard: dict[str, Sequence[Answers]] = {}
        for cell in cells(frozen.roster, frozen.policy):
            inside = [answers[person] for person in cell.members if person in answers]
            SystemRandom().shuffle(inside)
            heard[cell.id] = inside
        return heard

    def _answers(self, ballot: Ballot, home: str, directory: Directory) -> Answers:
        comment = None
        if ballot.comment and ballot.keep == "theme":
            comment = Comment(text="", theme=ballot.theme)
        elif ballot.comment and ballot.keep == "verbatim":
            # A unit may have gone since the round opened.
            known = home in directory.units
            language = directory.unit_language(home) if known else DEFAULT_LANGUAGE
            masked = self.masked(ballot.comment, directory, language)
            comment = Comment(text=masked, theme=ballot.theme, keep="verbatim")
        return Answers(
            charge=ballot.charge, lien=ballot.lien, rotating=ballot.rotating, comment=comment
        )

    async def _recall(self, uow: CheckinsUnitOfWork, department: str) -> Memory:
        stored = await uow.results.memory(department)
        if stored is None:
            return Memory()
        secrets: dict[str, bytes] = {}
        for name, sealed in stored.sealed.items():
            try:
                key = await self.keyring.read(keys.epoch(department, name))
            except KeyLost:
                # The sums of an epoch went with its key: its comparisons start again.
                continue
            secrets[name] = unseal(key, sealed)
        return Memory.recalled(stored.public, secrets)

    async def _remember(self, uow: CheckinsUnitOfWork, department: str, memory: Memory) -> None:
        sealed: dict[str, bytes] = {}
        for name, sums in memory.secrets().items():
            key = await self._epoch_key(department, name)
            sealed[name] = seal(key, sums)
        await uow.results.save_memory(
            department, StoredMemory(public=memory.public(), sealed=sealed)
        )

    async def _epoch_key(self, department: str, name: str) -> bytes:
        try:
            return await self.keyring.read(keys.epoch(department, name))
        except KeyLost:
            key = new_key()
            await self.keyring.create(keys.epoch(department, name), key)
            return key

    async def _destroy(self, found: Round) -> None:
        await self.box.scrub()
        for name in keys.of_round(found.id):
            await self.keyring.destroy(name)
        async with self.unit_of_work() as uow:
            await self._destroy_epochs(uow, found.department)
            await self._destroy_orphans(uow)
            # A void round stays void; every other one is now closed, its keys destroyed.
            current = await uow.rounds.find(found.id)
            if current is not None and current.state == "decided":
                await uow.rounds.mark(found.id, "closed")
            await uow.commit()
        log.info("round.closed", round=found.id, keys="destroyed")

    async def _destroy_epochs(self, uow: CheckinsUnitOfWork, department: str) -> None:
        """Leave a department no key but those of the sums it still keeps."""
        stored = await uow.results.memory(department)
        live = {keys.epoch(department, name) for name in (stored.sealed if stored else ())}
        for name in await self.keyring.names(keys.epochs(department)):
            if name not in live:
                await self.keyring.destroy(name)

    async def _destroy_orphans(self, uow: CheckinsUnitOfWork) -> None:
        """Destroy keys of rounds the database does not know as open: it was restored or edited.

        Copies of what was there before may exist, and these keys would open them for ever.
        """
        live = {name for one in await uow.rounds.unfinished() for name in keys.of_round(one.id)}
        orphans = [name for name in await self.keyring.names(keys.ROUNDS) if name not in live]
        for name in orphans:
            await self.keyring.destroy(name)
        if orphans:
            log.warning(
                "keys.orphaned",
                count=len(orphans),
                says="keys of rounds that are not open here were destroyed; was a backup restored?",
            )

    async def void(self, found: Round, now: datetime, why: KeyLost | FrozenChanged) -> None:
        """Give a round up: empty its box, tell everybody, destroy its keys."""
        log.error("round.void", round=found.id, reason=str(why))
        message = views.void() if isinstance(why, KeyLost) else views.void_changed()
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            try:
                roster, _ = await uow.rounds.frozen(found.id)
            except FrozenChanged:
                roster = frozen_roster(directory, found.department, now.date())
            await uow.results.empty_box(found.id)
            await uow.rounds.mark(found.id, "void")
            await uow.outbox.add(
                *(
                    Entry(
                        id=f"void/{found.id}/{person.id}",
                        kind="checkins.void",
                        to=ToPerson(person.id),
                        message=message,
                        not_before=now,
                        not_after=now + _LATEST_NEWS,
                    )
                    for person in reachable(directory, roster, now.date())
                )
            )
            await uow.commit()
        await self._destroy(found)


def _chained(previous: str, certificates: Sequence[Certificate]) -> list[CertificateEntry]:
    entries: list[CertificateEntry] = []
    latest = previous
    for certificate in certificates:
        entries.append(chain(latest, certificate))
        latest = entries[-1].hash
    return entries
