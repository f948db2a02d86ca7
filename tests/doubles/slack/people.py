"""What people do in the double, and what they see there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.doubles.slack.blocks import check_view
from tests.doubles.slack.delivery import NotTaken
from tests.doubles.slack.double import RETRY_AFTER, Answer, Double
from tests.doubles.slack.team import APP, BOT, Channel, User, View


@dataclass
class SlackDouble(Double):
    """A workspace with people in it; use as `async with SlackDouble() as slack`."""

    # What people do.

    async def types(
        self, user: User, command: str, text: str = "", channel: Channel | None = None
    ) -> Answer:
        """Type a slash command, by default in the conversation with the bot."""
        place = channel or self.team.direct(user.id)
        answer, url = self.reply_url()
        answer.ack = await self.deliver(
            "slash_commands",
            {
                "command": command,
                "text": text,
                "team_id": self.team.id,
                "team_domain": "lien",
                "channel_id": place.id,
                "channel_name": "directmessage" if place.is_im else place.name,
                "user_id": user.id,
                "user_name": user.name,
                "api_app_id": APP,
                "is_enterprise_install": "false",
                "response_url": url,
                "trigger_id": self.team.trigger(user.id),
            },
        )
        return answer

    async def presses(
        self, user: User, message: dict[str, Any], action: str, place: Channel | None = None
    ) -> Answer:
        """Press a button of a message somebody sees, by (the beginning of) its action."""
        place = place or self.team.direct(user.id)
        answer, url = self.reply_url()
        payload = {**self.click(user, message, action, place), "response_url": url}
        answer.ack = await self.deliver("interactive", payload)
        return answer

    def click(
        self, user: User, message: dict[str, Any], action: str, place: Channel
    ) -> dict[str, Any]:
        """Give what Slack sends of a press, without a response URL."""
        button, block = _button(message["blocks"], action)
        return {
            **self._from(user),
            "type": "block_actions",
            "container": {"type": "message", "message_ts": message.get("ts", "0.0")},
            "channel": {"id": place.id, "name": place.name or "directmessage"},
            "message": message,
            "actions": [self._action(button, block)],
            "state": {"values": {}},
        }

    def sending(self, user: User, **values: str) -> dict[str, Any]:
        """Give what Slack sends of the modal on top, some fields filled in."""
        view = self.modal(user)
        assert view is not None, "nothing is open"
        shown = view.shown(self.team.id)
        shown["state"] = {"values": _state(view.content["blocks"], values)}
        return {**self._from(user), "type": "view_submission", "view": shown}

    async def presses_home(self, user: User, action: str) -> Answer:
        """Press a button of the Home tab or of the modal on top."""
        view = self.modal(user) or self.team.homes[user.id]
        button, block = _button(view.content["blocks"], action)
        answer = Answer({})
        answer.ack = await self.deliver(
            "interactive",
            {
                **self._from(user),
                "type": "block_actions",
                "container": {"type": "view", "view_id": view.id},
                "view": view.shown(self.team.id),
                "actions": [self._action(button, block)],
            },
        )
        return answer

    async def submits(self, user: User, **values: str) -> Answer:
        """Send the modal on top with some fields filled in, by the name of each field's block."""
        view = self.modal(user)
        assert view is not None, "nothing is open"
        ack = await self.deliver("interactive", self.sending(user, **values))
        kind = ack.get("response_action")
        if kind == "update":
            check_view(ack["view"])
            view.content, view.hash = ack["view"], self.team.ts()
        elif kind == "push":
            made = View(self.team.number("V"), user.id, ack["view"], self.team.ts(), view.id)
            self.team.views[made.id] = made
        elif kind == "errors":
            known = {b.get("block_id") for b in view.content["blocks"]}
            assert set(ack["errors"]) <= known, "an error beside no field"
        else:
            for one in [v.id for v in self.team.views.values() if v.user == user.id]:
                if kind == "clear" or one == view.id:
                    del self.team.views[one]
        return Answer(ack)

    def closes(self, user: User) -> None:
        """Close the modal on top; the one under it is there again as it was left."""
        view = self.modal(user)
        assert view is not None, "nothing is open"
        del self.team.views[view.id]

    async def uses_shortcut(self, user: User, callback: str) -> Answer:
        """Use a shortcut from anywhere."""
        return Answer(
            await self.deliver(
                "interactive",
                {
                    **self._from(user),
                    "type": "shortcut",
                    "callback_id": callback,
                    "action_ts": self.team.ts(),
                },
            )
        )

    async def uses_message_shortcut(
        self, user: User, callback: str, channel: Channel, message: dict[str, Any]
    ) -> Answer:
        """Use a shortcut in the menu of a message."""
        answer, url = self.reply_url()
        answer.ack = await self.deliver(
            "interactive",
            {
                **self._from(user),
                "type": "message_action",
                "callback_id": callback,
                "action_ts": self.team.ts(),
                "message_ts": message["ts"],
                "channel": {"id": channel.id, "name": channel.name},
                "message": message,
                "response_url": url,
            },
        )
        return answer

    async def opens_home(self, user: User) -> None:
        """Open the bot's Home tab."""
        await self.happens(
            {
                "type": "app_home_opened",
                "user": user.id,
                "tab": "home",
                "channel": self.team.direct(user.id).id,
                "event_ts": self.team.ts(),
            }
        )

    async def posts(self, user: User, text: str, channel: Channel | None = None) -> dict[str, Any]:
        """Write a message, and tell the app of it where it may know."""
        place = channel or self.team.direct(user.id)
        message = {"type": "message", "user": user.id, "text": text, "ts": self.team.ts()}
        place.messages.append(message)
        if BOT in place.members:
            await self.happens(
                {
                    **message,
                    "channel": place.id,
                    "event_ts": message["ts"],
                    "channel_type": "im" if place.is_im else "channel",
                }
            )
        return message

    async def happens(self, event: dict[str, Any], *, again: str = "") -> str:
        """Send an event; not taken, it is sent again at once, a minute and five minutes later.

        The last two times come as the clock moves (`events_again`). Return its id.
        """
        self._events += 1
        name = again or f"Ev{self._events:010d}"
        envelope = {
            "type": "event_callback",
            "token": "deprecated",
            "team_id": self.team.id,
            "api_app_id": APP,
            "event_id": name,
            "event_time": int(self.team.now),
            "authorizations": [{"team_id": self.team.id, "user_id": BOT, "is_bot": True}],
            "event": event,
        }
        await self._try_event(envelope, 0)
        return name

    async def events_again(self) -> None:
        """Send again what was not taken and whose time has come."""
        due = [one for one in self.untaken if one[0] <= self.team.now]
        self.untaken = [one for one in self.untaken if one[0] > self.team.now]
        for _, attempt, envelope in sorted(due, key=lambda one: one[:2]):
            await self._try_event(envelope, attempt)

    async def _try_event(self, envelope: dict[str, Any], attempt: int) -> None:
        try:
            await self.deliver("events_api", envelope, attempt=attempt)
        except NotTaken:
            if attempt == len(RETRY_AFTER):
                self.lost.append(envelope["event_id"])
                return
            at = self.team.now + RETRY_AFTER[attempt]
            self.untaken.append((at, attempt + 1, envelope))
            await self.events_again()

    def moves_to(self, now: float) -> None:
        """Move the double's clock; what waits for its time appears."""
        self.team.now = now
        for one in sorted(self.team.waiting.values(), key=lambda one: one["post_at"]):
            if one["post_at"] <= now and not one["never"]:
                del self.team.waiting[one["id"]]
                message = {**one["message"], "ts": self.team.ts()}
                self.team.channels[one["channel_id"]].messages.append(message)

    # What people see.

    def direct(self, user: User) -> list[dict[str, Any]]:
        """What somebody reads in their conversation with the bot."""
        return self.team.direct(user.id).messages

    def modal(self, user: User) -> View | None:
        """The modal on top of somebody's screen."""
        mine = [v for v in self.team.views.values() if v.user == user.id]
        return mine[-1] if mine else None

    def home(self, user: User) -> list[dict[str, Any]]:
        """The blocks of somebody's Home tab."""
        blocks: list[dict[str, Any]] = self.team.homes[user.id].content["blocks"]
        return blocks

    # Inside.

    def _from(self, user: User) -> dict[str, Any]:
        return {
            "user": {
                "id": user.id,
                "name": user.name,
                "username": user.name,
                "team_id": self.team.id,
            },
            "team": {"id": self.team.id, "domain": "lien"},
            "api_app_id": APP,
            "token": "deprecated",
            "is_enterprise_install": False,
            "enterprise": None,
            "trigger_id": self.team.trigger(user.id),
        }

    def _action(self, button: dict[str, Any], block: str) -> dict[str, Any]:
        return {**button, "block_id": block, "action_ts": self.team.ts()}


def _button(blocks: list[dict[str, Any]], action: str) -> tuple[dict[str, Any], str]:
    for n, block in enumerate(blocks):
        inside = [
            *block.get("elements", []),
            *([block["accessory"]] if "accessory" in block else []),
        ]
        for one in inside:
            if one.get("type") == "button" and action in _names(one):
                return one, block.get("block_id", f"b{n}")
    raise AssertionError(f"no button {action}")


def _names(button: dict[str, Any]) -> tuple[str, str]:
    """Give what a button may be called by: its whole action, or its beginning."""
    return button["action_id"], button["action_id"].split("#")[0]


def _state(blocks: list[dict[str, Any]], values: dict[str, str]) -> dict[str, Any]:
    """Give the state of a modal as Slack reports it: every input, filled in or as it opened."""
    state: dict[str, Any] = {}
    left = dict(values)
    for block in blocks:
        if block["type"] != "input":
            continue
        element, name = block["element"], block["block_id"]
        value = left.pop(name, None)
        kind = element["type"]
        if kind == "plain_text_input":
            shown: dict[str, Any] = {"value": value or element.get("initial_value")}
        elif kind in {"radio_buttons", "static_select"}:
            options = {o["value"]: o for o in element["options"]}
            assert value is None or value in options, f"{name} has {sorted(options)}"
            shown = {"selected_option": options[value] if value else element.get("initial_option")}
        elif kind == "users_select":
            shown = {"selected_user": value or element.get("initial_user")}
        else:
            shown = {"selected_conversation": value or element.get("initial_conversation")}
        state[name] = {element["action_id"]: {"type": kind, **shown}}
        if not block.get("optional"):
            assert any(v for k, v in shown.items()), f"{name} is required"
    assert not left, f"no field {sorted(left)}"
    return state
