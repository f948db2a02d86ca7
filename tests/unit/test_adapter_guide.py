from __future__ import annotations

import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path

from bot.chat.capabilities import FALLBACKS, Capabilities, missing

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "adding-an-adapter.md"


def chats() -> dict[str, Capabilities]:
    """Find what each adapter's `ChatPort` says it shows."""
    found = {}
    for path in sorted((ROOT / "bot" / "adapters").glob("*/client.py")):
        module = import_module(f"bot.adapters.{path.parent.name}.client")
        for declared in vars(module).values():
            if isinstance(shown := getattr(declared, "capabilities", None), Capabilities):
                found[path.parent.name] = shown
    return found


def table() -> str:
    shown = chats()
    rows = [
        [f"`{capability.name}`", FALLBACKS[capability.name]]
        + ["fallback" if capability.name in missing(chat) else "yes" for chat in shown.values()]
        for capability in fields(Capabilities)
        if capability.name in FALLBACKS
    ]
    head = ["capability", "where it is missing", *shown]
    lines = [head, *rows]
    rule = "|" + "---|" * len(head)
    first, *rest = (f"| {' | '.join(cells)} |" for cells in lines)
    return "\n".join([first, rule, *rest])


def test_every_chat_is_in_the_guides_table() -> None:
    (written,) = re.findall(
        r"^\| capability .*?\n(?=\n)", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )

    assert written.strip() == table(), f"paste this into {GUIDE.name}:\n\n{table()}"


def test_every_capability_has_a_written_fallback() -> None:
    shown = {capability.name for capability in fields(Capabilities) if capability.type == "bool"}

    assert set(FALLBACKS) == shown


def test_every_room_of_a_chat_has_a_port() -> None:
    rooms = {p.parent.name for p in (ROOT / "bot" / "adapters").glob("*/__init__.py")}

    assert set(chats()) == rooms
