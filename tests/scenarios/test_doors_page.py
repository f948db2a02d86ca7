"""The doors to sharing on the local page, in a real browser: an invitation, /lien, and its end."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser import DESKTOP, PHONE
from tests.demo import PICTURES, Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "qu'est-ce qui aide une personne à se sentir à l'aise"


async def show(demo: Demo, name: str) -> None:
    """Check what is shown, and take its picture in two widths."""
    assert (await Axe().run(demo.page)).violations_count == 0
    if PICTURES:
        for suffix, size in (("-phone", PHONE), ("", DESKTOP)):
            await demo.page.set_viewport_size(size)
            await demo.shoot(f"{name}{suffix}")


async def test_an_invitation_opens_its_form_under_its_question_and_can_be_ended(
    demo: Demo,
) -> None:
    page, form = demo.page, demo.page.get_by_role("dialog")
    await demo.page.get_by_role("button", name="J'ai compris").click()
    invitation = page.locator("#messages .message").filter(has_text=QUESTION)
    await expect(invitation).to_have_count(1)
    await invitation.scroll_into_view_if_needed()
    await show(demo, "invited")
    await invitation.get_by_role("button", name="Partager une pratique").click()
    await expect(form.get_by_text(QUESTION)).to_be_visible()
    await form.get_by_label("Qu'est-ce qui marche").fill("Un café avant tout papier.")
    await show(demo, "invited-form")
    await form.get_by_role("button", name="Relire").click()
    await form.get_by_label("Signature").select_option("yes")
    await form.get_by_role("button", name="Partager", exact=True).click()
    await expect(page.get_by_text("Merci. Votre pratique paraît").last).to_be_visible()
    await form.get_by_role("button", name="Fermer").last.click()
    await invitation.get_by_role("button", name="Signaler quelque chose").click()
    await expect(form.get_by_text("n'est pas une ligne d'urgence").first).to_be_visible()
    await expect(form.get_by_text(QUESTION)).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await invitation.get_by_role("button", name="Ne plus me demander").click()
    await expect(page.get_by_text("je ne vous inviterai plus à partager").last).to_be_visible()
    await expect(page.get_by_role("button", name="Me demander de nouveau").last).to_be_visible()


async def test_the_fourth_door_offers_both_ways_of_sharing(demo: Demo) -> None:
    await demo.type("/lien")
    doors = demo.page.locator("#messages .message").last
    for name in ("Répondre", "Partager", "Garder", "Parler"):
        await expect(doors.get_by_role("button", name=name, exact=True)).to_be_visible()
    await doors.get_by_role("button", name="Partager", exact=True).click()
    await expect(demo.said("Que voulez-vous partager").last).to_be_visible()
    await show(demo, "doors")
    await demo.page.get_by_role("button", name="Signaler quelque chose").last.click()
    await expect(
        demo.page.get_by_role("dialog").get_by_label("Ce que vous avez vu")
    ).to_be_visible()


async def test_an_admin_reads_the_time_that_is_planned_and_what_would_be_too_much(
    demo: Demo,
) -> None:
    await demo.play("Anca")
    await demo.type("/lien planning partage")
    await expect(demo.said("Temps prévu").last).to_be_visible()
    await demo.type("/lien planning partage chaque semaine")
    await expect(demo.said("Ce serait trop").last).to_be_visible()
    await show(demo, "budget")
