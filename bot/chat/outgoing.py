"""What the bot shows, in words no chat owns: messages of parts, and forms of fields.

Limits every chat must be able to meet: a message has at most 40 parts, a choice at most
5 buttons, a form at most 20 fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.i18n.text import Reader, Text


@dataclass(frozen=True, slots=True)
class Heading:
    """A short line that says what the message is."""

    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences; one idea."""

    text: Text


@dataclass(frozen=True, slots=True)
class Note:
    """Small print under the rest: a limit, a help line, a time."""

    text: Text


@dataclass(frozen=True, slots=True)
class Facts:
    """Short pairs of a name and its value, read as a small table."""

    rows: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words with who wrote them."""

    words: Text = field(repr=False)
    by: Text | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by the name its bytes are kept under; `alt` carries the same facts in words."""

    name: str
    alt: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One thing the reader can do next.

    Args:
        action: what is pressed, such as `checkins.answer`.
        value: what the press carries back, at most 200 characters.
        opens: the form a press opens, for chats without forms: they ask in the message itself.
    """

    action: str
    label: Text
    value: str = ""
    style: Literal["primary", "plain", "danger"] = "plain"
    opens: Form | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """Buttons in a row, the expected one first."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An address to open outside the chat, such as the page where an account is linked."""

    label: Text
    address: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file given straight to whoever asked for it; only a `Reply` may hold one."""

    filename: str
    media_type: str
    content: bytes = field(repr=False)


Part: TypeAlias = Heading | Paragraph | Note | Facts | Quote | Picture | Choices | Link | Document


@dataclass(frozen=True, slots=True)
class Message:
    """One message, its parts from top to bottom."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value of a field with its label."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A question answered by one of a few labelled steps, or passed over.

    Args:
        steps: the labelled values, lowest first.
        others: ways not to answer on the scale ("je passe", "sans objet").
        initial: the value chosen when the form opens.
    """

    name: str
    label: Text
    steps: tuple[Option, ...]
    others: tuple[Option, ...]
    initial: str
    heading: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    """A field for words, always optional unless `is_required`."""

    name: str
    label: Text
    hint: Text | None = None
    max_length: int = 600
    rows: int = 3
    is_required: bool = False
    initial: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """One value out of a few."""

    name: str
    label: Text
    options: tuple[Option, ...]
    initial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """A field that names one person or channel, picked from a list where the chat has one.

    Its value is `@chat/workspace/user` or `#chat/workspace/channel` when picked, and otherwise
    what was typed, such as "@Karim"; `people.finding` reads both.

    Args:
        kind: what it makes sense to name; a chat that picks from lists shows no other list.
    """

    name: str
    label: Text
    kind: Literal["person", "channel", "either"] = "either"
    hint: Text | None = None
    is_required: bool = True
    initial: str = field(default="", repr=False)


Shown: TypeAlias = Note | Paragraph | Quote
"""What a form shows without asking anything."""
Field: TypeAlias = Scale | TextField | Select | Whom | Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Questions answered together and sent once; nothing in it ever becomes a message.

    Args:
        name: what `FormSubmitted.form` will say.
        context: what `FormSubmitted.context` will say; no secret, at most 1,000 characters.
        stage: "draft" is shown again before anything is kept, as a "preview": chats without forms
            need not ask whether to send the one, and show the other whole.
    """

    name: str
    context: str
    title: Text
    fields: tuple[Field, ...]
    submit: Text
    stage: Literal["only", "draft", "preview"] = "only"


@dataclass(frozen=True, slots=True)
class Private:
    """To one account, in its direct conversation with the bot."""

    account: AccountId


@dataclass(frozen=True, slots=True)
class InChannel:
    """To everyone in a channel; `thread` puts it under a message."""

    channel: ChannelId
    thread: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """To one account inside a channel, where nobody else sees it and nothing is kept."""

    channel: ChannelId
    account: AccountId


Audience: TypeAlias = Private | InChannel | Ephemeral


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is given straight back to whoever waits: never stored, seen by them alone.

    Args:
        message: shown to the person only.
        form: opened in place of a message.
        replaces: the message takes the place of the one whose button was pressed.
        is_refusal: what was asked was not done: a form sent can be corrected and sent again.
        known_as: a name for a message that holds nobody's words and reads the same to everybody, so
            that a chat may write it once for all who are told it on the same day; "" otherwise.
        is_fleeting: it shows words of somebody's own, or a code of theirs: a chat whose rooms keep
            what is said takes it back when they write again.
        reader: how whoever waits reads, where it is known already; else the chat asks.
    """

    message: Message | None = None
    form: Form | None = None
    replaces: bool = False
    is_refusal: bool = False
    known_as: str = ""
    is_fleeting: bool = False
    reader: Reader | None = None

    def adding(self, *parts: Part) -> Reply:
        """The same, with more below; a form is left as it is."""
        if self.message is None or not parts:
            return self
        return replace(self, message=Message((*self.message.parts, *parts)))
