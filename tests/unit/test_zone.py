from __future__ import annotations

import pytest

from bot.errors import UserError
from bot.people.zone import parse_zone


def test_a_zone_is_known_by_its_iana_name() -> None:
    assert parse_zone(" Indian/Reunion ") == "Indian/Reunion"


@pytest.mark.parametrize("text", ["", "Paris", "Europe", "../etc", "/etc/passwd", "x" * 300, "\0"])
def test_anything_but_a_zone_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        parse_zone(text)

    assert refusal.value.message == "zone.unknown"
    assert refusal.value.message_args == {"text": text}
