"""The Web API's methods for modals, Home tabs and files."""

from __future__ import annotations

from typing import Any

from tests.doubles.slack.blocks import check_view
from tests.doubles.slack.methods import (
    Args,
    Caller,
    Method,
    list_of,
    number_of,
    object_of,
    writable,
)
from tests.doubles.slack.refusal import Refusal
from tests.doubles.slack.team import Team, View


def views_open(by: Caller, args: Args) -> dict[str, Any]:
    view = _view(args, "modal")
    user = by.team.pull(str(args.get("trigger_id", "")))
    for old in [v.id for v in by.team.views.values() if v.user == user]:
        del by.team.views[old]
    return _kept(by.team, user, view)


def views_push(by: Caller, args: Args) -> dict[str, Any]:
    view = _view(args, "modal")
    user = by.team.pull(str(args.get("trigger_id", "")))
    stack = [v for v in by.team.views.values() if v.user == user]
    if len(stack) >= 3:
        raise Refusal("push_limit_reached")
    return _kept(by.team, user, view, root=stack[0].id if stack else "")


def views_update(by: Caller, args: Args) -> dict[str, Any]:
    view = _view(args, "modal")
    found = by.team.views.get(str(args.get("view_id", "")))
    if found is None:
        raise Refusal("not_found")
    if args.get("hash") not in {None, found.hash}:
        raise Refusal("hash_conflict")
    found.content, found.hash = view, by.team.ts()
    return {"view": found.shown(by.team.id)}


def views_publish(by: Caller, args: Args) -> dict[str, Any]:
    view = _view(args, "home")
    user = args["user_id"]
    if user not in by.team.users:
        raise Refusal("user_not_found")
    before = by.team.homes.get(user)
    if before is not None and args.get("hash") not in {None, before.hash}:
        raise Refusal("hash_conflict")
    made = View(id=by.team.number("V"), user=user, content=view, hash=by.team.ts())
    by.team.homes[user] = made
    return {"view": made.shown(by.team.id)}


def upload_url(by: Caller, args: Args) -> dict[str, Any]:
    if number_of(args, "length") <= 0:
        raise Refusal("invalid_arguments")
    made = by.team.number("F")
    by.team.files[made] = {
        "id": made,
        "name": args["filename"],
        "length": number_of(args, "length"),
        "alt_txt": args.get("alt_txt", ""),
    }
    return {"upload_url": f"{{base}}/upload/{made}", "file_id": made}


def upload_complete(by: Caller, args: Args) -> dict[str, Any]:
    done = []
    for one in list_of(args, "files"):
        found = by.team.files.get(one.get("id", "")) if isinstance(one, dict) else None
        if found is None or "content" not in found:
            raise Refusal("file_not_found")
        found |= {"title": one.get("title", found["name"]), "is_complete": True}
        done.append({key: found[key] for key in ("id", "name", "title")})
        place = args.get("channel_id") or args.get("channels")
        if place:
            channel = writable(by, place)
            message = {
                "type": "message",
                "user": by.user,
                "text": args.get("initial_comment", ""),
                "ts": by.team.ts(),
                "files": [found],
            }
            channel.messages.append(message)
    return {"files": done}


def _view(args: Args, kind: str) -> dict[str, Any]:
    view = object_of(args, "view")
    check_view(view)
    assert view is not None
    if view["type"] != kind:
        raise Refusal("invalid_arguments", response_metadata={"messages": ["view type"]})
    return view


def _kept(team: Team, user: str, view: dict[str, Any], root: str = "") -> dict[str, Any]:
    made = View(id=team.number("V"), user=user, content=view, hash=team.ts(), root=root)
    team.views[made.id] = made
    return {"view": made.shown(team.id)}


VIEW_METHODS: dict[str, Method] = {
    "views.open": views_open,
    "views.push": views_push,
    "views.update": views_update,
    "views.publish": views_publish,
    "files.getUploadURLExternal": upload_url,
    "files.completeUploadExternal": upload_complete,
}
