"""From an empty database to a department of sixty that answers and reads its digest, in each chat.

The same words are typed, filled in and pressed everywhere (`sixty/script.py`), once in French and
once in English; each answer is read, and must be in the admin's language alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.homeserver import Homeserver
from tests.scenarios.sixty.chat import assert_it_lives, live_a_week, set_up
from tests.scenarios.sixty.effort import effort
from tests.scenarios.sixty.matrix import on_matrix
from tests.scenarios.sixty.memory import in_memory
from tests.scenarios.sixty.page import on_the_page
from tests.scenarios.sixty.reading import foreign
from tests.scenarios.sixty.script import guided
from tests.scenarios.sixty.slack import in_slack

LANGUAGES = ("fr", "en")
MINUTES = 10


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_department_of_sixty_in_the_chat_of_tests(
    tmp_path: Path, sqlite_url: str, language: str
) -> None:
    async with in_memory(tmp_path, sqlite_url, language) as chat:
        await set_up(chat)
        await live_a_week(chat)
        await assert_it_lives(chat)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_guide_leads_through_it_in_under_ten_minutes(
    tmp_path: Path, sqlite_url: str, language: str
) -> None:
    async with in_memory(tmp_path, sqlite_url, language) as chat:
        counted = effort(await set_up(chat, guided))
        assert counted.commands == 1
        assert counted.minutes < MINUTES, counted


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_department_of_sixty_on_the_local_page(tmp_path: Path, language: str) -> None:
    async with on_the_page(tmp_path, language) as chat:
        await set_up(chat)
        await live_a_week(chat)
        await assert_it_lives(chat)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_department_of_sixty_in_slack(tmp_path: Path, language: str) -> None:
    async with in_slack(tmp_path, language) as chat:
        await set_up(chat)
        await live_a_week(chat)
        await assert_it_lives(chat)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_department_of_sixty_on_matrix(
    homeserver: Homeserver, fresh_name: str, tmp_path: Path, language: str
) -> None:
    async with on_matrix(homeserver, tmp_path, fresh_name, language) as chat:
        await set_up(chat)
        await live_a_week(chat)
        await assert_it_lives(chat)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_guide_leads_through_it_on_the_page_and_in_slack(
    tmp_path: Path, language: str
) -> None:
    for name, opened in (("page", on_the_page), ("slack", in_slack)):
        folder = tmp_path / name
        folder.mkdir()
        async with opened(folder, language) as chat:
            await set_up(chat, guided)


def test_words_of_the_other_language_would_be_noticed() -> None:
    assert foreign("Réponses jusqu'à lundi 16 h.", "en", []) >= {"réponses", "jusqu", "lundi"}
    assert foreign("Answers until 4 pm on Monday.", "fr", []) >= {"answers", "until", "monday"}
    assert foreign("Answers until Monday", "fr", ["Answers until Monday"]) == set()
