from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.admin.home_views import LINK, UNLINK
from bot.admin.service.home import Home
from bot.admin.service.personal import PersonalSettings
from bot.chat.ids import AccountId
from bot.chat.outgoing import Choices, Link, Message, Reply
from bot.errors import Unreachable, UserError
from bot.outbox.ports import UnitOfWork
from tests.fakes.small_department import small_department

DIRECTORY = small_department(3)
LEA = DIRECTORY.people["t1p2"]
ACCOUNT = AccountId("slack", "T1", "U1")
NOTHING_KEPT = Reply(message=Message(()))


@dataclass
class Lenders:
    """Authors who lend their name, or take it back; nothing is ever scheduled."""

    linked: set[AccountId] = field(default_factory=set)
    is_down: bool = False

    async def has_linked(self, account: AccountId) -> bool:
        if self.is_down:
            raise Unreachable("down")
        return account in self.linked

    async def link_address(self, account: AccountId) -> str | None:
        return f"https://example.org/{account.user}"

    async def unlink(self, account: AccountId) -> None:
        self.linked.discard(account)


def never() -> UnitOfWork:
    raise AssertionError("nothing is stored")


def home(lenders: Lenders | None) -> Home:
    authors = {"slack": lenders} if lenders else {}
    return Home(settings=PersonalSettings(unit_of_work=never), authors=authors)  # type: ignore[arg-type]


async def actions(page: Home) -> list[str]:
    shown = await page.show(DIRECTORY, LEA, ACCOUNT, NOTHING_KEPT)
    assert shown.message is not None
    rows = [part for part in shown.message.parts if isinstance(part, Choices)]
    return [button.action for row in rows for button in row.buttons]


async def test_a_name_can_be_lent_and_taken_back_where_a_chat_offers_it() -> None:
    lenders = Lenders()
    page = home(lenders)
    assert LINK in await actions(page)
    asked = await page.link(ACCOUNT)
    assert asked.message is not None
    assert [p.address for p in asked.message.parts if isinstance(p, Link)] == [
        "https://example.org/U1"
    ]

    lenders.linked.add(ACCOUNT)
    assert UNLINK in await actions(page)
    await page.unlink(ACCOUNT)
    assert lenders.linked == set()


async def test_nothing_is_said_of_it_where_it_is_not_offered_or_cannot_be_asked() -> None:
    for page in (home(None), home(Lenders(is_down=True))):
        assert not {LINK, UNLINK} & set(await actions(page))
    with pytest.raises(UserError, match=r"home\.link_not_offered"):
        await home(None).link(ACCOUNT)
