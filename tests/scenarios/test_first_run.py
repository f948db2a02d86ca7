"""The first-run guide on the local page, clicked through in a real browser from an empty database.

In French on a laptop and in English on a phone; with PICTURES_DIR set, both in both, and a
picture of each step is left there.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, ViewportSize, expect

from bot.i18n.catalog import say
from bot.i18n.text import Reader, Text
from tests.browser import DESKTOP, PHONE
from tests.scenarios.sixty.script import WORDS, Words

pytestmark = pytest.mark.asyncio(loop_scope="session")

TODAY = "2026-11-19"  # a Thursday
NOON = datetime(2026, 11, 19, 11, tzinfo=UTC)
PICTURES = os.environ.get("PICTURES_DIR")
SEEN = [("fr", DESKTOP), ("en", PHONE)]
LOOKED_AT = [*SEEN, ("fr", PHONE), ("en", DESKTOP)] if PICTURES else SEEN


@asynccontextmanager
async def empty(folder: Path, language: str) -> AsyncIterator[str]:
    """Start `lien try --empty` as a process of its own; give its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "try", "--empty", "--no-open", "--lang", language,
        "--data", str(folder), "--today", TODAY, stdout=PIPE, stderr=DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    yield (await process.stdout.readline()).decode().strip()
    process.terminate()
    await process.communicate()


@dataclass
class Visit:
    """Somebody in front of the page, who reads one language."""

    page: Page
    language: str
    is_phone: bool

    @property
    def words(self) -> Words:
        return WORDS[self.language]

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("dialog")

    def said(self, message: str, **args: str | int) -> str:
        """Say a message as the page shows it."""
        reader = Reader(language=self.language, zone="Europe/Paris", now=NOON)
        return say(Text(message, args), reader)

    async def presses(self, message: str, **args: str | int) -> None:
        await self.form.get_by_role("button", name=self.said(message, **args)).last.click()

    async def goes_on(self, step: str) -> None:
        await self.presses("steps.go_on", name=self.said(f"steps.{step}"))

    async def fills(self, **fields: str) -> None:
        for name, value in fields.items():
            await self.form.locator(f"[name={name}]").fill(value)

    async def saves(self) -> None:
        await self.presses("home.save")

    async def types(self, words: str) -> None:
        composer = self.page.locator("#words")
        await composer.fill(words)
        await composer.press("Escape")
        await composer.press("Enter")

    async def shoots(self, name: str) -> None:
        """Leave a picture, and see that nothing runs out of the screen."""
        spill = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
        assert await self.page.evaluate(spill) <= 0
        if PICTURES:
            size = "-phone" if self.is_phone else ""
            kept = Path(PICTURES) / f"setup-{name}-{self.language}{size}.png"
            await self.page.screenshot(path=kept)


async def begin_and_fill_a_team(visit: Visit) -> None:
    page, form = visit.page, visit.form
    await expect(page.get_by_text(visit.said("local.intro_empty", name="Anca"))).to_be_visible()
    await visit.shoots("welcome")
    await page.get_by_role("button", name=visit.said("local.intro_begin")).click()
    await expect(form.get_by_role("heading", name=visit.said("setup.title"))).to_be_visible()
    await visit.fills(**visit.words.begin)
    await visit.shoots("first")
    await visit.presses("setup.submit")
    place = visit.said("steps.numbered", number="2", name=visit.said("steps.place"))
    await expect(form.get_by_text(place)).to_be_visible()
    await visit.shoots("steps")
    assert (await Axe().run(page)).violations_count == 0

    await visit.goes_on("place")
    await visit.fills(region="59")
    await visit.shoots("place")
    await visit.saves()
    await visit.goes_on("units")
    # Every channel is offered, and no person where a channel is asked for.
    await expect(form.locator("[name=channel]")).to_be_visible()
    offered = form.locator("[name=channel] ~ datalist option")
    values = await offered.evaluate_all("(found) => found.map((one) => one.value)")
    assert "#enfance-nord" in values
    assert {value[0] for value in values} == {"#"}
    await visit.fills(name=visit.words.names[0], channel="#enfance-nord", manager="@Nadia")
    await visit.shoots("team")
    await visit.saves()
    await expect(form.get_by_text(visit.words.preview)).to_be_visible()
    await visit.shoots("people")
    # What comes next is what the Enter key does.
    await page.keyboard.press("Enter")
    entered = visit.said("team.taken_in", n=12, unit=visit.words.names[0])
    await expect(form.get_by_role("paragraph").filter(has_text=entered)).to_be_visible()
    await visit.shoots("entered")


async def name_referents_and_the_rhythm(visit: Visit) -> None:
    page, form = visit.page, visit.form
    await form.get_by_role("button", name=visit.said("local.close")).first.click()
    await visit.types(f"/lien {visit.words.by_form[0].split()[0]}")
    going_on = visit.said("steps.go_on", name=visit.said("steps.referents"))
    await page.get_by_role("button", name=going_on).last.click()
    await visit.fills(one="@Fatou", other="@Fatou")
    await visit.saves()
    # What was written stays in the form, to be put right.
    await expect(form.get_by_role("alert")).to_contain_text(visit.said("steps.same_person"))
    await expect(form.locator("[name=one]")).to_have_value("@Fatou")
    await visit.shoots("refused")
    await visit.fills(other="@Léa")
    await visit.saves()
    await visit.goes_on("schedule")
    await visit.fills(**visit.words.moments)
    await visit.shoots("rhythm")
    # A line is sent by the Enter key, as everywhere.
    await form.locator("[name=digest]").press("Enter")


async def try_out_and_announce(visit: Visit) -> None:
    page, form = visit.page, visit.form
    await visit.goes_on("trial")
    await expect(form.get_by_text(visit.said("steps.trial_why")).last).to_be_visible()
    await visit.shoots("trial")
    await visit.presses("steps.try_out")
    await visit.goes_on("announcement")
    await visit.fills(**visit.words.blanks)
    await form.locator("[name=responsable]").focus()
    await visit.shoots("charter")
    await visit.saves()
    await expect(form.get_by_text(visit.words.will_read).last).to_be_visible()
    await visit.shoots("announcement")
    await visit.presses("steps.announce")
    announced = visit.said("steps.announced", n=1)
    await expect(form.get_by_role("paragraph").filter(has_text=announced)).to_be_visible()
    await visit.shoots("done")
    await form.get_by_role("button", name=visit.said("local.close")).last.click()
    marked = visit.said("trial.marked")
    await expect(page.locator("#messages").get_by_text(marked)).to_be_visible()
    # The clock's column no longer waits to be set up.
    await expect(page.locator("#waiting")).not_to_contain_text("/lien")


async def be_somebody_else(visit: Visit) -> None:
    """Everybody can be played; among so many, one is looked for by name."""
    page = visit.page
    if visit.is_phone:
        await page.get_by_role("button", name=visit.said("local.open_list")).click()
    await page.locator("#account").click()
    await expect(page.locator(".persona")).to_have_count(67)
    search = page.get_by_role("searchbox", name=visit.said("local.account_filter"))
    await search.fill("INES")
    await expect(page.locator(".persona:visible")).to_have_count(1)
    await search.fill("autonomie")
    await expect(page.locator(".persona:visible")).to_have_count(11)
    await visit.shoots("persona")
    assert (await Axe().run(page)).violations_count == 0
    await search.fill("nadia")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")


@pytest.mark.parametrize(("language", "size"), LOOKED_AT)
async def test_a_department_is_set_up_by_clicks_and_announced(
    page: Page, tmp_path: Path, language: str, size: ViewportSize
) -> None:
    await page.set_viewport_size(size)
    visit = Visit(page, language, is_phone=size == PHONE)
    async with empty(tmp_path, language) as address:
        await page.goto(address + f"&lang={language}")
        await begin_and_fill_a_team(visit)
        # Left here and taken up again, where it was.
        await name_referents_and_the_rhythm(visit)
        await try_out_and_announce(visit)
        charter = {"fr": "charte", "en": "charter"}[language]
        await visit.types(f"/lien {charter}")
        asked = page.locator("#messages").get_by_text(visit.words.blanks["dpo"]).last
        await expect(asked).to_be_visible()
        await be_somebody_else(visit)
        if visit.is_phone:
            await page.get_by_role("button", name=visit.said("local.open_list")).click()
        await page.get_by_role("button", name=re.compile("^#? ?enfance-nord")).first.click()
        hello = {"fr": "Bonjour à l'équipe", "en": "Hello, team"}[language]
        await expect(page.locator("#messages").get_by_text(hello)).to_be_visible()
        await visit.shoots("announced")
