"""A double that lets things pass proves nothing: each strictness, through Slack's own client."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack.delivery import NotTaken
from tests.doubles.slack.methods import METHODS
from tests.doubles.slack.people import SlackDouble
from tests.doubles.slack.server import ROWS
from tests.doubles.slack.surfaces import VIEW_METHODS
from tests.doubles.slack.team import Channel, User

_REFERENCE = Path(__file__).parents[1] / "reference"
ARGUMENTS = json.loads((_REFERENCE / "slack_arguments.json").read_text(encoding="utf-8"))
SCOPES = json.loads((_REFERENCE / "slack_scopes.json").read_text(encoding="utf-8"))
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "bonjour"}}


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def pressed() -> dict[str, Any]:
    return {"type": "button", "action_id": "a", "text": plain("Oui")}


def asked(title: str) -> dict[str, Any]:
    return {name: plain("Oui") for name in ("text", "confirm", "deny")} | {"title": plain(title)}


def chosen(*values: str) -> dict[str, Any]:
    options = [{"text": plain("Une"), "value": value} for value in values]
    return {"type": "static_select", "action_id": "b", "options": options}


class Stage:
    """A double with two people, one channel and the bot's client."""

    def __init__(self, slack: SlackDouble) -> None:
        self.slack = slack
        self.lea: User = slack.team.add_user("Léa Martin")
        self.karim: User = slack.team.add_user("Karim Haddad")
        self.channel: Channel = slack.team.add_channel("enfance-nord", [self.lea, self.karim])
        self.web = AsyncWebClient(token=slack.bot_token, base_url=slack.url, retry_handlers=[])

    async def refused(self, method: str, **args: Any) -> str:
        with pytest.raises(SlackApiError) as refusal:
            await self.web.api_call(method, json=args)
        return str(refusal.value.response["error"])

    def view(self, **more: Any) -> dict[str, Any]:
        title = {"type": "plain_text", "text": "Répondre"}
        return {"type": "modal", "title": title, "blocks": [SECTION], **more}


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    async with SlackDouble() as slack:
        yield Stage(slack)


async def test_a_message_is_shown_and_keeps_its_metadata_for_the_bot(stage: Stage) -> None:
    key = {"event_type": "lien_message", "event_payload": {"id": "1"}}
    await stage.web.chat_postMessage(channel=stage.lea.id, text="bonjour", metadata=key)
    (shown,) = stage.slack.direct(stage.lea)
    place = stage.slack.team.direct(stage.lea.id).id
    found = await stage.web.conversations_history(channel=place, include_all_metadata=True)
    assert shown["text"] == "bonjour"
    assert found["messages"][0]["metadata"] == key
    bare = await stage.web.conversations_history(channel=place)
    assert "metadata" not in bare["messages"][0]


@pytest.mark.parametrize(
    ("method", "args", "code"),
    [
        ("chat.postMessage", {"channel": "C0", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "{channel}"}, "no_text"),
        (
            "chat.postMessage",
            {"channel": "{channel}", "text": "x", "colour": 1},
            "invalid_arguments",
        ),
        ("chat.postMessage", {"channel": "{channel}", "text": "x" * 40_001}, "msg_too_long"),
        ("chat.update", {"channel": "{channel}", "ts": "1.0", "text": "x"}, "message_not_found"),
        (
            "chat.postEphemeral",
            {"channel": "{channel}", "user": "U0", "text": "x"},
            "user_not_in_channel",
        ),
        ("conversations.members", {"channel": "C0"}, "channel_not_found"),
        ("users.info", {"user": "U0"}, "user_not_found"),
        ("usergroups.users.list", {"usergroup": "S0"}, "no_such_subteam"),
        ("views.open", {"view": {"type": "modal"}, "trigger_id": "1.2.x"}, "invalid_arguments"),
        ("chat.everything", {}, "unknown_method"),
        (
            "chat.scheduleMessage",
            {"channel": "{channel}", "text": "x", "post_at": 1},
            "time_in_past",
        ),
        (
            "chat.scheduleMessage",
            {"channel": "{channel}", "text": "x", "post_at": "demain"},
            "invalid_arguments",
        ),
        ("conversations.members", {"channel": "{channel}", "limit": "ten"}, "invalid_arguments"),
        ("conversations.members", {"channel": "{channel}", "cursor": "next"}, "invalid_cursor"),
        ("chat.postMessage", {"channel": "{channel}", "text": 7}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": ["F0"]}, "file_not_found"),
        ("files.getUploadURLExternal", {"filename": "a", "length": "x"}, "invalid_arguments"),
    ],
)
async def test_refuses_what_slack_refuses(
    stage: Stage, method: str, args: dict[str, Any], code: str
) -> None:
    given = {k: stage.channel.id if v == "{channel}" else v for k, v in args.items()}
    assert await stage.refused(method, **given) == code


@pytest.mark.parametrize(
    "blocks",
    [
        [SECTION] * 51,
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}],
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        [{"type": "actions", "elements": []}],
        [
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "a",
                        "text": {"type": "plain_text", "text": "x" * 76},
                    }
                ],
            }
        ],
        [{"type": "image", "slack_file": {"id": "F0"}, "alt_text": "courbe"}],
        [{**SECTION, "block_id": "a"}, {**SECTION, "block_id": "a"}],
        [{**SECTION, "colour": "red"}],
        [{"type": "section", "fields": 7}],
        ["a block"],
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}],
        [{"type": "context", "elements": [{"type": "mrkdwn", "text": "x" * 3001}]}],
        [{"type": "context", "elements": [{"type": "button"}]}],
        [{**SECTION, "accessory": {"type": "plain_text_input", "action_id": "a"}}],
        [{"type": "actions", "elements": [{"type": "plain_text_input", "action_id": "a"}]}],
        [{"type": "actions", "elements": [chosen("1", "1")]}],
        [{"type": "actions", "elements": [{**pressed(), "confirm": asked("x" * 101)}]}],
        [{"type": "actions", "elements": [{**pressed(), "confirm": {"title": "x"}}]}],
        [{"type": "actions", "elements": [{**pressed(), "shade": "dark"}]}],
    ],
)
async def test_refuses_blocks_that_hold_too_much(stage: Stage, blocks: list[Any]) -> None:
    code = await stage.refused(
        "chat.postMessage", channel=stage.channel.id, text="x", blocks=blocks
    )
    assert code == "invalid_blocks"


@pytest.mark.parametrize(
    "more",
    [
        {"title": {"type": "plain_text", "text": "x" * 25}},
        {"private_metadata": "x" * 3001},
        {"blocks": [SECTION] * 101},
        {
            "blocks": [
                {
                    "type": "input",
                    "block_id": "charge",
                    "label": {"type": "plain_text", "text": "Ma charge"},
                    "element": {"type": "plain_text_input", "action_id": "charge"},
                }
            ]
        },
    ],
)
async def test_refuses_a_view_that_holds_too_much(stage: Stage, more: dict[str, Any]) -> None:
    trigger = stage.slack.team.trigger(stage.lea.id)
    view = stage.view(**more)
    assert await stage.refused("views.open", view=view, trigger_id=trigger) == "invalid_arguments"


async def test_a_trigger_is_good_once_and_for_three_seconds(stage: Stage) -> None:
    trigger = stage.slack.team.trigger(stage.lea.id)
    await stage.web.views_open(trigger_id=trigger, view=stage.view())
    assert (
        await stage.refused("views.open", view=stage.view(), trigger_id=trigger)
        == "exchanged_trigger_id"
    )
    late = stage.slack.team.trigger(stage.lea.id)
    stage.slack.team.now += 4
    assert (
        await stage.refused("views.open", view=stage.view(), trigger_id=late)
        == "expired_trigger_id"
    )


async def test_a_missing_scope_is_named(stage: Stage) -> None:
    weak = stage.slack.api.give(stage.slack.team, "bot", {"users:read"})
    stage.web.token = weak
    with pytest.raises(SlackApiError) as refusal:
        await stage.web.chat_postMessage(channel=stage.channel.id, text="x")
    assert refusal.value.response["error"] == "missing_scope"
    assert refusal.value.response["needed"] == "chat:write"


async def test_a_token_of_the_wrong_kind_or_revoked_is_refused(stage: Stage) -> None:
    stage.web.token = stage.slack.app_token
    assert (
        await stage.refused("chat.postMessage", channel=stage.channel.id, text="x")
        == "not_allowed_token_type"
    )
    stage.web.token = stage.slack.bot_token
    await stage.web.auth_revoke()
    assert await stage.refused("auth.test") == "token_revoked"


async def test_archived_channels_closed_accounts_and_strangers_are_refused(stage: Stage) -> None:
    outside = stage.slack.team.add_channel("direction", [stage.lea], with_bot=False)
    assert await stage.refused("chat.postMessage", channel=outside.id, text="x") == "not_in_channel"
    stage.channel.is_archived = True
    assert (
        await stage.refused("chat.postMessage", channel=stage.channel.id, text="x") == "is_archived"
    )
    stage.karim.deleted = True
    assert (
        await stage.refused("chat.postMessage", channel=stage.karim.id, text="x")
        == "channel_not_found"
    )
    assert await stage.refused("conversations.open", users=stage.karim.id) == "user_disabled"


async def test_a_dropped_connection_may_or_may_not_have_shown_the_message(stage: Stage) -> None:
    stage.slack.api.faults["chat.postMessage"].extend(["drop before", "drop after", "500", "429"])
    for shown in (0, 1, 1):
        with pytest.raises((aiohttp.ClientError, SlackApiError)):
            await stage.web.chat_postMessage(channel=stage.lea.id, text="x")
        assert len(stage.slack.direct(stage.lea)) == shown
    with pytest.raises(SlackApiError) as refusal:
        await stage.web.chat_postMessage(channel=stage.lea.id, text="x")
    assert refusal.value.response.headers["Retry-After"] == "1"


async def test_a_channel_takes_so_many_posts_a_second(stage: Stage) -> None:
    stage.slack.api.channel_burst = 1
    await stage.web.chat_postMessage(channel=stage.channel.id, text="x")
    assert (
        await stage.refused("chat.postMessage", channel=stage.channel.id, text="y") == "ratelimited"
    )
    stage.slack.team.now += 1
    await stage.web.chat_postMessage(channel=stage.channel.id, text="y")


async def test_scheduled_messages_appear_at_their_time_in_their_authors_name(stage: Stage) -> None:
    slack = stage.slack
    stage.web.token = slack.api.give(slack.team, "user", {"chat:write"}, stage.lea.id)
    at = int(slack.team.now) + 3600
    made = await stage.web.chat_scheduleMessage(channel=stage.channel.id, text="demain", post_at=at)
    await stage.web.chat_scheduleMessage(
        channel=stage.channel.id,
        text="jamais",
        post_at=at,
        metadata={"event_type": "x", "event_payload": {}},
    )
    slack.moves_to(at - 30)
    assert (
        await stage.refused(
            "chat.deleteScheduledMessage",
            channel=stage.channel.id,
            scheduled_message_id=made["scheduled_message_id"],
        )
        == "invalid_scheduled_message_id"
    )
    slack.moves_to(at + 1)
    assert [(m["user"], m["text"]) for m in stage.channel.messages] == [(stage.lea.id, "demain")]


async def test_a_channel_holds_thirty_scheduled_messages_in_five_minutes(stage: Stage) -> None:
    at = int(stage.slack.team.now) + 3600
    for n in range(30):
        await stage.web.chat_scheduleMessage(channel=stage.channel.id, text=f"{n}", post_at=at + n)
    assert (
        await stage.refused("chat.scheduleMessage", channel=stage.channel.id, text="x", post_at=at)
        == "restricted_too_many"
    )


async def test_a_file_is_uploaded_in_three_steps_and_can_then_be_shown(stage: Stage) -> None:
    done = await stage.web.files_upload_v2(content=b"PNG", filename="courbe.png")
    (kept,) = stage.slack.team.files.values()
    assert kept["content"] == b"PNG"
    image = {"type": "image", "slack_file": {"id": done["files"][0]["id"]}, "alt_text": "courbe"}
    await stage.web.chat_postMessage(channel=stage.channel.id, text="x", blocks=[image])


async def test_a_question_before_a_press_is_taken_within_its_limits(stage: Stage) -> None:
    button = {**pressed(), "confirm": asked("Effacer ?")}
    await stage.web.chat_postMessage(
        channel=stage.channel.id, text="x", blocks=[{"type": "actions", "elements": [button]}]
    )
    assert len(stage.channel.messages) == 1


async def test_what_a_stranger_asks_is_refused_before_it_is_read(stage: Stage) -> None:
    stage.web.token = "xoxb-nobody"
    assert await stage.refused("chat.postMessage", colour=1) == "invalid_auth"


async def test_a_view_with_a_word_too_many_is_refused(stage: Stage) -> None:
    trigger = stage.slack.team.trigger(stage.lea.id)
    view = stage.view(colour="red")
    assert await stage.refused("views.open", view=view, trigger_id=trigger) == "invalid_arguments"


async def test_each_method_takes_so_many_calls_a_minute(stage: Stage) -> None:
    stage.slack.api.has_tiers = True
    for _ in range(50):
        await stage.web.conversations_open(users=stage.lea.id)
    assert await stage.refused("conversations.open", users=stage.lea.id) == "ratelimited"
    await stage.web.users_info(user=stage.lea.id)
    stage.slack.moves_to(stage.slack.team.now + 61)
    await stage.web.conversations_open(users=stage.lea.id)


async def test_a_response_url_is_good_for_half_an_hour_and_five_answers(stage: Stage) -> None:
    answer, url = stage.slack.reply_url()
    too_much = {"text": "x", "blocks": [SECTION] * 51}
    async with aiohttp.ClientSession() as session:
        statuses = []
        for said in (too_much, *[{"text": "x"}] * 5):
            async with session.post(url, json=said) as answered:
                statuses.append(answered.status)
        assert statuses == [500, 200, 200, 200, 200, 404]
        assert len(answer.said) == 4
        _, later = stage.slack.reply_url()
        stage.slack.moves_to(stage.slack.team.now + 31 * 60)
        async with session.post(later, json={"text": "x"}) as answered:
            assert answered.status == 404


async def test_a_socket_opens_with_a_ticket_that_was_given_and_once() -> None:
    async with SlackDouble(mode="socket") as slack, aiohttp.ClientSession() as session:
        web = AsyncWebClient(token=slack.app_token, base_url=slack.url, retry_handlers=[])
        address = str((await web.apps_connections_open(app_token=slack.app_token))["url"])
        socket = await session.ws_connect(address)
        assert (await socket.receive_json())["type"] == "hello"
        await socket.close()
        for wrong in (address, address.partition("?")[0]):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(wrong)


async def test_a_ghost_swallows_a_payload_and_slack_shows_an_error() -> None:
    async with SlackDouble(mode="socket") as slack, aiohttp.ClientSession() as session:
        web = AsyncWebClient(token=slack.app_token, base_url=slack.url, retry_handlers=[])
        address = str((await web.apps_connections_open(app_token=slack.app_token))["url"])
        socket = await session.ws_connect(address)
        slack.sockets.swallows = 1
        with pytest.raises(NotTaken):
            await slack.types(slack.team.add_user("Léa"), "/lien")
        await socket.close()


def test_the_double_knows_no_argument_that_slack_does_not() -> None:
    """What it takes is in Slack's reference, what Slack requires it requires, every row answers."""
    known = ARGUMENTS["methods"]
    wrong = [
        method
        for method, row in ROWS.items()
        if not (row.needs | row.takes) <= set(known[method]["takes"])
        or not set(known[method]["required"]) <= row.needs | {"client_id", "client_secret"}
    ]
    assert wrong == []
    answered = {*METHODS, *VIEW_METHODS, "oauth.v2.access", "auth.revoke", "apps.connections.open"}
    assert ROWS.keys() == answered


def test_the_doubles_scopes_are_slacks() -> None:
    wrong = [
        (method, kind)
        for method, row in ROWS.items()
        for kind, scopes in row.kinds.items()
        if kind != "app" and set(scopes) != set(SCOPES["methods"][method].get(kind, []))
    ]
    assert wrong == []
