"""The tables of a TOML file with the lines they stand on, so that a mistake can be pointed at."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.errors import OperatorError

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)$")
_AT_END = "(at end of document)"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One `[[kind]]` table, whose values are checked as they are read.

    Args:
        lines: the line of each key; the empty name stands for the heading.
    """

    kind: str
    values: Mapping[str, Any]
    source: str
    lines: Mapping[str, int]

    def words(self, key: str) -> str:
        """Return a text of one line, "" when the key is absent.

        Raises:
            OperatorError: it is anything else.
        """
        value = self.values.get(key, "")
        if not isinstance(value, str) or _CONTROL.search(value) or value != value.strip():
            self.refuse(key, "text in quotes on one line, without spaces around it")
        return value

    def whole(self, key: str, least: int, most: int) -> int | None:
        """Return a whole number between two bounds, both allowed, None when the key is absent.

        Raises:
            OperatorError: it is anything else.
        """
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.refuse(key, f"a whole number from {least} to {most}")
        return value

    def refuse(self, key: str, expected: str) -> NoReturn:
        """Raise what is wrong with a key: where it stands, what it says, what was expected."""
        line = self.lines.get(key, self.lines[""])
        said = f"is {_quoted(self.values[key])}" if key in self.values else "is missing"
        raise OperatorError(
            f"{self.source}, line {line}: {key} of this [[{self.kind}]] {said}; expected {expected}"
        )


def read_tables(
    text: str, source: str, keys: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[Table, ...]]:
    """Read a file made of `[[kind]]` tables, in order, every kind present in the result.

    Args:
        text: the file.
        source: its name, for messages.
        keys: the kinds of tables, and the keys each may have.

    Raises:
        OperatorError: it is not TOML, or holds anything but these tables and keys.
    """
    read = _parsed(text.removeprefix("\ufeff"), source)
    lines = text.split("\n")
    for name in read:
        if name not in keys:
            line = _line_of_key(name, lines, range(len(lines))) or 1
            expected = " and ".join(f"[[{kind}]]" for kind in keys)
            raise OperatorError(f"{source}, line {line}: unknown {name!r}; expected {expected}")
    found = {
        kind: tuple(_tables(kind, read.get(kind, []), lines, source, allowed))
        for kind, allowed in keys.items()
    }
    for kind, tables in found.items():
        if not tables:
            raise OperatorError(f"{source} has no [[{kind}]]; expected at least one")
    return found


def _parsed(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Numbers of thousands of digits and nested brackets fail with errors of their own.
        reason = str(error).removesuffix(_AT_END).strip()
        at = _AT_LINE.search(reason)
        line = at[1] if at else text.count("\n") + 1
        reason = _AT_LINE.sub("", reason).strip()
        raise OperatorError(
            f"{source}, line {line}: not TOML ({reason}); expected [[…]] tables of key = value"
        ) from error


def _tables(
    kind: str, values: object, lines: list[str], source: str, allowed: tuple[str, ...]
) -> Iterable[Table]:
    heading = re.compile(rf"\s*\[\[\s*[\"']?{kind}[\"']?\s*\]\]")
    starts = [number for number, line in enumerate(lines) if heading.match(line)]
    if not isinstance(values, list) or len(values) != len(starts):
        line = (_line_of_key(kind, lines, range(len(lines))) or 1) if not starts else starts[0] + 1
        raise OperatorError(
            f"{source}, line {line}: {kind} cannot be read; expected a heading [[{kind}]] on a "
            "line of its own before each"
        )
    ends = _ends(starts, lines)
    for table, start, end in zip(values, starts, ends, strict=True):
        where = {"": start + 1}
        for key in table:
            where[key] = _line_of_key(key, lines, range(start + 1, end)) or start + 1
            if key not in allowed:
                raise OperatorError(
                    f"{source}, line {where[key]}: unknown key {key!r} in [[{kind}]]; "
                    f"expected some of {', '.join(allowed)}"
                )
        yield Table(kind=kind, values=table, source=source, lines=where)


def _ends(starts: list[int], lines: list[str]) -> list[int]:
    headings = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    headings.append(len(lines))
    return [headings[bisect_right(headings, start)] for start in starts]


def _line_of_key(key: str, lines: list[str], among: range) -> int | None:
    """Return the line, counted from 1, that sets a key or opens the table it names."""
    named = re.compile(rf"\s*(?:\[\[?\s*)?[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    return next((number + 1 for number in among if named.match(lines[number])), None)


def _quoted(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 40 else f"{said[:40]}…"  # noqa: PLR2004 - enough to recognise it
