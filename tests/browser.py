"""One Chromium for the whole session, and a fresh page for each test.

Tests that use `page` are async and run on the session's loop:
`pytestmark = pytest.mark.asyncio(loop_scope="session")`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from typing import TypeAlias

import pytest_asyncio
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
Chromium: TypeAlias = Browser
_PATIENCE_MS = 15_000
"""How long something may take to appear: every core of the machine may be busy with tests."""
expect.set_options(timeout=_PATIENCE_MS)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Chromium]:
    """Start Debian's Chromium where there is one, Playwright's own otherwise.

    Where there is neither the launch fails and so does the test: a page nobody opened is not
    a page that works.
    """
    # Chromium refuses its sandbox to root, who runs the tests in containers.
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=args
        )
        yield browser
        await browser.close()


def is_problem(line: ConsoleMessage) -> bool:
    """Tell what the page did wrong from an answer the server gave on purpose, such as a 400."""
    return line.type == "error" and not line.text.startswith("Failed to load resource")


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Chromium) -> AsyncIterator[Page]:
    """Open a fresh page without cookies; an error in its console fails the test."""
    context = await chromium.new_context(viewport=DESKTOP, reduced_motion="reduce")
    opened = await context.new_page()
    opened.set_default_timeout(_PATIENCE_MS)
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda line: problems.append(line.text) if is_problem(line) else None)
    yield opened
    await context.close()
    assert problems == []
