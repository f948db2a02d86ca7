"""Gives Slack the bytes of pictures and documents, by its upload in three steps."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
import structlog

from bot.adapters.slack.api import Api
from bot.chat.outgoing import Document, Message, Picture
from bot.chat.ports import Pictures
from bot.errors import Refused, Unknown, Unreachable
from bot.i18n.catalog import say
from bot.i18n.text import Reader

log = structlog.get_logger()

_REMEMBERED: Final = 256
_TAKEN: Final = 200
_FAILED: Final = 500
_LONGEST_ALTERNATIVE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Uploads what messages show; one picture is uploaded once a workspace.

    An upload that fails half-way leaves nothing anybody can see, so it is safe to begin again.
    """

    api: Api
    _kept: OrderedDict[tuple[str, str], str] = field(default_factory=OrderedDict, repr=False)

    async def of_message(
        self, team: str, message: Message, reader: Reader, pictures: Pictures
    ) -> dict[str, str]:
        """Upload the pictures of a message; those gone, or that Slack will not have, are left out.

        Raises:
            ChatError: Slack does not take them now; nothing was shown.
        """
        files: dict[str, str] = {}
        for part in message.parts:
            if not isinstance(part, Picture):
                continue
            try:
                file = await self._picture(team, part, reader, pictures)
            except Refused as error:
                # No files in this workspace, or no room: what the picture shows is said in words.
                log.warning("slack.picture_refused", says=str(error))
                continue
            if file:
                files[part.name] = file
        return files

    async def give(self, team: str, document: Document, channel: str) -> None:
        """Put a document into a direct conversation.

        Raises:
            ChatError: Slack does not take it.
        """
        file = await self._sent(team, document.filename, document.content)
        await self._complete(team, file, document.filename, channel_id=channel)

    async def _picture(
        self, team: str, picture: Picture, reader: Reader, pictures: Pictures
    ) -> str | None:
        known = self._kept.get((team, picture.name))
        if known:
            return known
        content = await pictures.read(picture.name)
        if content is None:
            return None
        name = "lien.png"
        alternative = say(picture.alt, reader)[:_LONGEST_ALTERNATIVE]
        file = await self._sent(team, name, content, alt_txt=alternative)
        await self._complete(team, file, name)
        self._kept[team, picture.name] = file
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)
        return file

    async def _sent(self, team: str, name: str, content: bytes, **more: Any) -> str:  # noqa: ANN401 - Slack's arguments
        web = self.api.web
        where = await self.api(
            team,
            lambda token: web.files_getUploadURLExternal(
                token=token, filename=name, length=len(content), **more
            ),
        )
        await _post(web.session, str(where["upload_url"]), content)
        return str(where["file_id"])

    async def _complete(self, team: str, file: str, name: str, **more: Any) -> None:  # noqa: ANN401 - Slack's arguments
        await self.api(
            team,
            lambda token: self.api.web.files_completeUploadExternal(
                token=token, files=[{"id": file, "title": name}], **more
            ),
        )


async def _post(session: aiohttp.ClientSession | None, address: str, content: bytes) -> None:
    if session is None:
        raise Unreachable("not started")
    try:
        async with session.post(address, data=content) as answer:
            status = answer.status
    except aiohttp.ClientConnectorError as error:
        raise Unreachable(type(error).__name__) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unknown(type(error).__name__) from error
    if status >= _FAILED:
        raise Unreachable(f"HTTP {status}")
    if status != _TAKEN:
        raise Refused(f"HTTP {status}")
