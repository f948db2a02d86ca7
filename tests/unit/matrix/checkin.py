"""The check-in's form as people of both languages see it, for tests of what they write back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.adapters.matrix.sheet import Sheet
from bot.chat.outgoing import Form
from bot.checkins.model import Round
from bot.checkins.views import FormWriter
from bot.i18n.catalog import say
from bot.i18n.text import Reader
from bot.texts import Texts
from tests.fakes.questions import CONTACTS
from tests.fakes.small_department import MONDAY

OPENED = Round(
    id="dept-2026W02",
    department="dept",
    week=1,
    opens_at=MONDAY,
    reminds_at=MONDAY + timedelta(days=4),
    closes_at=MONDAY + timedelta(days=4, hours=8),
    digest_at=MONDAY + timedelta(days=5),
    rotating="temps",
    state="open",
)


def reader(language: str = "fr") -> Reader:
    return Reader(language=language, zone="Europe/Paris", now=MONDAY)


def form(language: str = "fr", rotating: str = "temps") -> Form:
    writer = FormWriter(questionnaire=Texts.packaged().questionnaire, contacts=CONTACTS)
    opened = replace(OPENED, rotating=rotating)
    return writer.form(opened, language)


def sheet(language: str = "fr", rotating: str = "temps") -> Sheet:
    return Sheet.of(form(language, rotating), lambda words: say(words, reader(language)))


SHEETS = {"fr": sheet("fr"), "en": sheet("en"), "fr, sans objet": sheet("fr", "aide")}
