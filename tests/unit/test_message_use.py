"""Every message the code names exists and gets its arguments, and every message is named."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import bot
from bot.i18n.catalog import catalog
from tests.unit.test_catalogues import placeholders

ROOT = Path(bot.__file__).parent
MESSAGES = catalog("fr").messages
SPEAKERS = {"bot.i18n.text": {"text", "Text"}, "bot.errors": {"UserError"}}
# These modules say what was named, and is checked, elsewhere.
SAID_AGAIN = {
    "i18n/text.py": "makes texts",
    "routing.py": "says the text of an error",
    "quiethours/service/keeping.py": "says the text of an error, beside the words it gives back",
    "cli/refusal.py": "says the text of an error",
    "admin/service/guide.py": "refuses with a text of its views",
    "adapters/local/app.py": "answers a request with one sentence, named by the route",
    "storage/codec.py": "reads back texts it wrote",
}
SOURCES = [
    (str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8")))
    for path in sorted(ROOT.rglob("*.py"))
]


@dataclass(frozen=True, kw_only=True)
class Naming:
    """One place in the code that names a message; `given` is None if arguments come from afar."""

    where: str
    pattern: str
    given: set[str] | None

    @property
    def named(self) -> list[str]:
        return [message for message in MESSAGES if re.fullmatch(self.pattern, message)]

    def fits(self, message: str) -> bool:
        return self.given is None or self.given == needed(message)


def needed(message: str) -> set[str]:
    forms = MESSAGES[message]
    return set().union(*map(placeholders, forms)) | ({"n"} if len(forms) > 1 else set())


def speaking(tree: ast.Module) -> Iterator[ast.Call]:
    """Walk the calls that make a text or a refusal, by what the module imports."""
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in SPEAKERS
        for alias in node.names
        if alias.name in SPEAKERS[node.module]
    }
    return calls(tree, names)


def calls(tree: ast.Module, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def words(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def tabled() -> dict[str, list[str]]:
    """Collect strings given by keyword: `takes="takes.hours"` in a table of commands."""
    found = defaultdict(list)
    for _, tree in SOURCES:
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg and (said := words(node.value)):
                found[node.arg].append(said)
    return found


TABLED = tabled()


def patterns(named: ast.expr) -> list[str]:
    """Return what an expression can name: identifiers, or all that an f-string could make."""
    match named:
        case ast.Constant():
            return [re.escape(words(named) or "")]
        case ast.JoinedStr(values=[ast.Constant(), *_] as parts):
            return ["".join(".*" if (said := words(p)) is None else re.escape(said) for p in parts)]
        case ast.IfExp(body=body, orelse=orelse):
            return patterns(body) + patterns(orelse)
        case ast.Attribute(attr=attr):
            return [re.escape(said) for said in TABLED.get(attr, ())]
        case ast.BoolOp(values=values):
            return [pattern for value in values for pattern in patterns(value)]
        case _:
            return []


def given(call: ast.Call) -> set[str] | None:
    """Return the names of the arguments given, None where they are not written out."""
    match call.args[1:]:
        case []:
            names = [keyword.arg for keyword in call.keywords]
        case [ast.Dict(keys=keys)]:
            names = [words(key) for key in keys]
        case _:
            return None
    return None if None in names else {name for name in names if name}


NAMINGS = [
    Naming(where=f"{path}:{call.lineno}", pattern=pattern, given=given(call))
    for path, tree in SOURCES
    for call in speaking(tree)
    if call.args and not (path in SAID_AGAIN and isinstance(call.args[0], ast.Attribute))
    for pattern in patterns(call.args[0])
]


def test_a_message_is_named_where_it_is_said() -> None:
    """An identifier, an f-string that begins with its prefix, or a field of a table."""
    unchecked = [
        f"{path}:{call.lineno}: {ast.unparse(call)}"
        for path, tree in SOURCES
        if path not in SAID_AGAIN
        for call in speaking(tree)
        if call.args and not patterns(call.args[0])
    ]

    assert unchecked == []


def test_every_message_named_exists_and_gets_exactly_its_arguments() -> None:
    wrong = [
        (naming, [sorted(needed(message)) for message in naming.named])
        for naming in NAMINGS
        if not any(naming.fits(message) for message in naming.named)
    ]

    assert wrong == []


def test_no_message_is_left_that_nothing_says() -> None:
    fitting = {m for naming in NAMINGS for m in naming.named if naming.fits(m)} | {"plain"}
    strings = {words(node) for _, tree in SOURCES for node in ast.walk(tree)}
    page = "".join(
        path.read_text(encoding="utf-8")
        for end in ("js", "html")
        for path in ROOT.rglob(f"*.{end}")
    )
    # A page may complete an identifier too: `local.error.${code}`.
    begun = tuple(re.findall(r"`([a-z_]+\.[a-z_.]*)\$\{", page)) or ("\0",)

    orphans = [
        message
        for message in MESSAGES
        if message not in fitting | strings
        and not re.search(rf"(?<![\w.]){re.escape(message)}(?![\w.])", page)
        and not message.startswith(begun)
    ]

    assert orphans == []


def test_words_passed_on_as_they_are_come_from_people() -> None:
    sentences = [
        f"{path}:{call.lineno}: {ast.unparse(call)}"
        for path, tree in SOURCES
        for call in calls(tree, {"plain"})
        for node in ast.walk(call)
        if re.search(r"[^\W\d_]{2}", words(node) or "")
    ]

    assert sentences == []
