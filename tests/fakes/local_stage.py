"""A department of a few people, a clock that moves at once, and a bot with a script."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.adapters.local.stage import Cast, Channel, Hint, Persona, Role, Step
from bot.chat.ids import AccountId, ChannelId
from bot.chat.incoming import ButtonPressed, CommandTyped, FormSubmitted, Incoming
from bot.chat.outgoing import (
    Button,
    Choices,
    Form,
    Message,
    Note,
    Option,
    Paragraph,
    Reply,
    Scale,
    TextField,
)
from bot.i18n.text import Text, plain

THURSDAY = datetime(2026, 12, 3, 8, 30, tzinfo=UTC)
TEAM = ChannelId("local", "demo", "enfance-nord")


def account(user: str) -> AccountId:
    return AccountId("local", "demo", user)


def _persona(name: str, role: Role = "agent", *, is_playable: bool = True) -> Persona:
    return Persona(
        account=account(name.lower().replace("é", "e")),
        name=name,
        role=role,
        unit="Enfance Nord",
        is_playable=is_playable,
    )


def small_cast() -> Cast:
    """Four roles to play, and two colleagues who only read."""
    personas = (
        _persona("Léa"),
        _persona("Karim"),
        _persona("Nadia", "manager"),
        _persona("Thomas", "referent"),
        _persona("Yvonne", "admin"),
        _persona("Fatou", is_playable=False),
        _persona("Samir", is_playable=False),
    )
    members = tuple(p.account for p in personas if p.role != "admin")
    return Cast(
        personas=personas, channels=(Channel(id=TEAM, name="enfance-nord", members=members),)
    )


@dataclass
class FakeStage:
    """`Stage` on a clock of its own; `said` is what the bot waits for."""

    at: datetime = THURSDAY
    said: str = "Les réponses sont ouvertes jusqu'à lundi 16 h."
    played: tuple[int, int] | None = None
    steps: list[Step] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def waiting(self) -> Text:
        return plain(self.said)

    def progress(self) -> tuple[int, int] | None:
        return self.played

    async def advance(self, step: Step) -> None:
        self.steps.append(step)
        self.at += {"hour": timedelta(hours=1)}.get(step, timedelta(days=1))

    async def speak(self, language: str) -> None:
        self.languages.append(language)


@dataclass
class FakePictures:
    """`Pictures` over a dictionary."""

    kept: dict[str, bytes] = field(default_factory=dict)
    drawing: asyncio.Event | None = None
    """Set: every picture takes until then."""

    async def read(self, name: str) -> bytes | None:
        if self.drawing is not None:
            await self.drawing.wait()
        return self.kept.get(name)


HINTS = (
    Hint(command="/lien", help=plain("Ouvrir les quatre portes")),
    Hint(command="/lien aide", help=plain("Voir ce que je sais faire")),
    Hint(command="/lien pratique", help=plain("Partager une bonne pratique")),
    Hint(command="/plus-tard @Karim …", help=plain("Garder un message jusqu'à demain")),
    Hint(command="/lien planning", help=plain("Régler les horaires"), roles=("admin",)),
)


def _scale(name: str, label: str, steps: tuple[str, ...]) -> Scale:
    return Scale(
        name=name,
        label=plain(label),
        heading=plain("Ces sept derniers jours"),
        steps=tuple(Option(value=str(n), label=plain(s)) for n, s in enumerate(steps, 1)),
        others=(Option(value="skip", label=plain("je passe")),),
        initial="skip",
    )


_AGREED = ("pas du tout", "plutôt non", "entre les deux", "plutôt oui", "tout à fait")

CHECKIN = Form(
    name="checkins.ballot",
    context="2026-W49",
    title=plain("Trois questions, vingt secondes"),
    fields=(
        _scale(
            "charge",
            "Ma charge de travail était…",
            ("trop légère", "plutôt légère", "adaptée", "lourde mais tenable", "intenable"),
        ),
        _scale("lien", "J'ai senti que je faisais partie de l'équipe.", _AGREED),
        _scale("rotating", "J'ai eu le temps de bien faire l'essentiel.", _AGREED),
        TextField(
            name="comment",
            label=plain("Quelque chose à ajouter ?"),
            hint=plain("Sans nom ni lieu. À moins de dix réponses, il rejoint ceux du service."),
            max_length=300,
        ),
        Note(
            plain(
                "Besoin de parler ? Idées suicidaires, pour vous ou un proche : 3114, gratuit, "
                "jour et nuit. Danger immédiat : 15 ou 112."
            )
        ),
    ),
    submit=plain("Sceller ma réponse"),
)

INVITATION = Message(
    (
        Paragraph(
            plain(
                "Bonjour Léa. Comment se sont passés ces sept derniers jours ? Trois questions, "
                "vingt secondes."
            )
        ),
        Paragraph(
            plain(
                "Votre réponse est scellée : ni l'équipe, ni l'encadrement, ni la direction ne "
                "peut la lire ou savoir si vous avez répondu."
            )
        ),
        Choices(
            (
                Button(action="checkins.answer", label=plain("Répondre"), style="primary"),
                Button(action="checkins.not_now", label=plain("Pas cette semaine")),
            )
        ),
        Note(plain("Réponses jusqu'à lundi 16 h.")),
    )
)


def _said(words: str) -> Message:
    return Message((Paragraph(plain(words)),))


@dataclass
class ScriptedBot:
    """`Receive` that plays the check-in of one week, and remembers what people did."""

    heard: list[Incoming] = field(default_factory=list)
    answers: dict[type, Callable[[Incoming], Reply | None]] = field(default_factory=dict)

    async def __call__(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        if type(incoming) in self.answers:
            return self.answers[type(incoming)](incoming)
        match incoming:
            case ButtonPressed(action="checkins.answer"):
                return Reply(form=CHECKIN)
            case ButtonPressed():
                return Reply(
                    message=_said("Entendu, pas cette semaine. Rien n'a été écrit."), replaces=True
                )
            case FormSubmitted():
                return Reply(
                    message=_said(
                        "Merci. Votre réponse est scellée. Vous pouvez la changer ou l'effacer "
                        "jusqu'à lundi 16 h."
                    )
                )
            case CommandTyped():
                return Reply(message=_said(f"Vous avez tapé {incoming.command}."))
            case _:
                return None


def png(width: int = 12, height: int = 6) -> bytes:
    """Return a plain picture of a size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    rows = (b"\0" + b"\xdd\xe8\xe4" * width) * height
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
