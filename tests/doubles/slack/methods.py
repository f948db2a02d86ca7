"""The Web API's methods, by name: each takes who calls and with what, and answers or refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.doubles.slack.blocks import check_message
from tests.doubles.slack.refusal import Refusal
from tests.doubles.slack.team import BOT, BOT_ID, Channel, Team

LONGEST_TEXT = 40_000
FURTHEST_SECONDS = 120 * 86_400
FIVE_MINUTES, MOST_SCHEDULED = 300, 30
GUARD_SECONDS = 60
PAGE = 1000


@dataclass(frozen=True)
class Caller:
    """Whose token a call was made with."""

    team: Team
    user: str
    kind: str
    scopes: frozenset[str]
    token: str


Args: TypeAlias = dict[str, Any]
Method: TypeAlias = Callable[[Caller, Args], dict[str, Any]]


def auth_test(by: Caller, _: Args) -> dict[str, Any]:
    team = by.team
    found = {"url": "https://lien.slack.test/", "team": team.name, "team_id": team.id}
    more = {"bot_id": BOT_ID} if by.user == BOT else {}
    return {**found, "user": team.users[by.user].name, "user_id": by.user, **more}


def post_message(by: Caller, args: Args) -> dict[str, Any]:
    channel = writable(by, args["channel"])
    message = written(by, args)
    if (metadata := object_of(args, "metadata")) is not None:
        if set(metadata) != {"event_type", "event_payload"}:
            raise Refusal("invalid_metadata_schema")
        message["metadata"] = metadata
    if thread := args.get("thread_ts"):
        if channel.find(thread) is None:
            raise Refusal("thread_not_found")
        message["thread_ts"] = thread
    channel.messages.append(message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def post_ephemeral(by: Caller, args: Args) -> dict[str, Any]:
    channel = writable(by, args["channel"])
    if args["user"] not in channel.members:
        raise Refusal("user_not_in_channel")
    message = written(by, args)
    channel.ephemerals.append((args["user"], message))
    return {"message_ts": message["ts"]}


def update(by: Caller, args: Args) -> dict[str, Any]:
    channel = writable(by, args["channel"])
    message = channel.find(args["ts"])
    if message is None:
        raise Refusal("message_not_found")
    if message["user"] != by.user:
        raise Refusal("cant_update_message")
    changed = written(by, args)
    message |= {key: changed[key] for key in ("text", "blocks") if key in changed}
    message["edited"] = {"user": by.user, "ts": by.team.ts()}
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"]}


def delete(by: Caller, args: Args) -> dict[str, Any]:
    channel = by.team.channels.get(args["channel"])
    if channel is None:
        raise Refusal("channel_not_found")
    message = channel.find(args["ts"])
    if message is None:
        raise Refusal("message_not_found")
    if message["user"] != by.user:
        raise Refusal("cant_delete_message")
    channel.messages.remove(message)
    return {"channel": channel.id, "ts": args["ts"]}


def schedule(by: Caller, args: Args) -> dict[str, Any]:
    channel = writable(by, args["channel"])
    message = written(by, args)
    at = number_of(args, "post_at")
    if at <= by.team.now:
        raise Refusal("time_in_past")
    if at - by.team.now > FURTHEST_SECONDS:
        raise Refusal("time_too_far")
    near = [
        one
        for one in by.team.waiting.values()
        if one["channel_id"] == channel.id and abs(one["post_at"] - at) < FIVE_MINUTES
    ]
    if len(near) >= MOST_SCHEDULED:
        raise Refusal("restricted_too_many")
    made = by.team.number("Q")
    by.team.waiting[made] = {
        "id": made,
        "channel_id": channel.id,
        "post_at": at,
        "date_created": int(by.team.now),
        "text": message["text"],
        "by": by.user,
        "message": message,
        # With metadata Slack takes it, and never posts it.
        "never": "metadata" in args,
    }
    return {"channel": channel.id, "scheduled_message_id": made, "post_at": at, "message": message}


def scheduled_list(by: Caller, args: Args) -> dict[str, Any]:
    mine = [
        {key: one[key] for key in ("id", "channel_id", "post_at", "date_created", "text")}
        for one in sorted(by.team.waiting.values(), key=lambda one: one["post_at"])
        if one["by"] == by.user
        and args.get("channel") in {None, one["channel_id"]}
        # Exclusive, the stricter of the two readings of Slack's page.
        and ("oldest" not in args or one["post_at"] > number_of(args, "oldest"))
        and ("latest" not in args or one["post_at"] < number_of(args, "latest"))
    ]
    page, cursor = _page(mine, args)
    return {"scheduled_messages": page, "response_metadata": {"next_cursor": cursor}}


def unschedule(by: Caller, args: Args) -> dict[str, Any]:
    found = by.team.waiting.get(args["scheduled_message_id"])
    if found is None or found["by"] != by.user or found["channel_id"] != args["channel"]:
        raise Refusal("invalid_scheduled_message_id")
    if found["post_at"] - by.team.now < GUARD_SECONDS:
        raise Refusal("invalid_scheduled_message_id")
    del by.team.waiting[found["id"]]
    return {}


def conversations_open(by: Caller, args: Args) -> dict[str, Any]:
    users = [one for one in str(args.get("users", "")).split(",") if one]
    if len(users) != 1:
        raise Refusal("users_list_not_supplied" if not users else "too_many_users")
    if users[0] not in by.team.users:
        raise Refusal("user_not_found")
    if by.team.users[users[0]].deleted:
        raise Refusal("user_disabled")
    return {"channel": {"id": by.team.direct(users[0], by.user).id}}


def history(by: Caller, args: Args) -> dict[str, Any]:
    channel = by.team.channels.get(args["channel"])
    if channel is None or by.user not in channel.members:
        raise Refusal("channel_not_found" if channel is None else "not_in_channel")
    needed = "im:history" if channel.is_im else "channels:history"
    if needed not in by.scopes:
        raise Refusal("missing_scope", needed=needed, provided=",".join(sorted(by.scopes)))
    newest = [m for m in reversed(channel.messages) if "thread_ts" not in m]
    if "oldest" in args:
        if not str(args["oldest"]).replace(".", "", 1).isdigit():
            raise Refusal("invalid_ts_oldest")
        newest = [m for m in newest if float(m["ts"]) > float(args["oldest"])]
    page, cursor = _page(newest, args)
    shows = _flag(args.get("include_all_metadata"))
    found = [
        m if shows else {key: value for key, value in m.items() if key != "metadata"} for m in page
    ]
    return {
        "messages": found,
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def conversations_info(by: Caller, args: Args) -> dict[str, Any]:
    return {"channel": _shown(_readable(by, args["channel"]))}


def conversations_list(by: Caller, args: Args) -> dict[str, Any]:
    found = [_shown(c) for c in by.team.channels.values() if not c.is_im]
    page, cursor = _page(found, args)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def members(by: Caller, args: Args) -> dict[str, Any]:
    page, cursor = _page(sorted(_readable(by, args["channel"]).members), args)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def users_info(by: Caller, args: Args) -> dict[str, Any]:
    user = by.team.users.get(args["user"])
    if user is None:
        raise Refusal("user_not_found")
    shown = user.shown(by.team.id)
    if not _flag(args.get("include_locale")):
        del shown["locale"]
    return {"user": shown}


def users_list(by: Caller, args: Args) -> dict[str, Any]:
    # Who shares a channel from another organisation is in no list of this one's.
    own = [user for user in by.team.users.values() if user.grid or not user.home]
    page, cursor = _page([user.shown(by.team.id) for user in own], args)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def group_users(by: Caller, args: Args) -> dict[str, Any]:
    if args["usergroup"] not in by.team.groups:
        raise Refusal("no_such_subteam")
    return {"users": sorted(by.team.groups[args["usergroup"]])}


def writable(by: Caller, wanted: str) -> Channel:
    """Find a place where the caller may write."""
    channel = by.team.place(wanted, by.user)
    if channel.is_archived:
        raise Refusal("is_archived")
    if by.user not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def written(by: Caller, args: Args) -> dict[str, Any]:
    """Make a message of arguments, as Slack would keep it."""
    blocks = _maybe_list(args, "blocks")
    text = args.get("text", "")
    if not isinstance(text, str):
        raise Refusal("invalid_arguments", response_metadata={"messages": ["text"]})
    if not text and not blocks:
        raise Refusal("no_text")
    if len(text) > LONGEST_TEXT:
        raise Refusal("msg_too_long")
    if blocks is not None:
        check_message(blocks)
        _pictures(by.team, blocks)
    message: dict[str, Any] = {
        "type": "message",
        "user": by.user,
        "text": text,
        "ts": by.team.ts(),
    }
    if blocks is not None:
        message["blocks"] = blocks
    return message | ({"bot_id": BOT_ID} if by.user == BOT else {})


def _pictures(team: Team, blocks: list[dict[str, Any]]) -> None:
    for block in blocks:
        if block["type"] == "image" and "slack_file" in block:
            found = team.files.get(block["slack_file"].get("id", ""))
            if found is None or not found.get("is_complete"):
                raise Refusal("invalid_blocks", response_metadata={"messages": ["slack_file"]})


def _readable(by: Caller, wanted: str) -> Channel:
    channel = by.team.channels.get(wanted)
    if channel is None:
        raise Refusal("channel_not_found")
    return channel


def _shown(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_archived": channel.is_archived,
        "is_im": channel.is_im,
        "is_member": BOT in channel.members,
    }


def _page(found: list[Any], args: Args) -> tuple[list[Any], str]:
    start = number_of(args, "cursor", code="invalid_cursor") if args.get("cursor") else 0
    limit = number_of(args, "limit") if args.get("limit") else 100
    if not 0 < limit <= PAGE:
        raise Refusal("invalid_limit")
    end = start + limit
    return found[start:end], str(end) if end < len(found) else ""


def number_of(args: Args, name: str, *, code: str = "invalid_arguments") -> int:
    """Read a whole number, refused as Slack refuses what is none."""
    try:
        return int(str(args[name]))
    except ValueError:
        raise Refusal(code, response_metadata={"messages": [name]}) from None


def object_of(args: Args, name: str) -> dict[str, Any] | None:
    value = args.get(name)
    if isinstance(value, str):
        value = _json(value)
    if value is not None and not isinstance(value, dict):
        raise Refusal("invalid_arguments")
    return value


def _maybe_list(args: Args, name: str) -> list[Any] | None:
    value = args.get(name)
    if isinstance(value, str):
        value = _json(value)
    if value is not None and not isinstance(value, list):
        raise Refusal("invalid_blocks_format" if name == "blocks" else "invalid_arguments")
    return value


def list_of(args: Args, name: str) -> list[Any]:
    return _maybe_list(args, name) or []


def _json(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        raise Refusal("invalid_json") from None


def _flag(value: Any) -> bool:
    return value in {True, "1", "true", "True"}


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.scheduleMessage": schedule,
    "chat.scheduledMessages.list": scheduled_list,
    "chat.deleteScheduledMessage": unschedule,
    "conversations.open": conversations_open,
    "conversations.history": history,
    "conversations.info": conversations_info,
    "conversations.list": conversations_list,
    "conversations.members": members,
    "users.info": users_info,
    "users.list": users_list,
    "usergroups.users.list": group_users,
}
