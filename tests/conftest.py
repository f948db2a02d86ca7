"""Fixtures every test can ask for."""

from __future__ import annotations

pytest_plugins = [
    "tests.browser",
    "tests.databases",
    "tests.demo",
    "tests.homeserver",
    "tests.matrix.cast",
    "tests.served",
]
