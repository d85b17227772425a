"""Small pictures to send."""

import io

from PIL import Image
from playwright.async_api import FilePayload


def picture(name: str, colour: str) -> FilePayload:
    """A PNG of one colour as Playwright hands it to a file input."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}
