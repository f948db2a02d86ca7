"""An earlier copy of the database under open rounds is noticed, whenever it was put there."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from bot.errors import Unknown
from tests.fakes.small_department import MONDAY, small_department
from tests.scenarios.world import World, world

OPEN = MONDAY + timedelta(days=3, hours=2)
HOUR = timedelta(hours=1)


def copied(folder: Path, to: Path) -> None:
    for path in folder.glob("lien.db*"):
        shutil.copy(path, to)


def put_back(copy: Path, folder: Path) -> None:
    for path in folder.glob("lien.db*"):
        path.unlink()
    for path in copy.glob("lien.db*"):
        shutil.copy(path, folder)


def told(w: World, kind: str) -> int:
    return sum(delivery.kind == kind for delivery in w.chat.delivered)


async def test_a_copy_from_the_middle_of_a_round_voids_it_and_everybody_is_told(
    tmp_path: Path,
) -> None:
    (copy := tmp_path / "copy").mkdir()
    url, people = f"sqlite:///{tmp_path / 'lien.db'}", small_department(8)
    async with world(tmp_path, url, people) as w:
        await w.advance(OPEN)
        await w.answer("t1p2", charge="3", lien="4")
    copied(tmp_path, copy)
    async with world(tmp_path, url, people, at=OPEN + HOUR) as w:
        await w.settle()
        await w.answer("t1p3", charge="3", lien="4")
        await w.advance(OPEN + 2 * HOUR)
    put_back(copy, tmp_path)

    async with world(tmp_path, url, people, at=OPEN + 3 * HOUR) as w:
        await w.settle()
        assert (await w.round()).state == "void"
        assert told(w, "checkins.void") == len(people.people)
        refused = await w.press("t1p2", "checkins.answer")
        assert refused.form is None


async def test_a_restart_or_a_kill_while_the_mark_is_renewed_voids_nothing(tmp_path: Path) -> None:
    url, people = f"sqlite:///{tmp_path / 'lien.db'}", small_department(8)
    async with world(tmp_path, url, people) as w:
        await w.advance(OPEN)
    kept = tmp_path / "keys" / "continuity"
    before = (kept / "now").read_bytes()
    async with world(tmp_path, url, people, at=OPEN + HOUR) as w:
        await w.settle()
        assert (await w.round()).state == "open"
    # Killed after the database had the new mark, and before the old one was replaced.
    (kept / "now").chmod(0o600)
    (kept / "now").write_bytes(before)
    async with world(tmp_path, url, people, at=OPEN + 2 * HOUR) as w:
        await w.settle()
        assert (await w.round()).state == "open"


async def test_what_was_waiting_in_the_copy_is_looked_for_before_it_is_said_again(
    tmp_path: Path,
) -> None:
    (copy := tmp_path / "copy").mkdir()
    url, people = f"sqlite:///{tmp_path / 'lien.db'}", small_department(8)
    evening = MONDAY + timedelta(hours=12)
    async with world(tmp_path, url, people) as w:
        await w.advance(evening)
        await w.type("t1p2", "@Prénom13 Bonjour", command="plus-tard")
    copied(tmp_path, copy)
    async with world(tmp_path, url, people, at=evening + HOUR) as w:
        await w.advance(evening + 14 * HOUR)
        before = w.chat
        assert told(w, "quiethours.kept") == 1
    put_back(copy, tmp_path)

    async with world(tmp_path, url, people, at=evening + 15 * HOUR, chat=before) as w:
        await w.settle()
        assert told(w, "quiethours.kept") == 1


async def test_what_may_have_arrived_is_never_sent_again_at_night(tmp_path: Path) -> None:
    url, people = f"sqlite:///{tmp_path / 'lien.db'}", small_department(8)
    async with world(tmp_path, url, people) as w:
        await w.type("t1p2", "@Prénom13 Bonjour", command="plus-tard")
        morning = MONDAY + timedelta(minutes=30)
        w.chat.fail_next(Unknown("no answer"))
        await w.advance(morning)
        assert told(w, "quiethours.kept") == 0
        # The next try falls into the evening, as after a machine that stood still.
        night = morning.replace(hour=20)
        w.clock.move_to(night)
        await w.settle()
        assert told(w, "quiethours.kept") == 0
        await w.advance(night + 14 * HOUR)
        assert told(w, "quiethours.kept") == 1
