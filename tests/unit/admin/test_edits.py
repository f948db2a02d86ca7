"""Each field of a unit that admins change by chat is compared, so that both are told."""

from __future__ import annotations

from dataclasses import fields

from bot.admin.edit_views import of_unit
from bot.people.model import Unit

NOT_BY_CHAT = {"id", "name", "parent", "merge", "hours"}
"""Given when a unit is made, or by the roster file alone."""


class Noticing(Unit):
    """A unit that notes which of its fields are looked at."""

    def __getattribute__(self, name: str) -> object:
        if name in FIELDS:
            LOOKED_AT.add(name)
        return super().__getattribute__(name)


FIELDS = {field.name for field in fields(Unit)}
LOOKED_AT: set[str] = set()


def test_every_field_that_admins_change_is_compared() -> None:
    unit = Noticing(id="u", name="Nord")
    LOOKED_AT.clear()
    assert all(edit.before == edit.after for edit in of_unit(unit, unit))
    assert FIELDS - LOOKED_AT <= NOT_BY_CHAT
