"""Who is in a channel or a user group, and who they are."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.adapters.slack.api import Api
from bot.adapters.slack.calls import NoSuch
from bot.adapters.slack.oauth import CHAT
from bot.adapters.slack.payload import is_guest
from bot.chat.ids import AccountId, ChannelId
from bot.chat.ports import Apart, Profile
from bot.errors import Refused

STRANGERS: Final = frozenset({"user_not_found", "user_not_visible"})
_GROUP: Final = "S"
_PAGE: Final = 200
_REMEMBERED: Final = 10_000
_ONE_BY_ONE: Final = 20
_GOOD_FOR_SECONDS: Final = 300.0
_LANGUAGES: Final = ("fr", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Asks Slack about people, and keeps what it says in memory for a few minutes.

    Slack answers about one person a hundred times a minute, and about a whole workspace twenty: a
    channel that is taken in asks about everybody in it at once.
    """

    api: Api
    _known: OrderedDict[AccountId, tuple[float, Mapping[str, Any]]] = field(
        default_factory=OrderedDict, repr=False
    )

    async def members(self, channel: ChannelId) -> tuple[Profile, ...]:
        """Say who is in a channel, or in a user group by its identifier (`S…`).

        Raises:
            ChatError: as `ChatPort.members`.
        """
        if channel.channel.startswith(_GROUP):
            users = await self._of_group(channel)
        else:
            users = [user async for user in self._of_channel(channel)]
        me = str((await self.api.whose(channel.workspace)).get("user_id"))
        return await self.profiles(
            [AccountId(CHAT, channel.workspace, user) for user in users if user != me]
        )

    async def profiles(self, accounts: Sequence[AccountId]) -> tuple[Profile, ...]:
        """Say who people are; those Slack does not know, or does not show us, are left out.

        Raises:
            ChatError: as `ChatPort.profiles`.
        """
        asked = [account for account in accounts if self._remembered(account) is None]
        if len(asked) > _ONE_BY_ONE:
            for workspace in {account.workspace for account in asked}:
                await self._everybody(workspace)
        found = [profile(account, await self._user(account)) for account in accounts]
        return tuple(one for one in found if one is not None)

    def _remembered(self, account: AccountId) -> Mapping[str, Any] | None:
        at, user = self._known.get(account, (0.0, None))
        now = asyncio.get_running_loop().time()
        return user if user is not None and now - at < _GOOD_FOR_SECONDS else None

    def _remember(self, account: AccountId, user: Mapping[str, Any]) -> None:
        self._known[account] = (asyncio.get_running_loop().time(), user)
        self._known.move_to_end(account)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    async def _everybody(self, workspace: str) -> None:
        cursor = ""
        while True:
            page = await self._listed(workspace, cursor)
            for user in page.get("members") or ():
                self._remember(AccountId(CHAT, workspace, str(user.get("id"))), user)
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return

    async def _listed(self, workspace: str, cursor: str) -> Mapping[str, Any]:
        asked: dict[str, Any] = {"cursor": cursor} if cursor else {}
        return await self.api(
            workspace,
            lambda token: self.api.web.users_list(
                token=token, limit=_PAGE, include_locale=True, **asked
            ),
        )

    async def _of_channel(self, channel: ChannelId) -> AsyncIterator[str]:
        cursor = ""
        while True:
            page = await self._page(channel, cursor)
            for user in page.get("members") or ():
                yield str(user)
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return

    async def _page(self, channel: ChannelId, cursor: str) -> Mapping[str, Any]:
        asked: dict[str, Any] = {"cursor": cursor} if cursor else {}
        return await self.api(
            channel.workspace,
            lambda token: self.api.web.conversations_members(
                token=token, channel=channel.channel, limit=_PAGE, **asked
            ),
        )

    async def _of_group(self, channel: ChannelId) -> list[str]:
        answer = await self.api(
            channel.workspace,
            lambda token: self.api.web.usergroups_users_list(
                token=token, usergroup=channel.channel
            ),
        )
        return [str(user) for user in answer.get("users") or ()]

    async def _user(self, account: AccountId) -> Mapping[str, Any]:
        """Return what Slack says of an account, nothing of one it does not know."""
        if (known := self._remembered(account)) is not None:
            return known
        try:
            answer = await self.api(
                account.workspace,
                lambda token: self.api.web.users_info(
                    token=token, user=account.user, include_locale=True
                ),
            )
        except NoSuch:
            return {}
        except Refused as error:
            if str(error) in STRANGERS:
                return {}
            raise
        user: Mapping[str, Any] = answer.get("user") or {}
        self._remember(account, user)
        return user


def profile(account: AccountId, user: Mapping[str, Any]) -> Profile | None:
    """Read what Slack says of an account; None where it says nothing."""
    if not user:
        return None
    shown = user.get("profile") or {}
    language = str(user.get("locale") or "")[:2]
    return Profile(
        account=account,
        name=str(
            shown.get("display_name")
            or shown.get("real_name")
            or user.get("real_name")
            or user.get("name")
            or account.user
        ),
        zone=str(user["tz"]) if user.get("tz") else None,
        language=language if language in _LANGUAGES else None,
        apart=_apart(account, user),
    )


def _apart(account: AccountId, user: Mapping[str, Any]) -> Apart | None:
    # Slackbot says it is no bot.
    if user.get("is_bot") or account.user == "USLACKBOT":
        return "bot"
    if user.get("deleted"):
        return "closed"
    if user.get("is_stranger") or not _is_of(account.workspace, user):
        return "stranger"
    return "guest" if is_guest(user) else None


def _is_of(workspace: str, user: Mapping[str, Any]) -> bool:
    """Tell a colleague from who reads a shared channel from another organisation.

    In a large organisation of several workspaces, a user bears the name of one and is of more.
    """
    grid = user.get("enterprise_user")
    teams = grid.get("teams") if isinstance(grid, Mapping) else None
    listed = teams if isinstance(teams, list) else []
    return user.get("team_id") in {None, workspace} or workspace in listed
