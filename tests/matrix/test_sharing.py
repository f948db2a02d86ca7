"""Sharing on a real homeserver, by text: a signal to its return, a practice to its month."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from structlog.testing import capture_logs

from bot.people.model import Directory, RoleGrant
from tests.fakes.small_department import small_department
from tests.homeserver import Homeserver
from tests.matrix.cast import Arrive
from tests.matrix.person import Person
from tests.matrix.test_evening import number_of, told
from tests.matrix.whole import Whole, on_homeserver, settle_in, whole
from tests.traces import changed, code_forms, left_in, naming, rows_of

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = datetime(2026, 1, 7, 10, 0, tzinfo=PARIS)
MONDAY_AT_TEN = datetime(2026, 1, 12, 10, 0, tzinfo=PARIS)
A_LONE_SHARE_LEAVES = datetime(2026, 1, 19, 10, 0, tzinfo=PARIS)
FIRST_TUESDAY = datetime(2026, 2, 3, 11, 0, tzinfo=PARIS)
A_MINUTE = timedelta(minutes=1)
SLOW = "Logiciel très lent le lundi pour Mme Bouchard, saisie refaite."
SECRETS = ("Bouchard", "saisie refaite", "brouillonne", "midi sauté", "courriels en congés")
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b")
OURS = {"signal_box", "signals", "cards", "outbox"}
"""The tables that hold what people share, beside those of the connection itself."""


def department(names: dict[str, str], team: str) -> Directory:
    plain = small_department(8)
    trusted = RoleGrant("t1p4", "referent", "dept")
    trusting = replace(plain, grants=(*plain.grants, trusted))
    return on_homeserver(trusting, names, {"t1": team})


async def taken_back(person: Person, lien: Whole, *needles: str) -> None:
    """Wait until some words stand nowhere in somebody's room with the bot."""
    room = person.room_with(lien.user) or ""

    def standing() -> list[str]:
        events = person.events.get(room, [])
        gone = {e.get("redacts") or e["content"].get("redacts") for e in events}
        return [str(e["content"]) for e in events if e["event_id"] not in gone]

    await person.until(
        lambda: not any(one in said for one in needles for said in standing()), "still there"
    )


async def converse(person: Person, lien: Whole, *turns: tuple[str, str]) -> str:
    """Write to the bot, turn by turn, waiting for words of each answer; return the last one."""
    said = ""
    for words, expected in turns:
        room = person.room_with(lien.user) or ""
        before = len(person.heard(room, lien.user))
        await person.say(room, words)
        await person.until(
            lambda r=room, n=before, w=expected: (  # type: ignore[misc]
                any(w in one for one in person.heard(r, lien.user)[n:])
            ),
            f"never said: {expected}",
        )
        said = next(one for one in person.heard(room, lien.user)[before:] if expected in one)
    return said


async def signal(person: Person, lien: Whole, fact: str, effect: str = "-", idea: str = "-") -> str:
    """Write a signal, look at it whole, send it; return the code."""
    shown = await converse(
        person,
        lien,
        ("!lien signal", "Ce que vous avez vu"),
        (fact, "Ce que cela peut entraîner"),
        (effect, "Une idée"),
        (idea, "Le thème"),
    )
    assert "Bouchard" not in shown
    said = await converse(person, lien, ("oui", "Votre code"))
    found = CODE.search(said)
    assert found
    return found[0]


async def test_a_signal_goes_from_writing_to_the_months_return_and_leaves_no_words_behind(
    homeserver: Homeserver, arrive: Arrive, tmp_path: Path, sqlite_url: str, fresh_name: str
) -> None:
    cast = {name: await arrive(name) for name in ("nadia", "lea", "karim", "fatou")}
    nadia, lea, karim, fatou = cast.values()
    homeserver.register(fresh_name)
    database = tmp_path / "lien.db"
    with capture_logs() as logs:
        async with whole(tmp_path, sqlite_url, homeserver, fresh_name) as lien:
            team = await nadia.make_team(lien.user, *(p.user for p in cast.values() if p != nadia))
            await nadia.until_joined(team, lien.user, lea.user, karim.user, fatou.user)
            ids = ("t1p1", "t1p2", "t1p3", "t1p4")
            names = dict(zip(ids, (p.user for p in cast.values()), strict=True))
            await settle_in(lien.lien, department(names, team), is_asked=False)
            await lien.advance(WEDNESDAY)
            for person in cast.values():
                await person.say(team, "!lien aide")
                await told(person, lien.user, "Ce que vous pouvez me demander")
            before = rows_of(database)
            mine = await signal(
                lea, lien, SLOW, "Une évaluation brouillonne.", "Décaler la mise à jour."
            )
            assert changed(before, rows_of(database)) & OURS == {"signal_box"}
            await converse(lea, lien, (f"!lien suivi {mine.lower()}", "Personne ne l'a encore lu"))
            await signal(karim, lien, "Un midi sauté")
            await signal(nadia, lien, "Des courriels en congés")

            await lien.advance(MONDAY_AT_TEN + A_MINUTE)
            await told(fatou, lien.user, "3 signaux")
            await act(fatou, lien, "2", "Est-ce chaque lundi ?", "-", "-")
            followed = await converse(lea, lien, (f"suivi {mine}", "Est-ce chaque lundi ?"))
            assert "en discussion" in followed
            add = number_of(followed, "Ajouter un mot")
            answer = "Oui, dès huit heures."
            await converse(lea, lien, (add, "Votre mot aux référents"), (answer, answer))

            await lien.advance(MONDAY_AT_TEN + timedelta(weeks=2) + A_MINUTE)
            await told(fatou, lien.user, "1 signal ou réponse")
            read = await act(fatou, lien, "3", "-", "-", "La mise à jour passe au mercredi.")
            assert answer in read
            await lien.advance(FIRST_TUESDAY + A_MINUTE)
            await karim.until(
                lambda: any("passe au mercredi" in s for s in karim.heard(team, lien.user)), "month"
            )
            for person in cast.values():
                await converse(person, lien, ("aide", "Ce que vous pouvez me demander"))
                await taken_back(person, lien, *SECRETS, *code_forms(mine), "très lent", answer)
            held = rows_of(database)
    assert left_in(tmp_path, *SECRETS, *code_forms(mine)) == []
    assert left_in(homeserver.folder, *SECRETS, *code_forms(mine)) == []
    assert naming(held, {"signals", "signal_box"}, lea.user, "t1p2", "Prénom12") == []
    assert not [log for log in logs if any(one in str(log) for one in (*SECRETS, mine))]


async def act(reader: Person, lien: Whole, state: str, word: str, why: str, outcome: str) -> str:
    """Open the slow signal of the list and act on it; return how it was shown."""
    listed = await converse(reader, lien, ("!lien signaux", "très lent"))
    before_it = listed.split("très lent")[0].count("Donner suite")
    read = await converse(reader, lien, (str(before_it + 1), "Une évaluation brouillonne."))
    await converse(
        reader,
        lien,
        (state, "Votre mot à la personne"),
        (word, "La raison"),
        (why, "Ce qui change"),
        (outcome, "C'est tout"),
        ("oui", "C'est enregistré"),
    )
    return read


async def test_a_practice_goes_from_writing_to_the_month_and_is_renewed(
    homeserver: Homeserver, arrive: Arrive, tmp_path: Path, sqlite_url: str, fresh_name: str
) -> None:
    lea, karim = [await arrive(name) for name in ("lea", "karim")]
    homeserver.register(fresh_name)
    async with whole(tmp_path, sqlite_url, homeserver, fresh_name) as lien:
        team = await lea.make_team(lien.user, karim.user)
        await lea.until_joined(team, lien.user, karim.user)
        names = {"t1p2": lea.user, "t1p3": karim.user}
        await settle_in(lien.lien, department(names, team), is_asked=False)
        await lien.advance(WEDNESDAY)
        for person in (lea, karim):
            await person.say(team, "!lien aide")
            await told(person, lien.user, "Ce que vous pouvez me demander")
        shown = await converse(
            lea,
            lien,
            ("pratique", "Qu'est-ce qui marche"),
            ("Dix minutes entre deux visios, dit Mme Bouchard.", "dit [nom]"),
        )
        assert "Sans nom" in shown
        assert lea.heard(team, lien.user) == []
        await converse(lea, lien, ("oui", "attend, scellée"))
        await converse(
            karim,
            lien,
            ("pratique", "Qu'est-ce qui marche"),
            ("Un jeudi sans réunion.", "Un jeudi sans réunion."),
            ("3", "Signature"),
            ("2", "Avec mon nom"),
            ("oui", "Votre pratique paraît"),
        )
        await lien.advance(WEDNESDAY + A_MINUTE)
        await lea.until(lambda: any("Un jeudi" in s for s in lea.heard(team, lien.user)), "signed")
        assert not any("dit [nom]" in s for s in lea.heard(team, lien.user))
        await lien.advance(A_LONE_SHARE_LEAVES + A_MINUTE)
        await karim.until(lambda: any("dit [nom]" in s for s in karim.heard(team, lien.user)), "in")
        await karim.say(team, "1")
        await told(karim, lien.user, "Votre nom n'est pas noté")
        found = await converse(karim, lien, ("pratique chercher VISIO", "dit [nom]"))
        assert "Jugée utile 1 fois" in found
        await taken_back(lea, lien, "deux visios")

        await lien.advance(FIRST_TUESDAY + A_MINUTE)
        await karim.until(
            lambda: any("Des pratiques du mois" in s for s in karim.heard(team, lien.user)), "month"
        )
        lien.clock.move_to(WEDNESDAY + timedelta(weeks=55))
        old = await converse(karim, lien, ("pratique chercher visio", "plus d'un an"))
        await converse(karim, lien, (number_of(old, "Vaut toujours"), "un an de plus"))
        drawn = await converse(karim, lien, ("pratique au hasard", "dit [nom]"))
        assert "plus d'un an" not in drawn
    assert left_in(tmp_path, "Bouchard") == []
