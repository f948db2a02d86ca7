"""An evening on a real homeserver: a draft read where it was written, and a message taken back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.fakes.small_department import small_department
from tests.homeserver import Homeserver
from tests.matrix.cast import Arrive
from tests.matrix.person import Person
from tests.matrix.whole import on_homeserver, settle_in, whole

PARIS = ZoneInfo("Europe/Paris")
EVENING = datetime(2026, 1, 6, 21, 40, tzinfo=PARIS)
MORNING = datetime(2026, 1, 7, 8, 30, tzinfo=PARIS)


def number_of(said: str, label: str) -> str:
    """Return the number to answer with, of a choice that was shown with its numbers."""
    (line,) = [line for line in said.splitlines() if label in line]
    return line.strip().split(".")[0].split(" ")[0]


async def told(person: Person, bot: str, words: str) -> str:
    """Wait until the bot has said something to somebody in private, and return it."""

    def said() -> list[str]:
        room = person.room_with(bot)
        return [one for one in person.heard(room or "", bot) if words in one]

    await person.until(lambda: bool(said()), f"never said: {words}")
    return said()[-1]


async def edit(person: Person, room: str, event: str, words: str) -> None:
    await person.say(
        room,
        f"* {words}",
        **{
            "m.new_content": {"msgtype": "m.text", "body": words},
            "m.relates_to": {"rel_type": "m.replace", "event_id": event},
        },
    )


async def test_drafts_stay_where_they_were_written_and_late_messages_can_be_taken_back(
    homeserver: Homeserver, arrive: Arrive, tmp_path: Path, sqlite_url: str, fresh_name: str
) -> None:
    lea, karim, anca = [await arrive(name) for name in ("lea", "karim", "anca")]
    homeserver.register(fresh_name)
    async with whole(tmp_path, sqlite_url, homeserver, fresh_name) as lien:
        bot = lien.user
        powers = {"users": {bot: 50, lea.user: 100}}
        team = await lea.make_team(karim.user, bot, powers=powers)
        await lea.until_joined(team, karim.user, bot)
        names = {"t1p2": lea.user, "t1p3": karim.user, "admin": anca.user}
        await settle_in(lien.lien, on_homeserver(small_department(8), names, {"t1": team}))
        await lien.advance(EVENING)
        own = await lea.write_to(bot)
        await lea.until_joined(own, bot)

        kept = await lea.say(own, "!plus-tard @Prénom13 On en parle demain ?")
        await told(lea, bot, "Je garde ce message")
        dropped = await lea.say(own, "!plus-tard @Prénom13 Oubliez ceci")
        await lea.until(lambda: sum("Je garde" in s for s in lea.heard(own, bot)) == 2, "kept")
        assert list((tmp_path / "keys/hold").rglob("*")) == []
        await edit(lea, own, kept, "!plus-tard @Prénom13 On en parle jeudi ?")
        await lea.client.room_redact(own, dropped)

        desk = await anca.write_to(bot)
        await anca.until_joined(desk, bot)
        await anca.say(desk, "!lien équipe soir équipe 1 oui")
        await told(anca, bot, "C'est fait")
        posted = await lea.say(team, "Qui a les clés ?")
        offer = await told(lea, bot, "Il est 21")
        assert not any("Il est 21" in said for said in lea.heard(team, bot))
        await lea.say(own, number_of(offer, "Garder"))
        await told(lea, bot, "a pu le lire")
        await lea.until(
            lambda: any(e.get("redacts") == posted for e in lea.events.get(team, [])), "redacted"
        )

        await lea.say(own, "!plus-tard @Prénom13 La porte est ouverte")
        await lea.until(lambda: sum("Je garde" in s for s in lea.heard(own, bot)) >= 3, "kept")
        kept_last = [said for said in lea.heard(own, bot) if "Je garde" in said][-1]
        await lea.say(own, number_of(kept_last, "Envoyer maintenant"))
        await told(lea, bot, "part maintenant")
        await lien.advance(EVENING)
        assert "gardé" not in await told(karim, bot, "La porte est ouverte")

        await lien.advance(MORNING)
        said = await told(karim, bot, "On en parle")
        assert "On en parle jeudi ?" in said
        assert "plus-tard" not in said
        assert not any("Oubliez" in one for one in karim.heard(karim.room_with(bot) or "", bot))
        await karim.until(
            lambda: any("Qui a les clés ?" in one for one in karim.heard(team, bot)), "posted"
        )
