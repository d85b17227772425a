"""From a message to a kept picture: fetched from Telegram, judged by its content, written down."""

import asyncio
from dataclasses import dataclass
from typing import BinaryIO

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from aiohttp import ClientError

from desk.errors import PictureRefusedError
from desk.messages import Content, Kind
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


_KINDS = {
    Kind.PHOTO: PictureKind.PHOTO,
    Kind.DOCUMENT: PictureKind.DOCUMENT,
    Kind.ANIMATION: PictureKind.ANIMATION,
}


def shot_of(content: Content) -> Shot | None:
    """The photo, file or animation of a message."""
    kind, data = _KINDS.get(content.kind), content.data
    return None if kind is None else Shot(kind, data["file_id"], data["unique_id"], data.get("size"))


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
