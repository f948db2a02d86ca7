"""The one HTTP server of a running bot, for chats that must be reached and for its health."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from aiohttp import web

from bot.errors import OperatorError

HEALTH = "/health"
# Slack sends at most 3 kB of words, many times over in JSON; nobody else has anything to send.
_LARGEST_REQUEST = 1024 * 1024

log = structlog.get_logger()


class Server:
    """Serves routes on one address, with TLS left to whoever stands in front.

    Addresses are never logged: what comes back from a page of consent carries a password.

    Args:
        port: 0 for any free one.
    """

    def __init__(self, host: str, port: int, routes: Sequence[web.RouteDef]) -> None:
        self._host = host
        self._port = port
        app = web.Application(client_max_size=_LARGEST_REQUEST)
        app.add_routes([web.get(HEALTH, _health), *routes])
        self._runner = web.AppRunner(app, access_log=None)

    @property
    def address(self) -> str:
        """Where it listens, once started."""
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def start(self) -> None:
        """Listen.

        Raises:
            OperatorError: somebody else does, or the address is not this machine's.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise OperatorError(
                f"cannot listen on LIEN_HTTP_HOST {self._host}, LIEN_HTTP_PORT {self._port}: "
                f"{error.strerror}"
            ) from error
        log.info("http.listening", address=self.address)

    async def stop(self) -> None:
        """Finish what is being answered, then listen no more."""
        await self._runner.cleanup()


async def _health(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n")
