"""What people see of a check-in: an invitation, one form, one line of thanks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.chat.outgoing import (
    Button,
    Choices,
    Field,
    Form,
    Message,
    Note,
    Option,
    Paragraph,
    Quote,
    Reply,
    Scale,
    Select,
    TextField,
)
from bot.checkins.ballot import LONGEST_COMMENT
from bot.checkins.model import CORE, Question, Questionnaire, Round
from bot.i18n.text import Moment, Text, plain, text
from bot.people.contacts import Contacts
from bot.people.prompting import Prompting
from bot.text.themes import Theme

FORM = "checkins.answer"
ANSWER, SKIP, ERASE = "checkins.answer", "checkins.skip", "checkins.erase"
TALK = "care.talk"
PASS, NOT_APPLICABLE, SUGGESTED = "", "na", ""


def invitation(opened: Round, name: str, form: Form) -> Message:
    """Ask somebody, in private, to answer; the second button writes nothing at all."""
    return Message(
        (
            Paragraph(text("checkins.invitation", name=name)),
            _doors(opened, form),
            Note(text("checkins.until", closes=Moment(opened.closes_at))),
        )
    )


def reminder(opened: Round) -> Message:
    """Remind everyone in the same words, since nobody knows who answered."""
    return Message(
        (Paragraph(text("checkins.reminder", closes=Moment(opened.closes_at))), _doors(opened))
    )


def announcement(first: date, contact: str, prompting: Prompting) -> Message:
    """Tell a team, before the first questions, what is coming and where the charter is.

    Args:
        first: the day of the first questions.
        contact: whom to ask about one's data, "" where nobody is named.
        prompting: how often people will be invited to share.
    """
    invited = (Paragraph(text("checkins.announcement_sharing", n=prompting.weeks)),)
    return Message(
        (
            Paragraph(text("checkins.announcement", first=first)),
            *(invited if prompting.moment else ()),
            Paragraph(
                text("checkins.announcement_asking", contact=contact)
                if contact
                else text("checkins.announcement_reading")
            ),
            Choices((Button(action="command.charter", label=text("checkins.read_charter")),)),
        )
    )


def skipped() -> Message:
    """Say that a week was left out because Lien was not running in time."""
    return Message((Paragraph(text("checkins.skipped")),))


def void() -> Message:
    """Say that a week's answers can no longer be read by anyone."""
    return Message((Paragraph(text("checkins.void")),))


def void_changed() -> Message:
    """Say that a week's settings were edited behind Lien's back, so nothing was read."""
    return Message((Paragraph(text("checkins.void_changed")),))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWriter:
    """Writes the form in one language; the questions are worded by the configuration."""

    questionnaire: Questionnaire
    contacts: Contacts

    def form(self, opened: Round, language: str) -> Form:
        """Lay out three scales, an optional comment with its fate, and the help lines."""
        asked = [(name, name) for name in CORE] + [("rotating", opened.rotating)]
        fields: list[Field] = [
            _scale(field, self.questionnaire.question(question, language))
            for field, question in asked
        ]
        fields += [
            TextField(
                name="comment",
                label=text("checkins.comment"),
                hint=text("checkins.comment_hint"),
                max_length=LONGEST_COMMENT,
            ),
            Select(
                name="keep",
                label=text("checkins.keep"),
                options=tuple(
                    Option(value=value, label=text(f"checkins.keep_{value}"))
                    for value in ("theme", "verbatim", "none")
                ),
                initial="theme",
            ),
            Select(
                name="theme",
                label=text("checkins.theme"),
                options=(
                    Option(value=SUGGESTED, label=text("checkins.theme_suggested")),
                    *(Option(value=t, label=text(f"theme.{t}")) for t in Theme),
                ),
                initial=SUGGESTED,
            ),
            Note(help_lines(self.contacts)),
        ]
        return Form(
            name=FORM,
            context=opened.id,
            title=text("checkins.title"),
            fields=tuple(fields),
            submit=text("checkins.submit"),
        )


def thanks(opened: Round, shared: Text | None) -> Reply:
    """Confirm without repeating anything of the answer but what its author chose to publish.

    Args:
        opened: the round that was answered.
        shared: the comment as it would be published, names masked; None when nothing would be.
    """
    if shared is None:
        return _plain_thanks(opened)
    shown = (Paragraph(text("checkins.will_be_published")), Quote(shared))
    return Reply(message=Message((_thanked(opened), *shown, _afterwards(opened))))


@lru_cache(maxsize=64)
def _plain_thanks(opened: Round) -> Reply:
    return Reply(
        message=Message((_thanked(opened), _afterwards(opened))),
        known_as=f"checkins.thanks/{opened.id}/{opened.closes_at.isoformat()}",
    )


def _thanked(opened: Round) -> Paragraph:
    return Paragraph(text("checkins.thanks", closes=Moment(opened.closes_at)))


def care(opened: Round, contacts: Contacts) -> Reply:
    """Show help to the author alone; nothing of this is kept, counted or passed on."""
    return Reply(
        message=Message(
            (
                Paragraph(text("checkins.care")),
                Paragraph(help_lines(contacts)),
                Choices(
                    (
                        Button(action=TALK, label=text("checkins.care_talk"), style="primary"),
                        Button(action=ANSWER, value=opened.id, label=text("checkins.care_edit")),
                        _erasing(opened),
                    )
                ),
                Note(text("checkins.care_note", closes=Moment(opened.closes_at))),
            )
        )
    )


def erased(opened: Round) -> Reply:
    """Confirm that a ballot was replaced by an empty one."""
    return Reply(
        message=Message((Paragraph(text("checkins.erased", closes=Moment(opened.closes_at))),))
    )


def not_this_week() -> Reply:
    """Take a no for an answer; nothing was written anywhere."""
    return Reply(message=Message((Paragraph(text("checkins.not_this_week")),)))


def help_lines(contacts: Contacts) -> Text:
    """Say whom to talk to, in the words every form ends with."""
    return text("checkins.help_lines", contacts=plain(contacts.said()))


def _doors(opened: Round, form: Form | None = None) -> Choices:
    return Choices(
        (
            Button(
                action=ANSWER,
                value=opened.id,
                label=text("checkins.answer"),
                style="primary",
                opens=form,
            ),
            Button(action=SKIP, value=opened.id, label=text("checkins.skip")),
        )
    )


def _afterwards(opened: Round) -> Choices:
    return Choices(
        (
            Button(action=ANSWER, value=opened.id, label=text("checkins.change")),
            _erasing(opened),
        )
    )


def _erasing(opened: Round) -> Button:
    return Button(action=ERASE, value=opened.id, label=text("checkins.erase"), style="danger")


def _scale(name: str, question: Question) -> Scale:
    others = [Option(value=PASS, label=text("checkins.pass"))]
    if question.has_not_applicable:
        others.append(Option(value=NOT_APPLICABLE, label=text("checkins.not_applicable")))
    return Scale(
        name=name,
        heading=plain(question.heading) if question.heading else None,
        label=plain(question.label),
        steps=tuple(
            Option(value=str(n), label=plain(label)) for n, label in enumerate(question.labels, 1)
        ),
        others=tuple(others),
        initial=PASS,
    )
