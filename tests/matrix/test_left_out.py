"""A room is imported on a real homeserver: who is bridged, serves or has not come is left out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.chat.ids import ChannelId
from bot.chat.incoming import MembershipChanged
from tests.fakes.small_department import small_department
from tests.homeserver import NAME, Homeserver
from tests.matrix.cast import Arrive
from tests.matrix.running import asked
from tests.matrix.stage import account
from tests.matrix.whole import on_homeserver, settle_in, whole


async def test_robots_and_who_has_not_come_are_on_no_roster(
    homeserver: Homeserver, arrive: Arrive, tmp_path: Path, sqlite_url: str, fresh_name: str
) -> None:
    anca, lea, late = await arrive("anca"), await arrive("lea"), await arrive("late", joins=False)
    helper = await arrive("assistant")
    homeserver.register(fresh_name)
    async with whole(tmp_path, sqlite_url, homeserver, fresh_name) as lien:
        await settle_in(lien.lien, on_homeserver(small_department(0), {"admin": anca.user}, {}))
        room = await anca.make_team(
            lien.user, lea.user, late.user, helper.user, encrypted=False, preset=anca.public
        )
        await anca.until_joined(room, lien.user, lea.user, helper.user)
        bridged = [homeserver.puppet(f"{n}{fresh_name}", room) for n in ("_bridge_", "signal_")]
        for kind, content in (
            ("io.element.functional_members", {"service_members": [helper.user]}),
            ("m.bridge", {"bridgebot": bridged[0], "protocol": {"id": "signal"}}),
        ):
            await anca.client.room_put_state(room, kind, content)
        own = await anca.write_to(lien.user)
        await anca.until_joined(own, lien.user)

        await asked(anca, own, lien.user, "!lien équipe créer Nord")
        said = await asked(anca, own, lien.user, f"!lien équipe importer Nord {room}")
        assert "À ajouter, 1 personne" in said
        assert "Laissés de côté, 3 robots" in said
        assert "C'est fait" in await asked(anca, own, lien.user, "1")

        async with lien.lien.unit_of_work() as uow:
            directory = await uow.people.directory()
        found = {a.user for p in directory.people.values() for a in p.accounts}
        assert lea.user in found
        assert found.isdisjoint({late.user, helper.user, lien.user, *bridged})
        await lien.advance(lien.clock.now() + timedelta(days=4))
        assert helper.room_with(lien.user) is None

        # Who joins later over the bridge is nobody a roster lacks.
        await asked(anca, own, lien.user, f"!lien équipe canal Nord {room}")
        await lien.lien.router(
            MembershipChanged(
                event="joined-by-bridge",
                account=account(bridged[1]),
                channel=ChannelId("matrix", NAME, room),
                is_member=True,
            )
        )
        async with lien.lien.unit_of_work() as uow:
            waiting = await uow.outbox.claim(lien.clock.now(), 50)
        assert [e for e in waiting if e.kind == "admin.follow"] == []
