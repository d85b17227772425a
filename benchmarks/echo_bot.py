"""The yardstick: the least that an aiogram bot can do. Long polling, one handler, the text comes back."""

import os

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def echo(message: Message) -> None:
    """Say it again."""
    await message.answer(message.text or "")


async def main() -> None:
    """Run until SIGTERM. The loop and the session's limit are the product's, so that only our own work differs."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BOT_API_URL"]), limit=200)
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.message.register(echo)
    await dispatcher.start_polling(Bot(os.environ["BOT_TOKEN"], session=session))


if __name__ == "__main__":
    uvloop.run(main())
