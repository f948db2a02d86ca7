"""The good practice of the demo, so that whoever looks for some finds it."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from bot.rehearsal.department import Department
from bot.sharing.model import Card, review_after, week_of


def cards(department: Department, today: date) -> tuple[Card, ...]:
    """Return what the department's people had shared when somebody opens the demo on a day."""
    root = department.directory.departments[0].id
    found = []
    for practice in department.words.practices:
        week = week_of(today - timedelta(weeks=practice.weeks))
        found.append(
            Card(
                id=secrets.token_hex(16),
                department=root,
                unit=practice.team,
                week=week,
                review=review_after(week),
                theme=practice.theme,
                words=practice.words,
                signature=practice.by,
                useful=practice.useful,
            )
        )
    return tuple(found)
