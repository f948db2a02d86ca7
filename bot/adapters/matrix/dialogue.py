"""A form as a short dialogue: one field at a time, back, skipped or left at any moment; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from bot.adapters.matrix import choices, vocabulary, writing
from bot.adapters.matrix.writing import Block, said
from bot.chat.outgoing import Form, Option, Quote, Scale, Select, Shown, TextField, Whom
from bot.i18n.text import Reader, Text, plain, text

BACK: Final = frozenset({"retour", "precedent", "back", "previous"})
CANCEL: Final = frozenset({"annuler", "annule", "abandonner", "cancel", "abort"})
SKIP: Final = frozenset({"-", "passer", "passe", "je passe", "skip", "pass"})
EMPTY: Final = frozenset({"rien", "vide", "vider", "nothing", "empty"})
RESUME: Final = frozenset({"reprendre", "continuer", "resume", "continue"})
SEND: Final = frozenset({"oui", "envoyer", "ok", "yes", "send"})
_EMPTIES: Final = re.compile(rf"(.+?)[\s:]+(?:-|{'|'.join(sorted(EMPTY))})")

Asked: TypeAlias = Scale | TextField | Select | Whom


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """Where somebody is in a form; kept in memory only.

    Args:
        at: index of the field asked now; one past the last asks whether to send.
        inputs: events that hold what was written, to be taken back once it is sent.
        is_left: another command came in between; it goes on when asked to.
    """

    form: Form
    at: int = 0
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    inputs: tuple[str, ...] = ()
    is_left: bool = False

    @classmethod
    def of(cls, form: Form) -> Dialogue:
        """Begin a form; a preview is read whole first, and sent as it is or changed."""
        new = cls(form=form)
        return replace(new, at=len(new.fields)) if form.stage == "preview" else new

    @property
    def fields(self) -> tuple[Asked, ...]:
        """The fields that are asked, in order."""
        return tuple(f for f in self.form.fields if not isinstance(f, Shown))

    @property
    def is_at_end(self) -> bool:
        """Tell whether every field was asked."""
        return self.at >= len(self.fields)

    def sent(self) -> dict[str, str]:
        """Give every field its value, defaults where nothing was said."""
        return {f.name: self.values.get(f.name, f.initial) for f in self.fields}


@dataclass(frozen=True, slots=True)
class Asks:
    """Goes on; `problem` says why the same field is asked again."""

    dialogue: Dialogue
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class Sends:
    """Every field has its value, and the person wants it sent."""

    dialogue: Dialogue


@dataclass(frozen=True, slots=True)
class Leaves:
    """The person wants none of it kept."""

    dialogue: Dialogue


Step: TypeAlias = Asks | Sends | Leaves


def step(now: Dialogue, words: str, event: str, reader: Reader) -> Step:
    """Take what somebody wrote: a value, or where to go."""
    now = replace(now, inputs=(*now.inputs, event), is_left=False)
    typed = _bare(words)
    if typed in CANCEL:
        return Leaves(now)
    if typed in BACK:
        return Asks(replace(now, at=_before(now)))
    if now.is_at_end and now.form.stage == "preview":
        return _looked_at(now, words, typed, reader)
    if now.is_at_end:
        return _confirmed(now, typed, reader)
    asked = now.fields[now.at]
    value, problem = _value(now, asked, words, typed, reader)
    return _onward(now, asked.name, value) if problem is None else Asks(now, problem)


def prompt(now: Dialogue, reader: Reader) -> list[Block]:
    """Ask the field somebody is at, and say how to answer, go back or leave."""
    if now.is_at_end and now.form.stage == "preview":
        return _whole(now, reader)
    if now.is_at_end:
        send = said(now.form.submit, reader)
        return [writing.paragraph(said(text("matrix.dialogue.send", send=send), reader))]
    blocks = [writing.heading(said(now.form.title, reader))] if now.at == 0 else []
    blocks += [_shown(part, reader) for part in _shown_before(now)]
    asked = now.fields[now.at]
    if isinstance(asked, Scale) and asked.heading is not None:
        blocks.append(writing.paragraph(said(asked.heading, reader)))
    blocks.append(writing.paragraph(said(asked.label, reader)))
    options = _options(asked)
    if options:
        blocks.append(writing.numbered([said(option.label, reader) for option in options]))
    elif isinstance(asked, TextField | Whom) and asked.hint is not None:
        blocks.append(writing.paragraph(said(asked.hint, reader)))
    blocks.append(writing.paragraph(said(_help(now, asked), reader)))
    return blocks


def shows_words(now: Dialogue) -> bool:
    """Tell whether what is asked now shows words of somebody's own: quoted, or as the default."""
    if now.is_at_end:
        return now.form.stage == "preview"
    asked = now.fields[now.at]
    is_kept = isinstance(asked, TextField) and bool(now.sent()[asked.name])
    return is_kept or any(isinstance(part, Quote) for part in _shown_before(now))


def is_meant_for(words: str, group: frozenset[str]) -> bool:
    """Tell whether a message is one of a few words and nothing else."""
    return _bare(words) in group


def _confirmed(now: Dialogue, typed: str, reader: Reader) -> Step:
    if typed in SEND or typed in {"1", _bare(said(now.form.submit, reader))}:
        return Sends(now)
    return Asks(now, text("matrix.dialogue.yes_or_no"))


def _looked_at(now: Dialogue, words: str, typed: str, reader: Reader) -> Step:
    """Send a preview, or change the line whose number is given."""
    number = choices.number_in(words)
    if number is not None and 1 <= number <= len(now.fields):
        return Asks(replace(now, at=number - 1))
    if typed in SEND or typed == _bare(said(now.form.submit, reader)):
        return Sends(now)
    if (emptied := _EMPTIES.fullmatch(typed)) and (named := _line(now, emptied[1], reader)):
        is_due = not _can_be_empty(named)
        return Asks(now, text("matrix.dialogue.must")) if is_due else _onward(now, named.name, "")
    return Asks(now, text("matrix.dialogue.look", last=len(now.fields)))


def _line(now: Dialogue, typed: str, reader: Reader) -> Asked | None:
    """Return the line of a preview somebody names: by its number, or by words of its label."""
    number = choices.number_in(typed)
    if number is not None:
        return now.fields[number - 1] if 1 <= number <= len(now.fields) else None
    words = re.compile(rf"\b{re.escape(typed)}\b")
    found = [one for one in now.fields if words.search(_bare(said(one.label, reader)))]
    return found[0] if len(found) == 1 else None


def _onward(now: Dialogue, name: str, value: str) -> Step:
    is_preview = now.form.stage == "preview"
    at = len(now.fields) if is_preview else now.at + 1
    onward = replace(now, at=at, values={**now.values, name: value})
    is_sent = len(onward.fields) == 1 and not is_preview
    return (
        Sends(onward)
        if is_sent or (now.form.stage == "draft" and onward.is_at_end)
        else Asks(onward)
    )


def _before(now: Dialogue) -> int:
    if now.form.stage == "preview" and not now.is_at_end:
        return len(now.fields)
    return max(0, now.at - 1)


def _value(
    now: Dialogue, asked: Asked, words: str, typed: str, reader: Reader
) -> tuple[str, Text | None]:
    """Return what a field is given, or why it is given nothing."""
    is_emptied = typed in EMPTY or (typed == "-" and now.form.stage == "preview")
    if is_emptied and _can_be_empty(asked):
        return "", None
    if typed in SKIP:
        is_due = _is_required(asked)
        return _passed(now, asked), text("matrix.dialogue.must") if is_due else None
    options = _options(asked)
    if not options:
        is_long = isinstance(asked, TextField) and len(words) > asked.max_length
        limit = asked.max_length if isinstance(asked, TextField) else 0
        return words.strip(), text("matrix.dialogue.too_long", n=limit) if is_long else None
    number = choices.number_in(words)
    if number is not None and 1 <= number <= len(options):
        return options[number - 1].value, None
    found = [option for option in options if typed in _ways_to_say(option, reader)]
    if len(found) == 1:
        return found[0].value, None
    return "", text("matrix.dialogue.one_of", last=len(options))


def _ways_to_say(option: Option, reader: Reader) -> frozenset[str]:
    return vocabulary.same_as(said(option.label, reader))


def _options(asked: Asked) -> tuple[Option, ...]:
    match asked:
        case Scale():
            return (*asked.steps, *asked.others)
        case Select():
            return asked.options
        case _:
            return ()


def _is_required(asked: Asked) -> bool:
    return isinstance(asked, TextField | Whom) and asked.is_required


def _can_be_empty(asked: Asked) -> bool:
    return isinstance(asked, TextField | Whom) and not asked.is_required


def _passed(now: Dialogue, asked: Asked) -> str:
    """Return what a field is left at: in a preview what it says now, else its default."""
    if now.form.stage == "preview":
        return now.sent()[asked.name]
    if isinstance(asked, Scale) and asked.others:
        return asked.others[0].value
    return asked.initial


def _help(now: Dialogue, asked: Asked) -> Text:
    if _is_required(asked):
        return text("matrix.dialogue.required")
    left = _passed(now, asked)
    if _can_be_empty(asked) and left:
        return text("matrix.dialogue.filled", default=plain(left))
    default = next((o for o in _options(asked) if o.value == left), None)
    if default is not None:
        return text("matrix.dialogue.default", default=default.label)
    return text("matrix.dialogue.optional")


def _whole(now: Dialogue, reader: Reader) -> list[Block]:
    """Show every field with its value, numbered to be changed."""
    first = [f for f in now.form.fields if isinstance(f, Shown)]
    lines = [
        f"{said(f.label, reader)}\u00a0: {_read(f, now.sent()[f.name], reader)}" for f in now.fields
    ]
    send, values = said(now.form.submit, reader), now.sent()
    filled = (n for n, f in enumerate(now.fields, 1) if _can_be_empty(f) and values[f.name])
    line = next(filled, None)
    closing = (
        text("matrix.dialogue.preview", send=send)
        if line is None
        else text("matrix.dialogue.preview_filled", send=send, line=line)
    )
    return [
        writing.heading(said(now.form.title, reader)),
        *(_shown(part, reader) for part in first),
        writing.numbered(lines),
        writing.paragraph(said(closing, reader)),
    ]


def _read(asked: Asked, value: str, reader: Reader) -> str:
    chosen = next((option for option in _options(asked) if option.value == value), None)
    return (said(chosen.label, reader) if chosen else value) or "—"


def _shown(part: Shown, reader: Reader) -> Block:
    if isinstance(part, Quote):
        return writing.quote(said(part.words, reader), said(part.by, reader) if part.by else None)
    return writing.paragraph(said(part.text, reader))


def _shown_before(now: Dialogue) -> list[Shown]:
    """Return what is read above a field; what stands under the last is with it."""
    above: list[Shown] = []
    asked = now.fields[now.at].name
    for part in now.form.fields:
        if isinstance(part, Shown):
            above.append(part)
        elif part.name == asked:
            break
        else:
            above = []
    if now.at == len(now.fields) - 1:
        trailing = []
        for part in reversed(now.form.fields):
            if not isinstance(part, Shown):
                break
            trailing.append(part)
        above += [part for part in reversed(trailing) if part not in above]
    return above


def _bare(words: str) -> str:
    return " ".join(vocabulary.bare(vocabulary.tidied(words[:200])).split()).strip(" .!«»\"'")
