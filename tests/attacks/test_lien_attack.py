"""`lien attack` on seasons as files: any size, any way of publishing, any mistake in them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.attacks.truth import CORE
from bot.cli import main
from tests.attacks import naive, scenes
from tests.attacks.worlds import Department, published

Spoil = Callable[[Path], Any]


def written(department: Department, folder: Path, lines: Any = None) -> Path:
    season = folder / "season"
    season.mkdir(parents=True)
    said = lines or published(department)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in said)
    (season / "digests.jsonl").write_text(text, encoding="utf-8")
    tables = [
        f'[[unit]]\nid = "{unit.id}"\nparent = "{unit.parent}"\nmerge = "{unit.merge}"\n'
        for unit in department.units
    ]
    for person in department.people:
        role = "manager" if person.is_manager else "agent"
        table = f'[[person]]\nid = "{person.id}"\nunit = "{person.unit}"\nrole = "{role}"\n'
        table += f"joined_week = {person.joined}\n" if person.joined else ""
        tables.append(table + (f"left_week = {person.left}\n" if person.left else ""))
    (folder / "R.toml").write_text("\n".join(tables), encoding="utf-8")
    with (folder / "A.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("week", "person", "charge", "lien", "rotating", "comment"))
        for person_id, given in department.truth().answers.items():
            rows.writerows((w, person_id, a.charge, a.lien, "", "") for w, a in given.items())
    return folder


def attack(folder: Path) -> Result:
    return CliRunner().invoke(
        main,
        [
            "attack",
            *("--season", str(folder / "season")),
            *("--roster", str(folder / "R.toml")),
            *("--answers", str(folder / "A.csv")),
        ],
        env={"COLUMNS": "180"},
    )


@pytest.mark.parametrize(("people", "weeks"), [(8, 30), (130, 26)])
def test_a_season_that_keeps_the_rules_passes(people: int, weeks: int, tmp_path: Path) -> None:
    result = attack(written(scenes.organisation(people, weeks, seed=11), tmp_path))
    assert result.exit_code == 0, result.output
    assert "inconclusive" in result.output
    assert "hierarchy differencing" in result.output


def test_a_season_of_exact_means_fails(tmp_path: Path) -> None:
    department = scenes.organisation(130, 12, seed=12)
    result = attack(written(department, tmp_path, naive.exact_means(department)))
    assert result.exit_code == 1
    assert "hierarchy differencing" in result.stderr
    assert "homogeneity" in result.stderr


def test_a_season_in_which_nothing_was_published_is_inconclusive(tmp_path: Path) -> None:
    folder = written(scenes.organisation(8, 2, seed=13), tmp_path)
    (folder / "season" / "digests.jsonl").write_text("", encoding="utf-8")
    assert attack(folder).exit_code == 0


def of_core(lines: Iterable[dict[str, Any]]) -> set[str]:
    return {
        json.dumps([line["week"], line["unit"], line.get("cell"), items])
        for line in lines
        if (items := [item for item in line["items"] if item.get("question") in CORE])
    }


def test_what_is_played_for_the_attacks_is_what_the_services_publish(tmp_path: Path) -> None:
    department = scenes.organisation(64, 9, seed=5)
    folder = written(department, tmp_path)
    paths = ("--roster", str(folder / "R.toml"), "--answers", str(folder / "A.csv"))
    out = folder / "played"
    command = ("simulate", *paths, "--weeks", "9", "--out", str(out))
    assert CliRunner().invoke(main, command).exit_code == 0
    lines = (out / "digests.jsonl").read_text(encoding="utf-8").splitlines()
    assert of_core(map(json.loads, lines)) == of_core(published(department))


def _append(name: str, line: str) -> Spoil:
    def spoil(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_append("season/digests.jsonl", "{"), "digests.jsonl, line "),
        (_append("season/digests.jsonl", '{"week": 1}'), "no key 'unit'"),
        (_append("season/digests.jsonl", "[1]"), "not in the published format"),
        (_append("season/digests.jsonl", '{"week":1,"unit":"t0","items":[{}]}'), "no key 'kind'"),
        (lambda folder: (folder / "season/digests.jsonl").unlink(), "cannot read"),
        (_append("R.toml", "[[person]]"), "R.toml, line "),
        (_append("R.toml", '[[person]]\nid="x"\nunit="nowhere"'), "is no [[unit]]"),
        (_append("R.toml", '[[unit]]\nid="a"\nparent="a"'), "round in a circle"),
        (_append("R.toml", "= 3"), "not TOML"),
        (_append("A.csv", "3,nobody,1,1,,"), "person 'nobody' is not in the roster"),
        (_append("A.csv", "0,t0.0,1,1,,"), "week is '0'"),
        (_append("A.csv", "1,t0.0,9,1,,"), "charge is '9'"),
        (_append("A.csv", "1,t0.0"), "A.csv, line "),
        (lambda folder: (folder / "A.csv").write_text("week\n"), "no column 'person'"),
        (lambda folder: (folder / "A.csv").write_bytes(b"\xff\n"), "not UTF-8"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place(
    spoil: Spoil, told: str, tmp_path: Path
) -> None:
    folder = written(scenes.organisation(8, 2, seed=14), tmp_path)
    spoil(folder)
    result = attack(folder)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output
