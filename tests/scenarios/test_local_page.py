from __future__ import annotations

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Request, expect

from bot.chat.incoming import CommandTyped, FormSubmitted, MessagePosted
from bot.chat.outgoing import (
    InChannel,
    Message,
    Paragraph,
    Private,
)
from bot.i18n.text import plain
from tests.browser import PHONE
from tests.fakes.local_stage import (
    TEAM,
    account,
)
from tests.served import DIGEST, SMALL_WIDTH, Served

pytestmark = pytest.mark.asyncio(loop_scope="session")

LAYOUT_SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 100);
})"""


async def assert_accessible(page: Page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def assert_fits(page: Page) -> None:
    spill = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(spill) <= 0


async def open_form(page: Page) -> None:
    await page.get_by_role("button", name="Répondre", exact=True).click()
    await expect(page.get_by_role("dialog")).to_be_visible()


async def test_the_first_screen_explains_itself_and_points_at_the_invitation(
    page: Page, served: Served
) -> None:
    await page.goto(served.address)
    await expect(page.get_by_role("heading", name="Bienvenue, Léa")).to_be_visible()
    assert "token" not in page.url
    await page.get_by_role("button", name="Voir l'invitation").click()
    await expect(page.get_by_role("button", name="Répondre", exact=True)).to_be_focused()
    await assert_accessible(page)
    await page.reload()
    await expect(page.get_by_role("heading", name="Bienvenue, Léa")).to_be_visible()


async def test_nothing_is_asked_of_any_other_server(page: Page, served: Served) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    await served.send(InChannel(TEAM), DIGEST)
    await page.goto(served.address)
    await page.get_by_role("button", name=re.compile("enfance-nord")).click()
    await expect(page.get_by_role("img", name=re.compile("plus légère"))).to_be_visible()
    origin = served.address.split("/?")[0]
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith(origin)] == []


async def test_an_invitation_becomes_a_form_then_a_confirmation(page: Page, served: Served) -> None:
    await page.goto(served.address)
    await open_form(page)
    await assert_accessible(page)
    await page.get_by_text("lourde mais tenable").click()
    await page.get_by_label("Quelque chose à ajouter ?").fill("Semaine calme, enfin.")
    await expect(page.get_by_text("21 caractères sur 300")).to_be_visible()
    await page.get_by_role("button", name="Sceller ma réponse").click()
    await expect(page.get_by_text("Merci. Votre réponse est scellée.").last).to_be_visible()
    await assert_accessible(page)
    await page.get_by_role("button", name="Fermer").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    submitted = served.bot.heard[-1]
    assert isinstance(submitted, FormSubmitted)
    assert submitted.values == {
        "charge": "4",
        "lien": "skip",
        "rotating": "skip",
        "comment": "Semaine calme, enfin.",
    }


async def test_the_whole_check_in_is_done_from_the_keyboard(page: Page, served: Served) -> None:
    await page.goto(served.address)
    await page.get_by_role("button", name="Voir l'invitation").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    for arrows in (3, 5, 5):
        for _ in range(arrows):
            await page.keyboard.press("ArrowRight")
        await page.keyboard.press("Tab")
    await page.keyboard.type("Rien à signaler")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Fermer")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Répondre", exact=True)).to_be_focused()
    submitted = served.bot.heard[-1]
    assert isinstance(submitted, FormSubmitted)
    assert submitted.values == {
        "charge": "3",
        "lien": "5",
        "rotating": "5",
        "comment": "Rien à signaler",
    }


async def test_a_form_left_open_and_closed_sends_nothing(page: Page, served: Served) -> None:
    await page.goto(served.address)
    await open_form(page)
    await page.get_by_text("intenable").click()
    await page.keyboard.press("Escape")
    await open_form(page)
    await expect(page.get_by_role("radio", name="je passe").first).to_be_checked()
    assert not any(isinstance(heard, FormSubmitted) for heard in served.bot.heard)


async def test_an_answer_that_replaces_takes_the_place_of_the_buttons(
    page: Page, served: Served
) -> None:
    await page.goto(served.address)
    await page.get_by_role("button", name="Pas cette semaine").click()
    await expect(page.get_by_role("list").get_by_text("Rien n'a été écrit.")).to_be_visible()
    await expect(page.get_by_role("button", name="Pas cette semaine")).to_be_hidden()
    assert served.chat.history.latest() == 1


async def test_a_command_is_suggested_completed_and_answered(page: Page, served: Served) -> None:
    await page.goto(served.address)
    words = page.get_by_role("textbox", name="Message pour Lien")
    await words.fill("/lien pr")
    await expect(page.get_by_role("option", name="/lien pratique")).to_be_visible()
    await assert_accessible(page)
    await words.press("Enter")
    await expect(words).to_have_value("/lien pratique")
    await words.press("Enter")
    await expect(page.get_by_role("list").get_by_text("Vous avez tapé lien.")).to_be_visible()
    heard = served.bot.heard[-1]
    assert isinstance(heard, CommandTyped)
    assert (heard.command, heard.words) == ("lien", "pratique")


async def test_an_unknown_command_is_refused_beside_the_words(page: Page, served: Served) -> None:
    await page.goto(served.address)
    words = page.get_by_role("textbox", name="Message pour Lien")
    await words.fill("/danse")
    await words.press("Enter")
    refusal = page.get_by_role("alert").get_by_text("Je ne connais pas « /danse ».")
    await expect(refusal).to_be_visible()
    await expect(words).to_have_value("/danse")
    assert served.bot.heard == []


async def test_a_name_is_completed_and_shift_makes_a_new_line(page: Page, served: Served) -> None:
    await page.goto(served.address)
    words = page.get_by_role("textbox", name="Message pour Lien")
    await words.fill("@Ka")
    await words.press("Tab")
    await expect(words).to_have_value("@Karim ")
    await words.press("Shift+Enter")
    await words.press_sequentially("Merci.")
    await words.press("Enter")
    await expect(page.get_by_role("list").get_by_text("Merci.")).to_be_visible()
    heard = served.bot.heard[-1]
    assert isinstance(heard, MessagePosted)
    assert heard.words == "@Karim \nMerci."


async def test_a_message_that_arrives_is_shown_and_announced(page: Page, served: Served) -> None:
    await page.goto(served.address)
    await expect(page.get_by_role("button", name="Répondre", exact=True)).to_be_visible()
    await served.send(Private(account("lea")), Message((Paragraph(plain("Petit rappel.")),)))
    await expect(page.get_by_role("list").get_by_text("Petit rappel.")).to_be_visible()
    await expect(page.locator("#said")).to_have_text(re.compile("Nouveau message de Lien"))
    await served.send(InChannel(TEAM), Message((Paragraph(plain("Le bilan est là.")),)))
    await expect(page.get_by_role("button", name="enfance-nord 1 nouveau message")).to_be_visible()
    await expect(page).to_have_title("(1) Lien")


async def test_an_answer_in_a_thread_stands_under_its_message(page: Page, served: Served) -> None:
    first = await served.send(InChannel(TEAM), DIGEST)
    await served.send(InChannel(TEAM), Message((Paragraph(plain("Autre sujet.")),)))
    await served.send(InChannel(TEAM, thread=first), Message((Paragraph(plain("La suite.")),)))
    await page.goto(served.address)
    await page.get_by_role("button", name=re.compile("enfance-nord")).click()
    said = page.locator("#messages .message .body")
    await expect(said.nth(1)).to_have_text("La suite.")
    await expect(said.nth(2)).to_have_text("Autre sujet.")
    await assert_accessible(page)


async def test_somebody_else_sees_their_own_conversations(page: Page, served: Served) -> None:
    await page.goto(served.address)
    await page.get_by_role("button", name=re.compile("Vous jouez Léa")).click()
    await assert_accessible(page)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=re.compile("Vous jouez Nadia"))).to_be_focused()
    await expect(page.get_by_role("button", name="Répondre", exact=True)).to_be_hidden()
    await expect(page.get_by_text("Lien n'a encore rien écrit.")).to_be_visible()
    await assert_accessible(page)


async def test_the_clock_moves_and_says_what_is_awaited(page: Page, served: Served) -> None:
    await page.goto(served.address)
    clock = page.get_by_role("complementary", name="Horloge")
    await expect(clock.get_by_text("9\u00a0h\u00a030")).to_be_visible()
    served.stage.said = "La prochaine invitation part jeudi à 9 h 30."
    await clock.get_by_role("button", name="+1 heure").click()
    await expect(clock.get_by_text("10\u00a0h\u00a030")).to_be_visible()
    await expect(clock.get_by_text("La prochaine invitation part jeudi")).to_be_visible()
    assert served.stage.steps == ["hour"]


async def test_the_page_waits_for_the_history_then_opens_by_itself(
    page: Page, served: Served
) -> None:
    served.stage.played = (3, 8)
    await page.goto(served.address)
    await expect(page.get_by_text("3 sur 8")).to_be_visible()
    await expect(page.get_by_role("button", name="+1 heure")).to_be_disabled()
    await expect(page.locator("#words")).to_be_disabled()
    await assert_accessible(page)
    served.stage.played = None
    await expect(page.get_by_role("button", name="Répondre", exact=True)).to_be_visible()
    await expect(page.locator("#words")).to_be_enabled()


async def test_a_server_that_is_gone_is_said_quietly(page: Page, served: Served) -> None:
    await page.goto(served.address)
    await expect(page.get_by_role("button", name="Répondre", exact=True)).to_be_visible()
    await page.route("**/api/**", lambda route: route.fulfill(status=500, json={}))
    await page.get_by_role("button", name=re.compile("enfance-nord")).click()
    await expect(page.get_by_text("La page ne joint plus Lien.")).to_be_visible()
    await page.unroute("**/api/**")
    await page.get_by_role("button", name="Réessayer").click()
    await expect(page.get_by_text("La page ne joint plus Lien.")).to_be_hidden()


async def test_a_picture_opens_large_and_has_its_facts_in_words(page: Page, served: Served) -> None:
    await served.send(InChannel(TEAM), DIGEST)
    await page.goto(served.address)
    await page.get_by_role("button", name=re.compile("enfance-nord")).click()
    await page.get_by_text("Description de l'image").click()
    await expect(page.get_by_role("paragraph").get_by_text("plus légère depuis")).to_be_visible()
    await page.locator(".enlarge").click()
    await expect(page.get_by_role("dialog", name="Agrandir l'image")).to_be_visible()
    await page.get_by_role("button", name="Fermer").click()
    await assert_accessible(page)


async def test_a_phone_shows_everything_without_sideways_scrolling(
    page: Page, served: Served
) -> None:
    await page.set_viewport_size(PHONE)
    await served.send(InChannel(TEAM), DIGEST)
    await page.goto(served.address)
    await assert_fits(page)
    await assert_accessible(page)
    await open_form(page)
    await assert_fits(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Conversations").click()
    await page.get_by_role("button", name=re.compile("enfance-nord")).click()
    await expect(page.get_by_role("heading", name="enfance-nord")).to_be_visible()
    image = page.get_by_role("img", name=re.compile("plus légère"))
    await expect(image).to_be_visible()
    await expect(image).to_have_js_property("naturalWidth", SMALL_WIDTH)
    await assert_fits(page)
    await page.get_by_role("button", name=re.compile("Horloge")).click()
    await expect(page.get_by_role("button", name="Prochain matin")).to_be_visible()
    await assert_accessible(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Prochain matin")).to_be_hidden()


async def test_the_dark_page_keeps_its_contrast(page: Page, served: Served) -> None:
    await page.emulate_media(color_scheme="dark")
    await served.send(InChannel(TEAM), DIGEST)
    await page.goto(served.address)
    await expect(page.get_by_role("button", name="Répondre", exact=True)).to_be_visible()
    await assert_accessible(page)
    await open_form(page)
    await assert_accessible(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name=re.compile("enfance-nord")).click()
    await expect(page.get_by_text("Ce bilan n'est une note pour personne.")).to_be_visible()
    await assert_accessible(page)


@pytest.mark.parametrize("width", [360, 820, 1280])
async def test_nothing_moves_while_the_page_opens(page: Page, served: Served, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto(served.address)
    await expect(page.get_by_role("button", name="Répondre", exact=True)).to_be_visible()
    assert await page.evaluate(LAYOUT_SHIFT) < 0.02


async def test_another_language_changes_every_word_of_the_page(page: Page, served: Served) -> None:
    await page.goto(served.address)
    await page.get_by_role("button", name=re.compile("Vous jouez Léa")).click()
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("button", name="Next weekly check-in")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert served.stage.languages == ["en"]
