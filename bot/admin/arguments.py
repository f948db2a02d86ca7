"""What a command takes: each argument with its kind, from which hints, pages and tests are made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(Enum):
    """How an argument is read; what can be wrong with one is said of every argument of a kind."""

    MOMENT = "a weekday and a time"
    WHEN = "a day or a time, in brackets"
    DAY = "a day"
    DAYS = "days in a row"
    TIME = "a time of day"
    HOURS = "working hours of a week"
    PERSON = "somebody"
    WHOM = "somebody, a team or a channel"
    TEAM = "a team of the department"
    CHANNEL = "a channel or a room"
    REGION = "the number of a French department"
    NUMBER = "a whole number"
    CODE = "a receipt"
    CHOICE = "one of a few words"
    LINE = "a name, a colon and what belongs to it"
    TEXT = "any words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One thing that is typed behind a command.

    Args:
        name: what people call it; its words are the message `argument.<name>`.
        kind: how it is read.
        is_required: whether the command does nothing without it.
        choices: of a choice, the words that may be typed, French first.
    """

    name: str
    kind: Kind
    is_required: bool = True
    choices: tuple[str, ...] = field(default=())

    @property
    def optional(self) -> Argument:
        """The same, where a command does without it."""
        return replace(self, is_required=False)


MOMENT: Final = Argument(name="moment", kind=Kind.MOMENT)
RHYTHM: Final = Argument(name="rhythm", kind=Kind.MOMENT)
WHEN: Final = Argument(name="when", kind=Kind.WHEN, is_required=False)
DAY: Final = Argument(name="until", kind=Kind.DAY)
DAYS: Final = Argument(name="days", kind=Kind.DAYS)
TIME: Final = Argument(name="time", kind=Kind.TIME)
HOURS: Final = Argument(name="hours", kind=Kind.HOURS)
PERSON: Final = Argument(name="person", kind=Kind.PERSON)
ON_CALL: Final = Argument(name="on_call", kind=Kind.WHOM)
RECIPIENT: Final = Argument(name="recipient", kind=Kind.WHOM)
TEAM: Final = Argument(name="team", kind=Kind.TEAM)
FOR_TEAM: Final = Argument(name="for_team", kind=Kind.TEAM, is_required=False)
PARENT: Final = Argument(name="parent", kind=Kind.TEAM, is_required=False)
CHANNEL: Final = Argument(name="channel", kind=Kind.CHANNEL)
REGION: Final = Argument(name="region", kind=Kind.REGION)
LEAST: Final = Argument(name="least", kind=Kind.NUMBER)
STEP: Final = Argument(name="step", kind=Kind.NUMBER)
CODE: Final = Argument(name="code", kind=Kind.CODE)
LANGUAGE: Final = Argument(name="language", kind=Kind.CHOICE, choices=("français", "anglais"))
YES_NO: Final = Argument(name="yes_no", kind=Kind.CHOICE, choices=("oui", "non", "yes", "no"))
ROLE: Final = Argument(
    name="role", kind=Kind.CHOICE, choices=("encadrement", "référent", "admin", "manager")
)
TRIAL: Final = Argument(
    name="trial", kind=Kind.CHOICE, choices=("invitation", "rappel", "annonce", "bilan", "partage")
)
CONTACT: Final = Argument(name="contact", kind=Kind.LINE)
CONTACT_NAME: Final = Argument(name="contact_name", kind=Kind.TEXT)
TEAM_NAME: Final = Argument(name="team_name", kind=Kind.TEXT)
SOUGHT: Final = Argument(name="sought", kind=Kind.TEXT)
MESSAGE: Final = Argument(name="message", kind=Kind.TEXT)

# Refusals of what cannot be read or found; what is read and then refused says why by itself.
_ABOUT: Final[Mapping[str, frozenset[Kind]]] = MappingProxyType(
    {
        refusal: frozenset(kinds)
        for kinds, refusals in (
            ({Kind.MOMENT}, ("moments.unreadable", "prompts.weeks_out_of_range")),
            (
                {Kind.WHEN},
                ("quiethours.when_far", "quiethours.when_past", "quiethours.when_unclear"),
            ),
            (
                {Kind.DAYS},
                (
                    "absence.unreadable",
                    "absence.backwards",
                    "calendar.unreadable",
                ),
            ),
            ({Kind.DAY}, ("pause.unreadable", "pause.out_of_range", "on_call.unreadable")),
            ({Kind.TIME}, ("prompted.unreadable",)),
            ({Kind.HOURS}, ("hours.unreadable", "hours.overlap", "hours.too_long")),
            (
                {Kind.PERSON, Kind.WHOM},
                (
                    "people.nobody_named",
                    "people.unknown_person",
                    "team.not_on_roster",
                    "team.unknown_account",
                    "team.not_oneself",
                ),
            ),
            (
                {Kind.TEAM, Kind.WHOM},
                (
                    "team.unknown_unit",
                    "team.none_yet",
                    "proposal.which_team",
                ),
            ),
            (
                {Kind.CHANNEL, Kind.WHOM},
                (
                    "people.unknown_channel",
                    "team.no_channel",
                ),
            ),
            ({Kind.REGION}, ("region.unknown",)),
            (
                {Kind.NUMBER},
                ("confidentiality.unreadable", "steps.no_such"),
            ),
            ({Kind.CODE}, ("sharing.code_slip",)),
            (
                {Kind.CHOICE},
                (
                    "language.unknown",
                    "trial.unknown",
                    "team.no_role",
                    "quiethours.yes_or_no",
                    "prompts.yes_or_no",
                ),
            ),
            ({Kind.LINE}, ("contacts.unreadable",)),
            (
                {Kind.TEXT},
                (
                    "team.no_name",
                    "team.long_name",
                    "sharing.search_what",
                    "quiethours.no_words",
                ),
            ),
        )
        for refusal in refusals
    }
)


def blamed(arguments: tuple[Argument, ...], refusal: str) -> Argument | None:
    """Return the argument a refusal is about, None when it is about something else."""
    kinds = _ABOUT.get(refusal, frozenset())
    return next((one for one in arguments if one.kind in kinds), None)
