"""Services for conversations: a form, a list, and words; they remember what they heard."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.chat.ids import AccountId
from bot.chat.incoming import ButtonPressed, CommandTyped, FormSubmitted, Incoming
from bot.chat.outgoing import Button, Choices, Form, Message, Paragraph, Reply
from bot.i18n.text import Reader, plain
from tests.unit.matrix.checkin import reader
from tests.unit.matrix.test_dialogue import FORM


def saying(words: str, *buttons: str, form: Form | None = None, is_refusal: bool = False) -> Reply:
    choices = (Choices(tuple(Button(action=b, label=plain(b)) for b in buttons)),)
    message = Message((Paragraph(plain(words)), *(choices if buttons else ())))
    return Reply(message=None if form else message, form=form, is_refusal=is_refusal)


@dataclass
class Lien:
    """Answers as the services would: a form for `pratique`, a list for `liste`, words else."""

    refuses: bool = False
    heard: list[Incoming] = field(default_factory=list)

    async def __call__(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        match incoming:
            case CommandTyped(words="pratique"):
                return saying("", form=FORM)
            case CommandTyped(words="liste"):
                return saying("Vos messages", "envoyer", "jeter")
            case FormSubmitted():
                said = "refusé" if self.refuses else "partagé"
                return saying(said, is_refusal=self.refuses)
            case ButtonPressed(action="checkins.answer"):
                return saying("Aucune question n'est ouverte.", is_refusal=True)
            case ButtonPressed(action=action):
                return saying(f"pressé {action}")
        return saying("Que puis-je faire ?")

    def pressed(self) -> list[str]:
        """List what was pressed; asking which form is open presses nothing."""
        found = [one.action for one in self.heard if isinstance(one, ButtonPressed)]
        return [action for action in found if action != "checkins.answer"]

    def forms(self) -> list[dict[str, str]]:
        return [dict(one.values) for one in self.heard if isinstance(one, FormSubmitted)]


async def reading(account: AccountId) -> Reader:
    assert account.chat == "matrix"
    return reader()
