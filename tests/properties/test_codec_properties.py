"""What is written down is read back the same, whatever it says."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import outgoing
from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.checkins.model import Plan
from bot.disclosure import released
from bot.disclosure.roster import Policy, Roster, RosterPerson, RosterUnit
from bot.i18n.text import Argument, Moment, Text
from bot.outbox.model import ToChannel, ToPerson
from bot.people.absence import Absence
from bot.people.hours import Span, WeeklyHours
from bot.people.model import Person, Unit
from bot.people.moments import WeeklyMoment
from bot.people.oncall import OnCall
from bot.people.prompting import Prompting
from bot.storage import codec

words = st.text(max_size=12)
instants = st.datetimes(timezones=st.just(UTC))
plain_arguments = st.one_of(
    words,
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.times(),
    instants.map(Moment),
)


def texts_of(arguments: st.SearchStrategy[Argument]) -> st.SearchStrategy[Text]:
    return st.builds(Text, words, st.dictionaries(words, arguments, max_size=3))


arguments: st.SearchStrategy[Argument] = st.recursive(
    plain_arguments,
    lambda inner: st.one_of(texts_of(inner), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=6,
)
texts = texts_of(arguments)
options = st.lists(st.builds(outgoing.Option, value=words, label=texts), max_size=2).map(tuple)
fields = st.one_of(
    st.builds(outgoing.Scale, label=texts, steps=options, others=options, initial=words),
    st.builds(outgoing.TextField, name=words, label=texts, hint=st.none() | texts),
    st.builds(outgoing.Select, name=words, label=texts, options=options, initial=words),
    st.builds(outgoing.Whom, name=words, label=texts),
    st.builds(outgoing.Note, texts),
)
forms = st.builds(
    outgoing.Form,
    name=words,
    context=words,
    title=texts,
    fields=st.lists(fields, max_size=3).map(tuple),
    submit=texts,
)
buttons = st.builds(
    outgoing.Button,
    action=words,
    label=texts,
    value=words,
    opens=st.none() | forms,
    style=st.sampled_from(["primary", "plain", "danger"]),
)
parts = st.one_of(
    st.builds(outgoing.Heading, texts),
    st.builds(outgoing.Paragraph, texts),
    st.builds(outgoing.Note, texts),
    st.builds(outgoing.Facts, st.lists(st.tuples(texts, texts), max_size=2).map(tuple)),
    st.builds(outgoing.Quote, texts, st.none() | texts),
    st.builds(outgoing.Picture, words, texts),
    st.builds(outgoing.Choices, st.lists(buttons, max_size=2).map(tuple)),
)
messages = st.builds(outgoing.Message, st.lists(parts, max_size=4).map(tuple))
channels = st.builds(ChannelId, words, words, words)
recipients = st.one_of(
    st.builds(ToPerson, words),
    st.builds(ToChannel, channels, st.none() | st.builds(MessageRef, words, words, words)),
)
spans = st.tuples(st.integers(0, 700), st.integers(701, 1440)).map(
    lambda minutes: (Span(start_minute=minutes[0], end_minute=minutes[1]),)
)
hours = st.builds(WeeklyHours, days=st.tuples(*[st.just(()) | spans] * 7))
absences = st.one_of(
    st.builds(Absence, first=st.dates(), last=st.none()),
    st.lists(st.dates(), min_size=2, max_size=2).map(
        lambda days: Absence(first=min(days), last=max(days))
    ),
)
turns = st.none() | st.builds(OnCall, until=st.none() | st.dates())
people = st.builds(
    Person,
    id=words,
    accounts=st.lists(st.builds(AccountId, words, words, words), max_size=2).map(tuple),
    joined=st.none() | st.dates(),
    absences=st.lists(absences, max_size=2).map(tuple),
    hours=st.none() | hours,
    on_call=turns,
)
moments = st.builds(WeeklyMoment, st.integers(0, 6), st.times())
rhythms = st.builds(Prompting, since=instants, moment=st.none() | moments)
units = st.builds(
    Unit,
    prompting=st.none() | rhythms,
    channel=st.none() | channels,
    hours=st.none() | hours,
    closures=st.lists(absences, max_size=2).map(tuple),
    on_call=turns,
)
rosters = st.builds(
    Roster,
    units=st.lists(st.builds(RosterUnit), max_size=2).map(tuple),
    people=st.lists(
        st.builds(RosterPerson, manages=st.lists(words, max_size=2).map(tuple)), max_size=2
    ).map(tuple),
)
plans = st.builds(Plan, since=instants, opens=moments, closes=moments)
items = st.one_of(
    st.builds(released.Direction),
    st.builds(released.Band, weeks=st.tuples(st.integers(1, 99), st.integers(1, 99))),
    st.builds(released.Number, value=st.sampled_from([1.0, 3.5])),
    st.builds(released.Withheld),
    st.builds(released.Theme),
    st.builds(released.Verbatim),
)
records = st.builds(
    released.Record,
    cell=st.lists(words, max_size=2).map(tuple),
    items=st.lists(items, max_size=3).map(tuple),
)

FORMS: dict[str, tuple[codec.Form[Any], st.SearchStrategy[Any]]] = {
    "message": (codec.MESSAGE, messages),
    "recipient": (codec.RECIPIENT, recipients),
    "person": (codec.PERSON, people),
    "unit": (codec.UNIT, units),
    "plan": (codec.PLAN, plans),
    "roster": (codec.ROSTER, rosters),
    "policy": (codec.POLICY, st.builds(Policy, k=st.integers(5, 20))),
    "cell": (codec.CELL, st.lists(words, max_size=3).map(tuple)),
}


@pytest.mark.parametrize("kind", FORMS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_is_written_is_read_back(kind: str, data: st.DataObject) -> None:
    form, values = FORMS[kind]
    value = data.draw(values)
    written = form.write(value)
    assert form.read(written) == value
    assert written.isascii()
    assert "\0" not in written


@settings(max_examples=40, deadline=None)
@given(record=records)
def test_a_released_record_is_read_back(record: released.Record) -> None:
    assert codec.read_record(codec.write_record(record)) == record


def test_what_an_earlier_version_wrote_is_still_read() -> None:
    written = '{"parts":[{"text":{"id":"hello","args":{}},"_type":"Heading","gone":1}]}'
    assert codec.MESSAGE.read(written) == outgoing.Message((outgoing.Heading(Text("hello")),))
    earlier = json.loads(codec.PERSON.write(Person(id="ana", name="Ana", unit="t1")))
    del earlier["hours"]
    assert codec.PERSON.read(json.dumps(earlier)) == Person(id="ana", name="Ana", unit="t1")
