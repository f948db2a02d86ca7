"""Decides all that one closed round says: every cell, once and together.

A person never stands beside an answer here. The caller groups opened ballots along the members
of `cells.cells(...)` and shuffles them; whatever the decision does not hold is to be destroyed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.disclosure import audit, bands, blocks, comments, levels, numbers, overlap, teams
from bot.disclosure.answers import CORE, Answers
from bot.disclosure.audit import Certificate, Outcome, Rule
from bot.disclosure.blocks import Block
from bot.disclosure.cells import Cell, cells
from bot.disclosure.memory import Closed, Epoch, Memory
from bot.disclosure.overlap import Atoms
from bot.disclosure.released import Item, Record, Statement, Withheld
from bot.disclosure.roster import FrozenRound
from bot.errors import OperatorError

Heard: TypeAlias = Mapping[str, Sequence[int]]

COMPARED_WEEKS = 2 * bands.LONG
"""How long the roster of a closed block is compared with later ones: the longest two blocks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One round, decided: what to publish, what to keep for the next, and the proof of it."""

    records: tuple[Record, ...]
    memory: Memory = field(repr=False)
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Spoken:
    """What one cell says, with the rule behind each item, and what it leaves to remember."""

    cell: Cell
    said: list[tuple[Rule, Statement]]
    epoch: Epoch | None = None
    is_quiet: bool = False
    closing: Block | None = None
    open: Block | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Overlap:
    """The round's atoms and those across blocks, and the bands that they make fail."""

    in_round: Atoms
    across: Atoms
    failing: frozenset[str]


def decide(
    memory: Memory, frozen: FrozenRound, answers: Mapping[str, Sequence[Answers]]
) -> Decision:
    """Decide a round from its opened answers by cell id; the order of answers has no effect.

    A round that was void or skipped is simply not decided. A cell absent from `answers` had
    none. Records come by cell id, one for each cell with anything to say.

    Raises:
        OperatorError: this week, or a later one, was already decided.
    """
    if frozen.week <= memory.week:
        raise OperatorError(f"week {frozen.week} was decided already: a round is decided once")
    found = cells(frozen.roster, frozen.policy)
    checked = _check_overlap(memory, frozen, found)
    spoken = [
        _level(memory, frozen, cell, answers.get(cell.id, ()))
        if cell.kind == "level"
        else _team(memory, frozen, cell, answers.get(cell.id, ()), checked)
        for cell in found
    ]
    quiet = {one.cell.id for one in spoken if one.is_quiet}
    passed_on = comments.decide(found, answers, quiet)
    records = (_record(frozen, one, passed_on.get(one.cell.id, ())) for one in spoken)
    return Decision(
        records=tuple(record for record in records if record.items),
        memory=_remember(memory, frozen, spoken),
        certificates=_certify(memory, frozen, spoken, checked, passed_on.keys()),
    )


def _check_overlap(memory: Memory, frozen: FrozenRound, found: Sequence[Cell]) -> _Overlap:
    """Compare every cell that carries a number or may carry a band, whichever is due today."""
    k = frozen.policy.k
    level = {cell.id: cell.members for cell in found if cell.kind == "level"}
    team = {cell.id: cell.members for cell in found if _has_bands(frozen, cell)}
    before = {cell: closed.members for cell, closed in memory.closed.items()}
    in_round = overlap.failing_in_round(level, team, k)
    across = overlap.failing_across_blocks(before, team, k)
    return _Overlap(
        in_round=overlap.atoms({**level, **team}),
        across=overlap.atoms_across(before, team),
        failing=in_round | across,
    )


def _has_bands(frozen: FrozenRound, cell: Cell) -> bool:
    """Whether membership lets a cell carry bands: the managers' never does."""
    is_team = cell.kind in {"team", "merged"}
    is_large = len(cell.members) >= frozen.policy.band_roster
    return is_team and is_large and frozen.policy.has_bands


def _team(
    memory: Memory,
    frozen: FrozenRound,
    cell: Cell,
    answers: Sequence[Answers],
    checked: _Overlap,
) -> _Spoken:
    if len(cell.members) < frozen.policy.team_roster:
        return _Spoken(cell=cell, said=teams.silence())
    is_first = memory.rounds == 0
    before = memory.epochs.get(cell.id)
    entered = teams.enter(before, cell.members, frozen.week, is_first=is_first)
    heard = _heard(answers, frozen.policy.k)
    epoch, closing = teams.listen(
        entered,
        heard,
        week=frozen.week,
        ordinal=memory.rounds + 1,
        has_bands=_has_bands(frozen, cell),
    )
    said = teams.say(epoch, heard, closing, overlaps=cell.id in checked.failing)
    return _Spoken(cell=cell, said=said, epoch=epoch, is_quiet=entered.quiet > 0, closing=closing)


def _level(memory: Memory, frozen: FrozenRound, cell: Cell, answers: Sequence[Answers]) -> _Spoken:
    heard = _heard(answers, levels.RESPONDENTS)
    before = memory.blocks.get(cell.id)
    closing, block = blocks.turn(before, frozen.week, numbers.BLOCK, heard)
    rotating = [ballot.rotating for ballot in answers if ballot.rotating is not None]
    said = numbers.say(frozen.rotating, rotating, closing)
    return _Spoken(cell=cell, said=said, open=block)


def _heard(answers: Sequence[Answers], floor: int) -> Heard:
    """Keep the core questions that enough people answered; a skipped one is no ballot."""
    given = {
        "charge": [ballot.charge for ballot in answers if ballot.charge is not None],
        "lien": [ballot.lien for ballot in answers if ballot.lien is not None],
    }
    return {question: given[question] for question in CORE if len(given[question]) >= floor}


def _record(frozen: FrozenRound, one: _Spoken, passed_on: tuple[Item, ...]) -> Record:
    """Say each thing once, comments last."""
    items = dict.fromkeys([*(item for _, item in one.said), *passed_on])
    cell = one.cell
    return Record(week=frozen.week, unit=cell.unit, cell=cell.cell, items=tuple(items))


def _remember(memory: Memory, frozen: FrozenRound, spoken: Sequence[_Spoken]) -> Memory:
    """Keep the sums of live epochs and open blocks only: the rest is gone with its key."""
    recent = {
        cell: closed
        for cell, closed in memory.closed.items()
        if closed.week > frozen.week - COMPARED_WEEKS
    }
    closing = {
        one.cell.id: Closed(week=one.closing.weeks[1], members=one.cell.members)
        for one in spoken
        if one.closing is not None
    }
    return Memory(
        week=frozen.week,
        rounds=memory.rounds + 1,
        epochs={one.cell.id: one.epoch for one in spoken if one.epoch is not None},
        blocks={one.cell.id: one.open for one in spoken if one.open is not None},
        closed={**recent, **closing},
    )


def _certify(
    memory: Memory,
    frozen: FrozenRound,
    spoken: Sequence[_Spoken],
    checked: _Overlap,
    passed_on: AbstractSet[str],
) -> tuple[Certificate, ...]:
    """Prove each decision from membership; its outcome tells what readers see, no more."""
    policy, week = frozen.policy, frozen.week
    before = audit.fingerprint(
        {cell: [closed.week, sorted(closed.members)] for cell, closed in memory.closed.items()}
    )
    found: list[Certificate] = []
    for one in spoken:
        cell = one.cell
        members = sorted(cell.members)
        inputs = [week, cell.id, policy.profile, policy.k, members, before]
        decided = [(rule, item.question, _outcome(item)) for rule, item in one.said]
        if cell.kind != "encadrement":
            decided.append(("comments", "", "released" if cell.id in passed_on else "too_few"))
        found += [
            Certificate(
                week=week,
                cell=cell.id,
                rule=rule,
                question=question,
                atoms=_atoms(rule, cell, checked),
                outcome=outcome,
                inputs=audit.fingerprint(inputs),
            )
            for rule, question, outcome in decided
        ]
    return tuple(found)


def _outcome(item: Statement) -> Outcome:
    return item.reason if isinstance(item, Withheld) else "released"


def _atoms(rule: Rule, cell: Cell, checked: _Overlap) -> tuple[int, ...]:
    """Give the sizes of what the cell is cut into: by nothing, for what is no cell of rule 7."""
    if rule == "number":
        return overlap.sizes(checked.in_round, cell.id)
    if rule == "band":
        cut = (*overlap.sizes(checked.in_round, cell.id), *overlap.sizes(checked.across, cell.id))
        return tuple(sorted(cut))
    return (len(cell.members),)
