from __future__ import annotations

import pytest

from bot.text.danger import may_be_danger


@pytest.mark.parametrize(
    "words",
    [
        "La petite est EN DANGER ce soir",
        "danger immédiat pour les deux",
        "Information préoccupante reçue à 19 h",
        "je soupçonne de la maltraitance",
        "il l'a frappée devant moi",
        "menaces de mort au téléphone",
        "le bébé secoué est à l'hôpital",
        "Il a fugué du foyer",
        "she was beaten, she is not safe",
        "je veux mourir",
        "elle parle de se suicider",
    ],
)
def test_words_of_danger_are_heard_whatever_their_case_and_accents(words: str) -> None:
    assert may_be_danger(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "On en reparle lundi ?",
        "Le planning de demain est frappant",
        "Je suis débordée, je n'en peux plus",
        "Pas de danger, tout est réglé",
        "Merci pour le relais",
    ],
)
def test_a_working_day_is_not_danger(words: str) -> None:
    assert not may_be_danger(words)
