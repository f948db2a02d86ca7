"""Slack's side of OAuth, with what the double leaves out: secrets, other workspaces, rotation."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from tests.doubles.slack.double import CLIENT_ID, CLIENT_SECRET
from tests.doubles.slack.people import SlackDouble
from tests.doubles.slack.refusal import Refusal
from tests.doubles.slack.team import APP, BOT, Channel, Team, User

LASTS_SECONDS = 43_200


def small_team() -> Team:
    """Give workspace T1: U1 and U2, whom conversation D1 joins, and channel C1 of both."""
    team = Team(id="T1", name="Direction de l'enfance")
    for name in ("U1", "U2"):
        team.users[name] = User(id=name, name=name)
    for place in ("D1", "C1"):
        team.channels[place] = Channel(place, "", {"U1", "U2"}, is_im=place == "D1")
    return team


@dataclass
class ConsentDouble(SlackDouble):
    """A `SlackDouble` that people can agree to things at.

    Args:
        rotates: tokens last twelve hours, and each comes with what gets the next one, once.
    """

    team: Team = field(default_factory=small_team)
    rotates: bool = False
    agreed: dict[str, dict[str, str]] = field(default_factory=dict)
    refreshes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.given_before = set(self.api.tokens)
        self.api.more["oauth.v2.access"] = self._access

    @property
    def alive(self) -> list[str]:
        """The tokens given by consent that still work."""
        return [
            name
            for name, token in self.api.tokens.items()
            if name not in self.given_before and not token.is_revoked
        ]

    @property
    def called(self) -> list[str]:
        """The methods called, in order."""
        return [method for method, _ in self.api.calls]

    def revoke_all(self) -> None:
        """Revoke every token given by consent, as an administrator of Slack may."""
        for name in self.alive:
            self.api.tokens[name].is_revoked = True

    def agree(self, address: str, user: str = "U1", team: str = "T1") -> dict[str, str]:
        """Say yes on Slack's page; give what the browser brings back."""
        asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
        code = self.team.number("code-")
        self.agreed[code] = {**asked, "user": user, "team": team}
        return {"code": code, "state": asked["state"]}

    def _access(self, credential: str, args: dict[str, Any]) -> dict[str, Any]:
        secret = b64decode(credential.removeprefix("Basic ")).decode()
        if secret != f"{CLIENT_ID}:{CLIENT_SECRET}":
            raise Refusal("bad_client_secret")
        if args.get("grant_type") == "refresh_token":
            return self._refreshed(str(args["refresh_token"]))
        asked = self.agreed.pop(str(args.get("code")), None)
        if asked is None:
            raise Refusal("invalid_code")
        bot, lent = asked.get("scope"), asked.get("user_scope")
        return {
            "app_id": APP,
            "team": {"id": asked["team"], "name": self.team.name},
            "enterprise": None,
            "is_enterprise_install": False,
            **({"bot_user_id": BOT, **self._give("bot", bot, BOT)} if bot else {}),
            "authed_user": {
                "id": asked["user"],
                **(self._give("user", lent, asked["user"]) if lent else {}),
            },
        }

    def _refreshed(self, refresh: str) -> dict[str, Any]:
        old = self.api.tokens.get(self.refreshes.pop(refresh, ""))
        if old is None or old.is_revoked:
            raise Refusal("invalid_refresh_token")
        return self._give("bot" if old.user == BOT else "user", ",".join(old.scopes), old.user)

    def _give(self, kind: Literal["bot", "user"], scopes: str, user: str) -> dict[str, Any]:
        token = self.api.give(self.team, kind, scopes.split(","), user)
        given: dict[str, Any] = {"access_token": token, "scope": scopes, "token_type": kind}
        if self.rotates:
            refresh = self.team.number("xoxe-")
            self.refreshes[refresh] = token
            given |= {"refresh_token": refresh, "expires_in": LASTS_SECONDS}
        return given
