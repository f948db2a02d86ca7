"""Reads the settings: defaults, then config/lien.toml, then .env, then the environment."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

from dotenv import dotenv_values

from bot.errors import OperatorError
from bot.settings.model import NAMES, TABLES, Settings, toml_key, variable

TOML_FILE = Path("config/lien.toml")
ENV_FILE = Path(".env")
_PREFIXES = ("LIEN_", "SLACK_", "MATRIX_")
_TYPES = get_type_hints(Settings)
_RANGES = {
    "http_port": (1, 65535),
    "traces_months": (2, 12),
    "weekly_seconds_agent": (30, 1800),
    "weekly_seconds_manager": (60, 3600),
}


def load(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Read the settings that hold in a folder; a later source wins over an earlier one.

    An empty value counts as not set, so that a copy of `.env.example` changes nothing.

    Args:
        folder: where `config/lien.toml` and `.env` are looked for; neither need exist.
        environ: the process's environment.

    Raises:
        OperatorError: a setting is unknown or not of its kind. Its value is never quoted: it may
            be a secret in the wrong place.
    """
    given = {
        **_from_toml(folder / TOML_FILE),
        **_from_variables(_dotenv(folder / ENV_FILE), str(ENV_FILE), _PREFIXES),
        # Other programs speak to Slack and Matrix too: only our own prefix must be all known.
        **_from_variables(environ, "the environment", _PREFIXES[:1]),
    }
    return Settings(**given)


def _from_toml(path: Path) -> dict[str, Any]:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{TOML_FILE} cannot be read: {type(error).__name__}.") from error
    except tomllib.TOMLDecodeError as error:
        raise OperatorError(f"{TOML_FILE} is not TOML: {error}.") from error
    known = {toml_key(name): name for name in NAMES}
    given: dict[str, Any] = {name: _table(name, tree.pop(name)) for name in TABLES if name in tree}
    for key, value in _flat(tree):
        if key not in known:
            raise OperatorError(f"{TOML_FILE}: {_unknown(key, known)}")
        if value not in ("", []):
            given[known[key]] = _typed(known[key], value, f"{key} in {TOML_FILE}")
    return given


def _table(name: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise OperatorError(f'[{name}] in {TOML_FILE} must hold lines such as name = "text".')
    return {key: words.strip() for key, words in value.items() if words.strip()}


def _flat(tree: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", v) for inner, v in value.items())
        else:
            yield key, value


def _dotenv(path: Path) -> Mapping[str, str]:
    try:
        # A password may hold a dollar sign: nothing is filled in.
        found = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{ENV_FILE} cannot be read: {type(error).__name__}.") from error
    return {key: value or "" for key, value in found.items()}


def _from_variables(
    variables: Mapping[str, str], source: str, prefixes: tuple[str, ...]
) -> dict[str, Any]:
    known = {variable(name): name for name in NAMES}
    for key in variables:
        if key.startswith(prefixes) and key not in known:
            raise OperatorError(f"{source}: {_unknown(key, known)}")
    return {
        name: _typed(name, variables[key], f"{key} in {source}")
        for key, name in known.items()
        if variables.get(key)
    }


def _unknown(key: str, known: Iterable[str]) -> str:
    close = get_close_matches(key, known, n=1)
    hint = f'did you mean "{close[0]}"?' if close else "config/lien.example.toml has them all."
    return f'there is no setting "{key}"; {hint}'


def _typed(name: str, value: object, where: str) -> object:
    """Turn text, or a value of the TOML file, into what the setting holds."""
    kind = _TYPES[name]
    if kind is int:
        return _number(value, _RANGES[name], where)
    if kind == tuple[str, ...]:
        items = value.split(",") if isinstance(value, str) else value
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return tuple(item.strip() for item in items if item.strip())
        raise OperatorError(f"{where} must be a list of texts.")
    if not isinstance(value, str):
        raise OperatorError(f"{where} must be a text, between quotes.")
    return value.strip() if kind is str else Path(value.strip()).expanduser()


def _number(value: object, limits: tuple[int, int], where: str) -> int:
    least, most = limits
    if isinstance(value, int | str) and str(value).strip().isdecimal():
        number = int(value)
        if least <= number <= most:
            return number
    raise OperatorError(f"{where} must be a whole number from {least} to {most}.")
