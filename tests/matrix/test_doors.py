"""The doors to sharing on a real homeserver: an invitation answered by its number, and !lien."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.people.prompting import Prompting
from tests.fakes.small_department import MONDAY
from tests.homeserver import Homeserver
from tests.matrix.cast import Arrive
from tests.matrix.test_evening import number_of, told
from tests.matrix.test_sharing import converse, department
from tests.matrix.whole import settle_in, whole

PARIS = ZoneInfo("Europe/Paris")
INVITED = datetime(2026, 1, 7, 14, 0, tzinfo=PARIS)
A_MINUTE = timedelta(minutes=1)
QUESTION = "se sentir à l'aise"


async def test_an_invitation_is_answered_by_its_number_under_its_question_or_ended(
    homeserver: Homeserver, arrive: Arrive, tmp_path: Path, sqlite_url: str, fresh_name: str
) -> None:
    lea, fatou = [await arrive(name) for name in ("lea", "fatou")]
    homeserver.register(fresh_name)
    async with whole(tmp_path, sqlite_url, homeserver, fresh_name) as lien:
        team = await lea.make_team(lien.user, fatou.user)
        await lea.until_joined(team, lien.user, fatou.user)
        directory = department({"t1p2": lea.user, "t1p4": fatou.user}, team)
        dept = replace(directory.units["dept"], prompting=Prompting(since=MONDAY))
        invited = replace(directory, units={**directory.units, "dept": dept})
        await settle_in(lien.lien, invited, is_asked=False)
        await lien.advance(INVITED - timedelta(hours=3))
        for person in (lea, fatou):
            await person.say(team, "!lien aide")
            await told(person, lien.user, "Ce que vous pouvez me demander")

        await lien.advance(INVITED + A_MINUTE)
        asked = await told(lea, lien.user, QUESTION)
        await told(fatou, lien.user, QUESTION)
        door = number_of(asked, "Partager une pratique")
        form = await converse(lea, lien, (door, "Qu'est-ce qui marche"))
        assert QUESTION in form
        await converse(
            lea,
            lien,
            ("Un café avant tout papier.", "Un café"),
            ("oui", "attend, scellée"),
            ("!lien", "Que puis-je faire pour vous"),
        )
        inside = await converse(lea, lien, ("2", "Que voulez-vous partager"))
        signal = number_of(inside, "Signaler quelque chose")
        await converse(
            lea, lien, (signal, "Ce que vous avez vu"), ("annuler", "rien n'a été envoyé")
        )
        await converse(fatou, lien, ("!lien mon partage non", "ne vous inviterai plus"))

        await lien.advance(INVITED + timedelta(weeks=2) + A_MINUTE)
        asked = await told(lea, lien.user, "on parle moins qu'avant")
        signal = number_of(asked, "Signaler quelque chose")
        form = await converse(lea, lien, (signal, "Ce que vous avez vu"))
        assert "on parle moins qu'avant" in form
        room = fatou.room_with(lien.user) or ""
        assert not any("on parle moins" in one for one in fatou.heard(room, lien.user))
