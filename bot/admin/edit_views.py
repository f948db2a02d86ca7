"""What admins can change of units, people and roles, field by field, and how it is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.admin.calendar_views import plain_days
from bot.admin.day_views import named
from bot.admin.steps_views import blank_label
from bot.chat.outgoing import Facts, Message, Note, Paragraph
from bot.i18n.text import Text, plain, text
from bot.people.contacts import Contact
from bot.people.edits import Edit
from bot.people.model import Directory, Person, Role, Unit
from bot.people.moment_views import rhythm
from bot.people.oncall import OnCall

MOST_TOLD = 12
"""Fields named in one message: a whole list of people may have been pasted twice."""


def of_unit(before: Unit, after: Unit) -> Iterator[Edit]:
    """Compare a unit with what it becomes."""
    unit = after.name
    for field, label, was, now in (
        ("channel", text("edits.channel", unit=unit), _channel(before), _channel(after)),
        ("language", text("edits.language", unit=unit), _language(before), _language(after)),
        ("zone", text("edits.zone", unit=unit), _words(before.zone), _words(after.zone)),
        ("region", text("edits.region", unit=unit), _words(before.region), _words(after.region)),
        ("on_call", text("edits.on_call", name=unit), _turn(before.on_call), _turn(after.on_call)),
        ("digest", text("edits.team_digest", unit=unit), _moment(before), _moment(after)),
        ("least", text("edits.least", unit=unit), _least(before), _least(after)),
        ("sharing", text("edits.sharing", unit=unit), _invited(before), _invited(after)),
        ("evening", text("edits.evening", unit=unit), _offers(before), _offers(after)),
    ):
        yield Edit(field=f"{field}/{after.id}", label=label, before=was, after=now)
    yield from of_contacts(after.id, before.contacts, after.contacts)
    yield from _by_name(
        f"charter/{after.id}", dict(before.charter), dict(after.charter), blank_label
    )
    for kind, was_noted, is_noted in (
        ("closures", before.closures, after.closures),
        ("breaks", before.breaks, after.breaks),
    ):
        for away in sorted({*was_noted, *is_noted}, key=plain_days):
            yield Edit(
                field=f"{kind}/{after.id}/{plain_days(away)}",
                label=Text(f"calendar.{kind}_of", {"unit": unit}),
                before=named(away) if away in was_noted else text("edits.nothing"),
                after=named(away) if away in is_noted else text("edits.nothing"),
            )


def of_contacts(unit: str, before: Sequence[Contact], after: Sequence[Contact]) -> Iterator[Edit]:
    """Compare help lines by their names."""
    yield from _by_name(
        f"contact/{unit}",
        {line.name: line.how for line in before},
        {line.name: line.how for line in after},
        lambda name: text("edits.contact", name=name),
    )


def of_person(before: Person | None, after: Person | None, directory: Directory) -> Iterator[Edit]:
    """Compare where somebody is and whether they are on call, on the roster or off it."""
    person = after or before
    assert person is not None  # noqa: S101 - somebody comes, goes or stays
    for field, label, was, now in (
        (
            "home",
            text("edits.home", name=person.name),
            _home(before, directory),
            _home(after, directory),
        ),
        (
            "on_call",
            text("edits.on_call", name=person.name),
            _turn(before.on_call if before else None),
            _turn(after.on_call if after else None),
        ),
    ):
        yield Edit(field=f"{field}/{person.id}", label=label, before=was, after=now)


def of_role(person: Person, role: Role, unit: Unit, *, was: bool, is_now: bool) -> Edit:
    """Say who holds a role, before and after."""
    return Edit(
        field=f"role/{person.id}/{role}/{unit.id}",
        label=Text(f"edits.role_{role}", {"name": person.name, "unit": unit.name}),
        before=_yes(is_so=was),
        after=_yes(is_so=is_now),
    )


def just_before(edit: Edit, who: str) -> Note:
    """Tell whoever changed a field who had set it to what."""
    return Note(text("edits.before", field=edit.label, before=edit.before, who=who))


def changed_again(who: str, edits: Sequence[Edit]) -> Message:
    """Tell whoever had set fields what they are now."""
    rows = tuple((edit.label, edit.after) for edit in edits[:MOST_TOLD])
    left = len(edits) - MOST_TOLD
    more = (Note(text("edits.more", n=left)),) if left > 0 else ()
    return Message((Paragraph(text("edits.changed", who=who)), Facts(rows), *more))


def _by_name(
    field: str, before: dict[str, str], after: dict[str, str], label: Callable[[str], Text]
) -> Iterator[Edit]:
    for name in sorted({*before, *after}):
        yield Edit(
            field=f"{field}/{name}",
            label=label(name),
            before=_words(before.get(name)),
            after=_words(after.get(name)),
        )


def _words(words: str | None) -> Text:
    return plain(words) if words else text("edits.nothing")


def _channel(unit: Unit) -> Text:
    return _words(f"#{unit.channel.channel}" if unit.channel else None)


def _language(unit: Unit) -> Text:
    return Text(f"steps.language_{unit.language}") if unit.language else text("edits.nothing")


def _turn(turn: OnCall | None) -> Text:
    if turn is None:
        return text("edits.no")
    return text("edits.on_call_until", until=turn.until) if turn.until else text("edits.yes")


def _invited(unit: Unit) -> Text:
    if unit.prompting is None or not unit.prompting.is_own:
        return text("edits.nothing")
    return rhythm(unit.prompting)


def _moment(unit: Unit) -> Text:
    if unit.digest_moment is None:
        return text("edits.nothing")
    weekday, at = unit.digest_moment
    return text("planning.weekly", day=Text(f"planning.day_{weekday}"), at=at)


def _least(unit: Unit) -> Text:
    return _words(str(unit.least_answers) if unit.least_answers else None)


def _offers(unit: Unit) -> Text:
    return _yes(is_so=unit.offers_to_keep)


def _yes(*, is_so: bool) -> Text:
    return text("edits.yes" if is_so else "edits.no")


def _home(person: Person | None, directory: Directory) -> Text:
    unit = directory.units.get(person.unit) if person else None
    return _words(unit.name if unit else None)
