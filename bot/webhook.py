"""Telegram calls us. An update is answered when it has been handled: a kill before that makes Telegram call again."""

import os
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bot.config import StartError


class Webhook:
    """Listens on `host`:`port` for the path of `url`; every call must show `secret`."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, *, url: str, secret: str, host: str, port: int) -> None:
        self._bot = bot
        self._url = url
        self._secret = secret
        self._host = host
        self._port = port
        handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=secret)
        self._app = web.Application(client_max_size=2**20)
        self._app.router.add_post(urlsplit(url).path or "/", handler.handle)
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. StartError: the address is taken or not ours."""
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=4)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise StartError(cannot_listen(self._host, self._port, error)) from None
        self._port = self._runner.addresses[0][1]

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._port

    async def tell_telegram(self, allowed: Sequence[str]) -> None:
        """Ask Telegram to call us. StartError: it will not call that address."""
        try:
            await self._bot.set_webhook(self._url, allowed_updates=list(allowed), secret_token=self._secret)
        except TelegramBadRequest as error:
            raise StartError(f"WEBHOOK_URL: Telegram does not take {self._url} ({error.message})") from None

    async def stop(self) -> None:
        """Take no more calls and finish those that came."""
        if self._runner is not None:
            await self._runner.cleanup()


def cannot_listen(host: str, port: int, error: OSError) -> str:
    """Which setting to change where a port cannot be had."""
    if isinstance(error, socket.gaierror):
        return f"WEB_HOST: {host!r} is no name or address of this machine"
    reason = (os.strerror(error.errno) if error.errno else type(error).__name__).lower()
    return f"WEB_PORT: cannot listen on {host}:{port} ({reason}); name another port (WEB_PORT) or address (WEB_HOST)"
