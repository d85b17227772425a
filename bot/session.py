"""The HTTP session of the bot: aiogram's, but for one answer that aiogram takes for an outage."""

from http import HTTPStatus

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType


class Session(AiohttpSession):
    """501 is a refusal: a Bot API server (BOT_API_URL) that does not know a method will not learn it by waiting."""

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Raises aiogram's exceptions; TelegramBadRequest for 501."""
        refused = status_code == HTTPStatus.NOT_IMPLEMENTED
        return super().check_response(bot, method, HTTPStatus.BAD_REQUEST if refused else status_code, content)
