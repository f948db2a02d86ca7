"""Pictures of the local page, which take their time and nobody else's."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from bot.chat.outgoing import InChannel, Message, Picture
from tests.fakes.local_stage import TEAM
from tests.served import DIGEST, Served

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_what_people_do_does_not_wait_behind_pictures(page: Page, served: Served) -> None:
    served.pictures.drawing = asyncio.Event()
    picture = next(part for part in DIGEST.parts if isinstance(part, Picture))
    for n in range(12):
        served.pictures.kept[f"digest-{n}"] = served.pictures.kept["digest-48"]
        await served.send(InChannel(TEAM), Message((replace(picture, name=f"digest-{n}"),)))
    await page.goto(served.address)
    await page.get_by_role("button", name=re.compile("enfance-nord")).click()
    await expect(page.locator(".picture")).to_have_count(12)
    await page.get_by_role("button", name="Lien", exact=True).click()
    await page.get_by_role("button", name="Répondre", exact=True).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.get_by_role("dialog").get_by_role("button", name="Fermer").click()
    served.pictures.drawing.set()
    await page.get_by_role("button", name=re.compile("enfance-nord")).click()
    await expect(page.locator(".picture img").last).to_have_js_property("naturalWidth", 1200)
