"""What an admin types, fills in and presses to set a department up: one list a language.

Nothing else is done: no file is written, nothing is put into the database. `told` is a few words
of the answer that says the move was taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Named:
    """A person or a channel as it is written in a command, and as a form's field takes it."""

    typed: str
    picked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team as its chat knows it: its name is the admin's to choose, the rest is there.

    Args:
        people: who reads the channel; the first one is to manage the others.
    """

    channel: Named
    people: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Types:
    """The admin types something after `/lien`."""

    words: str
    told: str


@dataclass(frozen=True, slots=True)
class Fills:
    """The admin fills in the form in front of them and sends it."""

    values: Mapping[str, str]
    told: str


@dataclass(frozen=True, slots=True)
class Presses:
    """The admin presses a button of what they have just read, the first one unless said."""

    told: str
    nth: int = 0


Move: TypeAlias = Types | Fills | Presses


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A language's own words for the script; `{…}` are filled in team by team."""

    names: tuple[str, ...]
    begin: Mapping[str, str]
    asked_name: str
    going_on: str
    lines: tuple[Types, ...]
    by_form: tuple[str, str]
    by_command: tuple[str, str, str]
    made: str
    preview: str
    taken_in: str
    manages: str
    steps: tuple[str, str, str, str, str, str]
    referent: tuple[str, str]
    rhythm: tuple[str, str]
    moments: Mapping[str, str]
    noted: str
    trial: Types
    announce: tuple[str, str]
    blanks: Mapping[str, str] = field(repr=False)
    will_read: str
    announced: str
    dates: Types
    teams: tuple[str, str]


WORDS = {
    "fr": Words(
        names=("Enfance Nord", "Polyvalence Sud", "PMI", "Insertion", "Autonomie"),
        begin={"name": "Solidarités", "contacts": "Médecine préventive : poste 45 21"},
        asked_name="Nom du service",
        going_on="Mettre Solidarités en place",
        lines=(
            Types("contacts ajouter Psychologue du travail : poste 12", "Psychologue du travail"),
            Types("calendrier région 59", "59"),
            Types("calendrier fermer du 24 au 31 décembre", "31 décembre"),
        ),
        by_form=("installation 3", "Nom de l'équipe"),
        by_command=(
            "équipe créer {name} {channel}",
            "équipe importer {name}",
            "équipe encadrement {manager} {name}",
        ),
        made="existe",
        preview="À ajouter",
        taken_in="C'est fait",
        manages="encadre",
        steps=(
            "Fuseau horaire",
            "Nom de l'équipe",
            "Première personne",
            "Rythme de la semaine",
            "lisez l'invitation",
            "Responsable du traitement",
        ),
        referent=("équipe référent {person}", "de Solidarités"),
        rhythm=("installation 5", "Rythme de la semaine"),
        moments={
            "opens": "jeudi 9h30",
            "reminds": "lundi 9h30",
            "closes": "lundi 16h",
            "digest": "mardi 9h30",
        },
        noted="C'est noté",
        trial=Types("essai invitation", "C'est parti"),
        announce=("annoncer", "Responsable du traitement"),
        blanks={
            "responsable": "le Département",
            "base_legale": "mission d'intérêt public",
            "hebergement": "ses serveurs",
            "dpo": "dpo@departement.example",
            "instance": "comité social territorial",
            "date_avis": "le 2 novembre",
            "jours_distance": "2",
        },
        will_read="Ce que l'équipe va lire",
        announced="l'annonce part dans 5 canaux",
        dates=Types("planning", "jeudi"),
        teams=("équipe", "encadrement"),
    ),
    "en": Words(
        names=("Children North", "Families South", "Infants", "Employment", "Elders"),
        begin={"name": "Social Care", "contacts": "Occupational health: extension 4521"},
        asked_name="Name of the department",
        going_on="Setting up Social Care",
        lines=(
            Types("contacts add Work psychologist: extension 12", "Work psychologist"),
            Types("calendar region 59", "59"),
            Types("calendar close from 24 to 31 December", "31 December"),
        ),
        by_form=("setup 3", "Name of the team"),
        by_command=(
            "team create {name} {channel}",
            "team import {name}",
            "team manager {manager} {name}",
        ),
        made="exists",
        preview="To add",
        taken_in="Done",
        manages="manages",
        steps=(
            "Time zone",
            "Name of the team",
            "First person",
            "Rhythm of the week",
            "read the invitation",
            "Data controller",
        ),
        referent=("team referent {person}", "of Social Care"),
        rhythm=("setup 5", "Rhythm of the week"),
        moments={
            "opens": "Thursday 9:30",
            "reminds": "Monday 9:30",
            "closes": "Monday 4pm",
            "digest": "Tuesday 9:30",
        },
        noted="Noted",
        trial=Types("trial invitation", "On its way"),
        announce=("announce", "Data controller"),
        blanks={
            "responsable": "the County",
            "base_legale": "a task in the public interest",
            "hebergement": "its own servers",
            "dpo": "dpo@county.example",
            "instance": "the works council",
            "date_avis": "2 November",
            "jours_distance": "2",
        },
        will_read="What the team will read",
        announced="the announcement goes to 5 channels",
        dates=Types("schedule", "Thursday"),
        teams=("team", "managed by"),
    ),
}


def moves(language: str, teams: Sequence[Team]) -> list[Move]:
    """List the whole set-up, from nothing to an announced first check-in."""
    words = WORDS[language]
    return [
        Types("", words.asked_name),
        Fills(words.begin, words.going_on),
        *words.lines,
        *_by_form(words, words.names[0], teams[0]),
        *(
            move
            for name, team in zip(words.names[1:], teams[1:], strict=True)
            for move in _by_command(words, name, team)
        ),
        *(
            Types(words.referent[0].format(person=team.people[1].typed), words.referent[1])
            for team in teams[:2]
        ),
        Types(*words.rhythm),
        Fills(words.moments, words.noted),
        words.trial,
        Types(*words.announce),
        Fills(words.blanks, words.will_read),
        Presses(words.announced),
        words.dates,
        Types(*words.teams),
    ]


def guided(language: str, teams: Sequence[Team]) -> list[Move]:
    """List the same set-up as the guide leads through it: forms and buttons, one word typed."""
    words = WORDS[language]
    place, team, pair, rhythm, trial, announcement = words.steps
    filled = [
        move
        for n, (name, one) in enumerate(zip(words.names, teams, strict=True))
        for move in (Presses(team, nth=min(n, 1)), *_by_form(words, name, one)[1:])
    ]
    first, second = (one.people[1].picked for one in teams[:2])
    return [
        Types("", words.asked_name),
        Fills(words.begin, words.going_on),
        Presses(place),
        Fills({"region": "59"}, words.noted),
        *filled,
        Presses(pair),
        Fills({"one": first, "other": second}, words.noted),
        Presses(rhythm),
        Fills({}, words.noted),
        Presses(trial),
        Presses(words.trial.told),
        Presses(announcement),
        Fills(words.blanks, words.will_read),
        Presses(words.announced),
    ]


def _by_form(words: Words, name: str, team: Team) -> list[Move]:
    """Fill a team as the guide leads to it."""
    manager = team.people[0].picked
    return [
        Types(*words.by_form),
        Fills({"name": name, "channel": team.channel.picked, "manager": manager}, words.preview),
        Presses(words.taken_in),
    ]


def _by_command(words: Words, name: str, team: Team) -> list[Move]:
    """Fill a team as somebody does who has read the help."""
    create, take_in, manage = words.by_command
    return [
        Types(create.format(name=name, channel=team.channel.typed), words.made),
        Types(take_in.format(name=name), words.preview),
        Presses(words.taken_in),
        Types(manage.format(manager=team.people[0].typed, name=name), words.manages),
    ]
