"""The page's files, read once from the package, so that no address can name another file."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.i18n.catalog import catalog

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_WORDS = re.compile(r"\{\{(local\.[a-z_.]+)\}\}")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page as it is served."""

    body: bytes
    content_type: str


@cache
def document(language: str, name: str) -> str:
    """Return the page with its words in a language, greeting whoever is played by name."""
    words = catalog(language).messages
    shape = (files(__name__) / "page.html").read_text(encoding="utf-8")
    shape = shape.replace("{{language}}", language)

    def said(found: re.Match[str]) -> str:
        return html.escape(words[found[1]][0].replace("{name}", name))

    return _WORDS.sub(said, shape)


def asset(name: str) -> Asset | None:
    """Return a script, a style sheet or the icon; None for anything else."""
    return _assets().get(name)


@cache
def _assets() -> dict[str, Asset]:
    found = {}
    for entry in files(__name__).iterdir():
        content_type = _TYPES.get("." + entry.name.rpartition(".")[2])
        if content_type:
            found[entry.name] = Asset(entry.read_bytes(), content_type)
    return found
