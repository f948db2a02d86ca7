"""How long a person waits: `lien --help`, and the first page of `lien try`; and memory at rest."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median

LIEN = [sys.executable, "-m", "bot"]


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
    return time.perf_counter() - start


def first_page() -> tuple[float, float, float]:
    """Return seconds to the first page, seconds until the past is played, and MB at rest."""
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own command
        [*LIEN, "try", "--no-open"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            address = process.stdout.readline().strip()
            with urllib.request.urlopen(address) as page:  # noqa: S310 - our own loopback page
                assert page.status == 200
            served = time.perf_counter() - start
            for line in process.stderr:
                if "Ready" in line:
                    break
            ready = time.perf_counter() - start
            status = Path(f"/proc/{process.pid}/status").read_text()
            found = re.search(r"VmRSS:\s+(\d+) kB", status)
            assert found is not None
            return served, ready, int(found[1]) / 1024
        finally:
            process.terminate()


def main() -> None:
    print("Starting up")
    bare = median(seconds([sys.executable, "-c", "import click"]) for _ in range(5))
    shown = median(seconds([*LIEN, "--help"]) for _ in range(5))
    print(f"  lien --help: {shown:.2f} s (aim < 0.3), {shown / bare:.1f} x importing click alone")
    served, ready, rss = first_page()
    print(f"  lien try: page after {served:.1f} s (aim < 4), past played after {ready:.1f} s")
    print(f"  memory of the demo at rest: {rss:.0f} MB (aim < 130 for the idle bot)")


if __name__ == "__main__":
    main()
