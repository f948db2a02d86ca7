"""`lien simulate` from the command line: what it writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.rehearsal.answers import write_answers
from bot.rehearsal.invented import invented_season, team_sizes
from bot.rehearsal.roster import write_roster

WEEKS = 6


def season(folder: Path, people: int = 40, weeks: int = WEEKS) -> tuple[Path, Path]:
    roster, answers = invented_season(team_sizes(people), weeks=weeks, seed=5, yearly_churn=0.3)
    files = folder / "R.toml", folder / "A.csv"
    files[0].write_text(write_roster(roster), encoding="utf-8")
    files[1].write_text(write_answers(answers), encoding="utf-8", newline="")
    return files


def simulate(folder: Path, out: str, *more: str, files: tuple[Path, Path] | None = None) -> Result:
    roster, answers = files or (folder / "R.toml", folder / "A.csv")
    line = ["simulate", "--roster", str(roster), "--answers", str(answers)]
    return CliRunner().invoke(
        main, [*line, "--weeks", str(WEEKS), "--out", str(folder / out), *more]
    )


def test_a_season_played_twice_publishes_and_sends_the_same(tmp_path: Path) -> None:
    season(tmp_path)
    for out in ("one", "two"):
        assert simulate(tmp_path, out).exit_code == 0
    for name in ("digests.jsonl", "messages.jsonl"):
        first = (tmp_path / "one" / name).read_bytes()
        assert first == (tmp_path / "two" / name).read_bytes()
        assert first


def test_what_is_written_has_the_promised_shape(tmp_path: Path) -> None:
    season(tmp_path)
    assert simulate(tmp_path, "out", "--snapshots").exit_code == 0
    out = tmp_path / "out"
    digests = [json.loads(line) for line in (out / "digests.jsonl").read_text().splitlines()]
    assert [d["week"] for d in digests] == sorted(d["week"] for d in digests)
    assert {tuple(d["audience"]) for d in digests} == {("manager", "team")}
    assert all(d["text"] and d["items"] for d in digests)
    messages = [json.loads(line) for line in (out / "messages.jsonl").read_text().splitlines()]
    assert {tuple(m) for m in messages} == {("at", "to", "kind", "text")}
    assert [m["at"] for m in messages] == sorted(m["at"] for m in messages)
    assert {m["kind"] for m in messages} >= {"checkins.invitation", "digest.posted"}
    assert (out / "lien.log").read_text().count("round.closed") == WEEKS
    assert not [p for p in (out / "keys" / "round").rglob("*") if p.is_file()]
    assert len(list((out / "snapshots").iterdir())) > WEEKS


def test_a_roster_of_several_roots_is_one_department(tmp_path: Path) -> None:
    units = "".join(f'[[unit]]\nid="t{n}"\nname="Équipe {n}"\n' for n in range(4))
    people = "".join(
        f'[[person]]\nid="p{n}x{m}"\nname="P {n} {m}"\nunit="t{n}"\n'
        for n in range(4)
        for m in range(11)
    )
    rows = [
        f"{week},p{n}x{m},{2 + (n + m) % 3},4,3,"
        for week in range(1, WEEKS + 1)
        for n in range(4)
        for m in range(11)
    ]
    files = tmp_path / "R.toml", tmp_path / "A.csv"
    files[0].write_text(units + people)
    files[1].write_text("\n".join(["week,person,charge,lien,rotating,comment", *rows]))
    assert simulate(tmp_path, "out").exit_code == 0
    written = (tmp_path / "out" / "digests.jsonl").read_text().splitlines()
    everyone = [d for d in map(json.loads, written) if len(d.get("cell", ())) == 4]
    assert {d["unit"] for d in everyone} == {""}
    numbers = [i for d in everyone for i in d["items"] if i["kind"] == "number"]
    assert {i["class"] for i in numbers} == {"30-49"}


def test_on_postgresql_the_same_is_published(tmp_path: Path, postgres_url: str) -> None:
    season(tmp_path, people=24)
    assert simulate(tmp_path, "sqlite").exit_code == 0
    assert simulate(tmp_path, "postgres", "--database-url", postgres_url).exit_code == 0
    first, second = (tmp_path / n / "digests.jsonl" for n in ("sqlite", "postgres"))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (("A.csv", "1,p", "1,ghost-p"), "A.csv, line 2"),
        (("R.toml", 'unit = "', 'unit = "nowhere-'), "R.toml, line"),
        (("R.toml", "[[unit]]", "[[unit]"), "R.toml"),
        (("A.csv", "week,", "wek,"), "no column 'week'"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_its_line(
    tmp_path: Path, spoil: tuple[str, str, str], says: str
) -> None:
    season(tmp_path, people=12)
    name, old, new = spoil
    file = tmp_path / name
    words = file.read_text()
    assert old in words
    file.write_text(words.replace(old, new, 1))
    result = simulate(tmp_path, "out")
    assert result.exit_code == 2
    assert says in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    season(tmp_path, people=12)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious").write_text("x")
    result = simulate(tmp_path, "out")
    assert (result.exit_code, "not empty" in result.stderr) == (2, True)


@pytest.mark.parametrize("start", ["2026-01-06", "lundi", "2026-13-01"])
def test_a_start_that_is_no_monday_is_refused(tmp_path: Path, start: str) -> None:
    season(tmp_path, people=12)
    assert simulate(tmp_path, "out", "--start", start).exit_code == 2


def test_a_digest_is_read_back_as_it_was_published(tmp_path: Path) -> None:
    season(tmp_path)
    assert simulate(tmp_path, "out").exit_code == 0
    digests = [
        json.loads(line) for line in (tmp_path / "out" / "digests.jsonl").read_text().splitlines()
    ]
    last = next(
        d
        for d in reversed(digests)
        if "cell" not in d and any(item["kind"] != "withheld" for item in d["items"])
    )
    picture = tmp_path / "chart.png"
    line = ["digest", "preview", "--data", str(tmp_path / "out"), "--unit", last["unit"]]
    line += ["--week", str(last["week"])]
    shown = CliRunner().invoke(main, line)
    assert last["text"] in shown.stdout
    drawn = CliRunner().invoke(main, [*line, "--picture", str(picture)])
    assert drawn.exit_code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
