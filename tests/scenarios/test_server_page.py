"""docs/server.md, followed to the letter in a folder of its own: configure, back up, restore."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/server.md").read_text(encoding="utf-8")
PLACES = ("/srv/lien", "/var/lib/lien", "/var/backups/lien")
BLOCK = re.compile(r"^```(?P<kind>sh|sh root|ini)\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(found["kind"], found["lines"]) for found in BLOCK.finditer(PAGE)]
RUN = [lines for kind, lines in BLOCKS if kind == "sh"]
FOR_ROOT = [lines for kind, lines in BLOCKS if kind == "sh root"]
UNITS = [lines for kind, lines in BLOCKS if kind == "ini"]
FILLED = """
MATRIX_HOMESERVER=http://127.0.0.1:1
MATRIX_USER=@lien:example.org
MATRIX_PASSWORD=long
MATRIX_STORE_DIR=/var/lib/lien
LIEN_ADMINS=matrix/example.org/@nadia:example.org
"""


@dataclass
class Machine:
    """A folder that stands for a server's root; its `lien` is this repository's."""

    root: Path

    def place(self, path: str) -> str:
        for name in PLACES:
            path = re.sub(rf"(?<![\w/]){name}(?=[/\s*\"'-]|$)", f"{self.root}{name}", path)
        return path

    def run(self, lines: str) -> str:
        environment = {name: v for name, v in os.environ.items() if not name.startswith("LIEN_")}
        # The URL of an absolute path has four slashes; the folder's own path begins with one.
        script = self.place(
            lines.replace("sqlite:////var/lib/lien", f"sqlite:///{self.root}/var/lib/lien")
        )
        done = subprocess.run(  # noqa: S603 - commands of our own page
            ["/bin/sh", "-eu", "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    for place in (*PLACES, "/var/lib/lien-keys"):
        (tmp_path / place[1:]).mkdir(mode=0o700, parents=True)
    program = tmp_path / "srv/lien"
    shutil.copy(ROOT / ".env.example", program)
    (program / "config").mkdir()
    shutil.copy(ROOT / "config/lien.example.toml", program / "config")
    lien = program / ".venv/bin/lien"
    lien.parent.mkdir(parents=True)
    # `lien check` warns that keys share this folder's disk with the database, which is so.
    lien.write_text(
        f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} {shlex.quote(sys.executable)} -m bot "$@" '
        '|| [ "$1" = check ]\n',
        encoding="utf-8",
    )
    lien.chmod(0o755)
    return made


def fill_in(machine: Machine) -> None:
    """Do what the page asks in words: tokens, help lines, the charter's blanks."""
    folder = machine.root / "srv/lien"
    kept = folder / ".env"
    lines = [line for line in kept.read_text("utf-8").splitlines() if not re.match(r"\w+=$", line)]
    kept.write_text("\n".join(lines) + machine.place(FILLED), encoding="utf-8")
    toml = (folder / "config/lien.toml").read_text("utf-8")
    head, charter = toml.split("[charter]")
    charter = charter.replace('""', '"rempli"')
    head = re.sub(r"^\[(slack|matrix)\]\n(?:.+\n)*|^\w+ = .*\n", "", head, flags=re.MULTILINE)
    (folder / "config/lien.toml").write_text(
        f'{head}"Médecine préventive" = "poste 45 21"\n[charter]{charter}', encoding="utf-8"
    )


def test_every_command_that_needs_no_root_does_what_the_page_says(machine: Machine) -> None:
    configure, make, back_up, restore = RUN
    machine.run(configure)
    fill_in(machine)
    said = machine.run(make)
    database = machine.root / "var/lib/lien/lien.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO inbox (event) VALUES ('kept')")
        connection.commit()
    listed = machine.run(back_up)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO inbox (event) VALUES ('lost since')")
        connection.commit()
    restored = machine.run(restore)

    assert "The database is up to date." in said
    assert re.findall(r"^LIEN_KEY_DIR.*", said, re.MULTILINE) == [
        (
            "LIEN_KEY_DIR is on the same disk as the database: an image of that disk takes both. "
            "Use a tmpfs, or a disk that is in no snapshot."
        )
    ]
    assert re.search(r"^lien-\d{8}-\d{6}\.sqlite3$", listed, re.MULTILINE)
    assert "up to date" in restored
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT event FROM inbox").fetchall() == [("kept",)]


def test_nothing_else_is_missing_once_the_page_was_followed(machine: Machine) -> None:
    machine.run(RUN[0])
    fill_in(machine)

    said = [line for line in machine.run(RUN[1]).splitlines() if line]

    assert len(said) == 2, said


def test_no_copy_is_readable_by_others_or_holds_a_key(machine: Machine) -> None:
    machine.run(RUN[0])
    machine.run(RUN[1])
    (machine.root / "var/lib/lien-keys/a-key").write_bytes(b"\x07" * 32)
    machine.run(RUN[2])

    copies = list((machine.root / "var/backups/lien").iterdir())

    assert [path.stat().st_mode & 0o777 for path in copies] == [0o600]
    assert b"\x07" * 32 not in copies[0].read_bytes()


@pytest.mark.parametrize("lines", UNITS)
def test_a_unit_runs_a_command_of_lien_that_exists(lines: str) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes="#")
    unit.optionxform = str  # type: ignore[assignment,method-assign] # systemd's names have capitals
    unit.read_string(lines)
    started = unit.get("Service", "ExecStart", fallback="")
    for path in unit.get("Service", "ReadWritePaths", fallback="").split():
        assert path in {"/var/lib/lien", "/var/lib/lien-keys", "/var/backups/lien"}
    if not started:
        assert unit.get("Timer", "OnCalendar")
        return
    program, *arguments = shlex.split(started)
    commands = [word for word in arguments if re.fullmatch(r"[a-z]+", word)]
    helped = subprocess.run(  # noqa: S603 - commands of our own page
        [sys.executable, "-m", "bot", *commands, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert program == "/srv/lien/.venv/bin/lien"
    assert helped.returncode == 0
    for option in (word for word in arguments if word.startswith("--")):
        assert option in helped.stdout


@pytest.mark.parametrize("lines", FOR_ROOT)
def test_what_root_is_asked_to_do_is_at_least_a_script_the_shell_can_read(lines: str) -> None:
    read = subprocess.run(  # noqa: S603 - commands of our own page
        ["/bin/sh", "-n", "-c", lines], capture_output=True, text=True, check=False
    )

    assert read.returncode == 0, read.stderr
    for file in re.findall(r"requirements/\w+\.txt", lines):
        assert (ROOT / file).is_file()
