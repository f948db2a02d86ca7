"""What a chart is made of, and that it never shows more than what was released."""

from __future__ import annotations

from bot.digest.chart import WEEKS
from tests.releases import band, chart, direction, moved, number, silent, team, withheld


def test_its_title_is_the_message_of_the_digest() -> None:
    drawn = chart(moved(9, "up", "steady")).drawing("wide")

    assert drawn["title"] == "La charge est plus lourde que les semaines d'avant."


def test_up_is_heavier_and_stronger_and_only_one_of_them_is_good_news() -> None:
    charge, lien = chart(moved(9, "up", "up")).drawing("wide")["panels"]

    assert (charge["marks"][0]["words"], charge["marks"][0]["tone"]) == ("plus lourde", "difficult")
    assert (lien["marks"][0]["words"], lien["marks"][0]["tone"]) == ("plus fort", "favorable")


def test_zones_stand_so_that_up_is_heavier_and_closer() -> None:
    bands = band("charge", "middle", 1, 8), band("lien", "difficult", 1, 8)
    charge, lien = chart(moved(8, "up", "up", *bands)).drawing("wide")["panels"]

    assert [z["words"] for z in charge["zones"]] == ["difficile", "fragile", "favorable"]
    assert [z["words"] for z in lien["zones"]] == ["favorable", "fragile", "difficile"]


def test_a_team_without_bands_is_given_no_level() -> None:
    for panel in chart(moved(9, "up", "down")).drawing("wide")["panels"]:
        assert (panel["zones"], panel["bars"], panel["steps"], panel["points"]) == ([], [], [], [])


def test_weeks_without_a_record_are_gaps_like_those_withheld() -> None:
    past = [moved(1, "up", "up"), silent(2, "too_few")]
    panel = chart(moved(4, "up", "up"), past).drawing("wide")["panels"][0]

    assert panel["gaps"] == [{"first": 1, "last": 2, "words": "rien de publié"}]
    assert panel["keys"][-1]["words"] == "rien de publié"


def test_only_the_last_weeks_are_drawn_and_a_band_is_cut_where_they_begin() -> None:
    past = [moved(week, "steady", "up") for week in range(1, 12)]
    past += [moved(12, "up", "up", band("charge", "middle", 5, 12))]
    drawn = chart(moved(24, "up", "up"), past).drawing("wide")

    assert len(drawn["days"]) == WEEKS
    assert (drawn["panels"][0]["bars"][0]["first"], drawn["panels"][0]["bars"][0]["last"]) == (0, 3)


def test_a_young_team_has_columns_to_come() -> None:
    days = chart(moved(2, "up", "up"), [moved(1, "up", "up")]).drawing("wide")["days"]

    assert days == ["14 avr.", "21 avr.", "", "", "", "", "", ""]


def test_a_level_cell_has_a_scale_and_no_gap_inside_a_block() -> None:
    past = [team(1, number("temps", 3)), team(4, number("charge", 3), withheld("lien", "too_few"))]
    now = team(8, number("temps", 3), number("charge", 3.5), number("lien", 4))
    charge, lien = chart(now, past).drawing("wide")["panels"]

    assert [(p["column"], p["value"]) for p in charge["points"]] == [(3, 3), (7, 3.5)]
    assert (charge["gaps"], [g["first"] for g in lien["gaps"]]) == ([], [3])
    assert [s["words"] for s in charge["steps"]] == ["1 trop légère", "3 adaptée", "5 intenable"]


def test_the_alternative_tells_runs_of_weeks_as_one() -> None:
    past = [silent(5, "too_few"), moved(6, "up", "steady"), moved(7, "up", "steady")]
    now = moved(8, "steady", "steady", band("charge", "difficult", 5, 8))
    words = chart(now, past).alternative().replace("\u202f", " ").replace("\u00a0", " ")

    assert words == (
        "Graphique de la charge et du lien."
        " Charge de travail : le 31 mars, rien de publié ; du 7 avr. au 14 avr., plus lourde ;"
        " le 21 avr., pas de changement net ; du 31 mars au 21 avr., niveau difficile."
        " Lien dans l'équipe : le 31 mars, rien de publié ;"
        " du 7 avr. au 21 avr., pas de changement net."
    )


def test_equal_numbers_of_two_blocks_are_not_told_as_a_run() -> None:
    past = [team(4, number("charge", 3))]
    words = chart(team(8, number("charge", 3), direction("lien", "up")), past).alternative()

    assert "le 24 mars, 3" in words
    assert "le 21 avr., 3" in words
