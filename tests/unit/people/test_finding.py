from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.ids import AccountId, ChannelId
from bot.errors import UserError
from bot.people.finding import find_recipient
from bot.people.model import Directory, Person, Unit


def person(name: str, user: str) -> Person:
    return Person(id=user, name=name, unit="nord", accounts=(AccountId("local", "demo", user),))


NORTH = Unit(id="nord", name="Enfance Nord", channel=ChannelId("local", "demo", "enfance-nord"))
DIRECTORY = Directory(
    units={"nord": NORTH},
    people={
        p.id: p
        for p in (
            person("Léa", "lea"),
            person("Karim Benali", "karim"),
            person("Anne", "anne"),
            person("Anne-Lise", "annelise"),
            person("Paul Martin", "paul-m"),
            person("Paul Durand", "paul-d"),
        )
    },
)


@pytest.mark.parametrize(
    ("typed", "whom", "words"),
    [
        ("@Léa bonjour", "lea", "bonjour"),
        ("@lea bonjour", "lea", "bonjour"),
        ("@Karim  on en parle ?", "karim", "on en parle ?"),
        ("@karim benali : bonjour", "karim", "bonjour"),
        ("@Anne-Lise merci", "annelise", "merci"),
        ("@Paul Durand merci", "paul-d", "merci"),
        ("@local/demo/karim merci", "karim", "merci"),
        ("#enfance-nord à demain", "nord", "à demain"),
    ],
)
def test_a_recipient_is_found_as_people_write_names(typed: str, whom: str, words: str) -> None:
    found = find_recipient(DIRECTORY, typed)
    assert (found.whom.id, found.words) == (whom, words)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("bonjour", "people.nobody_named"),
        ("", "people.nobody_named"),
        ("@", "people.unknown_person"),
        ("@Zoé bonjour", "people.unknown_person"),
        ("@Léandre bonjour", "people.unknown_person"),
        ("@Paul bonjour", "people.several"),
        ("#cantine bonjour", "people.unknown_channel"),
    ],
)
def test_a_recipient_that_is_not_clear_is_refused_with_the_reason(typed: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        find_recipient(DIRECTORY, typed)


@given(st.text())
def test_no_text_breaks_the_search(typed: str) -> None:
    try:
        assert find_recipient(DIRECTORY, "@" + typed).whom.id in DIRECTORY.people
    except UserError as error:
        assert error.message.startswith("people.")
