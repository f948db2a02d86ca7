"""Bytes as Matrix signs them."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any


def canonical(signed: Mapping[str, Any]) -> bytes:
    """Return what a signature covers: sorted, compact JSON without what is added afterwards."""
    covered = {key: value for key, value in signed.items() if key not in {"signatures", "unsigned"}}
    return json.dumps(covered, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def unpadded(raw: bytes) -> str:
    """Write bytes as Matrix writes keys and signatures."""
    return b64encode(raw).decode().rstrip("=")


def padded(written: str) -> bytes:
    """Read back what `unpadded` wrote."""
    return b64decode(written + "=" * (-len(written) % 4))
