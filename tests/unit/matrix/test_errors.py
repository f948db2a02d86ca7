from __future__ import annotations

import pytest

from bot.adapters.matrix.errors import NotThere, PasswordAsked, TokenRefused, judged, lost
from bot.errors import LienError, Refused, Throttled, Unknown


@pytest.mark.parametrize(
    ("status", "body", "raised"),
    [
        (400, {"errcode": "M_BAD_JSON"}, Refused),
        (401, {"errcode": "M_UNKNOWN_TOKEN"}, TokenRefused),
        (401, {"errcode": "M_MISSING_TOKEN"}, TokenRefused),
        (403, {"errcode": "M_USER_DEACTIVATED"}, TokenRefused),
        (401, {"flows": [], "session": "s"}, PasswordAsked),
        (403, {"errcode": "M_FORBIDDEN"}, Refused),
        (403, {"errcode": "M_RESOURCE_LIMIT_EXCEEDED"}, Throttled),
        (404, {"errcode": "M_NOT_FOUND"}, NotThere),
        (404, {}, Unknown),
        (413, {"errcode": "M_TOO_LARGE"}, Refused),
        (413, {}, Refused),
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}, Throttled),
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": "soon"}, Throttled),
        (429, {}, Throttled),
        (500, {"errcode": "M_UNKNOWN"}, Unknown),
        (502, {}, Unknown),
        (503, {"errcode": "M_UNKNOWN"}, Unknown),
    ],
)
def test_what_the_homeserver_answers_is_told_as_the_outbox_understands_it(
    status: int, body: dict[str, object], raised: type[LienError]
) -> None:
    assert type(judged(status, body, "send")) is raised


def test_patience_is_as_long_as_the_homeserver_says() -> None:
    body = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}
    found = judged(429, body, "send")

    assert isinstance(found, Throttled)
    assert found.retry_after_seconds == 2.5


def test_an_error_carries_nothing_but_what_was_asked_and_the_servers_code() -> None:
    body = {"errcode": "M_FORBIDDEN", "error": "@lea:example.org is not in !room:example.org"}

    assert str(judged(403, body, "send")) == "send: 403 M_FORBIDDEN"


def test_what_may_have_arrived_is_never_said_to_have_not() -> None:
    assert type(lost(TimeoutError(), "send")) is Unknown
    assert type(lost(ConnectionResetError(), "send")) is Unknown
