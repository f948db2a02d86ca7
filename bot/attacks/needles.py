"""Looks for many strings in many files at once, however they may have been written down."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.errors import OperatorError

SHORTEST: Final = 12
"""Bytes under which a find could be chance."""

_CHUNK: Final = 1 << 17
_OVERLAP: Final = 1 << 13
"""More than the longest comment in its longest form."""
_KEY: Final = 3


def pieces(files: Iterable[Path]) -> Iterator[bytes]:
    """Cut files into overlapping pieces and give each once: files that differ little cost little.

    Raises:
        OperatorError: a file cannot be read.
    """
    known: set[bytes] = set()
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise OperatorError(f"cannot read {file}: {error.strerror}") from error
        for start in range(0, len(data), _CHUNK):
            piece = data[start : start + _CHUNK + _OVERLAP]
            name = blake2b(piece, digest_size=16).digest()
            if name not in known:
                known.add(name)
                yield piece


class Needles:
    """Strings to be found; feed it files and ask which were.

    Each is looked for as UTF-8, UTF-16, JSON with escapes, hexadecimal and Base64.
    """

    def __init__(self, words: Collection[str | bytes]) -> None:
        self._wanted = {form: number for number, one in enumerate(words) for form in _forms(one)}
        self._starts: dict[bytes, list[bytes]] = {}
        for form in self._wanted:
            self._starts.setdefault(form[:_KEY], []).append(form)
        self._is_start = np.zeros(1 << 24, dtype=np.bool_)
        self._is_start[[int.from_bytes(start, "big") for start in self._starts]] = True
        self._found: set[int] = set()
        self.n = len(words)

    @property
    def found(self) -> int:
        """How many of the strings were found, in whatever form."""
        return len(self._found)

    def search(self, piece: bytes) -> None:
        """Look into bytes."""
        self._found.update(self._in(piece))

    def _in(self, piece: bytes) -> Iterator[int]:
        view = memoryview(piece)
        for at in self._candidates(piece).tolist():
            for form in self._starts[bytes(view[at : at + _KEY])]:
                if view[at : at + len(form)] == form:
                    yield self._wanted[form]

    def _candidates(self, piece: bytes) -> npt.NDArray[np.int64]:
        if len(piece) < _KEY or not self._wanted:
            return np.zeros(0, dtype=np.int64)
        raw = np.frombuffer(piece, dtype=np.uint8).astype(np.uint32)
        keys = raw[:-2] << 16 | raw[1:-1] << 8 | raw[2:]
        return np.flatnonzero(self._is_start[keys])


def _forms(one: str | bytes) -> Iterator[bytes]:
    raw = one.encode() if isinstance(one, str) else one
    yield raw
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    if isinstance(one, str):
        yield one.encode("utf-16-le")
        yield json.dumps(one)[1:-1].encode()
    # Base64 has three alignments; the ends that depend on the neighbours are left out.
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw)
        yield coded[4 if shift else 0 : -4]
