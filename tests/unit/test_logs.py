from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.chat.ids import AccountId
from bot.clock import SimulatedClock
from bot.errors import OperatorError, UserError
from bot.logs import configure, kept_in
from bot.settings.reading import load

CANARY = "Mme Durand ne dort plus"
NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Written:
    """What was logged so far."""

    stream: io.StringIO

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def line(self) -> dict[str, Any]:
        (line,) = self.lines
        return line


@pytest.fixture
def written() -> Iterator[Written]:
    """Configure the process's logs, and put everything back afterwards."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure(clock=SimulatedClock(NOON), stream=stream, level="debug")
    yield Written(stream)
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)


def fail(error: BaseException) -> None:
    raise error


def logged(error: BaseException) -> None:
    try:
        fail(error)
    except BaseException:
        structlog.get_logger().exception("outbox.failed", kind="checkins.invitation")
        logging.getLogger("library").exception("it failed: %s", CANARY)


def test_an_event_is_one_json_line_with_its_name_its_fields_and_the_clocks_time(
    written: Written,
) -> None:
    structlog.get_logger().info("outbox.sent", kind="checkins.invitation", entries=2)

    assert written.line == {
        "event": "outbox.sent",
        "level": "info",
        "at": "2026-12-03T12:00:00+00:00",
        "kind": "checkins.invitation",
        "entries": 2,
    }


def test_the_caller_may_tell_an_event_by_the_day(written: Written) -> None:
    structlog.get_logger().info("checkins.answered", at=date(2026, 12, 3))

    assert written.line["at"] == "2026-12-03"


def test_of_an_unknown_object_only_the_type_is_written(written: Written) -> None:
    account = AccountId("slack", "T1", CANARY)

    structlog.get_logger().info("x", who=account, error=ValueError(CANARY), file=Path("/srv"))

    assert CANARY not in written.text
    assert (
        written.line | {"who": "AccountId", "error": "ValueError", "file": "/srv"} == written.line
    )


def test_a_foreign_error_is_its_type_and_the_way_to_it(written: Written) -> None:
    logged(ValueError(CANARY))

    ours, theirs = written.lines
    assert CANARY not in written.text
    assert ours["error"] == theirs["error"] == "ValueError"
    assert ours["path"][-1].startswith("test_logs.py:")


def test_the_way_through_our_own_code_is_told_by_file_and_line(
    written: Written, tmp_path: Path
) -> None:
    try:
        load(tmp_path, {"LIEN_HTTP_PORT": CANARY})
    except OperatorError:
        structlog.get_logger().exception("settings.refused")

    assert CANARY not in written.text
    steps = [step.partition(":")[0] for step in written.line["path"]]
    assert set(steps) == {"bot/settings/reading.py"}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperatorError("The disk is full."), "bot.errors.OperatorError: The disk is full."),
        (UserError("people.several", name=CANARY), "bot.errors.UserError: people.several"),
    ],
)
def test_our_own_errors_say_what_they_are_about(
    written: Written, error: BaseException, said: str
) -> None:
    logged(error)

    assert [line["error"] for line in written.lines] == [said, said]
    assert CANARY not in written.text


def test_causes_and_groups_are_named_and_not_quoted(written: Written) -> None:
    error = OperatorError("The database is gone.")
    error.__cause__ = ExceptionGroup(CANARY, [KeyError(CANARY), OSError(CANARY)])

    logged(error)

    assert CANARY not in written.text
    assert written.lines[0]["because"] == ["ExceptionGroup", "KeyError", "OSError"]


def test_of_what_libraries_log_the_template_is_kept_and_the_arguments_are_not(
    written: Written,
) -> None:
    logging.getLogger("library.client").warning("cannot read %s in %d ms", CANARY, 12)

    assert CANARY not in written.text
    assert written.line["says"] == "cannot read %s in %d ms"
    assert written.line["logger"] == "library.client"
    assert written.line["level"] == "warning"
    assert written.line["where"].startswith("test_logs.py:")


def test_a_librarys_message_put_together_beforehand_is_left_out(written: Written) -> None:
    logging.getLogger("library").error(f"cannot read {CANARY}")  # noqa: G004 - what libraries do

    assert CANARY not in written.text
    assert "says" not in written.line


@pytest.mark.parametrize(("level", "said"), [(35, "warning"), (45, "error"), (99, "critical")])
def test_a_librarys_own_level_becomes_the_one_below(
    written: Written, level: int, said: str
) -> None:
    logging.getLogger("library").log(level, "x")

    assert written.line["level"] == said


def test_libraries_are_not_heard_below_a_warning(written: Written) -> None:
    logging.getLogger("aiohttp.access").info("GET /?token=%s", CANARY)

    assert written.text == ""


def test_a_warning_and_a_forgotten_task_carry_nothing_out(written: Written) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(CANARY, ResourceWarning, stacklevel=1)
        logging.captureWarnings(capture=False)

    async def forget() -> None:
        asyncio.get_running_loop().call_exception_handler(
            {"message": CANARY, "exception": ValueError(CANARY)}
        )

    asyncio.run(forget())

    assert CANARY not in written.text
    assert [line["logger"] for line in written.lines] == ["py.warnings", "asyncio"]


def test_an_error_nobody_caught_is_logged_and_not_printed(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    error = ValueError(CANARY)

    sys.excepthook(ValueError, error, None)

    assert written.line["event"] == "process.failed"
    assert CANARY not in written.text + capsys.readouterr().err


def test_a_library_does_not_fail_because_its_log_cannot_be_written(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    written.stream.close()

    logging.getLogger("library").error("cannot read %s", CANARY)

    assert capsys.readouterr().err == ""


def test_a_file_hears_everything_for_a_while_and_nothing_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "lien.log"
    with kept_in(file, clock=SimulatedClock(NOON)):
        structlog.get_logger().info("inside")
    structlog.get_logger().info("outside")
    assert [json.loads(line)["event"] for line in file.read_text().splitlines()] == ["inside"]
