"""The sentences of a digest, one situation at a time."""

from __future__ import annotations

import pytest

from bot.digest.subject import ENCADREMENT
from bot.disclosure.released import Record, Theme, Trend, Verbatim
from tests.releases import band, direction, moved, number, silent, team, told, withheld

CAVEAT = "« Pas de changement net » ne dit pas si la charge ou le lien sont forts ou faibles."


def blocks(record: Record, *earlier: Record) -> list[str]:
    return told(record, earlier).split("\n\n")


def lead(record: Record, *earlier: Record) -> str:
    return blocks(record, *earlier)[1]


@pytest.mark.parametrize(
    ("charge", "lien", "said"),
    [
        ("up", "steady", "La charge est plus lourde que les semaines d'avant."),
        ("down", "steady", "La charge est plus légère que les semaines d'avant."),
        ("steady", "up", "Le lien dans l'équipe est plus fort que les semaines d'avant."),
        (
            "up",
            "down",
            "La charge est plus lourde et le lien plus faible que les semaines d'avant.",
        ),
        ("steady", "steady", "Pas de changement net cette semaine."),
    ],
)
def test_a_digest_begins_with_what_moved(charge: Trend, lien: Trend, said: str) -> None:
    assert lead(moved(9, charge, lien)) == said


def test_a_change_is_never_called_a_rise() -> None:
    assert "hausse" not in told(moved(9, "up", "up"))


def test_no_clear_change_is_said_to_tell_nothing_of_the_level() -> None:
    assert CAVEAT in told(moved(9, "steady", "steady"))
    assert "la charge est forte ou faible" in told(moved(9, "steady", "up"))


def test_a_published_level_needs_no_such_caveat() -> None:
    said = told(moved(8, "steady", "steady", band("charge", "middle", 1, 8)))

    assert "si le lien est fort ou faible" in said
    assert "si la charge" not in said


def test_a_difficult_level_comes_before_a_change() -> None:
    record = moved(8, "down", "up", band("charge", "difficult", 5, 8), band("lien", "middle", 5, 8))

    assert lead(record) == "Ces 4 dernières semaines : charge difficile et lien intermédiaire."
    assert "Charge de travail : plus légère. Ces 4 dernières semaines : difficile." in told(record)


def test_a_change_comes_before_a_level_that_is_not_difficult() -> None:
    record = moved(8, "up", "steady", band("lien", "favorable", 5, 8))

    assert lead(record) == "La charge est plus lourde que les semaines d'avant."


def test_the_middle_word_is_fragile_on_the_long_blocks_of_large_teams() -> None:
    assert "fragile" in told(moved(8, "steady", "steady", band("lien", "middle", 1, 8)))


def test_a_block_that_ended_earlier_is_told_by_its_dates() -> None:
    record = moved(10, "steady", "steady", band("lien", "favorable", 5, 8))

    assert "Du mardi 17 mars au mardi 7 avril : favorable." in told(record)


def test_too_few_answers_are_said_once_in_the_same_words_for_everyone() -> None:
    assert blocks(silent(9, "too_few"))[1:-1] == [
        "Trop peu de réponses pour protéger tout le monde : rien n'est publié cette semaine."
    ]


def test_the_first_weeks_say_how_far_they_are_and_the_earliest_possible_trend() -> None:
    assert lead(silent(2, "quiet"), silent(1, "quiet")) == (
        "Semaine 2 sur 5 au moins : je prends mes repères."
        " Première tendance au plus tôt le mardi 12 mai."
    )


def test_a_week_with_too_few_answers_before_the_first_heard_one_does_not_count() -> None:
    assert lead(silent(2, "quiet"), silent(1, "too_few")).startswith("Semaine 1 sur 5 au moins")


def test_after_a_change_of_team_the_weeks_are_counted_anew() -> None:
    past = [silent(1, "quiet"), moved(9, "up", "up")]

    assert lead(silent(10, "quiet"), *past).startswith("Semaine 1 sur 5 au moins")


def test_no_date_is_promised_once_it_could_be_wrong() -> None:
    past = [silent(week, "quiet") for week in range(1, 5)]

    assert lead(silent(5, "quiet"), *past) == (
        "Je prends mes repères : il faut au moins cinq semaines sans changement d'équipe,"
        " avec assez de réponses."
    )


def test_each_withheld_item_gets_its_own_reason() -> None:
    said = told(
        team(
            8,
            direction("charge", "up"),
            withheld("lien", "too_few"),
            withheld("charge", "overlap"),
            withheld("lien", "quiet"),
        )
    )

    assert "Charge de travail : plus lourde. Pas de niveau : comparé à d'autres bilans" in said
    assert "Lien dans l'équipe : trop peu de réponses pour protéger tout le monde" in said
    assert "Pas de niveau : trop peu de semaines depuis un changement d'équipe" in said


def test_a_level_cell_says_numbers_and_the_ones_before() -> None:
    now = team(8, number("temps", 4), number("charge", 3.5), number("lien", 4), unit="dep")
    before = team(4, number("temps", 3), number("charge", 3), withheld("lien", "too_few"))
    said = told(now, [before])

    assert "Moyenne sur quatre semaines : charge à 3,5 et lien à 4 sur 5." in said
    assert "3,5 sur 5 (3 = adaptée, 5 = intenable ; 30 à 49 réponses). La fois d'avant : 3." in said
    assert "« J'ai eu le temps de bien faire l'essentiel » : 4 sur 5" in said


def test_a_level_without_its_core_numbers_begins_with_the_question_of_the_week() -> None:
    record = team(7, number("temps", 3.5), unit="dep")

    assert lead(record) == "Question de la semaine : 3,5 sur 5 en moyenne."


def test_themes_are_told_by_how_often_they_came() -> None:
    themes = [
        Theme(value="charge", level="many"),
        Theme(value="equipe", level="some"),
        Theme(value="horaires", level="some"),
    ]

    assert (
        "Souvent dans les commentaires : charge."
        " Plusieurs fois dans les commentaires : équipe et horaires."
    ) in told(moved(9, "up", "up", *themes))


def test_comments_stand_apart_from_everything_else() -> None:
    words = Verbatim(text="Le remplacement\nn'est pas arrivé.")

    assert blocks(moved(9, "up", "up", words))[3] == (
        "À la demande de qui les a écrits :\n« Le remplacement n'est pas arrivé. »"
    )


def test_a_merged_cell_names_all_its_units() -> None:
    record = team(9, *moved(9, "up", "up").items, unit="dep", cell=("t1", "t2"))

    assert told(record).startswith("Enfance Nord et PMI Les Tilleuls, ensemble : bilan du mardi")


def test_a_cell_of_many_units_counts_them() -> None:
    record = team(9, number("temps", 4), unit="dep", cell=tuple(f"s{n}" for n in range(9)))

    assert told(record).startswith("9 unités de Solidarités : bilan")


def test_the_managers_have_a_digest_of_their_own() -> None:
    record = team(9, *moved(9, "up", "steady").items, unit="dep", cell=ENCADREMENT)

    assert told(record).startswith("Encadrement, Solidarités : bilan")


def test_every_digest_ends_by_saying_what_it_is_not() -> None:
    assert told(moved(9, "up", "up")).endswith("Ce bilan n'est une note pour personne.")
    assert told(moved(9, "up", "up"), language="en").endswith("This digest grades nobody.")


def test_english_is_written_too() -> None:
    said = told(moved(9, "up", "down"), language="en")

    assert "Workload is heavier and the link with the team weaker than in earlier weeks." in said
