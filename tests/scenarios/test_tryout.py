"""What a newcomer does with `lien try`, in a real browser: answer, read, hold, cancel.

Run it with PICTURES_DIR=docs/pictures to take the documentation's screenshots again.
"""

from __future__ import annotations

import re

import pytest
from playwright.async_api import ViewportSize, expect

from tests.browser import PHONE
from tests.demo import Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHART_WIDTH = 1200
READING: ViewportSize = {"width": 1280, "height": 900}
HOURS_UNTIL_EVENING = 12  # the demo begins at 9:40


async def test_a_week_from_the_invitation_to_the_managers_digest(demo: Demo) -> None:
    page = demo.page
    await demo.shoot("first-screen")
    await page.get_by_role("button", name="Répondre", exact=True).last.click()
    form = page.get_by_role("dialog")
    await form.get_by_text("lourde mais tenable").click()
    await form.get_by_text("plutôt oui").first.click()
    await form.get_by_label(re.compile("Un mot de plus")).fill("Deux urgences, le reste a attendu.")
    await demo.shoot("form")
    await form.get_by_role("button", name="Sceller ma réponse").click()
    await expect(page.get_by_text("Merci. Votre réponse est scellée.").last).to_be_visible()
    await expect(page.get_by_text("Deux urgences")).to_be_hidden()
    await demo.shoot("sealed")
    await page.get_by_role("button", name="Fermer").click()
    await demo.move("Prochain matin", 3)  # Friday, Monday, Tuesday
    await demo.move("+1 heure")
    await demo.play("Nadia")
    digest = page.locator("#messages .message").last
    await expect(digest.get_by_role("img", name=re.compile("charge"))).to_be_visible(timeout=30_000)
    await expect(digest.get_by_text("Ce bilan n'est une note pour personne.")).to_be_visible()
    chart = digest.locator(".picture img")
    await chart.scroll_into_view_if_needed()
    await expect(chart).to_have_js_property("naturalWidth", CHART_WIDTH, timeout=60_000)
    await page.set_viewport_size(READING)
    await page.locator("#scroll").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    await demo.shoot("digest")


async def test_a_message_of_2140_arrives_at_830_once_and_a_cancelled_one_never(
    demo: Demo,
) -> None:
    await demo.play("Léa")
    await demo.move("+1 heure", HOURS_UNTIL_EVENING)
    await expect(
        demo.page.get_by_role("complementary", name="Horloge").get_by_text("21\u00a0h\u00a040")
    ).to_be_visible()
    await demo.type("/plus-tard @Karim On en reparle demain ?")
    await expect(demo.said("il arrivera demain à 8\u00a0h\u00a030").last).to_be_visible()
    await demo.shoot("held")
    await demo.type("/plus-tard @Karim Oubliez ceci.")
    await expect(demo.said("Je garde ce message pour Karim")).to_have_count(2)
    await demo.page.get_by_role("button", name="Annuler", exact=True).last.click()
    await expect(demo.said("C'est annulé").last).to_be_visible()
    await demo.play("Karim")
    await expect(demo.said("On en reparle demain ?")).to_have_count(0)
    await demo.move("Prochain matin")
    arrived = demo.page.locator("#messages .message", has_text="On en reparle demain ?")
    await expect(arrived).to_have_count(1)
    await expect(arrived.get_by_text("Aucune réponse n'était attendue avant.")).to_be_visible()
    await expect(arrived.get_by_text("8\u00a0h\u00a030")).to_be_visible()
    await expect(demo.said("Oubliez ceci.")).to_have_count(0)
    await demo.shoot("arrived")
    await demo.move("Prochain matin")
    await expect(arrived).to_have_count(1)


async def test_a_held_message_is_changed_and_another_leaves_at_once(demo: Demo) -> None:
    page = demo.page
    await demo.play("Léa")
    await demo.move("Prochain matin")
    await demo.move("+1 heure", HOURS_UNTIL_EVENING)
    await demo.type("/plus-tard @Karim Peux-tu passer mardi ?")
    await expect(demo.said("Je garde ce message pour Karim").last).to_be_visible()
    await page.get_by_role("button", name="Changer", exact=True).last.click()
    form = page.get_by_role("dialog")
    await expect(form.get_by_label("Votre message")).to_have_value("Peux-tu passer mardi ?")
    await form.get_by_label("Votre message").fill("Peux-tu passer jeudi ?")
    await form.get_by_role("button", name="Enregistrer").click()
    await form.get_by_role("button", name="Fermer").last.click()
    await expect(form).to_be_hidden()
    await demo.type("/plus-tard @Karim La petite est en danger ce soir.")
    await expect(demo.said("parle peut-être d'un danger").last).to_be_visible()
    await demo.shoot("urgent")
    await page.get_by_role("button", name="Envoyer maintenant", exact=True).last.click()
    await expect(demo.said("il part maintenant vers Karim").last).to_be_visible()
    await demo.play("Karim")
    await expect(demo.said("La petite est en danger ce soir.")).to_have_count(1)
    await expect(demo.said("Peux-tu passer")).to_have_count(0)
    await demo.move("Prochain matin")
    await expect(demo.said("Peux-tu passer jeudi ?")).to_have_count(1)
    await expect(demo.said("Peux-tu passer mardi ?")).to_have_count(0)
    await expect(demo.said("La petite est en danger ce soir.")).to_have_count(1)


async def test_every_command_answers_in_french_and_refuses_kindly(demo: Demo) -> None:
    await demo.play("Léa")
    for typed, answer in (
        ("/lien", "Que puis-je faire pour vous"),
        ("/lien aide", "Ce que vous pouvez me demander"),
        ("/lien planning", "Les prochaines dates"),
        ("/lien transparence", "Ce que je garde sur vous"),
        ("/lien charte", "Jamais à évaluer, classer, contrôler ou sanctionner"),
        ("/lien parler", "3114"),
        ("/lien digest", "Ce bilan n'est une note pour personne."),
        ("/lien planning checkin lundi 9h", "réservée à l'administration de Lien"),
        ("/lien planing", "Vouliez-vous dire /lien planning"),
        ("/plus-tard liste", "Je ne garde aucun message"),
    ):
        await demo.type(typed)
        await expect(demo.said(answer).last).to_be_visible()
    await demo.shoot("commands")


async def test_practices_of_the_teams_are_there_to_be_found(demo: Demo) -> None:
    await demo.play("Léa")
    await demo.type("/lien pratique chercher visio")
    found = demo.page.locator("#messages .message").last
    await expect(found.get_by_text("Pas de visio le jeudi matin.")).to_be_visible()
    await expect(found.locator(".quote")).to_have_count(4)
    await expect(found.get_by_text("Fatou")).to_be_visible()
    await expect(found.get_by_role("button", name="Vaut toujours")).to_have_count(1)
    await demo.shoot("practices")
    await demo.type("/lien pratique au hasard")
    drawn = demo.page.locator("#messages .message").last
    await expect(drawn.locator(".quote")).to_have_count(1)
    await expect(drawn.get_by_role("button", name="Vaut toujours")).to_have_count(0)
    await demo.open("solidarites")
    month = demo.page.locator("#messages .message", has_text="Des pratiques du mois").first
    await expect(month.locator(".quote").first).to_be_visible()


async def test_a_late_message_of_a_channel_is_kept_changed_sent_or_left_as_its_author_says(
    demo: Demo,
) -> None:
    page = demo.page
    messages = page.locator("#messages .message")
    await demo.play("Anca")
    await demo.type("/lien équipe soir Enfance Nord oui")
    await expect(demo.said("Enfance Nord").last).to_be_visible()
    await demo.move("Prochain matin")
    await demo.move("+1 heure", HOURS_UNTIL_EVENING)
    await demo.play("Léa")
    await page.reload()  # what the clock's last step still loads is for whoever moved it
    await expect(messages.last).to_be_visible()
    await demo.open("enfance-nord")
    await expect(demo.said("je lui propose en privé").last).to_be_visible()
    await demo.type("Le compte rendu est prêt.")
    await expect(messages.filter(has_text="Le compte rendu est prêt.")).to_have_count(1)
    await expect(page.get_by_role("button", name="C'est urgent, laisser")).to_be_visible()
    await demo.shoot("evening-offer")
    await page.get_by_role("button", name="Garder", exact=True).last.click()
    await expect(demo.said("quelqu'un a pu le lire").last).to_be_visible()
    await expect(messages.filter(has_text="Le compte rendu est prêt.")).to_have_count(0)
    await demo.shoot("evening-kept")
    await demo.type("Encore une chose.")
    await expect(messages.filter(has_text="Encore une chose.")).to_have_count(1)
    await expect(page.get_by_role("button", name="C'est urgent, laisser")).to_have_count(0)
    await page.get_by_role("button", name="Changer", exact=True).last.click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Votre message").fill("Le compte rendu est relu.")
    await demo.shoot("evening-change")
    await form.get_by_role("button", name="Enregistrer").click()
    await form.get_by_role("button", name="Fermer").click()
    await demo.type("/plus-tard @Karim La visite est avancée.")
    await expect(demo.said("Je garde ce message pour Karim").last).to_be_visible()
    await page.get_by_role("button", name="Envoyer maintenant").last.click()
    await expect(demo.said("il part maintenant").last).to_be_visible()
    await demo.play("Karim")
    await expect(demo.said("La visite est avancée.")).to_have_count(1)
    await demo.open("enfance-nord")
    await expect(messages.filter(has_text="Le compte rendu")).to_have_count(0)
    await demo.move("Prochain matin")
    arrived = messages.filter(has_text="Le compte rendu est relu.")
    await expect(arrived).to_have_count(1)
    await expect(arrived.get_by_text("Aucune réponse n'était attendue avant.")).to_be_visible()
    await expect(messages.filter(has_text="Le compte rendu est prêt.")).to_have_count(0)
    await demo.shoot("evening-arrived")


async def test_the_page_works_on_a_phone(demo: Demo) -> None:
    await demo.page.set_viewport_size(PHONE)
    await expect(demo.page.locator("#words")).to_be_visible()
    width = await demo.page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    await demo.shoot("phone")
