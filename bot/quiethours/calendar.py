"""Days nobody is expected at work: a French department's public holidays, a service's closures.

The days are those of the `holidays` library, which cites the law behind each. They are generous:
Good Friday is kept in all of Alsace-Moselle (the law names communes with a Protestant or shared
church), mid-Lent and Good Friday in Guadeloupe by custom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from bot.errors import UserError
from bot.people.absence import Absence

# Numbers people say, and what the library calls the places that have days of their own.
_PLACES: Final = {
    "57": "57",
    "67": "6AE",  # Bas-Rhin, one collectivity with Haut-Rhin
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
# 20 is both Corsican departments, as postcodes still have it.
_MAINLAND: Final = frozenset({f"{number:02}" for number in range(1, 96)} | {"2A", "2B"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHolidays:
    """Days nobody is expected at work: `day in holidays`, from 1803 to 2100.

    `place` is the library's name of a part of France, None for the days all have in common.
    """

    place: str | None = None

    def __contains__(self, day: object) -> bool:
        """Tell whether a date is a public holiday there."""
        return isinstance(day, date) and day in _days(self.place, day.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDays:
    """Public holidays, and the days the service itself is shut: `day in closed`."""

    holidays: PublicHolidays
    closures: tuple[Absence, ...] = ()

    def __contains__(self, day: object) -> bool:
        """Tell whether nobody is expected on a date."""
        return isinstance(day, date) and (
            day in self.holidays or any(shut.covers(day) for shut in self.closures)
        )


def public_holidays(region: str | None) -> PublicHolidays:
    """Find the holidays of a department by the number people say: 67, 974, 2A or 1.

    57, 67 and 68 have Alsace-Moselle's, 971 to 978 and 984 to 988 their own; the other
    departments, and None, have those of all France.

    Raises:
        UserError: `region.unknown` with `text`.
    """
    if region is None:
        return PublicHolidays()
    number = region.strip().upper().zfill(2)
    if number not in _MAINLAND and number not in _PLACES:
        raise UserError("region.unknown", text=region)
    return PublicHolidays(place=_PLACES.get(number))


@lru_cache(maxsize=256)
def _days(place: str | None, year: int) -> frozenset[date]:
    # The library takes a fifth of a second to import: only a first look at a calendar pays it.
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays("FR", subdiv=place, years=year))
