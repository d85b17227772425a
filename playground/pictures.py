"""Photos as Telegram makes them: real pictures only, turned upright, re-encoded as JPEG, in several sizes."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

LIMITS = (90, 320, 800, 1280)  # longest side of Telegram's sizes s, m, x, y
SIDES = 10_000  # width and height together
RATIO = 20


@dataclass(frozen=True, slots=True)
class Size:
    """One size of a photo."""

    width: int
    height: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that Telegram would take: its sizes, smallest first, and the digest of what was sent."""

    sizes: tuple[Size, ...]
    digest: bytes


class NotAPictureError(Exception):
    """These bytes are no photo; the text is Telegram's error."""


def read(data: bytes) -> Picture:
    """Make a photo of bytes. Raises NotAPictureError with IMAGE_PROCESS_FAILED or PHOTO_INVALID_DIMENSIONS."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data))
            _check_sides(*opened.size)
            image = _flat(opened)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPictureError("IMAGE_PROCESS_FAILED") from error
    except Image.DecompressionBombWarning as error:
        raise NotAPictureError("PHOTO_INVALID_DIMENSIONS") from error
    longest = max(image.size)
    limits = [limit for limit in LIMITS if limit < longest]
    if not limits or limits[-1] != LIMITS[-1]:
        limits.append(longest)
    return Picture(tuple(_size(image, limit) for limit in limits), hashlib.sha256(data).digest())


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture that is sent as a file, None where it is none."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _check_sides(width: int, height: int) -> None:
    if width + height > SIDES or max(width, height) > RATIO * min(width, height):
        raise NotAPictureError("PHOTO_INVALID_DIMENSIONS")


def _flat(image: Image.Image) -> Image.Image:
    """Upright, without transparency, in RGB."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return upright.convert("RGB")


def _size(image: Image.Image, limit: int) -> Size:
    copy = image.copy()
    copy.thumbnail((limit, limit))
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=87)
    return Size(*copy.size, out.getvalue())
