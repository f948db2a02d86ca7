from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.admin.live import NUMBERS
from bot.errors import OperatorError
from bot.texts import Texts

PACKAGED = Path(__file__).parents[2] / "config"


def test_an_organisation_rewords_what_it_likes_and_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / "charter.fr.md").write_text("Notre charte.", encoding="utf-8")
    texts = Texts.read(tmp_path)
    assert texts.charter("fr") == "Notre charte."
    assert texts.charter("en") == Texts.packaged().charter("en")
    assert texts.questionnaire == Texts.packaged().questionnaire


def test_the_charter_says_which_of_its_blanks_are_still_to_be_filled() -> None:
    blanks = Texts.packaged().blanks
    assert "dpo" in blanks
    filled = Texts.packaged(dict.fromkeys(blanks, "ici"))
    assert filled.blanks == ()
    left = set(re.findall(r"{(.*?)}", filled.charter("fr") + filled.charter("en")))
    assert left <= set(NUMBERS), "figures are filled from what holds"
    assert Texts.packaged(dict.fromkeys(blanks[1:], "ici")).blanks == blanks[:1]


def test_a_blank_filled_with_nothing_stays_a_blank() -> None:
    assert "dpo" in Texts.packaged({"dpo": ""}).blanks


def test_both_languages_leave_the_same_blanks(tmp_path: Path) -> None:
    packaged = Texts.packaged()
    (tmp_path / "charter.fr.md").write_text(packaged.charter("en"), encoding="utf-8")
    assert Texts.read(tmp_path).blanks == packaged.blanks


def test_both_languages_make_the_same_eight_points() -> None:
    texts = Texts.packaged()
    assert [len(texts.charter(language).split("\n\n")) for language in ("fr", "en")] == [9, 9]


def test_both_languages_of_the_assessment_say_the_same_figures_the_same_number_of_times() -> None:
    texts = Texts.packaged()
    said = [
        sorted(
            name for name in re.findall(r"{(.*?)}", texts.assessment(language)) if " " not in name
        )
        for language in ("fr", "en")
    ]
    # "autres" and "others" are the only blanks of one word that are nobody's to look up.
    assert [n for n in said[0] if n != "autres"] == [n for n in said[1] if n != "others"]
    assert len(texts.assessment("fr").splitlines()) == len(texts.assessment("en").splitlines())


def test_a_language_nobody_wrote_a_charter_in_gets_the_french_one() -> None:
    texts = Texts.packaged()
    assert texts.charter("de") == texts.charter("fr")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "questions.en.toml").write_bytes(b"\xe9")
    with pytest.raises(OperatorError, match=r"questions\.en\.toml cannot be read"):
        Texts.read(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        *("questions.fr.toml", "questions.en.toml"),
        *("prompts.fr.toml", "prompts.en.toml"),
        *("charter.fr.md", "charter.en.md"),
        *("aipd.fr.md", "aipd.en.md"),
    ],
)
def test_the_files_under_config_are_the_packaged_ones(name: str) -> None:
    root = PACKAGED.parent
    assert (PACKAGED / name).resolve() == root / "bot" / "config" / name
