"""Questions and help lines of a small department, short enough to read in a failure."""

from __future__ import annotations

from bot.checkins.model import Question, Questionnaire
from bot.people.contacts import Contact, Contacts

CONTACTS = Contacts(lines=(Contact(name="Médecine préventive", how="poste 45 21"),))


def questionnaire() -> Questionnaire:
    asked = {
        name: Question(
            id=name, label=f"Question {name} ?", labels=("1", "2", "3", "4", "5"), heading=None
        )
        for name in ("charge", "lien", "temps", "aide")
    }
    return Questionnaire(by_language={"fr": asked, "en": asked}, rotating=("temps", "aide"))
