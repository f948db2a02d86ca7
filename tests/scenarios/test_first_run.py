"""The first-run guide on the local page, clicked through in a real browser from an empty database.

Run it with PICTURES_DIR=docs/pictures to take the documentation's screenshots again.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

TODAY = "2026-11-19"  # a Thursday
PICTURES = os.environ.get("PICTURES_DIR")


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """Start `lien try --empty` as a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "try", "--empty", "--no-open", "--data", str(tmp_path),
        "--today", TODAY, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    yield (await process.stdout.readline()).decode().strip()
    process.terminate()
    await process.communicate()


async def shoot(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png")


async def type_(page: Page, words: str) -> None:
    composer = page.locator("#words")
    await composer.fill(words)
    await composer.press("Escape")
    await composer.press("Enter")


async def fill(form: Locator, **fields: str) -> None:
    for name, value in fields.items():
        await form.locator(f"[name={name}]").fill(value)


async def begin_and_fill_a_team(page: Page) -> None:
    await expect(
        page.get_by_text("J'attends que l'administration me mette en place")
    ).to_be_visible()
    await type_(page, "/lien")
    form = page.get_by_role("dialog")
    await expect(form.get_by_role("heading", name="Mettre Lien en place")).to_be_visible()
    await fill(form, name="Solidarités", contacts="Médecine préventive : poste 45 21")
    await shoot(page, "setup-first")
    await form.get_by_role("button", name="Commencer").click()
    await expect(form.get_by_text("2. Langue, fuseau, jours fériés")).to_be_visible()
    await shoot(page, "setup-steps")
    assert (await Axe().run(page)).violations_count == 0

    await form.get_by_role("button", name=re.compile("Continuer : Langue")).click()
    await fill(form, region="59")
    await form.get_by_role("button", name="Enregistrer").click()
    await form.get_by_role("button", name=re.compile("Continuer : Équipes")).click()
    await fill(form, name="Enfance Nord", channel="#enfance-nord", manager="@Nadia")
    await shoot(page, "setup-team")
    await form.get_by_role("button", name="Enregistrer").click()
    await expect(form.get_by_text("À ajouter")).to_be_visible()
    await shoot(page, "setup-people")
    await form.get_by_role("button", name=re.compile("Faire ces")).click()
    entered = form.get_by_role("paragraph").filter(has_text="sont entrées dans Enfance Nord")
    await expect(entered).to_be_visible()


async def name_referents_and_the_rhythm(page: Page) -> None:
    form = page.get_by_role("dialog")
    await form.get_by_role("button", name="Fermer").first.click()
    await type_(page, "/lien installation")
    await page.get_by_role("button", name=re.compile("Continuer : Qui lit")).last.click()
    await fill(form, one="@Fatou", other="@Fatou")
    await form.get_by_role("button", name="Enregistrer").click()
    # What was written stays in the form, to be put right.
    await expect(form.get_by_role("alert")).to_contain_text("C'est deux fois la même personne")
    await expect(form.locator("[name=one]")).to_have_value("@Fatou")
    await fill(form, other="@Léa")
    await form.get_by_role("button", name="Enregistrer").click()
    await form.get_by_role("button", name=re.compile("Continuer : Rythme")).click()
    await shoot(page, "setup-rhythm")
    await form.get_by_role("button", name="Enregistrer").click()


async def try_out_and_announce(page: Page) -> None:
    form = page.get_by_role("dialog")
    await form.get_by_role("button", name=re.compile("Continuer : Essai")).click()
    await form.get_by_role("button", name="M'envoyer l'essai").click()
    await form.get_by_role("button", name=re.compile("Continuer : Annonce")).click()
    await fill(
        form,
        responsable="le Département",
        base_legale="mission d'intérêt public",
        hebergement="ses serveurs",
        dpo="dpo@departement.example",
        instance="comité social territorial",
        date_avis="le 2 novembre",
        jours_distance="2",
    )
    await shoot(page, "setup-charter")
    await form.get_by_role("button", name="Enregistrer").click()
    await expect(form.get_by_text("Ce que l'équipe va lire").last).to_be_visible()
    await shoot(page, "setup-announcement")
    await form.get_by_role("button", name="Annoncer à l'équipe").click()
    await expect(form.get_by_text(re.compile("Premières questions"))).to_be_visible()
    await form.get_by_role("button", name="Fermer").last.click()


async def test_a_department_is_set_up_by_clicks_and_announced(page: Page, address: str) -> None:
    await page.goto(address)
    await begin_and_fill_a_team(page)
    # Left here and taken up again, where it was.
    await name_referents_and_the_rhythm(page)
    await try_out_and_announce(page)
    await expect(page.locator("#messages").get_by_text("Essai. Ce message")).to_be_visible()
    await type_(page, "/lien charte")
    await expect(
        page.locator("#messages").get_by_text("dpo@departement.example").last
    ).to_be_visible()
    await page.get_by_role("button", name=re.compile("Vous jouez")).click()
    # Everybody can be played; among so many, one is looked for by name.
    await expect(page.locator(".persona")).to_have_count(67)
    await page.get_by_role("searchbox", name="Chercher un nom ou une équipe").fill("ÎNES")
    await expect(page.locator(".persona:visible")).to_have_count(1)
    await page.get_by_role("searchbox").fill("autonomie")
    await expect(page.locator(".persona:visible")).to_have_count(11)
    await shoot(page, "setup-persona")
    await page.get_by_role("searchbox").fill("nadia")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=re.compile("^#? ?enfance-nord")).first.click()
    await expect(page.locator("#messages").get_by_text("Bonjour à l'équipe")).to_be_visible()
    await shoot(page, "setup-announced")
