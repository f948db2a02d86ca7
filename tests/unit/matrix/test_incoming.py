"""Events as clients send them, and what their authors meant."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.matrix.events import Event
from bot.adapters.matrix.incoming import (
    Dark,
    Edited,
    Heard,
    Ignored,
    Removed,
    Typed,
    Unread,
    Voted,
    Wrote,
    account_of,
    bare_command,
    channel_of,
    translate,
)
from bot.chat.ids import AccountId, ChannelId
from bot.people.finding import find_recipient
from bot.people.model import Directory, Person, Unit
from tests.unit.matrix.recorded import NAMES, WORKSPACE, Names, recorded

KARIM = "@matrix/example.org/@karim:example.org"
MEANT: dict[str, Heard] = {
    "text": Wrote(words="4 2 -"),
    "command": Typed(command="lien", words="aide"),
    "pill": Typed(command="plus-tard", words=f"{KARIM} On en reparle demain ?"),
    "pill_markdown": Typed(command="plus-tard", words=f"{KARIM} On en reparle demain ?"),
    "room_pill": Typed(
        command="plus-tard", words="#matrix/example.org/!abc123:example.org Bonjour à l'équipe"
    ),
    "alias_pill": Typed(
        command="plus-tard", words="#matrix/example.org/!abc123:example.org Bonjour"
    ),
    "called_by_name": Typed(command="lien", words="aide"),
    "edit": Edited(of="$text", words="4 2 3"),
    "reply_with_fallback": Wrote(words="1", answers_to="$invitation"),
    "reply": Wrote(words="1", answers_to="$invitation"),
    "thread": Wrote(words="Merci pour le bilan"),
    "poll_response": Voted(poll="$poll", answer="a1b2c3d4e5f6"),
    "poll_response_stable": Voted(poll="$poll", answer="a1b2c3d4e5f6"),
    "redaction": Removed(event="$text"),
    "reaction": Ignored(kind="m.reaction"),
    "image": Unread(),
    "sticker": Ignored(kind="m.sticker"),
}


def meant(event: Event) -> Heard:
    return translate(event, Names())


def message(words: str, *, is_direct: bool = True, **more: Any) -> Event:
    content = {"msgtype": "m.text", "body": words, **more}
    return {**recorded("text"), "content": content, "is_direct": is_direct}


@pytest.mark.parametrize("name", NAMES)
def test_every_recorded_event_is_understood(name: str) -> None:
    assert meant(recorded(name)) == MEANT[name]


@pytest.mark.parametrize(
    ("typed", "command", "words"),
    [
        ("!lien", "lien", ""),
        ("!lien aide", "lien", "aide"),
        ("  !LIEN  absence 3 mars ", "lien", "absence 3 mars"),
        ("/lien aide", "lien", "aide"),
        ("! lien aide", "lien", "aide"),
        ("!plus-tard Karim\nMerci", "plus-tard", "Karim\nMerci"),
        ("!Plus Tard liste", "plus-tard", "liste"),
        ("!plustard liste", "plus-tard", "liste"),
        ("!later list", "lien", "later list"),
        ("!aide", "lien", "aide"),
        ("!Équipe liste", "lien", "Équipe liste"),
    ],
)
def test_a_command_is_read_however_it_is_typed(typed: str, command: str, words: str) -> None:
    assert meant(message(typed)) == Typed(command=command, words=words)


@pytest.mark.parametrize("typed", ["!liens", "!lienaide", "!bravo", "/me sourit", "! 4", "lien"])
def test_what_only_looks_like_a_command_is_words(typed: str) -> None:
    assert meant(message(typed)) == Wrote(words=typed)


def test_a_short_command_is_one_in_a_direct_room_only() -> None:
    assert meant(message("!aide", is_direct=False)) == Wrote(words="!aide")


@pytest.mark.parametrize(
    ("words", "is_command"),
    [
        ("aide", True),
        ("Aide !", True),
        ("pause 15/12", True),
        ("planning liste", True),
        ("aide Karim à déménager", False),
        ("bonjour", False),
        ("je passe", False),
    ],
)
def test_a_bare_word_is_a_command_where_it_can_be_nothing_else(
    words: str, *, is_command: bool
) -> None:
    assert (bare_command(words) is not None) is is_command


@pytest.mark.parametrize(
    "user",
    ["@karim:example.org", "@a/b/c:example.org", "@k.b-9=_+:sub.example.org:8448", "@x:[::1]:80"],
)
def test_a_user_keeps_their_name_through_neutral_ids_and_finding(user: str) -> None:
    account = account_of(user, WORKSPACE)
    assert AccountId.parse(str(account)) == account
    person = Person(id="k", name="Karim B.", unit="u", accounts=(account,))
    directory = Directory(units={"u": Unit(id="u", name="U")}, people={"k": person})
    for said in (
        f"!plus-tard {user} demain",
        f"!plus-tard {user}: demain",
        f"!plus-tard {user}\ndemain",
    ):
        typed = meant(message(said))
        assert isinstance(typed, Typed)
        found = find_recipient(directory, typed.words)
        assert (found.whom, found.words.strip()) == (person, "demain")


@pytest.mark.parametrize(
    "room", ["!abc:example.org", "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"]
)
def test_a_room_keeps_its_name_through_neutral_ids_and_finding(room: str) -> None:
    channel = channel_of(room, WORKSPACE)
    assert ChannelId.parse(str(channel)) == channel
    unit = Unit(id="u", name="U", channel=channel)
    directory = Directory(units={"u": unit}, people={})
    typed = meant(message(f"!plus-tard {room} demain"))
    assert isinstance(typed, Typed)
    assert find_recipient(directory, typed.words).whom == unit


def test_an_alias_of_a_room_the_bot_is_not_in_stays_as_it_was_typed() -> None:
    assert meant(message("!plus-tard #autre:example.org demain")) == Typed(
        command="plus-tard", words="#autre:example.org demain"
    )


def test_an_address_by_mail_is_nobodys_account() -> None:
    assert meant(message("écrire à lea@exemple.fr: merci")) == Wrote(
        words="écrire à lea@exemple.fr: merci"
    )


def test_sixty_kilobytes_are_words_like_others() -> None:
    words = "é" * 30_000
    assert meant(message(words)) == Wrote(words=words)


def test_half_a_character_is_made_whole() -> None:
    assert meant(message("demain \ud800")) == Wrote(words="demain ?")


@pytest.mark.parametrize("kind", ["m.room.encryption", "org.matrix.call", "secret words", "x" * 99])
def test_an_unknown_type_is_ignored_and_logged_only_if_it_is_matrixs_own(kind: str) -> None:
    ignored = meant({**recorded("text"), "type": kind})
    assert ignored == Ignored(kind=kind if kind.startswith(("m.", "org.matrix.")) else "unknown")


def test_what_another_robot_says_is_never_answered() -> None:
    assert meant(message("!lien aide", msgtype="m.notice")) == Ignored(kind="m.notice")


def test_a_picture_among_several_is_none_of_the_bots_business() -> None:
    assert meant({**recorded("image"), "is_direct": False}) == Ignored(kind="m.image")


def test_what_could_not_be_decrypted_is_told_apart() -> None:
    assert meant({**recorded("text"), "type": "org.lien.unreadable", "content": {}}) == Dark()
