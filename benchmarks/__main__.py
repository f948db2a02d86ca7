"""Run every benchmark, one process each: `python -m benchmarks [NAME…]`."""

from __future__ import annotations

import subprocess
import sys

ARGUMENTS = {
    "ballots": [],
    "utility": [],
    "text": ["tests/unit/personal_data.txt"],
}


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all of them."""
    for name in names or ARGUMENTS:
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *ARGUMENTS[name]]
        subprocess.run(command, check=True)  # noqa: S603 - our own modules


if __name__ == "__main__":
    main(sys.argv[1:])
