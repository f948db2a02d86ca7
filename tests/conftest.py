"""Fixtures every test can ask for, and how many processes `make test` shares them between."""

from __future__ import annotations

import gc
import os

import pytest

pytest_plugins = [
    "tests.browser",
    "tests.databases",
    "tests.demo",
    "tests.homeserver",
    "tests.matrix.cast",
    "tests.served",
]
_MOST_PROCESSES = 4


def usable_cores() -> int:
    """Count the cores this process may use, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process a core, up to four: each has its own PostgreSQL, Chromium and Synapse."""
    return min(usable_cores(), _MOST_PROCESSES)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end: libraries and the tests themselves."""
    gc.collect()
    gc.freeze()
