"""Says why an answer was not understood and how to write it; nothing of it is repeated."""

from __future__ import annotations

from bot.adapters.matrix import outgoing, writing
from bot.adapters.matrix.answers import Unclear
from bot.adapters.matrix.sheet import Question, Sheet
from bot.adapters.matrix.writing import Block, said
from bot.chat.outgoing import Form, Scale
from bot.i18n.text import Reader, Text, text


def explained(unclear: Unclear, form: Form, sheet: Sheet, reader: Reader) -> list[Block]:
    """Say what was understood, by question and never by value, and show how to write the rest."""
    sentences = [said(_problem(unclear, sheet), reader)]
    if unclear.read and unclear.problem != "ambiguous":
        numbers = tuple(map(str, unclear.read))
        sentences.insert(
            0, said(text("matrix.unclear.read", n=len(numbers), numbers=numbers), reader)
        )
    sentences.append(said(text("matrix.unclear.nothing_kept"), reader))
    blocks = [writing.paragraph(" ".join(sentences))]
    at = unclear.at
    if at is not None and unclear.problem in {"word", "range"}:
        blocks.append(writing.bullets([_possible(sheet.questions[at - 1])]))
    scales = [field for field in form.fields if isinstance(field, Scale)]
    how = text("matrix.answer.how", n=len(scales), example=outgoing.example(scales))
    return [*blocks, writing.paragraph(said(how, reader))]


def _problem(unclear: Unclear, sheet: Sheet) -> Text:  # noqa: PLR0911 - a line a problem
    at = str(unclear.at or 1)
    match unclear.problem:
        case "few":
            return text("matrix.unclear.few", n=len(sheet.questions))
        case "many":
            return text("matrix.unclear.many", n=len(sheet.questions))
        case "range":
            return text("matrix.unclear.range", at=at)
        case "twice":
            return text("matrix.unclear.twice")
        case "tail":
            return text("matrix.unclear.tail")
        case "word":
            return text("matrix.unclear.word", at=at)
        case _:
            return text("matrix.unclear.ambiguous")


def _possible(question: Question) -> str:
    steps = " · ".join(f"{n}\u00a0{label}" for n, label in enumerate(question.steps, 1))
    return f"{question.label}\n{steps}"
