"""Logs that can be handed to anyone: what happened where in the code, never who said what.

One JSON object a line. Our own events have a name and fields, which callers keep free of content.
What other libraries log or raise is not trusted to be: of their messages only the template is kept
and of their exceptions only the type, for the rest may quote what somebody wrote.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TextIO, TypeAlias

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.clock import Clock
from bot.errors import LienError

Level: TypeAlias = Literal["debug", "info", "warning", "error"]
_PACKAGE = Path(__file__).parent


def configure(*, clock: Clock, stream: TextIO | None = None, level: Level = "info") -> None:
    """Send every log line of the process, uncaught errors included, to one stream as JSON.

    A line is stamped `at` with the clock's instant, unless the caller gave `at` itself: an event
    of somebody answering is told by the day.

    Args:
        clock: tells when a line was written.
        stream: standard error unless given.
        level: lowest level of our own events; other libraries are heard from `warning` on.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _describe_error,
            _stamp(clock),
            structlog.processors.JSONRenderer(ensure_ascii=False, default=_as_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Foreign()], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught


@contextmanager
def kept_in(file: Path, *, clock: Clock, level: Level = "info") -> Iterator[None]:
    """Log into a file for a while, then as before; `configure` says what is written.

    Raises:
        OSError: the file cannot be opened.
    """
    root, hook, before = logging.getLogger(), sys.excepthook, structlog.get_config()
    handlers, root_level = root.handlers[:], root.level
    with file.open("a", encoding="utf-8") as stream:
        configure(clock=clock, stream=stream, level=level)
        try:
            yield
        finally:
            structlog.configure(**before)
            logging.captureWarnings(capture=False)
            root.handlers[:], sys.excepthook = handlers, hook
            root.setLevel(root_level)


class _Foreign(logging.Handler):
    """Hears what other libraries log."""

    def emit(self, record: logging.LogRecord) -> None:
        # With arguments the message is a template that its author wrote; without, it may have
        # been put together from anything.
        said = {"says": str(record.msg)} if record.args else {}
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        # A full disk is no reason for a library to fail.
        with suppress(OSError, ValueError):
            structlog.get_logger().log(
                level,
                "library.logged",
                logger=record.name,
                where=f"{record.filename}:{record.lineno}",
                exc_info=record.exc_info,
                **said,
            )


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        structlog.get_logger().critical("process.failed", exc_info=(kind, error, trace))


def _describe_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type, our own code's way to it, and what it came from."""
    event.pop("stack_info", None)
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        first, *others = (_named(e) for e in _chain(error))
        event.update(error=first, path=list(_path(error)), because=others)
    return event


def _named(error: BaseException) -> str:
    """Name an error; only our own errors are known to carry no content."""
    kind = type(error)
    name = (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    return f"{name}: {error}" if isinstance(error, LienError) else name


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Walk from an error to what caused it; of a group, to all its errors."""
    yield error
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _chain(inner)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _chain(cause)


def _path(error: BaseException) -> Iterator[str]:
    """List the lines of our own code an error came through, and the line that raised it."""
    frames = list(traceback.walk_tb(error.__traceback__))
    for frame, line in frames:
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE):
            yield f"{file.relative_to(_PACKAGE.parent).as_posix()}:{line}"
        elif frame is frames[-1][0]:
            yield f"{file.name}:{line}"


def _stamp(clock: Clock) -> Processor:
    def stamp(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event.setdefault("at", clock.now().isoformat(timespec="seconds"))
        return event

    return stamp


def _as_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON has no form for
    """Write what JSON cannot: dates and paths; of any other object the type alone."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else type(value).__name__
