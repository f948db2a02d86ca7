"""How messages are said: times, lists, plurals and typography, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.i18n import catalog as module
from bot.i18n.catalog import Catalog, say
from bot.i18n.text import Argument, Moment, Reader, plain, text

TUESDAY_NOON = datetime(2026, 12, 1, 11, tzinfo=UTC)
TEMPLATES = {
    "t.said": "{value}",
    "t.limit": "Réponses {value:until}.",
    "t.from": "Un message de {value}",
    "t.that": "On dit que {value} est là",
    "t.asks": "La demande {value}",
    "t.braces": "{{{value}}}",
    "t.pair": "{a} puis {b}",
}


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add a few messages to both catalogues, apart from the words the features own."""
    real = module.catalog

    def with_templates(language: str) -> Catalog:
        known = real(language)
        mine = {name: (words,) for name, words in TEMPLATES.items()}
        counted = {"t.count": ("{n} réponse", "{n} réponses")}
        return Catalog(known.language, {**known.messages, **mine, **counted})

    monkeypatch.setattr(module, "catalog", with_templates)


def reader(
    language: str = "fr", zone: str = "Europe/Paris", now: datetime = TUESDAY_NOON
) -> Reader:
    return Reader(language=language, zone=zone, now=now)


def spoken(value: Argument, language: str = "fr", *, message: str = "t.said") -> str:
    """Say one value, with ordinary spaces so that the expectation can be read."""
    return unspaced(say(text(message, value=value), reader(language)))


def unspaced(words: str) -> str:
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def in_days(days: int, hour: int = 15, minute: int = 0) -> Moment:
    return Moment(TUESDAY_NOON.replace(hour=hour, minute=minute) + timedelta(days=days))


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        (in_days(0), "aujourd'hui à 16 h", "today at 4 pm"),
        (in_days(1, 7, 30), "demain à 8 h 30", "tomorrow at 8:30 am"),
        (in_days(-1), "hier à 16 h", "yesterday at 4 pm"),
        (in_days(6), "lundi 16 h", "Monday at 4 pm"),
        (in_days(7), "mardi 8 décembre à 16 h", "Tuesday 8 December at 4 pm"),
        (in_days(-2), "dimanche 29 novembre à 16 h", "Sunday 29 November at 4 pm"),
        (in_days(31), "vendredi 1er janvier à 16 h", "Friday 1 January at 4 pm"),
        (in_days(400), "mercredi 5 janvier 2028 à 16 h", "Wednesday 5 January 2028 at 4 pm"),
    ],
)
def test_an_instant_is_said_as_people_say_it(moment: Moment, french: str, english: str) -> None:
    assert spoken(moment) == french
    assert spoken(moment, "en") == english


@pytest.mark.parametrize(
    ("limit", "french", "english"),
    [
        (in_days(0), "jusqu'à 16 h", "until 4 pm today"),
        (in_days(1, 7, 30), "jusqu'à demain 8 h 30", "until 8:30 am tomorrow"),
        (in_days(-1), "jusqu'à hier 16 h", "until 4 pm yesterday"),
        (in_days(6), "jusqu'à lundi 16 h", "until 4 pm on Monday"),
        (in_days(7), "jusqu'au mardi 8 décembre à 16 h", "until 4 pm on Tuesday 8 December"),
        (date(2026, 12, 3), "jusqu'au jeudi 3 décembre", "until Thursday 3 December"),
        (time(17, 30), "jusqu'à 17 h 30", "until 5:30 pm"),
    ],
)
def test_a_limit_is_said_with_the_preposition_it_asks_for(
    limit: Argument, french: str, english: str
) -> None:
    assert spoken(limit, message="t.limit") == f"Réponses {french}."
    assert spoken(limit, "en", message="t.limit") == f"Réponses {english}."


def test_today_is_the_readers_today_and_not_the_servers() -> None:
    late = reader(zone="Indian/Reunion", now=datetime(2026, 12, 1, 21, tzinfo=UTC))

    said = say(text("t.said", value=Moment(datetime(2026, 12, 2, 4, 30, tzinfo=UTC))), late)

    assert unspaced(said) == "aujourd'hui à 8 h 30"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "demain à 1 h 30"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "demain à 3 h 30"),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "demain à 23 h 59"),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "lundi 0 h"),
    ],
)
def test_the_night_clocks_change_moves_hours_but_no_day(at: datetime, said: str) -> None:
    eve = reader(now=datetime(2026, 3, 28, 12, tzinfo=UTC))

    assert unspaced(say(text("t.said", value=Moment(at)), eve)) == said


def test_an_hour_that_comes_twice_in_autumn_is_said_the_same_both_times() -> None:
    eve = reader(now=datetime(2026, 10, 24, 12, tzinfo=UTC))
    first, second = (Moment(datetime(2026, 10, 25, hour, 30, tzinfo=UTC)) for hour in (0, 1))

    said = {say(text("t.said", value=moment), eve) for moment in (first, second)}

    assert {unspaced(words) for words in said} == {"demain à 2 h 30"}


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        (time(0, 0), "0 h", "12 am"),
        (time(8, 5), "8 h 05", "8:05 am"),
        (time(12, 0), "12 h", "12 pm"),
        (time(21, 40), "21 h 40", "9:40 pm"),
    ],
)
def test_a_time_of_day_has_no_idle_zeros(at: time, french: str, english: str) -> None:
    assert spoken(at) == french
    assert spoken(at, "en") == english


def test_a_line_never_breaks_inside_a_time() -> None:
    assert say(text("t.said", value=time(8, 30)), reader()) == "8\u00a0h\u00a030"
    assert say(text("t.said", value=time(8, 30)), reader("en")) == "8:30\u00a0am"


@pytest.mark.parametrize("day", [date(2026, 12, 11), date(2026, 12, 21), date(2026, 12, 31)])
def test_only_the_first_of_a_month_is_an_ordinal(day: date) -> None:
    assert "er" not in spoken(day)
    assert spoken(date(2026, 12, 1)) == "mardi 1er décembre"


def test_an_instant_without_its_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        Moment(datetime(2026, 12, 1, 8, 30))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("names", "french", "english"),
    [
        (("Léa",), "Léa", "Léa"),
        (("Léa", "Karim"), "Léa et Karim", "Léa and Karim"),
        (("Léa", "Karim", "Fatou"), "Léa, Karim et Fatou", "Léa, Karim and Fatou"),
    ],
)
def test_a_list_ends_with_and(names: tuple[str, ...], french: str, english: str) -> None:
    assert spoken(names) == french
    assert spoken(names, "en") == english


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert spoken(3.5) == "3,5"
    assert spoken(3.5, "en") == "3.5"
    assert say(text("t.said", value=12655), reader()) == "12\u202f655"
    assert spoken(12655, "en") == "12,655"


@pytest.mark.parametrize(
    ("n", "french", "english"),
    [
        (0, "0 réponse", "0 réponses"),
        (1, "1 réponse", "1 réponse"),
        (1.5, "1,5 réponse", "1.5 réponses"),
        (2, "2 réponses", "2 réponses"),
        (1_000_000, "1 000 000 réponses", "1,000,000 réponses"),
    ],
)
def test_plurals_follow_each_languages_rule(n: float, french: str, english: str) -> None:
    assert unspaced(say(text("t.count", n=n), reader())) == french
    assert say(text("t.count", n=n), reader("en")) == english


@pytest.mark.parametrize("args", [{}, {"n": "deux"}])
def test_a_message_that_counts_refuses_to_guess_its_number(args: dict[str, Argument]) -> None:
    with pytest.raises(KeyError):
        say(text("t.count", **args), reader())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Inês", "Un message d'Inês"),
        ("Élodie", "Un message d'Élodie"),
        ("Yvonne", "Un message d'Yvonne"),
        ("Yanis", "Un message de Yanis"),
        ("Hugo", "Un message de Hugo"),
        ("Léa", "Un message de Léa"),
        ("", "Un message de "),
    ],
)
def test_french_elides_before_a_vowel_and_nowhere_else(name: str, said: str) -> None:
    assert spoken(name, message="t.from") == said
    assert spoken(name, "en", message="t.from") == f"Un message de {name}"


def test_elision_is_for_whole_words() -> None:
    assert spoken("Anca", message="t.that") == "On dit qu'Anca est là"
    assert spoken("Anca", message="t.asks") == "La demande Anca"


def test_a_text_inside_a_text_is_said_in_the_same_language() -> None:
    inner = text("t.pair", a=text("t.said", value=3.5), b=plain("Inês"))

    assert spoken(inner) == "3,5 puis Inês"
    assert spoken(inner, "en") == "3.5 puis Inês"


def test_words_of_people_are_left_exactly_as_written() -> None:
    words = "{n} : 100 % ? {{value}} « ok »"

    assert say(plain(words), reader()) == words
    assert say(text("t.braces", value=words), reader()) == "{" + words + "}"


def test_french_punctuation_is_never_left_alone_on_a_line() -> None:
    said = module._typeset("Oui : « 8 h 30 » ? Non ! 87 % ; fin", "fr")

    assert said == (
        "Oui\u00a0: «\u00a08\u00a0h\u00a030\u00a0»\u202f? Non\u202f! 87\u00a0%\u202f; fin"
    )
    assert module._typeset("Yes: 8 am?", "en") == "Yes: 8 am?"


@pytest.mark.parametrize("language", ["de", "", "FR", "../fr"])
def test_another_language_gets_french_dates_and_words_alike(language: str) -> None:
    assert spoken(in_days(31), language) == "vendredi 1er janvier à 16 h"
    assert spoken(("Léa", "Karim"), language) == "Léa et Karim"


def test_a_missing_message_or_argument_is_an_error() -> None:
    with pytest.raises(KeyError):
        say(text("t.nowhere"), reader())
    with pytest.raises(KeyError):
        say(text("t.pair", a="un"), reader())
