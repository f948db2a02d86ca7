"""What a conversation remembers, what it forgets, and what it takes back from rooms."""

from __future__ import annotations

import pytest

from bot.adapters.matrix.outgoing import render
from bot.chat.incoming import CommandTyped
from bot.chat.outgoing import Button, Choices, Message
from bot.i18n.text import plain
from tests.fakes.matrix_lien import Lien, reading
from tests.fakes.matrix_rooms import Server, direct_room, user
from tests.unit.matrix.checkin import reader

LEA = "lea"


@pytest.fixture
def lien() -> Lien:
    return Lien()


@pytest.fixture
def server(lien: Lien) -> Server:
    return Server(lien, reading)


async def written(server: Server, *words: str) -> list[str]:
    return [await server.write(LEA, one) for one in words]


async def test_a_form_is_filled_in_sent_once_and_taken_back(lien: Lien, server: Server) -> None:
    said = await written(server, "!lien pratique", "Un café", "2", "-", "passer", "oui")
    assert "Quoi ?" in said[0]
    assert said[-1] == "partagé"
    assert lien.forms() == [{"what": "Un café", "keep": "verbatim", "use": "", "whom": ""}]
    assert "Un café" not in server.visible(LEA)


async def test_a_form_is_left_for_a_command_and_taken_up_again(lien: Lien, server: Server) -> None:
    said = await written(server, "!lien pratique", "Un café", "!lien liste", "1", "reprendre", "1")
    assert "reprendre" in said[2]
    assert said[3] == "pressé envoyer"
    assert "Ce commentaire" in said[4]
    assert "Utile" in said[5]
    assert lien.forms() == []


async def test_a_left_form_can_be_cancelled(server: Server) -> None:
    await written(server, "!lien pratique", "Un café", "!lien liste")
    cancelled = await server.write(LEA, "annuler")
    assert "rien n'a été envoyé" in cancelled
    assert "Un café" not in server.visible(LEA)


async def test_words_that_are_commands_answer_the_field_that_is_asked(
    lien: Lien, server: Server
) -> None:
    said = await written(server, "!lien pratique", "pause")
    assert "Ce commentaire" in said[1]
    assert [one.words for one in lien.heard if isinstance(one, CommandTyped)] == ["pratique"]


async def test_after_a_restart_a_form_is_said_lost_and_its_inputs_are_taken_back(
    lien: Lien, server: Server
) -> None:
    await written(server, "!lien pratique", "Un café", "2")
    server.restart()
    said = await written(server, "3", "bonjour")
    assert "redémarré" in said[0]
    assert said[1] == "Que puis-je faire ?"
    assert lien.forms() == []
    assert "Un café" not in server.visible(LEA)


async def test_a_refused_form_keeps_what_was_written(lien: Lien, server: Server) -> None:
    lien.refuses = True
    said = await written(server, "!lien pratique", "Un café", "2", "-", "-", "oui")
    assert "refusé" in said[-1]
    assert "toujours là" in said[-1]
    lien.refuses = False
    assert (await written(server, "retour", "-", "oui"))[-1] == "partagé"
    assert lien.forms()[-1] == lien.forms()[0]


async def test_a_list_that_lands_in_the_middle_of_a_form_presses_nothing_by_surprise(
    lien: Lien, server: Server
) -> None:
    await written(server, "!lien pratique", "Un café")
    listed = Message((Choices((Button(action="digest.more", label=plain("Plus")),)),))
    await server.carry_out(render(listed, reader()), direct_room(LEA))
    said = await written(server, "1", "1")
    assert "entre-temps" in said[0]
    assert "Ce commentaire" in said[0]
    assert "Utile" in said[1]
    assert lien.pressed() == []


async def test_a_form_asked_for_in_a_room_of_many_goes_on_in_private(
    lien: Lien, server: Server
) -> None:
    await server.write(LEA, "!lien pratique", room="!team:example.org")
    await written(server, "Un café", "2", "-", "-", "oui")
    assert lien.forms()[0]["what"] == "Un café"
    assert [e["sender"] for e in server.timeline["!team:example.org"]] == [user(LEA)]


@pytest.mark.parametrize("is_restarted", [False, True])
@pytest.mark.parametrize("is_reply", [False, True])
async def test_a_list_shown_to_many_is_chosen_from_and_answered_in_private(
    lien: Lien, server: Server, *, is_restarted: bool, is_reply: bool
) -> None:
    room = "!team:example.org"
    listed = Message((Choices((Button(action="digest.more", label=plain("Lire la suite")),)),))
    shown = await server.carry_out(render(listed, reader()), room)
    if is_restarted:
        server.restart()
    more = {"m.relates_to": {"m.in_reply_to": {"event_id": shown}}} if is_reply else None
    assert await server.write(LEA, "1", room=room, more=more) == "pressé digest.more"
    assert await server.write(LEA, "2", room=room, more=more) == "Que puis-je faire ?"
    assert lien.pressed() == ["digest.more"]
    assert [e["sender"] for e in server.timeline[room]].count(user("lien")) == 1


async def test_no_form_begins_where_the_server_reads_along(server: Server) -> None:
    server.unencrypted.add(direct_room(LEA))
    assert "pas chiffrée" in await server.write(LEA, "!lien pratique")


async def test_an_event_heard_again_after_a_kill_presses_the_same(
    lien: Lien, server: Server
) -> None:
    await server.write(LEA, "!lien liste")
    words = {"msgtype": "m.text", "body": "2"}
    event = server.post(user(LEA), direct_room(LEA), words)
    await server.hear(event)
    await server.write(LEA, "!lien liste")
    server.restart()
    await server.hear(event)
    assert lien.pressed() == ["jeter", "jeter"]


async def test_a_label_presses_as_its_number_does(server: Server) -> None:
    assert (await written(server, "!lien liste", "Jeter !"))[-1] == "pressé jeter"


async def test_an_edited_command_is_carried_out_and_a_held_message_is_not_kept_twice(
    lien: Lien, server: Server
) -> None:
    await written(server, "!lien list", "!plus-tard @Karim demain")
    await server.edit(LEA, "$0", "!lien liste")
    assert isinstance(lien.heard[-1], CommandTyped)
    before = len(lien.heard)
    assert await server.edit(LEA, server.last(LEA), "!plus-tard @Karim jeudi") == ""
    typed = [one for one in lien.heard[before:] if isinstance(one, CommandTyped)]
    assert typed == []


async def test_an_event_nobody_could_decrypt_is_asked_for_once_more(server: Server) -> None:
    dark = server.post(user(LEA), direct_room(LEA), {}, "org.lien.unreadable")
    assert "encore une fois" in "".join(await server.hear(dark))


async def test_a_voice_message_is_answered_with_what_is_read(lien: Lien, server: Server) -> None:
    spoken = {"msgtype": "m.audio", "body": "voice.ogg"}
    event = server.post(user(LEA), direct_room(LEA), spoken)
    assert "que des messages écrits" in "".join(await server.hear(event))
    assert lien.heard == []


async def test_reactions_robots_and_strangers_polls_are_left_alone(
    lien: Lien, server: Server
) -> None:
    vote = {
        "m.relates_to": {"rel_type": "m.reference", "event_id": "$nobody"},
        "m.selections": ["x"],
    }
    for kind, content in (
        ("m.reaction", {}),
        ("m.room.message", {"msgtype": "m.notice", "body": "x"}),
        ("m.poll.response", vote),
    ):
        event = server.post(user(LEA), direct_room(LEA), content, kind)
        assert await server.hear(event) == []
    assert lien.heard == []
