"""What the drawing process makes of a description: looked at as pixels."""

from __future__ import annotations

import io
import json
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from bot.digest.picture import Drawing, Form
from bot.drawing import draw, run
from bot.drawing.chart import render
from bot.drawing.palette import MARK, PAPER, ZONE
from bot.errors import OperatorError
from tests.releases import band, chart, moved, number, silent, team, withheld

PAST = (
    silent(1, "quiet"),
    *(moved(week, "down", "steady") for week in range(2, 9)),
    moved(10, "up", "up", band("charge", "middle", 3, 10), band("lien", "favorable", 3, 10)),
)
LEVEL = team(12, number("charge", 3.5), withheld("lien", "too_few"), number("temps", 4))


def drawing(form: Form = "wide") -> Drawing:
    return chart(moved(12, "up", "down"), PAST).drawing(form)


def pixels(picture: bytes, mode: str = "RGB") -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert(mode)


def shade(colour: str) -> int:
    """Return the grey value a colour prints as (ITU-R BT.601)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return round(0.299 * red + 0.587 * green + 0.114 * blue)


@pytest.mark.parametrize(("form", "size"), [("wide", (1200, 630)), ("small", (720, 900))])
def test_a_picture_has_the_size_of_its_form(form: Form, size: tuple[int, int]) -> None:
    assert pixels(render(drawing(form))).size == size


def test_the_same_description_gives_the_same_bytes_and_no_trace_of_the_program() -> None:
    first, second = render(drawing()), render(drawing())

    assert first == second
    assert b"atplotlib" not in first


@pytest.mark.parametrize("form", ["wide", "small"])
def test_zones_and_marks_are_told_apart_in_grey(form: Form) -> None:
    counted = pixels(render(drawing(form)), "L").histogram()
    zones = [shade(colour) for colour in (PAPER, *ZONE.values())]

    assert all(before - after >= 12 for before, after in pairwise(zones))
    assert all(sum(counted[zone - 1 : zone + 2]) > 2000 for zone in zones)
    assert all(shade(mark) < min(zones) - 60 for mark in MARK.values())


def test_each_direction_has_a_shape_of_its_own() -> None:
    shapes = set()
    for charge in ("up", "steady", "down"):
        grey = pixels(render(chart(moved(9, charge, "steady")).drawing("wide")), "L")
        # Left of the words that label it: the one mark of the first panel.
        mark = grey.crop((200, 160, 300, 340)).point(lambda value: 255 * (value < 130))
        shapes.add(mark.tobytes())

    assert len(shapes) == 3


@pytest.mark.parametrize("form", ["wide", "small"])
def test_words_of_any_length_are_drawn_as_they_are_and_stay_inside(form: Form) -> None:
    described = chart(LEVEL, [team(8, number("charge", 5), number("lien", 1))]).drawing(form)
    described["caption"] = "Une équipe au nom très long, " * 9
    described["title"] = r"$Un titre_ $ {avec} \des signes"
    picture = pixels(render(described), "L")

    edges = Image.new("L", picture.size, shade(PAPER))
    edges.paste(picture.crop((20, 20, picture.width - 20, picture.height - 20)), (20, 20))
    assert edges.tobytes() == picture.tobytes()


async def test_a_chart_is_drawn_in_a_process_of_its_own() -> None:
    described = json.dumps(drawing(), ensure_ascii=False)

    assert await draw(described) == render(drawing())
    assert "matplotlib" not in await imported_by("bot.drawing", "bot.digest.service")


async def imported_by(*modules: str) -> set[str]:
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    return set((await run([sys.executable, "-c", code], "", 60)).decode().split())


async def test_a_drawing_process_that_fails_says_so_without_any_content() -> None:
    with pytest.raises(OperatorError, match="failed with status 1") as failed:
        await draw('{"title": "Léa"}')

    assert "Léa" not in str(failed.value)


async def test_a_drawing_process_that_hangs_is_stopped(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    code = f"import time, pathlib; time.sleep(60); pathlib.Path({str(alive)!r}).touch()"
    with pytest.raises(OperatorError, match="took over"):
        await run([sys.executable, "-c", code], "", 0.2)

    assert not alive.exists()
