"""The table of commands as a page of documentation, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.admin.model import COMMANDS, Command
from bot.admin.views import usage, written
from bot.i18n.text import Text, text

Saying = Callable[[Text], str]


def page(french: Saying, english: Saying) -> str:
    """Write every command, by who may use it, with what it does and an example."""
    lines = [
        "# Commands",
        "",
        english(text("reference.intro")),
        "",
        french(text("reference.intro")),
    ]
    for who in (None, "manager", "referent", "admin"):
        commands = [command for command in COMMANDS if command.who == who]
        if commands:
            heading = Text(f"reference.{who or 'everyone'}")
            lines += ["", f"## {english(heading)} · {french(heading)}"]
            for command in commands:
                lines += ["", *_entry(command, french, english)]
    return "\n".join(lines) + "\n"


def _entry(command: Command, french: Saying, english: Saying) -> Iterator[str]:
    names = dict.fromkeys((written(command, "fr"), written(command, "en")))
    yield "### " + " · ".join(f"`{name}`" for name in names)
    yield ""
    for say, language in ((english, "en"), (french, "fr")):
        takes = f" {say(Text(command.takes))}" if command.takes else ""
        does = say(Text(f"command.{command.name}"))
        yield f"- {does[:1].upper()}{does[1:]}{takes}"
        if command.arguments:
            yield f"  `{say(usage(command, language))}`"
