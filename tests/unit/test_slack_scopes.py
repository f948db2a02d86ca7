"""Every call of the adapter is in the table that scopes are derived from, and no row is dead."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

import bot.adapters.slack as adapter
from bot.adapters.slack.scopes import BOT_CALLS, USER_CALLS

SOURCES = sorted(Path(adapter.__file__).parent.rglob("*.py"))
NAMED = re.compile(r'api_call\(\s*"([\w.]+)"')


def library_methods() -> dict[str, set[str]]:
    """Map a method of Slack's library to the methods of the Web API it calls."""
    return {
        name: set(NAMED.findall(inspect.getsource(function)))
        for name, function in inspect.getmembers(AsyncWebClient, inspect.isfunction)
        if not name.startswith("_")
    }


def called() -> dict[str, set[str]]:
    """Map each Web API method the adapter calls to the files that call it."""
    library = library_methods()
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        names = {n.attr for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Attribute)}
        methods = set(NAMED.findall(source))
        for name in names & library.keys():
            methods |= library[name]
        for method in methods:
            found.setdefault(method, set()).add(path.name)
    return found


def test_the_adapter_calls_what_the_table_says_and_nothing_else() -> None:
    assert called().keys() == BOT_CALLS.keys() | USER_CALLS.keys()


def test_what_is_done_in_peoples_names_is_done_in_two_files_alone() -> None:
    own = USER_CALLS.keys() - BOT_CALLS.keys()

    assert set().union(*(called()[method] for method in own)) == {"authors.py", "withdrawals.py"}
