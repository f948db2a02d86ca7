"""`lien try` as a process of its own, and its page as a visitor has it in a browser.

Scenarios take the documentation's screenshots where PICTURES_DIR names a folder.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

TODAY = "2026-11-19"  # a Thursday
PICTURES = os.environ.get("PICTURES_DIR")
READY_SECONDS = 180


@dataclass
class Demo:
    """A running `lien try`; the page talks to it as a visitor's would."""

    address: str
    page: Page

    async def play(self, name: str) -> None:
        await self.page.get_by_role("button", name=re.compile("Vous jouez")).click()
        await self.page.locator(".persona", has_text=re.compile(f"^.?{name}")).first.click()
        await expect(
            self.page.get_by_role("button", name=re.compile(f"Vous jouez {name}"))
        ).to_be_visible()

    async def move(self, step: str, times: int = 1) -> None:
        clock = self.page.get_by_role("complementary", name="Horloge")
        for _ in range(times):
            button = clock.get_by_role("button", name=step)
            await button.click()
            await expect(button).to_be_enabled(timeout=60_000)

    async def open(self, name: str) -> None:
        await self.page.get_by_role("button", name=re.compile(f"^#? ?{name}")).first.click()

    async def type(self, words: str) -> None:
        composer = self.page.locator("#words")
        await composer.fill(words)
        await composer.press("Escape")
        await composer.press("Enter")

    def said(self, words: str) -> Locator:
        return self.page.locator("#messages").get_by_text(words)

    async def shoot(self, name: str) -> None:
        if PICTURES:
            await self.page.screenshot(path=Path(PICTURES) / f"{name}.png")


@asynccontextmanager
async def playing(folder: Path, today: str = TODAY) -> AsyncIterator[str]:
    """Start the demo and wait until its past is played; yield its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "try", "--no-open", "--data", str(folder), "--today", today,
        stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        printed = (await process.stdout.readline()).decode().strip()
        async with asyncio.timeout(READY_SECONDS):
            while line := await process.stderr.readline():
                if b"Ready" in line:
                    break
        yield printed
    finally:
        process.terminate()
        await process.communicate()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demo_address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Play one demo for all the tests of a module."""
    async with playing(tmp_path_factory.mktemp("try")) as printed:
        yield printed


@pytest_asyncio.fixture(loop_scope="session")
async def demo(demo_address: str, page: Page) -> Demo:
    """Open the page of the module's demo, this week's questions in sight."""
    await page.goto(demo_address)
    await expect(page.get_by_role("button", name="Répondre", exact=True).last).to_be_visible()
    return Demo(demo_address, page)
