"""What is planned of people's time: the sum, the refusal, and what to take away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import OperatorError, UserError
from bot.i18n.catalog import say
from bot.i18n.text import Reader, Text
from bot.people.budget import Budget, Costs, duration
from bot.people.model import Directory, RoleGrant
from bot.people.prompting import USUAL_WEEKS, Prompting
from tests.fakes.small_department import small_department

NOW = datetime(2026, 1, 5, tzinfo=UTC)
BUDGET = Budget()
DEPARTMENT = small_department(3, 3, 3, 3, 3, 3)


def every(weeks: int) -> Prompting:
    return Prompting(since=NOW, weeks=weeks)


def asking(directory: Directory, unit: str, prompting: Prompting | None) -> Directory:
    changed = replace(directory.units[unit], prompting=prompting)
    return replace(directory, units={**directory.units, unit: changed})


def managing(directory: Directory, person: str, teams: int) -> Directory:
    more = [RoleGrant(person, "manager", f"t{n}") for n in range(1, teams + 1)]
    return replace(directory, grants=(*directory.grants, *more))


def said(words: Text) -> str:
    return say(words, Reader(language="fr", zone="Europe/Paris", now=NOW))


def refused(before: Directory, after: Directory) -> str:
    with pytest.raises(UserError) as error:
        BUDGET.require(before, after, "dept")
    return said(Text(error.value.message, error.value.message_args))


def test_the_sum_is_made_of_what_everybody_is_asked_and_reads() -> None:
    # 5 + 15 + 3 a week, a digest of 40, a twelfth of 30 a month; a minute every other week.
    assert BUDGET.of_agent(None) == 5 + 15 + 3 + 7 + 40
    assert BUDGET.of_agent(every(2)) == 70 + 30
    assert BUDGET.of_agent(every(4)) == 70 + 15
    assert BUDGET.of_agent(replace(every(1), moment=None)) == 70
    manager = DEPARTMENT.people["t1p1"]
    assert BUDGET.of_manager(DEPARTMENT, manager) == 30 + 2 * 40
    assert BUDGET.of_manager(managing(DEPARTMENT, "t1p1", 3), manager) == 30 + 4 * 40
    assert BUDGET.of(DEPARTMENT, manager) == 110
    assert BUDGET.of(DEPARTMENT, DEPARTMENT.people["t1p2"]) == 70


def test_what_is_above_is_refused_with_the_sum_the_budget_and_what_to_take_away() -> None:
    weekly = asking(DEPARTMENT, "t1", every(1))
    assert refused(DEPARTMENT, weekly).replace("\u00a0", " ") == (
        "Ce serait trop : environ 2 min 10 par semaine et par personne, pour 2 min au plus. "
        "Une invitation à partager toutes les 2 semaines tient dans ce temps. Rien n'a changé."
    )
    six = managing(asking(DEPARTMENT, "dept", every(2)), "t1p1", 6)
    five = managing(asking(DEPARTMENT, "dept", every(2)), "t1p1", 5)
    BUDGET.require(DEPARTMENT, five, "dept")
    assert refused(five, six).replace("\u00a0", " ") == (
        "Ce serait trop pour Prénom11 : 7 bilans à lire, environ 5 min 40 par semaine, "
        "pour 5 min au plus. Confiez une équipe à quelqu'un d'autre, ou espacez les invitations "
        "à partager. Rien n'a changé."
    )


def test_a_managers_sum_holds_in_whichever_team_they_are_at_home() -> None:
    five = managing(DEPARTMENT, "t1p1", 5)
    asked = asking(five, "t6", every(2))
    moved = replace(asked.people["t1p1"], unit="t6")
    after = replace(asked, people={**asked.people, "t1p1": moved})
    assert BUDGET.of_manager(asked, asked.people["t1p1"]) == BUDGET.of_manager(after, moved)


def test_a_change_for_the_better_is_never_refused() -> None:
    tight = Budget(agent=90, manager=150)
    above = asking(DEPARTMENT, "dept", every(1))
    better = asking(DEPARTMENT, "dept", every(2))
    assert not tight.fits(above, "t1")
    tight.require(above, better, "dept")
    tight.require(above, above, "dept")
    with pytest.raises(UserError):
        tight.require(better, above, "dept")


def test_the_usual_rhythm_is_lightened_where_there_is_little_room_and_left_out_where_none() -> None:
    usual = BUDGET.announced(DEPARTMENT, "dept", NOW)
    assert (usual.weeks, usual.since) == (USUAL_WEEKS, NOW)
    assert Budget(agent=90).announced(DEPARTMENT, "dept", NOW).weeks == 3
    assert Budget(agent=75).announced(DEPARTMENT, "dept", NOW).moment is None
    chosen = asking(DEPARTMENT, "dept", every(4))
    assert BUDGET.announced(chosen, "dept", NOW) == every(4)


def test_questions_that_are_too_much_by_themselves_are_refused_at_the_start() -> None:
    BUDGET.require_room()
    with pytest.raises(OperatorError, match="planned to take 135 s") as error:
        Budget(costs=Costs(questions=80)).require_room()
    assert "budget of an agent is 120 s" in str(error.value)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3, "5 s"), (60, "1 min"), (61, "1 min 05"), (100, "1 min 40"), (300, "5 min")],
)
def test_a_planned_time_is_said_in_fives_for_it_is_an_estimate(seconds: int, words: str) -> None:
    assert said(duration(seconds)).replace("\u00a0", " ") == words


changes = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["dept", *(f"t{n}" for n in range(1, 7))]),
            st.none() | st.sampled_from([1, 2, 3, 4]).map(every),
        ),
        st.tuples(st.sampled_from(sorted(DEPARTMENT.people)), st.integers(1, 6)),
    ),
    max_size=12,
)


@given(changes, st.integers(70, 300), st.integers(70, 600))
def test_no_sequence_of_accepted_changes_leads_above_the_budget(
    steps: list[tuple[str, Prompting | int | None]], agent: int, manager: int
) -> None:
    # Where more is planned from the start than there is, nothing grows.
    budget = Budget(agent=agent, manager=manager)
    now, most = DEPARTMENT, budget.fullest(DEPARTMENT, "dept")
    for who, what in steps:
        if isinstance(what, int):
            grant = RoleGrant(who, "manager", f"t{what}")
            after = replace(now, grants=(*now.grants, grant))
        else:
            after = asking(now, who, what)
        try:
            budget.require(now, after, "dept")
        except UserError:
            continue
        now = after
        agents, managers = budget.fullest(now, "dept")
        assert agents <= max(agent, most[0])
        assert managers <= max(manager, most[1])
