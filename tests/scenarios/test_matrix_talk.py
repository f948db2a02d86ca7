"""A week in Matrix rooms, through the real services: what people write, and what rooms keep."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.admin.model import COMMANDS
from bot.chat.incoming import CommandTyped, FormSubmitted, MessagePosted
from bot.people.model import Directory, RoleGrant
from bot.texts import Texts
from tests.fakes.matrix_rooms import RoomsChat, Server, direct_room, matrix_account, user
from tests.fakes.small_department import MONDAY, small_department
from tests.scenarios.world import World, world

THURSDAY = MONDAY + timedelta(days=3, hours=2)
ME = "t1p2"


def on_matrix(directory: Directory) -> Directory:
    people = {
        name: replace(person, accounts=(matrix_account(name),))
        for name, person in directory.people.items()
    }
    return replace(directory, people=people)


@dataclass
class Team:
    world: World
    server: Server

    def answers(self) -> list[FormSubmitted]:
        return [one for one in self.server.heard if isinstance(one, FormSubmitted)]

    async def write(self, words: str, person: str = ME) -> str:
        said = await self.server.write(person, words)
        await self.world.settle()
        return said.replace("\u00a0", " ").replace("\u202f", " ")


@asynccontextmanager
async def team(
    folder: Path, url: str, language: str = "fr", *, referents: tuple[str, ...] = ()
) -> AsyncIterator[Team]:
    chat = RoomsChat()
    trusted = tuple(RoleGrant(person, "referent", "dept") for person in referents)
    plain = small_department(8, language=language)
    directory = on_matrix(replace(plain, grants=(*plain.grants, *trusted)))
    async with world(folder, url, directory, chat=chat, texts=Texts.packaged()) as running:
        chat.server = Server(running.lien.router, running.lien.readers)
        yield Team(running, chat.server)


@asynccontextmanager
async def invited(folder: Path, url: str, language: str = "fr") -> AsyncIterator[Team]:
    async with team(folder, url, language) as them:
        await them.world.advance(THURSDAY)
        yield them


async def test_the_invitation_shows_the_questions_and_how_to_answer(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        shown = them.server.visible(ME)
        assert "Ma charge de travail était" in shown
        assert "4 2 -" in shown
        assert "3114" in shown
        assert "1. Répondre" in shown


async def test_one_message_answers_is_sealed_and_taken_back(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        said = await them.write("4 2 - : trop de réunions")
        assert "scellée" in said
        assert "réunions" not in said
        (answer,) = them.answers()
        assert [answer.values[n] for n in ("charge", "lien", "rotating")] == ["4", "2", ""]
        assert answer.values["comment"] == "trop de réunions"
        assert them.server.last(ME) in them.server.redacted
        assert "réunions" not in them.server.visible(ME)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_mistake_is_explained_and_what_it_held_goes_with_the_next_answer(
    tmp_path: Path, sqlite_url: str, language: str
) -> None:
    async with invited(tmp_path, sqlite_url, language) as them:
        said = await them.write("4 2 bof")
        assert "4 2 -" in said
        assert them.answers() == []
        mistake = them.server.last(ME)
        assert mistake not in them.server.redacted
        await them.write("4 2 3")
        assert mistake in them.server.redacted


async def test_pressing_one_shows_the_form_and_polls_answer_it_tap_by_tap(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        await them.write("1")
        charge, lien, third = them.server.polls(ME)
        assert "Il reste 2 questions" in await them.server.vote(ME, charge, "adaptée")
        assert "Il reste une question" in await them.server.vote(ME, lien, "plutôt oui")
        said = await them.server.vote(ME, third, "je passe")
        assert "1. Changer ma réponse" in said
        sealed = [dict(one.values) for one in them.answers()]
        assert [(s["charge"], s["lien"], s["rotating"]) for s in sealed] == [
            ("3", "", ""),
            ("3", "4", ""),
            ("3", "4", ""),
        ]
        assert "poll.response" not in them.server.visible(ME)
        await them.server.vote(ME, charge, "lourde mais tenable")
        assert dict(them.answers()[-1].values)["charge"] == "4"
        assert dict(them.answers()[-1].values)["lien"] == "4"


async def test_after_a_restart_taps_are_sealed_together_and_never_over_a_whole_answer(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        await them.write("1")
        polls = them.server.polls(ME)
        await them.write("4 2 3")
        them.server.restart()
        before = len(them.answers())
        assert "2 questions restantes" in (await them.server.vote(ME, polls[0], "adaptée"))
        assert "question restante" in (await them.server.vote(ME, polls[1], "plutôt oui"))
        assert len(them.answers()) == before
        await them.server.vote(ME, polls[2], "plutôt non")
        values = dict(them.answers()[-1].values)
        assert (values["charge"], values["lien"], values["rotating"]) == ("3", "4", "2")


async def test_values_are_forgotten_after_a_quarter_of_an_hour(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        await them.write("1")
        polls = them.server.polls(ME)
        await them.write("4 2 3 : un mot")
        them.server.millisecond += 16 * 60 * 1000
        assert "restantes" in await them.server.vote(ME, polls[0], "adaptée")
        assert len(them.answers()) == 1


async def test_an_edit_is_a_new_answer_and_after_the_close_is_refused(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        await them.write("4 2 3")
        answer = them.server.last(ME)
        assert "scellée" in await them.server.edit(ME, answer, "2 2 3")
        assert dict(them.answers()[-1].values)["charge"] == "2"
        await them.world.advance(THURSDAY + timedelta(days=5))
        assert "C'est clos" in await them.server.edit(ME, answer, "1 1 1")


async def test_an_edit_of_a_message_nobody_remembers_is_not_guessed(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        await them.write("4 2 3")
        answer = them.server.last(ME)
        them.server.restart()
        assert "nouveau message" in await them.server.edit(ME, answer, "2 2 3")
        assert len(them.answers()) == 1


async def test_a_removed_answer_is_erased_while_the_week_is_open(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        await them.write("4 2 3")
        answer = them.server.last(ME)
        assert "C'est effacé" in await them.server.remove(ME, answer)
        assert await them.server.remove(ME, answer) == ""


async def test_where_the_bot_may_not_take_answers_back_it_says_so_and_removing_erases_nothing(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        them.server.unmoderated.add(direct_room(ME))
        assert "ne m'en donne pas le droit" in await them.write("4 2 3")
        assert await them.server.remove(ME, them.server.last(ME)) == ""


async def test_the_fate_of_a_comment_is_one_number_away_and_the_comment_is_not_repeated(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        said = await them.write("4 2 3\nOn se relaie bien.")
        assert "3. le publier tel quel" in said
        assert "scellé" in await them.write("3")
        values = dict(them.answers()[-1].values)
        assert (values["keep"], values["comment"]) == ("verbatim", "On se relaie bien.")
        await them.write("4 2 3\nOn se relaie bien.")
        assert "charge" in await them.write("5")
        assert "scellé" in await them.write("horaires")
        assert dict(them.answers()[-1].values)["theme"] == "horaires"
        assert "relaie" not in them.server.visible(ME)


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_a_comment_is_previewed_on_demand_with_names_masked_and_then_taken_back(
    tmp_path: Path, sqlite_url: str, *, is_restarted: bool
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        await them.write("4 2 3\nMadame Durand relaie bien.")
        assert "1. voir ce qui serait publié" in await them.write("3")
        shown = await them.write("1")
        assert "relaie bien" in shown
        assert "Durand" not in shown
        if is_restarted:
            them.server.restart()
        assert "L'aperçu est effacé" in await them.write("1")
        assert "relaie" not in them.server.visible(ME)


async def test_the_worst_answers_are_met_with_help_by_text_and_by_poll(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        assert "vous n'avez pas à rester avec ça" in await them.write("intenable, 2, -")
        await them.write("2")
        polls = them.server.polls(ME)
        said = await them.server.vote(ME, polls[0], "intenable")
        assert "vous n'avez pas à rester avec ça" in said
        assert "C'est effacé" in await them.write("L'effacer")


@pytest.mark.parametrize("words", ["effacer", "Effacer !", "effacer ma réponse", "erase"])
async def test_erase_said_alone_asks_back_whether_ones_own_answer_is_meant(
    tmp_path: Path, sqlite_url: str, words: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        await them.write("4 2 3")
        asked = await them.write(words)
        assert "Effacer votre réponse de cette semaine" in asked
        assert "1. Effacer ma réponse" in asked
        assert "@Karim" not in asked
        assert "C'est effacé" in await them.write("1")


async def test_nothing_is_taken_in_a_room_its_server_can_read(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        them.server.unencrypted.add(direct_room(ME))
        assert "pas chiffrée" in await them.write("4 2 3")
        assert them.server.last(ME) in them.server.redacted
        assert "pas chiffrée" in await them.write("répondre")
        assert them.answers() == []


async def test_with_nothing_open_an_answer_is_told_so(tmp_path: Path, sqlite_url: str) -> None:
    async with team(tmp_path, sqlite_url) as them:
        assert "Aucune question n'est ouverte" in await them.write("4 2 3")
        assert "Que puis-je faire" in await them.write("bonjour à vous")


async def test_numbers_press_what_the_latest_message_offers_across_a_restart(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        them.server.restart()
        assert "Rien n'est noté" in await them.write("2")
        assert "de 1 à 2" in await them.write("9")


async def test_a_number_that_crossed_a_new_list_presses_nothing(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with team(tmp_path, sqlite_url) as them:
        await them.write("!plus-tard @Prénom13 On en reparle demain ?")
        words = {"msgtype": "m.text", "body": "2"}
        late = them.server.post(user(ME), direct_room(ME), words)
        await them.world.advance(THURSDAY)
        assert "quelle liste" in "".join(await them.server.hear(late))
        assert "Rien n'est noté" in await them.write("2")


async def test_an_answer_to_an_older_list_is_told_so(tmp_path: Path, sqlite_url: str) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        invitation = them.server.timeline[direct_room(ME)][0]["event_id"]
        await them.write("!lien")
        reply = {"m.relates_to": {"m.in_reply_to": {"event_id": invitation}}}
        assert "plus d'actualité" in await them.server.write(ME, "2", more=reply)


async def test_a_command_in_a_room_of_many_is_answered_in_private(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        said = await them.server.write(ME, "!lien répondre", room="!team:example.org")
        assert "Ma charge de travail" in said
        assert [e["sender"] for e in them.server.timeline["!team:example.org"]] == [user(ME)]
        typed = next(one for one in them.server.heard if isinstance(one, CommandTyped))
        assert typed.channel is not None
        assert "scellée" in await them.write("4 2 3")


@pytest.mark.parametrize("typed", ["!lien 4 2 3", "!lien répondre 4 2 3", "/lien réponse 4,2,3"])
async def test_an_answer_typed_as_a_command_is_sealed_in_private_and_refused_in_public(
    tmp_path: Path, sqlite_url: str, typed: str
) -> None:
    async with invited(tmp_path, sqlite_url) as them:
        assert "scellée" in await them.write(typed)
        said = await them.server.write(ME, typed, room="!team:example.org")
        assert "en privé" in said
        assert them.server.timeline["!team:example.org"][-1]["event_id"] in them.server.redacted
        assert len(them.answers()) == 1


async def test_what_is_said_in_a_room_of_many_is_passed_on_and_not_answered(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with team(tmp_path, sqlite_url) as them:
        assert await them.server.write(ME, "4 2 3", room="!team:example.org") == ""
        (posted,) = them.server.heard
        assert isinstance(posted, MessagePosted)
        assert posted.channel is not None


async def test_a_held_message_names_the_event_that_wrote_it(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with team(tmp_path, sqlite_url) as them:
        said = await them.write("!plus-tard @Prénom13 On en reparle demain ?")
        assert "Je garde ce message pour Prénom13" in said
        (typed,) = them.server.heard
        assert isinstance(typed, CommandTyped)
        assert typed.message is not None
        assert typed.message.message == them.server.last(ME)
        assert "1. Envoyer maintenant" in said
        assert "annulé" in await them.write("3")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_every_command_of_the_table_is_answered_however_it_is_typed(
    tmp_path: Path, sqlite_url: str, language: str
) -> None:
    async with team(tmp_path, sqlite_url, language) as them:
        for command in COMMANDS:
            word = command.words[0] if language == "fr" else command.words[-1]
            for typed in (f"  !LIEN {word.upper()}", word):
                said = await them.write(typed, "admin")
                assert said.strip(), typed
                assert "pas marché de mon côté" not in said
                assert "Je ne connais pas «" not in said
                await them.server.write("admin", "annuler")


async def test_help_names_commands_as_matrix_users_type_them(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with team(tmp_path, sqlite_url) as them:
        said = await them.write("aide")
        assert "!lien horaires" in said
        assert " /lien" not in said
