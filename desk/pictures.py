"""Whether a file is a picture that the regulation takes (providence 4.5): judged by its content, never by its name."""

import warnings
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from desk.errors import PictureRefusedError
from desk.regulation import Screenshots

DOWNLOAD_LIMIT = 20 * 1024 * 1024
"""Bytes that a bot may download from Telegram (getFile)."""

MOST_PIXELS = 100_000_000
"""More is no screenshot but an attempt to fill the memory."""

SUFFIXES = {"JPEG": ".jpg", "GIF": ".gif", "PNG": ".png"}
"""File name endings by Pillow's format."""


def check_size(size: int | None) -> None:
    """PictureRefusedError: Telegram will not let the bot download it. None: Telegram did not say."""
    if size is not None and size > DOWNLOAD_LIMIT:
        raise PictureRefusedError("too_big", DOWNLOAD_LIMIT)


def check_picture(content: bytes, rule: Screenshots) -> str:
    """Pillow's format of a whole, undamaged picture. PictureRefusedError: format, damaged or too_big."""
    check_size(len(content))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=tuple(SUFFIXES)) as picture:
                found = picture.format or ""
                if picture.width * picture.height > MOST_PIXELS:
                    raise PictureRefusedError("too_big", DOWNLOAD_LIMIT)
                picture.load()
    except PictureRefusedError:
        raise
    except UnidentifiedImageError:
        raise PictureRefusedError("format") from None
    except Exception:  # noqa: BLE001  # Pillow's decoders raise whatever a damaged file makes them raise
        raise PictureRefusedError("damaged") from None
    if found not in rule.formats:
        raise PictureRefusedError("format")
    return found
