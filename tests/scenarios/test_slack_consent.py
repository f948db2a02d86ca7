"""Lien is let into workspaces and into people's names, in a browser, and let out again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from bot.adapters.slack.manifest import INSTALL_PATH, OAUTH_PATH
from bot.adapters.slack.scopes import BOT_SCOPES
from bot.chat.ids import AccountId
from bot.clock import SimulatedClock
from bot.errors import Refused, Throttled, Unknown, Unreachable
from bot.people.model import Person
from bot.serving import HEALTH
from bot.workspaces.model import ERASED_AFTER, Holder
from bot.workspaces.service.states import GOOD_FOR, MOST_WAITING
from tests.fakes.slack_desk import SlackDesk, slack_desk

NOW = datetime(2026, 1, 8, 9, 0, tzinfo=UTC)
MORNING = NOW + timedelta(hours=23)
LEA, KARIM = AccountId("slack", "T1", "U1"), AccountId("slack", "T1", "U2")
BOT = Holder(chat="slack", workspace="T1")


@pytest_asyncio.fixture
async def desk(tmp_path: Path, sqlite_url: str) -> AsyncIterator[SlackDesk]:
    async with slack_desk(tmp_path, sqlite_url, SimulatedClock(NOW)) as made:
        yield made


@pytest_asyncio.fixture
async def rotating(tmp_path: Path, sqlite_url: str) -> AsyncIterator[SlackDesk]:
    async with slack_desk(tmp_path, sqlite_url, SimulatedClock(NOW), rotates=True) as made:
        yield made


async def install(desk: SlackDesk, team: str = "T1") -> tuple[int, str]:
    status, consent = await desk.visit(INSTALL_PATH)
    assert status == 302
    return await desk.visit(OAUTH_PATH, desk.slack.agree(consent, user="UADMIN", team=team))


async def test_an_installation_asks_for_the_scopes_of_the_manifest_and_keeps_the_token(
    desk: SlackDesk,
) -> None:
    _, consent = await desk.visit(INSTALL_PATH)
    asked = parse_qs(urlsplit(consent).query)

    status, said = await install(desk)

    assert asked["scope"] == [",".join(BOT_SCOPES)]
    assert "user_scope" not in asked
    assert (status, "Direction de l&#x27;enfance" in said) == (200, True)
    assert await desk.tokens.bot("T1") in desk.slack.alive


async def test_a_workspace_nobody_named_is_refused_and_its_token_given_back(
    desk: SlackDesk,
) -> None:
    status, said = await install(desk, team="T9")

    assert status == 403
    assert "slack/T9/UADMIN" in said
    assert desk.slack.alive == []
    with pytest.raises(Unreachable):
        await desk.tokens.bot("T9")


async def test_a_permission_that_was_not_given_is_named(desk: SlackDesk) -> None:
    _, consent = await desk.visit(INSTALL_PATH)

    _, said = await desk.visit(
        OAUTH_PATH, desk.slack.agree(consent.replace("im%3Awrite", "team%3Aread"))
    )

    assert "im:write" in said


async def test_only_the_browser_that_began_an_installation_can_end_it(desk: SlackDesk) -> None:
    _, consent = await desk.visit(INSTALL_PATH)
    desk.browser.cookie_jar.clear()

    status, _ = await desk.visit(OAUTH_PATH, desk.slack.agree(consent))

    assert status == 400
    assert await desk.workspaces.grants.holders("slack") == ()


async def test_what_slack_sends_back_is_good_once_and_a_quarter_of_an_hour(
    desk: SlackDesk,
) -> None:
    _, consent = await desk.visit(INSTALL_PATH)
    back = desk.slack.agree(consent)
    first, again = await desk.visit(OAUTH_PATH, back), await desk.visit(OAUTH_PATH, back)
    _, late = await desk.visit(INSTALL_PATH)
    desk.clock.move_to(NOW + GOOD_FOR)
    over = await desk.visit(OAUTH_PATH, desk.slack.agree(late))

    assert [first[0], again[0], over[0]] == [200, 400, 400]


@pytest.mark.parametrize("query", [{}, {"state": "made-up", "code": "x"}, {"code": "x"}])
async def test_an_address_made_up_leads_nowhere(desk: SlackDesk, query: dict[str, str]) -> None:
    status, _ = await desk.visit(OAUTH_PATH, query)

    assert status == 400
    assert desk.slack.called == []


async def test_a_page_open_to_everyone_does_not_fill_the_database(desk: SlackDesk) -> None:
    states = [(await desk.visit(INSTALL_PATH))[0] for _ in range(MOST_WAITING + 2)]
    linking = await desk.authors.link_address(LEA)
    desk.move_to(NOW + GOOD_FOR)
    await desk.lien.settle()
    later, _ = await desk.visit(INSTALL_PATH)

    assert states == [302] * MOST_WAITING + [503, 503]
    assert linking
    assert later == 302


@pytest.mark.parametrize(
    "query",
    ["?", "?state", "?state=%00&code=%ff", "?state=a&state=b&code=" + "x" * 5_000, "?état=é#x"],
)
async def test_no_address_breaks_a_page(desk: SlackDesk, query: str) -> None:
    async with desk.browser.get(desk.address + OAUTH_PATH + query) as page:
        assert page.status == 400


async def test_whoever_declines_on_slacks_page_changes_nothing(desk: SlackDesk) -> None:
    _, consent = await desk.visit(INSTALL_PATH)
    state = desk.slack.agree(consent)["state"]

    status, said = await desk.visit(OAUTH_PATH, {"state": state, "error": "access_denied"})

    assert (status, "Rien n" in said) == (200, True)
    assert desk.slack.called == []


@pytest.mark.parametrize("fault", ["invalid_code", "500", "html", "429", "drop before"])
async def test_a_slack_that_fails_is_said_on_the_page_and_in_the_log_without_the_code(
    desk: SlackDesk, fault: str
) -> None:
    _, consent = await desk.visit(INSTALL_PATH)
    back = desk.slack.agree(consent)
    desk.slack.api.faults["oauth.v2.access"].append(fault)

    with capture_logs() as logged:
        status, _ = await desk.visit(OAUTH_PATH, back)

    assert status == 502
    assert [line["event"] for line in logged] == ["slack.consent_failed"]
    assert back["code"] not in str(logged)
    assert back["state"] not in str(logged)


async def test_pages_are_kept_nowhere_and_load_nothing(desk: SlackDesk) -> None:
    async with desk.browser.get(desk.address + OAUTH_PATH) as page:
        headers = page.headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_pages_speak_the_browsers_language(desk: SlackDesk) -> None:
    said = {}
    for language in ("en-GB,en;q=0.9", "fr-FR", "de"):
        async with desk.browser.get(
            desk.address + OAUTH_PATH, headers={"Accept-Language": language}
        ) as page:
            said[language] = await page.text()

    assert 'lang="en"' in said["en-GB,en;q=0.9"]
    assert 'lang="fr"' in said["fr-FR"]
    assert 'lang="fr"' in said["de"]


async def test_health_is_served_beside_the_pages(desk: SlackDesk) -> None:
    assert await desk.visit(HEALTH) == (200, "ok\n")


async def test_where_the_settings_hold_the_token_nobody_can_install(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(NOW)
    async with slack_desk(tmp_path, sqlite_url, clock, only="xoxb-0", allowed=None) as desk:
        status, _ = await desk.visit(INSTALL_PATH)
        await desk.link(LEA)

        assert status == 404
        assert await desk.tokens.bot("T1") == "xoxb-0"
        assert await desk.authors.has_linked(LEA)


async def test_linking_asks_for_the_right_to_post_and_nothing_else(desk: SlackDesk) -> None:
    address = await desk.authors.link_address(LEA)
    asked = parse_qs(urlsplit(address or "").query)

    assert asked["user_scope"] == ["chat:write"]
    assert "scope" not in asked
    assert asked["team"] == ["T1"]


async def test_an_address_passed_on_links_nobody_elses_account(desk: SlackDesk) -> None:
    address = await desk.authors.link_address(LEA)

    status, _ = await desk.visit(OAUTH_PATH, desk.slack.agree(address or "", user="U2"))

    assert status == 403
    assert desk.slack.alive == []
    assert not await desk.authors.has_linked(LEA)
    assert not await desk.authors.has_linked(KARIM)


async def test_an_address_to_link_cannot_be_used_to_install(desk: SlackDesk) -> None:
    address = await desk.authors.link_address(LEA)
    installing = (address or "").replace("user_scope=", "scope=")

    status, _ = await desk.visit(OAUTH_PATH, desk.slack.agree(installing))

    assert status == 403
    assert await desk.workspaces.grants.holders("slack") == ()


async def test_taking_the_permission_back_revokes_it_at_slack(desk: SlackDesk) -> None:
    await desk.link(LEA)
    await desk.authors.unlink(LEA)

    assert desk.slack.alive == []


@pytest.mark.parametrize("fault", ["500", "drop before", "429"])
async def test_a_permission_taken_back_is_forgotten_even_if_slack_cannot_be_asked(
    desk: SlackDesk, fault: str
) -> None:
    await desk.link(LEA)
    desk.slack.api.faults["auth.revoke"].append(fault)
    await desk.authors.unlink(LEA)

    assert not await desk.authors.has_linked(LEA)


async def test_a_token_revoked_in_slack_is_forgotten_and_its_owner_told(desk: SlackDesk) -> None:
    await be(desk, "t1p2", LEA)
    await desk.link(LEA)
    desk.slack.revoke_all()

    with pytest.raises(Refused):
        await desk.authors.schedule(LEA, "D1", "À demain", MORNING)
    async with desk.lien.lien.unit_of_work() as uow:
        (told,) = await uow.outbox.claim(desk.clock.now(), 5)

    assert told.kind == "workspaces.lost"
    assert not await desk.authors.has_linked(LEA)


async def be(desk: SlackDesk, person: str, account: AccountId) -> None:
    """Give somebody of the small department an account in Slack, preferred."""
    async with desk.lien.lien.unit_of_work() as uow:
        known = (await uow.people.directory()).people[person]
        await uow.people.save_people(
            Person(id=known.id, name=known.name, unit=known.unit, accounts=(account,))
        )
        await uow.commit()


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        ("429", Throttled),
        ("500", Unknown),
        ("internal_error", Unknown),
        ("service_unavailable", Unreachable),
        ("restricted_too_many", Refused),
        ("not_in_channel", Refused),
        ("is_archived", Refused),
    ],
)
async def test_what_slack_answers_is_said_in_our_words(
    desk: SlackDesk, fault: str, meaning: type[Exception]
) -> None:
    await desk.link(LEA)
    desk.slack.api.faults["chat.scheduleMessage"].append(fault)

    with pytest.raises(meaning) as caught:
        await desk.authors.schedule(LEA, "D1", "À demain", MORNING)

    assert "À demain" not in str(caught.value)
    assert not isinstance(caught.value, Throttled) or caught.value.retry_after_seconds == 1


async def test_a_message_scheduled_as_the_line_dropped_is_found_and_not_scheduled_twice(
    desk: SlackDesk,
) -> None:
    await desk.link(LEA)
    desk.slack.api.faults["chat.scheduleMessage"].append("drop after")

    kept = await desk.authors.schedule(LEA, "D1", "À demain", MORNING)
    await desk.authors.unschedule(LEA, kept)

    assert desk.slack.called.count("chat.scheduleMessage") == 1
    assert desk.slack.team.waiting == {}


async def test_a_message_that_never_arrived_is_not_taken_for_scheduled(desk: SlackDesk) -> None:
    await desk.link(LEA)
    desk.slack.api.faults["chat.scheduleMessage"].append("drop before")

    with pytest.raises(Unknown):
        await desk.authors.schedule(LEA, "D1", "À demain", MORNING)


async def test_slacks_thirty_messages_in_five_minutes_are_a_refusal(desk: SlackDesk) -> None:
    await desk.link(LEA)
    for n in range(30):
        await desk.authors.schedule(LEA, "C1", f"{n}", MORNING)

    with pytest.raises(Refused, match="restricted_too_many"):
        await desk.authors.schedule(LEA, "C1", "30", MORNING)


async def test_tokens_that_run_out_are_renewed_once_for_all_who_need_them(
    rotating: SlackDesk,
) -> None:
    await install(rotating)
    first = await rotating.tokens.bot("T1")
    rotating.clock.move_to(NOW + timedelta(hours=13))

    renewed = await asyncio.gather(*(rotating.tokens.bot("T1") for _ in range(20)))

    assert rotating.slack.called.count("oauth.v2.access") == 2
    assert set(renewed) != {first}
    assert len(set(renewed)) == 1


async def test_a_client_secret_that_was_mistyped_loses_no_token(rotating: SlackDesk) -> None:
    await install(rotating)
    rotating.clock.move_to(NOW + timedelta(hours=11, minutes=30))
    rotating.slack.api.faults["oauth.v2.access"].append("bad_client_secret")
    late = await rotating.tokens.bot("T1")
    rotating.clock.move_to(NOW + timedelta(hours=11, minutes=40))

    assert await rotating.tokens.bot("T1") != late


async def test_a_bot_slack_refuses_for_good_begins_to_leave(desk: SlackDesk) -> None:
    await install(desk)
    await desk.link(LEA)
    with capture_logs() as logged:
        await desk.tokens.bot_lost("T1")

    assert await desk.workspaces.grants.holders("slack") == ()
    assert [line["erased_on"] for line in logged] == [(NOW + ERASED_AFTER).date()]
    async with desk.lien.lien.unit_of_work() as uow:
        assert [d.workspace for d in await uow.departures.waiting()] == ["T1"]
    await install(desk)
    async with desk.lien.lien.unit_of_work() as uow:
        assert await uow.departures.waiting() == ()


async def test_a_token_of_the_settings_that_slack_refuses_erases_nothing_by_itself(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(NOW)
    async with slack_desk(tmp_path, sqlite_url, clock, only="xoxb-0", allowed=None) as desk:
        await desk.tokens.bot_lost("T1")
        async with desk.lien.lien.unit_of_work() as uow:
            refused = await uow.departures.waiting()
        await desk.tokens.bot_removed("T1")
        async with desk.lien.lien.unit_of_work() as uow:
            removed = await uow.departures.waiting()

    assert refused == ()
    assert [departure.workspace for departure in removed] == ["T1"]


async def test_no_byte_of_a_token_or_a_code_is_on_disk(desk: SlackDesk, tmp_path: Path) -> None:
    await install(desk)
    await desk.link(LEA)
    secrets = [token.encode() for token in desk.slack.alive]

    stored = b"".join(read(tmp_path))

    assert len(secrets) == 2
    assert not [secret for secret in secrets if secret in stored]


def read(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
