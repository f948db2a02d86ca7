"""What Block Kit holds, as Slack documents it: one block too many and nothing is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.doubles.slack.refusal import Refusal

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TEXT_OF = {"section": 3000, "header": 150}
_KNOWN = {
    "message": {"section", "header", "context", "divider", "actions", "image", "rich_text"},
    "modal": {"section", "header", "context", "divider", "actions", "image", "input", "rich_text"},
    "home": {"section", "header", "context", "divider", "actions", "image", "input", "rich_text"},
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
    _at_most(block.get("block_id", ""), 255, "block_id")
    _OF_KIND.get(block["type"], _nothing)(block)
    for element in elements(block):
        _element(element)


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


def _section(block: dict[str, Any]) -> None:
    if "text" not in block and "fields" not in block:
        _no("section without text")
    if "text" in block:
        _text(block["text"], 3000)
    fields = block.get("fields", [])
    if len(fields) > 10:
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
    kind = element.get("type")
    if kind not in _OF_ELEMENT:
        _no(f"unknown element {kind}")
    _at_most(element.get("action_id", ""), 255, "action_id")
    _OF_ELEMENT[kind](element)
    if "placeholder" in element:
        _plain(element["placeholder"], 150, "placeholder")


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
        if element.get("initial_option", (options or [None])[0]) not in (options or []):
            _no("initial_option is no option")

    return check


def _writing(element: dict[str, Any]) -> None:
    longest = element.get("max_length", 3000)
    if not 0 < longest <= 3000:
        _no("max_length")
    _at_most(element.get("initial_value", ""), longest, "initial_value")


def _option(option: Any) -> None:
    if not isinstance(option, dict):
        _no("option")
    _text(option.get("text"), 75)
    value = option.get("value")
    if not isinstance(value, str) or not 0 < len(value) <= 150:
        _no("option value")
    if "description" in option:
        _text(option["description"], 75)


def _text(text: Any, most: int) -> None:
    if not isinstance(text, dict) or text.get("type") not in {"plain_text", "mrkdwn"}:
        _no("text object")
    if not isinstance(text.get("text"), str) or not 0 < len(text["text"]) <= most:
        _no(f"text of 1 to {most}")


def _plain(text: Any, most: int, what: str) -> None:
    if not isinstance(text, dict) or text.get("type") != "plain_text":
        _no(f"{what} is plain text")
    _text(text, most)


def _at_most(value: Any, most: int, what: str) -> None:
    if not isinstance(value, str) or len(value) > most:
        _no(f"{what} over {most}")


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
    "context": _some(10),
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
