"""Shares of a season, sent through the real services by the forms people use."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bot.chat.ids import AccountId
from bot.chat.incoming import CommandTyped, FormSubmitted
from bot.chat.outgoing import Facts, Form, Message, Reply
from bot.clock import Clock
from bot.errors import OperatorError
from bot.rehearsal.journal import CHAT, WORKSPACE
from bot.rehearsal.shares import Given, Share
from bot.routing import Router

_COMMANDS: Final = {
    "signal": "signal",
    "look": "signal",
    "practice": "pratique",
    "signed": "pratique",
}
_LOOKS: Final = 3
"""How often what is masked is looked at again before a season gives up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Fills in the forms of sharing for whoever a season names, one share at a time.

    Event names are random, as a chat's are: found anywhere, they can be nothing else.
    """

    router: Router
    clock: Clock
    given: list[Given] = field(default_factory=list)

    async def share(self, share: Share) -> None:
        """Write and look; then send, or leave the form.

        Raises:
            OperatorError: the bot refuses it.
        """
        account = AccountId(CHAT, WORKSPACE, share.person)
        opened = await self.router(
            CommandTyped(
                event=_event(), account=account, command="lien", words=_COMMANDS[share.kind]
            )
        )
        form = _form(opened, share)
        words = {"fact": share.fact or "…", "effect": share.effect, "idea": share.idea}
        is_practice = share.kind in {"practice", "signed"}
        values = {"words": share.fact} if is_practice else words
        reply = await self._send(account, form, values, event := _event())
        for _ in range(_LOOKS):
            if share.kind == "look" or reply is None or reply.form is None:
                break
            form, values = reply.form, _filled(reply.form)
            if is_practice:
                values |= {"signed": "yes" if share.kind == "signed" else "no"}
            reply = await self._send(account, form, values, event := _event())
        if share.kind != "look" and (reply is None or reply.message is None or reply.is_refusal):
            raise OperatorError(f"week {share.week}: a {share.kind} of {share.person} was refused")
        sent = replace(share, fact=values.get("fact", values.get("words", "")))
        code = _code(reply.message) if reply and reply.message and share.kind == "signal" else ""
        self.given.append(Given(share=sent, at=self.clock.now(), event=event, code=code))

    async def _send(
        self, account: AccountId, form: Form, values: Mapping[str, str], event: str
    ) -> Reply | None:
        return await self.router(
            FormSubmitted(
                event=event, account=account, form=form.name, context=form.context, values=values
            )
        )


def _form(reply: Reply | None, share: Share) -> Form:
    if reply is None or reply.form is None:
        raise OperatorError(
            f"week {share.week}: {share.person} is offered no form to share; signals need"
            " trusted readers: give two people the role referent"
        )
    return reply.form


def _filled(form: Form) -> dict[str, str]:
    """Give every field what it holds when the form opens."""
    return {one.name: getattr(one, "initial", "") for one in form.fields if hasattr(one, "name")}


def _code(message: Message) -> str:
    rows = [row for part in message.parts if isinstance(part, Facts) for row in part.rows]
    return str(rows[0][1].args["words"]) if rows else ""


def _event() -> str:
    return secrets.token_hex(16)
