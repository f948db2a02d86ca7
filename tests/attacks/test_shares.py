"""Nobody is found by when, where or under what code they shared; careless ways to keep it fall."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner

from bot.attacks.score import Score
from bot.attacks.shares import codes, slips
from bot.attacks.shares.batches import read_cards
from bot.attacks.shares.written import Written, read_written
from bot.cli import main
from bot.sharing.receipts import BYTES, code_of
from tests.attacks.careless_shares import Design, play
from tests.attacks.share_jobs import sent_scores
from tests.attacks.shared import Sharing, attacked
from tests.attacks.shared import play as play_well
from tests.scenarios.test_sharing import MONDAY_AT_TEN, signal, started

SHAPE = Sharing(teams=2, size=6, weeks=3, signals=12, practices=10, signed=6)
SIGNALS, PRACTICES, BATCHES = 36, 33, 4
NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
ORDERS = (
    "id",
    "order of the queue",
    "order of the index",
    "order in the channel",
    "id, by slot",
    "order in the channel, by slot",
)
KINDS = ("signal", "practice")
PLACES = ("database", "outbox", "released batch", "messages", "log")
NEVER_LEFT = {
    "shares: free space": SIGNALS + PRACTICES,
    "shares: reopen from backup": SIGNALS + PRACTICES,
    "shares: slip beside what it became": SIGNALS + PRACTICES,
    "shares: length of a slip": SIGNALS + PRACTICES,
    "shares: clicks that sent, in any byte": SIGNALS + PRACTICES,
    "shares: slots after their release, in any byte": SIGNALS + PRACTICES,
    "signals: words of a signal, in any byte": SIGNALS,
    "practices: papers, in any byte": PRACTICES,
    "practices: words while they wait": PRACTICES,
    "practices: week of a card": PRACTICES,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shared")
    await play_well(made, SHAPE)
    (made / "A.csv").write_text("week,person,charge,lien,rotating,comment\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def scores(folder: Path) -> Mapping[str, Score]:
    return attacked(folder)


def test_where_a_released_signal_lies_tells_nothing_of_the_order_of_writing(
    scores: Mapping[str, Score],
) -> None:
    for trace in ("row order", "page offset", "overflow page"):
        score = scores[f"author of a signal: {trace}"]
        assert (score.n, score.verdict) == (SIGNALS, "ok"), score


@pytest.mark.parametrize("order", ["row order", "page offset", "overflow page", *ORDERS])
def test_where_a_card_lies_and_when_it_is_told_says_nothing_of_the_order_of_writing(
    scores: Mapping[str, Score], order: str
) -> None:
    score = scores[f"author of a practice: {order}"]
    assert (score.n, score.verdict) == (PRACTICES, "ok"), score


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("kind", "count"), [("signal", SIGNALS), ("practice", PRACTICES)])
def test_no_moment_that_can_be_read_lies_nearer_to_those_who_sent(
    scores: Mapping[str, Score], kind: str, count: int, place: str
) -> None:
    score = scores[f"{kind} or not, by time: {place}"]
    assert (score.n, score.value, score.gate) == (count, 0.5, 0.52), score


def test_no_moment_that_can_be_read_lies_nearer_to_the_share_that_made_a_batch_large_enough(
    scores: Mapping[str, Score],
) -> None:
    score = scores["last of a batch or not, by time"]
    assert (score.n, score.value, score.verdict) == (BATCHES, 0.5, "ok"), score


@pytest.mark.parametrize(("attack", "count"), NEVER_LEFT.items())
def test_nothing_of_a_batch_is_left_once_it_was_released(
    scores: Mapping[str, Score], attack: str, count: int
) -> None:
    assert (scores[attack].n, scores[attack].value) == (count, 0), scores[attack]
    assert scores[attack].verdict == "ok"


def test_no_dictionary_finds_a_code_and_no_file_holds_one(scores: Mapping[str, Score]) -> None:
    for attack in (
        "receipt dictionary",
        "receipt dictionary, with every key left",
        "signals: codes, in any byte",
    ):
        assert (scores[attack].value, scores[attack].verdict) == (0, "ok"), scores[attack]


def test_who_was_last_active_before_practices_appeared_is_their_author_by_chance_alone(
    scores: Mapping[str, Score],
) -> None:
    score = scores["author of a practice, by when it was posted"]
    assert (score.n, score.verdict) == (PRACTICES, "ok"), score
    assert score.chance < score.gate < 0.5, score


def test_what_was_signed_is_posted_at_once_and_no_attack_is_scored_on_it(folder: Path) -> None:
    written = read_written(folder / "S.csv")
    signed = [one for one in written if one.kind == "signed"]
    lines = (folder / "season" / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    assert len(signed) == SHAPE.signed
    for one in signed:
        line = next(line for line in told if one.fact in line["text"])
        assert datetime.fromisoformat(line["at"]) - one.at < timedelta(minutes=1)
    assert len(read_cards(folder / "season", written)) == PRACTICES


def test_the_command_attacks_shares_too(folder: Path) -> None:
    named = {"season": "season", "roster": "R.toml", "answers": "A.csv", "shares": "S.csv"}
    options = [part for name, path in named.items() for part in (f"--{name}", str(folder / path))]
    done = CliRunner().invoke(main, ["attack", *options])
    assert done.exit_code == 0, done.output
    assert "author of a signal: row order" in done.output


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: text.replace("week,", "weak,"), "no column 'week'"),
        (lambda text: text.replace(",signal,", ",song,"), "kind is 'song'"),
        (lambda text: text.replace("2026-01-1", "soon"), "Invalid isoformat"),
        (lambda text: text.replace("2,", "two,"), "expected a whole number"),
    ],
)
def test_a_mistake_in_what_was_shared_is_told_with_its_place(
    folder: Path, tmp_path: Path, spoil: Callable[[str], str], told: str
) -> None:
    text = spoil((folder / "S.csv").read_text(encoding="utf-8"))
    (tmp_path / "S.csv").write_text(text, encoding="utf-8")
    named = {"season": "season", "roster": "R.toml", "answers": "A.csv"}
    options = [part for name, path in named.items() for part in (f"--{name}", str(folder / path))]
    done = CliRunner().invoke(main, ["attack", *options, "--shares", str(tmp_path / "S.csv")])
    assert done.exit_code == 2
    assert "S.csv, line " in done.stderr
    assert told in done.stderr


async def test_no_key_is_made_when_somebody_writes_so_none_tells_when_they_did(
    tmp_path: Path, sqlite_url: str
) -> None:
    def stamps() -> dict[str, int]:
        files = [path for path in (tmp_path / "keys").rglob("*") if path.is_file()]
        return {str(path): path.stat().st_mtime_ns for path in files}

    async with started(tmp_path, sqlite_url) as w:
        await w.settle()
        before = stamps()
        for who in ("t1p3", "t1p4", "t2p3"):
            await signal(w, who, "Midi sauté en permanence")
        assert stamps() == before, "the key of an open batch was there before anybody wrote"
        await w.advance(MONDAY_AT_TEN + timedelta(minutes=1))
        assert before.items() - stamps().items(), "the key of a batch that left is gone"


@pytest.mark.parametrize(
    ("design", "attacks"),
    [
        (
            Design(is_shuffled=False),
            [
                "author of a signal: row order",
                "author of a practice: row order",
                "author of a practice: order in the channel",
            ],
        ),
        (
            Design(follows_slots=True),
            [f"author of a practice: {order}, by slot" for order in ("id", "order in the channel")],
        ),
        (Design(trace="database"), [f"{kind} or not, by time: database" for kind in KINDS]),
        (Design(trace="outbox"), [f"{kind} or not, by time: outbox" for kind in KINDS]),
        (Design(trace="log"), [f"{kind} or not, by time: log" for kind in KINDS]),
        (Design(trace="message"), [f"{kind} or not, by time: messages" for kind in KINDS]),
        (Design(trace="filed"), [f"{kind} or not, by time: released batch" for kind in KINDS]),
        (
            Design(waits=False),
            ["author of a practice, by when it was posted", "practice or not, by time: messages"],
        ),
        (Design(leaves_when_full=True), ["last of a batch or not, by time"]),
        (Design(is_alike=False), ["signal or practice, from its slip"]),
        (
            Design(trace="opened"),
            ["practices: papers, in any byte", "practices: words while they wait"],
        ),
        (Design(is_scrubbed=False), ["shares: free space"]),
        (Design(leaves_key=True), ["shares: reopen from backup"]),
        (
            Design(keeps_slot=True),
            [
                "author of a practice: id, by slot",
                "shares: slip beside what it became",
                "shares: slots after their release, in any byte",
            ],
        ),
        (Design(trace="inbox"), ["shares: clicks that sent, in any byte"]),
        (Design(), ["receipt dictionary"]),
        (Design(has_short_codes=True), ["receipt dictionary, with every key left"]),
    ],
)
def test_a_careless_store_of_shares_falls(
    tmp_path: Path, design: Design, attacks: Sequence[str]
) -> None:
    play(tmp_path, design)
    scores = attacked(tmp_path)
    for attack in attacks:
        score = scores[attack]
        certainty = score.n if score.measure == "found" else 1
        assert score.value >= 0.75 * certainty, score
        assert score.verdict == "fails", score


def test_slips_as_long_as_what_was_written_are_told_apart(tmp_path: Path) -> None:
    play(tmp_path, Design(is_padded=False))
    score = attacked(tmp_path)["shares: length of a slip"]
    assert (score.value > 20, score.verdict) == (True, "fails")


def test_a_card_with_the_week_of_writing_says_more_than_its_release(tmp_path: Path) -> None:
    play(tmp_path, Design(tells_week=True))
    score = attacked(tmp_path)["practices: week of a card"]
    assert (score.value, score.verdict) == (2, "fails"), "two batches, each of two weeks"


def test_but_for_its_codes_a_careful_store_stands(tmp_path: Path) -> None:
    play(tmp_path, Design())
    found = attacked(tmp_path)
    failing = {name for name, score in found.items() if score.verdict == "fails"}
    assert failing == {"receipt dictionary"}


def test_of_each_share_that_is_sent_it_is_known_which_slip_it_became() -> None:
    found = {score.attack: score.n for score in sent_scores(40)}
    assert (found[slips.NAME], found["style of a code: its letters"]) == (40, 40)


def given(code: Callable[[int, str], str], n: int = 4000) -> list[Written]:
    """Give codes to people who take turns by lot."""
    people = [f"person-{secrets.randbelow(40)}" for _ in range(n)]
    return [
        Written(
            week=1,
            person=person,
            kind="signal",
            at=NOON + timedelta(minutes=at),
            event=str(at),
            code=code(at, person),
        )
        for at, person in enumerate(people)
    ]


def test_codes_say_nothing_of_author_or_time_and_use_every_letter_alike() -> None:
    for score in codes.style(given(lambda _, __: code_of(secrets.token_bytes(BYTES)))):
        assert score.verdict != "fails", score
        assert score.n > 3700


@pytest.mark.parametrize(
    ("style", "code"),
    [
        ("its author", lambda _, who: f"{hash(who) % 97:02d}{secrets.token_hex(7)}"),
        ("its time", lambda at, _: f"{at:08X}{secrets.token_hex(4)}"),
        ("its letters", lambda _, __: secrets.choice("ABCDEFGA") + secrets.token_hex(7)),
    ],
)
def test_codes_made_of_anything_but_chance_fall(
    style: str, code: Callable[[int, str], str]
) -> None:
    scores = {score.attack: score for score in codes.style(given(code))}
    assert scores[f"style of a code: {style}"].verdict == "fails"


def test_a_short_code_is_found_under_a_key_that_was_left() -> None:
    key = secrets.token_bytes(32)
    (one, *_) = given(lambda _, __: f"{secrets.randbelow(10_000):04d}", 1)
    kept = [codes.hashed(key, one.code)]
    assert codes.with_keys(kept, [key], [one]).verdict == "fails"
    assert codes.with_keys(kept, [secrets.token_bytes(32)], [one]).verdict == "ok"
    long = replace(one, code=code_of(secrets.token_bytes(BYTES)))
    assert codes.with_keys([codes.hashed(key, long.code)], [key], [long]).verdict == "ok"
