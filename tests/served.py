"""The local page served on loopback to a browser, with a bot that says what it is told to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from aiohttp import web

from bot.adapters.local.app import create_app
from bot.adapters.local.client import LocalChat
from bot.adapters.local.history import History
from bot.adapters.local.stage import Show
from bot.chat.ids import MessageRef
from bot.chat.outgoing import Audience, Facts, Heading, Message, Note, Picture, Private, Quote
from bot.chat.ports import Delivery
from bot.i18n.text import Reader, plain
from tests.fakes.local_stage import (
    HINTS,
    INVITATION,
    FakePictures,
    FakeStage,
    ScriptedBot,
    account,
    png,
    small_cast,
)

SMALL_WIDTH = 600

DIGEST = Message(
    (
        Heading(plain("Le bilan de l'équipe")),
        Picture("digest-48", plain("La charge est plus légère depuis deux semaines.")),
        Facts(((plain("Charge"), plain("fragile, plus légère")),)),
        Quote(plain("On se relaie bien."), plain("quelqu'un de l'équipe")),
        Note(plain("Ce bilan n'est une note pour personne.")),
    )
)


@dataclass
class Served:
    """A page being served, with the world behind it."""

    address: str
    chat: LocalChat
    stage: FakeStage
    bot: ScriptedBot
    runner: web.AppRunner
    pictures: FakePictures
    sent: int = 0

    async def send(self, to: Audience, message: Message) -> MessageRef:
        self.sent += 1
        reader = Reader(language="fr", zone="Europe/Paris", now=self.stage.at)
        return await self.chat.send(
            Delivery(key=str(self.sent), to=to, message=message, reader=reader, kind="test")
        )


@pytest_asyncio.fixture(loop_scope="session")
async def served() -> AsyncIterator[Served]:
    stage, bot, history = FakeStage(), ScriptedBot(), History()
    chat = LocalChat(history, small_cast())
    pictures = FakePictures({"digest-48": png(1200, 630), "digest-48@small": png(SMALL_WIDTH, 630)})
    show = Show(receive=bot, pictures=pictures, stage=stage, hints=HINTS)
    runner = web.AppRunner(create_app(chat, show, "secret"))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/?token=secret"
    ready = Served(address, chat, stage, bot, runner, pictures)
    await ready.send(Private(account("lea")), INVITATION)
    yield ready
    await runner.cleanup()
    history.close()
