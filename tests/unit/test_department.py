from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.rehearsal.answers import LONGEST_COMMENT, THEMES
from bot.rehearsal.department import Department, account, channel, demo_department
from bot.rehearsal.practices import cards
from bot.rehearsal.words import demo_words
from bot.sharing.model import week_of
from bot.sharing.stems import searchable
from bot.text.masking import mask
from bot.text.names import built_in
from bot.text.spans import Type
from bot.text.themes import Theme
from bot.texts import Texts

TODAY = date(2026, 3, 5)


@pytest.fixture
def department() -> Department:
    return demo_department("fr", TODAY)


def agents(department: Department, team: str) -> int:
    managers = {grant.person for grant in department.directory.grants if grant.role == "manager"}
    return sum(person.id not in managers for person in department.directory.homed(team))


def test_the_demo_has_five_teams_of_ten_to_fourteen_agents(department: Department) -> None:
    assert {team: agents(department, team) for team in department.moods} == {
        "enfance-nord": 12,
        "polyvalence-riviere": 14,
        "pmi-les-tilleuls": 11,
        "insertion-plateau": 13,
        "autonomie-est": 10,
    }


def test_the_teams_fill_one_service_large_enough_for_figures(department: Department) -> None:
    teams = {unit.id for unit in department.directory.under("solidarites")} - {"solidarites"}
    sizes = [agents(department, team) for team in teams]
    assert teams == set(department.moods)
    assert sum(sizes) >= 40
    assert max(sizes) <= sum(sizes) / 2


def test_no_two_people_of_the_demo_share_a_name_or_an_account(department: Department) -> None:
    people = department.directory.people.values()
    assert len({person.name for person in people}) == len(people) == 67
    assert all(department.directory.holder(account(p.id)) == p for p in people)


def test_every_unit_has_a_channel_and_every_team_a_manager(department: Department) -> None:
    directory = department.directory
    assert all(unit.channel == channel(unit.id) for unit in directory.units.values())
    assert all(
        [manager.unit for manager in directory.holders("manager", team)] == [team]
        for team in department.moods
    )


def test_a_visitor_can_be_an_agent_a_manager_a_referent_or_an_admin(department: Department) -> None:
    directory = department.directory
    roles = {g.role for g in directory.grants if g.person in department.playable}
    assert roles == {"manager", "referent", "admin"}
    assert directory.people[department.playable[0]].name == "Léa"
    assert not [g for g in directory.grants if g.person == department.playable[0]]
    assert len(directory.holders("referent", "departement")) == 2


def test_somebody_is_on_leave_the_day_one_tries(department: Department) -> None:
    away = [
        person.name
        for person in department.directory.people.values()
        if any(absence.covers(TODAY) for absence in person.absences)
    ]
    assert away == ["Julien"]
    assert "julien" not in department.playable


def test_somebody_lives_overseas_and_somebody_is_off_on_wednesdays(department: Department) -> None:
    directory = department.directory
    teiva, maelle = directory.people["teiva"], directory.people["maelle"]
    hours = directory.hours(maelle)
    assert directory.zone(teiva) == "Indian/Reunion"
    assert hours is not None
    assert not hours.days[2]


def test_the_demo_speaks_the_language_it_is_set_up_in() -> None:
    english = demo_department("en", TODAY)
    assert english.directory.unit_language("enfance-nord") == "en"
    assert english.contacts.lines[0].name == "Occupational doctor"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_charter_of_the_demo_has_no_blank_left(language: str) -> None:
    assert Texts.packaged(demo_department(language, TODAY).blanks).blanks == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_colleagues_have_something_to_write_about_every_theme_but_the_last(language: str) -> None:
    words = demo_words(language)
    written = [w for remarks in words.comments.values() for w in (*remarks.hard, *remarks.good)]
    assert tuple(words.comments) == THEMES[:-1]
    assert all(remarks.hard and remarks.good for remarks in words.comments.values())
    assert len(set(written)) == len(written)
    assert max(map(len, written)) <= LONGEST_COMMENT


def test_both_languages_have_as_much_to_say() -> None:
    french, english = demo_words("fr"), demo_words("en")
    assert [replace(p, words="") for p in french.practices] == [
        replace(p, words="") for p in english.practices
    ]
    assert len(french.signals) == len(english.signals) == 6
    assert {theme: (len(r.hard), len(r.good)) for theme, r in french.comments.items()} == {
        theme: (len(r.hard), len(r.good)) for theme, r in english.comments.items()
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_practices_of_the_demo_are_of_its_teams_and_name_nobody_but_who_signed(
    language: str,
) -> None:
    department = demo_department(language, TODAY)
    directory = department.directory
    named = built_in().with_roster(person.name for person in directory.people.values())
    names = {person.name: person for person in directory.people.values()}
    shared = cards(department, TODAY)
    assert len({card.id for card in shared}) == len({card.words for card in shared}) == 13
    for card in shared:
        assert card.theme in set(Theme)
        assert mask(card.words, named, dict.fromkeys(Type, "[…]")).spans == ()
        assert not card.signature or names[card.signature].unit == card.unit
    assert {card.unit for card in shared} > set(department.moods)
    assert 4 <= sum(bool(card.signature) for card in shared) <= 9
    assert [card.is_due(week_of(TODAY)) for card in shared] == [False] * 12 + [True]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_practices_about_video_are_found_by_that_word(language: str) -> None:
    (looked_for,) = searchable({"fr": "visio", "en": "video"}[language])
    found = [p for p in demo_words(language).practices if looked_for in searchable(p.words)]
    assert len(found) == 4
