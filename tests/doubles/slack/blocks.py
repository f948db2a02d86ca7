"""What Block Kit holds, as Slack documents it: one block too many and nothing is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from tests.doubles.slack.refusal import Refusal

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TEXT_OF = {"section": 3000, "header": 150}
_KNOWN = {
    "message": {"section", "header", "context", "divider", "actions", "image", "rich_text"},
    "modal": {"section", "header", "context", "divider", "actions", "image", "input", "rich_text"},
    "home": {"section", "header", "context", "divider", "actions", "image", "input", "rich_text"},
}


_TEXT = frozenset({"type", "text", "emoji", "verbatim"})
_KEYS = {
    "section": {"text", "fields", "accessory", "expand"},
    "header": {"text"},
    "context": {"elements"},
    "divider": set(),
    "actions": {"elements"},
    "image": {"image_url", "slack_file", "alt_text", "title"},
    "input": {"label", "element", "dispatch_action", "hint", "optional"},
    "rich_text": {"elements"},
}
_CHOICE = {"placeholder", "options", "option_groups", "confirm", "focus_on_load"}
_ELEMENT_KEYS = {
    "button": {"text", "value", "url", "style", "confirm", "accessibility_label"},
    "static_select": {*_CHOICE, "initial_option"},
    "multi_static_select": {*_CHOICE, "initial_options", "max_selected_items"},
    "radio_buttons": {"options", "initial_option", "confirm", "focus_on_load"},
    "checkboxes": {"options", "initial_options", "confirm", "focus_on_load"},
    "plain_text_input": {
        "initial_value",
        "multiline",
        "min_length",
        "max_length",
        "dispatch_action_config",
        "focus_on_load",
        "placeholder",
    },
    "conversations_select": {
        "placeholder",
        "initial_conversation",
        "default_to_current_conversation",
        "confirm",
        "response_url_enabled",
        "filter",
        "focus_on_load",
    },
    "users_select": {"placeholder", "initial_user", "confirm", "focus_on_load"},
    "image": {"image_url", "slack_file", "alt_text"},
}
_VIEW_KEYS = {
    "modal": {
        "type",
        "title",
        "blocks",
        "submit",
        "close",
        "private_metadata",
        "callback_id",
        "clear_on_close",
        "notify_on_close",
        "external_id",
        "submit_disabled",
    },
    "home": {"type", "blocks", "private_metadata", "callback_id", "external_id"},
}
# What may stand where: a text to write has a block of its own, a button is no answer of a form.
_IN = {
    "input": _ELEMENT_KEYS.keys() - {"button", "image"},
    "actions": _ELEMENT_KEYS.keys() - {"plain_text_input", "image"},
    "accessory": _ELEMENT_KEYS.keys() - {"plain_text_input"},
}


def check_message(blocks: Any) -> None:
    """Refuse blocks a message cannot hold."""
    _check(blocks, "message", MESSAGE_BLOCKS, "invalid_blocks")


def check_view(view: Any) -> None:
    """Refuse a view a modal or a Home tab cannot hold."""
    if not isinstance(view, dict) or view.get("type") not in {"modal", "home"}:
        raise Refusal("invalid_arguments", response_metadata={"messages": ["view"]})
    try:
        _frame(view)
    except Refusal as refusal:
        raise Refusal("invalid_arguments", **refusal.more) from None
    _check(view.get("blocks"), view["type"], VIEW_BLOCKS, "invalid_arguments")


def _frame(view: dict[str, Any]) -> None:
    _only(view, _VIEW_KEYS[view["type"]], "view")
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        _no("blocks")
    if view["type"] == "modal":
        for name in ("title", "submit", "close"):
            if name in view or name == "title":
                _plain(view.get(name), 24, name)
        if "submit" not in view and any(b.get("type") == "input" for b in view.get("blocks", [])):
            _no("submit is needed with inputs")
    _at_most(view.get("private_metadata", ""), 3000, "private_metadata")
    _at_most(view.get("callback_id", ""), 255, "callback_id")


def _check(blocks: Any, surface: str, most: int, code: str) -> None:
    try:
        if not isinstance(blocks, list):
            _no("blocks is no list")
        if not 0 < len(blocks) <= most:
            _no(f"{len(blocks)} blocks")
        ids = [b["block_id"] for b in blocks if isinstance(b, dict) and "block_id" in b]
        if len(ids) != len(set(ids)):
            _no("block_id twice")
        actions: list[tuple[str, str]] = []
        for n, block in enumerate(blocks):
            _block(block, surface)
            where = block.get("block_id", str(n))
            actions += [(where, e["action_id"]) for e in elements(block) if "action_id" in e]
        if len(actions) != len(set(actions)):
            _no("action_id twice in a block")
    except Refusal as refusal:
        raise Refusal(code, response_metadata=refusal.more["response_metadata"]) from None


def _block(block: Any, surface: str) -> None:
    if not isinstance(block, dict) or block.get("type") not in _KNOWN[surface]:
        _no("unknown block")
    _only(block, {"type", "block_id", *_KEYS[block["type"]]}, block["type"])
    _at_most(block.get("block_id", ""), 255, "block_id")
    _OF_KIND.get(block["type"], _nothing)(block)
    for element in elements(block):
        _element(element)
        where = "accessory" if element is block.get("accessory") else block["type"]
        if element["type"] not in _IN[where]:
            _no(f"{element['type']} in {where}")


def _input(block: dict[str, Any]) -> None:
    _plain(block.get("label"), 2000, "label")
    if "hint" in block:
        _plain(block["hint"], 2000, "hint")
    if not isinstance(block.get("element"), dict):
        _no("input without element")


def _image(block: dict[str, Any]) -> None:
    if not block.get("alt_text") or len(block["alt_text"]) > 2000:
        _no("alt_text")
    if ("image_url" in block) == ("slack_file" in block):
        _no("image_url or slack_file")
    if "title" in block:
        _plain(block["title"], 2000, "title")


def _some(most: int) -> Callable[[dict[str, Any]], None]:
    def check(block: dict[str, Any]) -> None:
        inside = block.get("elements")
        if not isinstance(inside, list) or not 0 < len(inside) <= most:
            _no("elements")

    return check


def _context(block: dict[str, Any]) -> None:
    _some(10)(block)
    for element in block["elements"]:
        if not isinstance(element, dict):
            _no("context")
        if element.get("type") == "image":
            _only(element, {"type", *_ELEMENT_KEYS["image"]}, "image")
            _image(element)
        else:
            _text(element, 3000)


def _section(block: dict[str, Any]) -> None:
    if "text" not in block and "fields" not in block:
        _no("section without text")
    if "text" in block:
        _text(block["text"], 3000)
    fields = block.get("fields", [])
    if not isinstance(fields, list) or len(fields) > 10:
        _no("fields")
    for field in fields:
        _text(field, 2000)


def elements(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what is inside a block that can be pressed, chosen or written in."""
    if isinstance(block.get("element"), dict):
        yield block["element"]
    if isinstance(block.get("accessory"), dict):
        yield block["accessory"]
    if block.get("type") == "actions":
        yield from (e for e in block.get("elements", []) if isinstance(e, dict))


def _element(element: dict[str, Any]) -> None:
    kind = str(element.get("type"))
    if kind not in _OF_ELEMENT:
        _no(f"unknown element {kind}")
    _only(element, {"type", "action_id", *_ELEMENT_KEYS[kind]}, kind)
    _at_most(element.get("action_id", ""), 255, "action_id")
    _OF_ELEMENT[kind](element)
    if "confirm" in element:
        _confirm(element["confirm"])
    if "placeholder" in element:
        _plain(element["placeholder"], 150, "placeholder")


def _confirm(dialog: Any) -> None:
    if not isinstance(dialog, dict):
        _no("confirm")
    _only(dialog, {"title", "text", "confirm", "deny", "style"}, "confirm")
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        _plain(dialog.get(name), most, name)


def _button(element: dict[str, Any]) -> None:
    _plain(element.get("text"), 75, "button")
    _at_most(element.get("value", ""), 2000, "value")
    _at_most(element.get("url", ""), 3000, "url")
    if element.get("style", "primary") not in {"primary", "danger"}:
        _no("style")


def _options(most: int) -> Callable[[dict[str, Any]], None]:
    def check(element: dict[str, Any]) -> None:
        options = element.get("options")
        if not isinstance(options, list) or not 0 < len(options) <= most:
            _no("options")
        for option in options or []:
            _option(option)
        values = [option["value"] for option in options or []]
        if len(values) != len(set(values)):
            _no("option value twice")
        if element.get("initial_option", (options or [None])[0]) not in (options or []):
            _no("initial_option is no option")

    return check


def _writing(element: dict[str, Any]) -> None:
    longest = element.get("max_length", 3000)
    if not isinstance(longest, int) or not 0 < longest <= 3000:
        _no("max_length")
    _at_most(element.get("initial_value", ""), longest, "initial_value")


def _option(option: Any) -> None:
    if not isinstance(option, dict):
        _no("option")
    _only(option, {"text", "value", "description", "url"}, "option")
    _text(option.get("text"), 75)
    value = option.get("value")
    if not isinstance(value, str) or not 0 < len(value) <= 150:
        _no("option value")
    if "description" in option:
        _text(option["description"], 75)


def _text(text: Any, most: int) -> None:
    if not isinstance(text, dict) or text.get("type") not in {"plain_text", "mrkdwn"}:
        _no("text object")
    _only(text, _TEXT - ({"verbatim"} if text["type"] == "plain_text" else {"emoji"}), "text")
    if not isinstance(text.get("text"), str) or not 0 < len(text["text"]) <= most:
        _no(f"text of 1 to {most}")


def _plain(text: Any, most: int, what: str) -> None:
    if not isinstance(text, dict) or text.get("type") != "plain_text":
        _no(f"{what} is plain text")
    _text(text, most)


def _at_most(value: Any, most: int, what: str) -> None:
    if not isinstance(value, str) or len(value) > most:
        _no(f"{what} over {most}")


def _only(found: dict[str, Any], known: Collection[str], what: str) -> None:
    if unknown := sorted(found.keys() - set(known)):
        _no(f"{what} does not know {', '.join(unknown)}")


def _no(why: str) -> None:
    raise Refusal("invalid_blocks", response_metadata={"messages": [why]})


def _nothing(_: dict[str, Any]) -> None:
    """Nothing to hold it to."""


_OF_KIND: dict[str, Callable[[dict[str, Any]], None]] = {
    "header": lambda block: _plain(block.get("text"), 150, "header"),
    "section": _section,
    "input": _input,
    "image": _image,
    "actions": _some(25),
    "context": _context,
}
_OF_ELEMENT: dict[Any, Callable[[dict[str, Any]], None]] = {
    "button": _button,
    "static_select": _options(100),
    "multi_static_select": _options(100),
    "radio_buttons": _options(10),
    "checkboxes": _options(10),
    "plain_text_input": _writing,
    "conversations_select": _nothing,
    "users_select": _nothing,
    "image": _nothing,
}
