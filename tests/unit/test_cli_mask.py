from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.text.names import built_in
from bot.texts import known_names

OFFICIAL = (
    "sexe;preusuel;annais;nombre\n1;ZORBLATTIN;1998;12\n1;ZORBLATTIN;1999;11\n"
    "2;PLUMINETTE;2001;19\n2;_PRENOMS_RARES;2001;900\n2;ÉLOANNE-MAY;XXXX;40\n"
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def lien(*args: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(main, args, input=given)


def test_each_line_gives_its_masked_text_and_where_it_was_masked() -> None:
    first, second = "Mme Bouchard a appelé le 06 39 98 12 34.", "Rien de personnel ici."
    result = lien("mask", given=f"{first}\n{second}\n")
    assert result.exit_code == 0
    one, two = (json.loads(line) for line in result.stdout.splitlines())
    assert one["text"] == "[nom] a appelé le [téléphone]."
    assert [(first[a:b], kind) for a, b, kind in one["spans"]] == [
        ("Mme Bouchard", "PER"),
        ("06 39 98 12 34", "TEL"),
    ]
    assert two == {"text": second, "spans": []}


def test_an_empty_line_and_bytes_that_are_no_text_keep_their_line() -> None:
    result = lien("mask", given=b"\n\xff\xfe Mme Bouchard\n")
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == [
        "",
        "\ufffd\ufffd [nom]",
    ]


def test_english_readers_get_english_words() -> None:
    result = lien("mask", "--locale", "en", given="Mme Bouchard est venue.")
    assert json.loads(result.stdout)["text"] == "[name] est venue."


@pytest.mark.parametrize("is_packed", [False, True])
def test_official_names_borne_by_enough_people_are_known_from_then_on(
    tmp_path: Path, *, is_packed: bool
) -> None:
    file = tmp_path / "nat.csv"
    file.write_text(OFFICIAL, "utf-8")
    if is_packed:
        packed = tmp_path / "nat.zip"
        with ZipFile(packed, "w") as into:
            into.write(file, "nat.csv")
        file = packed
    sentence = "Hier zorblattin et pluminette sont venus."
    assert json.loads(lien("mask", given=sentence).stdout)["spans"] == []
    result = lien("names", "import", str(file))
    assert (result.exit_code, result.stdout.split()[0]) == (0, "2")
    masked = json.loads(lien("mask", given=sentence).stdout)
    assert masked["text"] == "Hier [nom] et pluminette sont venus."
    names = known_names(tmp_path / "data" / "first_names.txt")
    assert names.is_first("eloanne")
    assert names.first > built_in().first


@pytest.mark.parametrize(
    "content",
    [b"", b"a;b\n1;2\n", b"sexe;preusuel;annais;nombre\n", b"\xff\xfe\x00", b"PK\x03\x04"],
)
def test_a_file_that_is_not_insees_changes_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    result = lien("names", "import", str(file))
    assert result.exit_code == 2
    assert not (tmp_path / "data").exists()


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    result = lien("names", "import", str(tmp_path / "nowhere.csv"))
    assert result.exit_code == 2
    assert "nowhere.csv cannot be read" in result.output
