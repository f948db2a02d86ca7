"""Sharing in Slack: a signal from a modal to its return, a practice to its month."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from structlog.testing import capture_logs

from tests.scenarios.slack_sharing import code, filled_in, handle, modal, shown, signal, types
from tests.scenarios.slack_world import SlackWorld, slack_world, words
from tests.traces import changed, code_forms, left_in, naming, rows_of

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = datetime(2026, 1, 7, 10, 0, tzinfo=PARIS)
MONDAY_AT_TEN = datetime(2026, 1, 12, 10, 0, tzinfo=PARIS)
A_LONE_SHARE_LEAVES = datetime(2026, 1, 19, 10, 0, tzinfo=PARIS)
FIRST_TUESDAY = datetime(2026, 2, 3, 11, 0, tzinfo=PARIS)
A_MINUTE = timedelta(minutes=1)
SLOW = "Logiciel très lent le lundi pour Mme Bouchard, saisie refaite."
SECRETS = ("Bouchard", "saisie refaite", "brouillonne", "midi sauté", "courriels en congés")
PAIR = ("t1p2", "t2p2")


def posted(world: SlackWorld) -> list[str]:
    """Read every message that stands anywhere in the workspace."""
    return [str(m) for channel in world.slack.team.channels.values() for m in channel.messages]


async def test_a_signal_goes_from_a_modal_to_the_months_return(tmp_path: Path) -> None:
    database = tmp_path / "lien.sqlite3"
    with capture_logs() as logs:
        async with slack_world(tmp_path, sizes=(8, 7), at=WEDNESDAY, referents=PAIR) as world:
            lea = world.users["t1p3"]
            before = rows_of(database)
            await world.slack.types(lea, "/lien", "signal")
            await world.slack.submits(
                lea, fact=SLOW, effect="Une évaluation brouillonne.", idea="Décaler la mise à jour."
            )
            preview = filled_in(modal(world, "t1p3"))
            assert preview["fact"] == SLOW.replace("Mme Bouchard", "[nom]")
            assert preview["theme"] == "=materiel"
            assert changed(before, rows_of(database)) == set()
            await world.slack.submits(lea)
            mine = code(world, "t1p3")
            assert changed(before, rows_of(database)) == {"signal_box"}
            assert "Personne ne l'a encore lu" in words(await types(world, "t1p3", f"suivi {mine}"))
            await signal(world, "t1p4", "Un midi sauté")
            await signal(world, "t2p3", "Des courriels en congés")

            await world.advance(MONDAY_AT_TEN + A_MINUTE)
            for reader in PAIR:
                assert "3 signaux" in world.read(reader)[-1]
            told = world.slack.direct(world.users["t2p2"])[-1]
            opened = await world.slack.presses(world.users["t2p2"], told, "sharing.read")
            listed = words(await shown(opened))
            assert "très lent le lundi pour [nom]" in listed
            question = {"state": "=discussed", "words": "Est-ce chaque lundi ?"}
            read = await handle(world, "t2p2", "très lent", **question)
            assert "Une évaluation brouillonne." in read

            await answer_by_code(world, mine)
            await world.advance(MONDAY_AT_TEN + timedelta(weeks=2) + A_MINUTE)
            changes = {"state": "=action", "outcome": "La mise à jour passe au mercredi."}
            assert "Oui, dès huit heures." in await handle(world, "t1p2", "très lent", **changes)
            assert "action est en cours" in words(await types(world, "t1p3", f"suivi {mine}"))

            await world.advance(FIRST_TUESDAY + A_MINUTE)
            for unit in ("dept", "t1", "t2"):
                assert "La mise à jour passe au mercredi." in world.read_in(unit)[-1]
            assert [said for said in posted(world) if any(one in said for one in SECRETS)] == []
            held = rows_of(database)
            accounts = [user.id for user in world.users.values()]
    assert left_in(tmp_path, *SECRETS, *code_forms(mine)) == []
    assert naming(held, {"signals", "signal_box"}, *accounts, "t1p3", "Prénom13") == []
    assert not [log for log in logs if any(one in str(log) for one in (*SECRETS, mine))]


async def answer_by_code(world: SlackWorld, mine: str) -> None:
    """Follow a signal with a code typed as people type, and say a word more."""
    lea = world.users["t1p3"]
    followed = await types(world, "t1p3", f"suivi {mine.lower().replace('-', ' ')}")
    assert "en discussion" in words(followed)
    assert "Est-ce chaque lundi ?" in words(followed)
    await world.slack.presses(lea, followed, "sharing.add")
    await world.slack.submits(lea, words="Oui, dès huit heures.")
    assert "Oui, dès huit heures." in words(modal(world, "t1p3"))
    world.slack.team.views.clear()


def practices(world: SlackWorld) -> list[dict[str, Any]]:
    """What the team's channel was shown of practices, beside its digests."""
    messages = world.channels["t1"].messages
    return [one for one in messages if "Une pratique à essayer" in words(one)]


async def test_a_practice_goes_from_a_modal_to_the_month_and_is_renewed(tmp_path: Path) -> None:
    async with slack_world(tmp_path, sizes=(8, 7), at=WEDNESDAY) as world:
        await world.settle()  # last month's return, with nothing to say
        karim, nadia = world.users["t1p3"], world.users["t1p4"]
        await world.slack.types(karim, "/lien", "pratique")
        await world.slack.submits(karim, words="Dix minutes entre deux visios, dit Mme Bouchard.")
        preview = filled_in(modal(world, "t1p3"))
        assert preview["words"] == "Dix minutes entre deux visios, dit [nom]."
        assert preview["signed"] == "=no"
        assert world.read_in("t1") == []
        await world.slack.submits(karim)
        assert "attend, scellée" in words(modal(world, "t1p3"))
        await world.slack.types(nadia, "/lien", "pratique")
        await world.slack.submits(nadia, words="Un jeudi sans réunion.")
        await world.slack.submits(nadia, signed="=yes")
        assert "Votre pratique paraît" in words(modal(world, "t1p4"))
        world.slack.team.views.clear()
        await world.settle()

        (signed,) = practices(world)
        assert "Un jeudi sans réunion." in words(signed)
        assert "Prénom14" in words(signed)
        await world.advance(A_LONE_SHARE_LEAVES - A_MINUTE)
        assert len(practices(world)) == 1
        await world.advance(A_LONE_SHARE_LEAVES + A_MINUTE)
        _, message = practices(world)
        assert "dit [nom]" in words(message)
        assert "Prénom" not in words(message)
        for reader in (nadia, nadia, world.users["t1p5"]):
            pressed = await world.slack.presses(
                reader, message, "sharing.useful", world.channels["t1"]
            )
            assert "Votre nom n'est pas noté" in words(await shown(pressed))
        assert "Jugée utile 2 fois" in words(await types(world, "t2p4", "pratique chercher VISIO"))

        await world.advance(FIRST_TUESDAY + A_MINUTE)
        for unit in ("dept", "t1", "t2"):
            assert "Des pratiques du mois" in world.read_in(unit)[-1]

        world.clock.move_to(WEDNESDAY + timedelta(weeks=55))
        world.slack.moves_to(world.clock.now().timestamp())
        found = await types(world, "t2p5", "pratique chercher visio")
        assert "plus d'un an" in words(found)
        renewed = await world.slack.presses(world.users["t2p5"], found, "sharing.renew")
        assert "un an de plus" in words(await shown(renewed))
        drawn = words(await types(world, "t2p6", "pratique au hasard"))
        assert "plus d'un an" not in drawn
        assert "dit [nom]" in drawn
    assert left_in(tmp_path, "Bouchard") == []
