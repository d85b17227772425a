"""The HTTP session of the bot: aiogram's, but for one answer that aiogram takes for an outage, and for its speed."""

import json
from http import HTTPStatus
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from pydantic_core import from_json


class Session(AiohttpSession):
    """501 is a refusal: a Bot API server (BOT_API_URL) that does not know a method will not learn it by waiting.

    The models of the answers are kept: pydantic holds `Response[…]` weakly, and aiogram, which names it anew for every
    answer, would have it built anew (0.7 ms).
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(json_loads=_loads, **options)
        self._models: dict[type[TelegramMethod[Any]], type[Response[Any]]] = {}

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Raises aiogram's exceptions; TelegramBadRequest for 501."""
        if type(method) not in self._models:
            self._models[type(method)] = Response[method.__returning__]  # type: ignore[name-defined]
        refused = status_code == HTTPStatus.NOT_IMPLEMENTED
        return super().check_response(bot, method, HTTPStatus.BAD_REQUEST if refused else status_code, content)


def _loads(content: str) -> Any:
    """JSON, by the standard library only where it has what the quicker one refuses: half characters."""
    try:
        return from_json(content)
    except ValueError:
        return json.loads(content)
