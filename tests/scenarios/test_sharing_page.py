"""Sharing on the local page, in a real browser: a signal to its return, a practice to its month.

Run it with PICTURES_DIR=docs/pictures to take the documentation's screenshots again.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from tests.browser import DESKTOP, PHONE
from tests.demo import PICTURES, TODAY, Demo, playing
from tests.traces import changed, code_forms, left_in, naming, rows_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_YEAR_LATER = "2028-03-09"
"""The demo taken up again: its clock goes on three months before the day it is given."""
SLOW = "Logiciel très lent le lundi pour Mme Bouchard, saisie refaite."
SECRETS = ("Bouchard", "saisie refaite", "brouillonne", "Midi sauté", "Courriels en congés")


@dataclass
class Sharer(Demo):
    """A demo whose visitor shares; `folder` is where it keeps everything."""

    folder: Path

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("dialog")

    async def send(self, button: str) -> None:
        await self.form.get_by_role("button", name=button).click()

    async def close(self) -> None:
        await self.form.get_by_role("button", name="Fermer").last.click()
        await expect(self.form).to_be_hidden()

    async def show(self, name: str) -> None:
        """Take a picture in the width of a laptop and in that of a phone; check what is shown."""
        assert (await Axe().run(self.page)).violations_count == 0
        if not PICTURES:
            return
        for suffix, size in (("-phone", PHONE), ("", DESKTOP)):
            await self.page.set_viewport_size(size)
            await self.page.locator("#scroll").evaluate("box => box.scrollTo(0, box.scrollHeight)")
            await self.shoot(f"{name}{suffix}")

    async def signal(self, fact: str) -> str:
        """Write a signal, look again and send it; return its code."""
        await self.type("/lien signal")
        await self.form.get_by_label("Ce que vous avez vu").fill(fact)
        await self.send("Relire")
        await self.send("Transmettre")
        return await self.code()

    async def code(self) -> str:
        await expect(self.form.get_by_text("Votre signal est scellé").last).to_be_visible()
        code = await self.form.locator(".facts dd").inner_text()
        await self.close()
        return code

    async def follow(self, code: str) -> Locator:
        await self.type(f"/lien suivi {code}")
        return self.page.locator("#messages .message").last


@asynccontextmanager
async def visiting(folder: Path, page: Page, today: str = TODAY) -> AsyncIterator[Sharer]:
    async with playing(folder, today) as address:
        await page.goto(address)
        await expect(page.locator("#messages .message").last).to_be_visible()
        yield Sharer(address, page, folder)
        await page.goto("about:blank")


async def write_and_look(demo: Sharer) -> None:
    """Write a signal with a name in it, and see it masked before anything is kept."""
    form = demo.form
    await demo.type("/lien signal")
    await demo.show("signal-form")
    await form.get_by_label("Ce que vous avez vu").fill(SLOW)
    await form.get_by_label("Ce que cela peut entraîner").fill("Une évaluation brouillonne.")
    await form.get_by_label("Une idée").fill("Décaler la mise à jour.")
    await demo.send("Relire")
    await expect(form.get_by_label("Ce que vous avez vu")).to_have_value(
        SLOW.replace("Mme Bouchard", "[nom]")
    )
    await expect(form.get_by_label("Le thème")).to_have_value("materiel")
    await demo.show("signal-preview")


async def test_a_signal_goes_from_writing_to_the_months_return(page: Page, tmp_path: Path) -> None:
    async with visiting(tmp_path, page) as demo:
        code = await send_one_among_three(demo)
        await demo.move("Prochain matin", 2)  # Friday, Monday
        await demo.move("+1 heure", 2)
        await read_and_ask(demo)
        await answer_by_code(demo, code)
        await demo.move("Prochain matin", 5)
        await demo.move("+1 heure", 2)
        await act_on_it(demo)
        await demo.move("Prochain matin")  # the first Tuesday of December
        await demo.move("+1 heure", 3)
        await demo.play("Karim")
        await demo.open("enfance-nord")
        returned = page.locator("#messages .message").last
        await expect(returned.get_by_text("La mise à jour passe au mercredi.")).to_be_visible()
        await expect(returned.get_by_text("brouillonne")).to_have_count(0)
        await demo.show("monthly")
        held = rows_of(tmp_path / "lien.db")
    assert left_in(tmp_path, *SECRETS, *code_forms(code)) == []
    assert naming(held, {"signals", "signal_box"}, "lea", "Léa", "karim", "nadia") == []


async def send_one_among_three(demo: Sharer) -> str:
    """Send Léa's signal, and two of others with it; return her code."""
    database = demo.folder / "lien.db"
    before = rows_of(database)
    await write_and_look(demo)
    assert changed(before, rows_of(database)) == set()
    assert left_in(demo.folder, *SECRETS) == []
    await demo.send("Transmettre")
    await expect(demo.form.get_by_text("Votre signal est scellé").last).to_be_visible()
    await demo.show("signal-code")
    code = await demo.code()
    assert changed(before, rows_of(database)) == {"signal_box"}
    followed = await demo.follow(code)
    await expect(followed.get_by_text("Personne ne l'a encore lu")).to_be_visible()
    await demo.play("Karim")
    await demo.signal("Midi sauté en permanence")
    await demo.play("Nadia")
    await demo.signal("Courriels en congés")
    return code


async def read_and_ask(demo: Sharer) -> None:
    await demo.play("Fatou")
    messages = demo.page.locator("#messages .message")
    await expect(messages.filter(has_text="3 signaux").last).to_be_visible()
    await demo.page.get_by_role("button", name="Lire", exact=True).last.click()
    listed = messages.last
    await expect(listed.get_by_text("3 signaux ouverts")).to_be_visible()
    await expect(listed.get_by_text("Bouchard")).to_have_count(0)
    await demo.show("signals-read")
    quote = listed.locator(".quote", has_text="Logiciel très lent")
    await quote.locator("xpath=following-sibling::*[1]").get_by_role("button").click()
    form = demo.form
    await expect(form.get_by_text("Une évaluation brouillonne.")).to_be_visible()
    await form.get_by_label("Où il en est").select_option("discussed")
    await form.get_by_label("Votre mot à la personne").fill("Est-ce chaque lundi ?")
    await demo.show("signal-handled")
    await demo.send("Enregistrer")
    await expect(form.get_by_text("C'est enregistré").last).to_be_visible()
    await demo.close()


async def answer_by_code(demo: Sharer, code: str) -> None:
    """Follow the signal with a code typed as people type, and say a word more."""
    await demo.play("Léa")
    followed = await demo.follow(code.lower().replace("-", " "))
    await expect(followed.get_by_text("en discussion")).to_be_visible()
    await expect(followed.get_by_text("Est-ce chaque lundi ?")).to_be_visible()
    await demo.show("signal-followed")
    await followed.get_by_role("button", name="Ajouter un mot").click()
    await demo.form.get_by_label("Votre mot aux référents").fill("Oui, dès huit heures.")
    await demo.send("Envoyer")
    await expect(demo.form.get_by_text("Oui, dès huit heures.").last).to_be_visible()
    await demo.close()
    # It waits for company, as everything that is read on Mondays.
    await demo.play("Karim")
    await demo.signal("Midi sauté encore")
    await demo.play("Nadia")
    await demo.signal("Courriels en congés encore")


async def act_on_it(demo: Sharer) -> None:
    """Read the author's word, and say what changes."""
    await demo.play("Fatou")
    await demo.type("/lien signaux")
    listed = demo.page.locator("#messages .message").last
    quote = listed.locator(".quote", has_text="Logiciel très lent")
    await quote.locator("xpath=following-sibling::*[1]").get_by_role("button").click()
    await expect(demo.form.get_by_text("Oui, dès huit heures.")).to_be_visible()
    await demo.form.get_by_label("Où il en est").select_option("action")
    await demo.form.get_by_label("Ce qui change").fill("La mise à jour passe au mercredi.")
    await demo.send("Enregistrer")
    await demo.close()


async def test_a_practice_goes_from_its_form_to_the_month_and_is_renewed(
    page: Page, tmp_path: Path
) -> None:
    async with visiting(tmp_path, page) as demo:
        await share_and_thank(demo)
        await demo.move("Prochain matin")  # the first Tuesday of December
        await demo.move("+1 heure", 3)
        await demo.open("solidarites")
        selected = page.locator("#messages .message").last
        await expect(selected.get_by_text("Des pratiques du mois")).to_be_visible()
        await expect(selected.get_by_text("comme le fait [nom]")).to_be_visible()
        await demo.show("selection")
    async with visiting(tmp_path, page, A_YEAR_LATER) as demo:
        await demo.type("/lien pratique chercher deux visios [nom]")
        await expect(demo.said("plus d'un an").last).to_be_visible()
        await demo.show("practice-due")
        await page.get_by_role("button", name="Vaut toujours").last.click()
        await expect(demo.said("pour un an de plus").last).to_be_visible()
        await demo.type("/lien pratique au hasard")
        drawn = page.locator("#messages .message").last
        await expect(drawn.get_by_text("comme le fait [nom]")).to_be_visible()
        await expect(drawn.get_by_text("plus d'un an")).to_have_count(0)
    assert left_in(tmp_path, "Bouchard") == []


async def share_and_thank(demo: Sharer) -> None:
    """Let Karim share what works without his name, and Nadia find and thank it once it appears."""
    page, form = demo.page, demo.form
    await demo.play("Karim")
    await demo.type("/lien pratique")
    await demo.show("practice-form")
    await form.get_by_label("Qu'est-ce qui marche").fill(
        "Dix minutes entre deux visios, comme le fait Mme Bouchard."
    )
    await demo.send("Relire")
    await expect(form.get_by_label("Le texte")).to_have_value(re.compile(r"\[nom\]"))
    await demo.show("practice-preview")
    await demo.send("Partager")
    await expect(form.get_by_text("Votre pratique attend, scellée").last).to_be_visible()
    await demo.show("practice-sealed")
    await demo.close()
    await demo.play("Nadia")
    await demo.open("enfance-nord")
    posted = page.locator("#messages .message", has_text="comme le fait [nom]").last
    await demo.move("Prochain matin", 7)  # the second Monday: there is one share only
    await expect(posted).to_have_count(0)
    await demo.move("+1 heure", 2)
    await expect(posted.get_by_text("[nom]")).to_be_visible()
    await posted.get_by_role("button", name="Utile").click()
    await expect(demo.said("c'est compté").last).to_be_visible()
    await demo.show("practice-posted")
    await demo.type("/lien pratique chercher VISIO")
    await expect(demo.said("Jugée utile 1 fois").last).to_be_visible()
    await demo.show("practice-found")


async def test_mistakes_are_said_where_they_were_made_and_lose_nothing(
    page: Page, tmp_path: Path
) -> None:
    async with visiting(tmp_path, page) as demo:
        form = demo.form
        fact = form.get_by_label("Ce que vous avez vu")
        problem = form.get_by_role("alert")
        await demo.type("/lien signal")
        await form.get_by_label("Une idée").fill("Un relais.")
        for written, refusal in (
            ("   \n ", "Il manque le texte"),
            ("Dix pages. " * 900, "9900 caractères, 600 au plus"),
        ):
            await fact.fill(written)
            await demo.send("Relire")
            await expect(problem).to_contain_text(refusal)
            await expect(form.get_by_label("Une idée")).to_have_value("Un relais.")
        await fact.fill("<p>Léa, Karim et Fatou <b>n'en peuvent plus</b>.</p> Je veux mourir.")
        await demo.send("Relire")
        await expect(fact).to_have_value(re.compile(r"^\[nom\].* n'en peuvent plus\. Je veux"))
        await expect(form.get_by_text("Personne d'autre ne voit cette ligne.")).to_be_visible()
        await demo.show("signal-care")
        await demo.send("Transmettre")
        code = await demo.code()
        slip = ("1" if code[0] != "1" else "2") + code[1:]
        followed = await demo.follow(slip)
        await expect(followed.get_by_text("faute de frappe")).to_be_visible()
        await demo.move("Prochain matin", 7)  # the second Monday: there is one signal only
        await demo.move("+1 heure", 2)
        await demo.play("Fatou")
        await demo.type("/lien signaux")
        await page.get_by_role("button", name="Donner suite").last.click()
        await form.get_by_label("Où il en est").select_option("hidden")
        await demo.send("Enregistrer")
        await expect(problem).to_contain_text("dites pourquoi")
        await expect(form.get_by_label("Où il en est")).to_have_value("hidden")
        await demo.show("signal-refused")
        await form.get_by_label("La raison").fill("Nous vous avons écrit : appelez-nous.")
        await demo.send("Enregistrer")
        await demo.close()
        await demo.play("Léa")
        followed = await demo.follow(code)
        await expect(followed.get_by_text("masqué")).to_be_visible()
        await expect(followed.get_by_text("appelez-nous")).to_be_visible()
