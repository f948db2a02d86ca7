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
from bot.checkins.model import Round
from bot.checkins.ports import BallotBox, CheckinsUnitOfWork, StoredMemory
from bot.checkins.service import keys
from bot.checkins.service.opening import reachable
from bot.disclosure.answers import Answers, Comment
from bot.disclosure.audit import Certificate, chain
from bot.disclosure.audit import Entry as CertificateEntry
from bot.disclosure.cells import cells
from bot.disclosure.memory import Memory
from bot.disclosure.roster import FrozenRound, Policy, Roster
from bot.disclosure.rules import decide
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
        return min(
            (r.closes_at for r in unfinished if r.state == "open" and r.closes_at > now),
            default=None,
        )

    async def _close(self, found: Round, now: datetime) -> None:
        async with self.unit_of_work() as uow:
            await uow.rounds.mark(found.id, "closing")
            await uow.commit()
        try:
            ballots = await self._open_all(found)
        except KeyLost:
            log.error("round.void", round=found.id, reason="a key is lost")  # noqa: TRY400 - no traceback is needed
            await self._void(found, now)
            return
        await self._decide(found, ballots)
        await self._destroy(found)

    async def _open_all(self, found: Round) -> dict[str, Ballot]:
        """Read the box into memory: the one moment when an answer stands beside a person."""
        slot_key = await self.keyring.read(keys.slot(found.id))
        secret_key = await self.keyring.read(keys.secret(found.id))
        async with self.unit_of_work() as uow:
            roster, _ = await uow.rounds.frozen(found.id)
        sealed = {slot.slot: slot.sealed for slot in await self.box.take(found.id)}
        ballots: dict[str, Ballot] = {}
        for person in roster.people:
            row = sealed.get(slot_of(slot_key, person.id))
            ballot = None if row is None else _opened(secret_key, row)
            if ballot is not None:
                ballots[person.id] = ballot
        return ballots

    async def _decide(self, found: Round, ballots: Mapping[str, Ballot]) -> None:
        async with self.unit_of_work() as uow:
            roster, policy = await uow.rounds.frozen(found.id)
            directory = await uow.people.directory()
            memory = await self._recall(uow, found.department)
            frozen = FrozenRound(
                week=found.week, rotating=found.rotating, roster=roster, policy=policy
            )
            heard = self._by_cell(roster, policy, ballots, directory)
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
        self, roster: Roster, policy: Policy, ballots: Mapping[str, Ballot], directory: Directory
    ) -> dict[str, Sequence[Answers]]:
        homes = {person.id: person.unit for person in roster.people}
        answers = {
            person: self._answers(ballot, homes[person], directory)
            for person, ballot in ballots.items()
        }
        heard: dict[str, Sequence[Answers]] = {}
        for cell in cells(roster, policy):
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
            stored = await uow.results.memory(found.department)
            live = {keys.epoch(found.department, n) for n in (stored.sealed if stored else ())}
            for name in await self.keyring.names(keys.epochs(found.department)):
                if name not in live:
                    await self.keyring.destroy(name)
            # A void round stays void; every other one is now closed, its keys destroyed.
            current = await uow.rounds.find(found.id)
            if current is not None and current.state == "decided":
                await uow.rounds.mark(found.id, "closed")
            await uow.commit()
        log.info("round.closed", round=found.id, keys="destroyed")

    async def _void(self, found: Round, now: datetime) -> None:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            roster, _ = await uow.rounds.frozen(found.id)
            await uow.results.empty_box(found.id)
            await uow.rounds.mark(found.id, "void")
            await uow.outbox.add(
                *(
                    Entry(
                        id=f"void/{found.id}/{person.id}",
                        kind="checkins.void",
                        to=ToPerson(person.id),
                        message=views.void(),
                        not_before=now,
                        not_after=now + _LATEST_NEWS,
                    )
                    for person in reachable(directory, roster, now.date())
                )
            )
            await uow.commit()
        await self._destroy(found)


def _opened(secret_key: bytes, sealed: bytes) -> Ballot | None:
    try:
        return open_ballot(secret_key, sealed)
    except BallotUnreadable:
        # A row that was tampered with counts as no answer: it must not block everyone's digest.
        log.warning("ballot.unreadable")
        return None


def _chained(previous: str, certificates: Sequence[Certificate]) -> list[CertificateEntry]:
    entries: list[CertificateEntry] = []
    latest = previous
    for certificate in certificates:
        entries.append(chain(latest, certificate))
        latest = entries[-1].hash
    return entries
