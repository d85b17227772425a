"""From a message to a kept picture: fetched from Telegram, judged by its content, written down."""

import asyncio
from dataclasses import dataclass
from typing import BinaryIO

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from aiogram.types import Message
from aiohttp import ClientError

from desk.errors import PictureRefusedError
from desk.model import NewPicture, PictureKind
from desk.pictures import DOWNLOAD_LIMIT, SUFFIXES, check_picture, check_size
from desk.ports import Files
from desk.regulation import Screenshots

TRIES = 2
PATIENCE = 60
"""Seconds for one download."""

_MIME = {"JPEG": "image/jpeg", "GIF": "image/gif", "PNG": "image/png"}


class PictureLostError(Exception):
    """Telegram did not give the file out."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A file of a message as Telegram names it; `size` in bytes where Telegram says it."""

    kind: PictureKind
    file_id: str
    unique_id: str
    size: int | None


def shot_of(message: Message) -> Shot | None:
    """The photo (in its largest size), file or animation of a message."""
    if message.photo:
        largest = max(message.photo, key=lambda size: (size.width * size.height, size.file_size or 0))
        return Shot(PictureKind.PHOTO, largest.file_id, largest.file_unique_id, largest.file_size)
    if message.animation:
        file = message.animation
        return Shot(PictureKind.ANIMATION, file.file_id, file.file_unique_id, file.file_size)
    if message.document:
        document = message.document
        return Shot(PictureKind.DOCUMENT, document.file_id, document.file_unique_id, document.file_size)
    return None


async def keep(bot: Bot, files: Files, rule: Screenshots, shot: Shot) -> NewPicture:
    """Fetch, check and write a picture. PictureRefusedError; PictureLostError: it could not be fetched."""
    check_size(shot.size)
    content = await _fetch(bot, shot)
    found = await asyncio.to_thread(check_picture, content, rule)
    path = await asyncio.to_thread(files.put, content, SUFFIXES[found])
    return NewPicture(shot.kind, shot.file_id, shot.unique_id, path, _MIME[found], len(content))


async def _fetch(bot: Bot, shot: Shot) -> bytes:
    for _attempt in range(TRIES):
        try:
            async with asyncio.timeout(PATIENCE):
                stream: BinaryIO | None = await bot.download(shot.file_id, timeout=PATIENCE)
        except TelegramBadRequest as error:
            if "too big" in error.message:
                raise PictureRefusedError("too_big", DOWNLOAD_LIMIT) from None
            break
        except (TelegramAPIError, ClientDecodeError, ClientError, OSError):
            continue  # TimeoutError is an OSError
        if stream is not None:
            return stream.read()
    raise PictureLostError
