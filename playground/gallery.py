"""Files that people send and look at: photos, documents, voice, albums, stickers."""

import asyncio
import io
import json
import secrets
from pathlib import PurePath

from aiohttp import web
from aiohttp.web_request import FileField
from PIL import Image, ImageDraw

from playground import acts, media
from playground.errors import ApiError, PeopleError
from playground.files import Upload, mime_of
from playground.world import Json, Stored, World

KINDS = ("photo", "document", "animation", "voice", "video", "audio", "video_note")
ALBUM = 10
SHOWN_INLINE = ("image/jpeg", "image/png", "image/gif", "image/webp", "video/", "audio/")


async def send(world: World, request: web.Request) -> list[Stored]:
    """One message for each file of a multipart request; several files are one album. Raises PeopleError."""
    form = await request.post()
    files = [value for value in form.getall("file", []) if isinstance(value, FileField)]
    kind = str(form.get("as", "document"))
    if kind not in KINDS:
        raise PeopleError(f"as is one of {', '.join(KINDS)}")
    if not 1 <= len(files) <= ALBUM:
        raise PeopleError("1 to 10 files go at once")
    uploads = [Upload(f.file.read(), f.filename, f.content_type) for f in files]
    body = _body(form)
    caption = form.get("caption")
    content = acts.text_content(caption, _marked(form), caption=True) if isinstance(caption, str) and caption else {}
    try:
        contents = [await _content(world, kind, upload) for upload in uploads]
    except ApiError as error:
        raise PeopleError(_in_words(error)) from None
    if len(contents) > 1 and kind in ("photo", "document", "video"):
        group = {"media_group_id": str(secrets.randbits(53))}
        contents = [{**group, **fields} for fields in contents]
    contents[0] = {**contents[0], **content}
    return [acts.write(world, body, fields) for fields in contents]


def _body(form: object) -> Json:
    """The numbers of a form: from, chat_id, reply_to, message_thread_id."""
    assert hasattr(form, "get")
    body: Json = {}
    for key in ("from", "chat_id", "reply_to", "message_thread_id"):
        raw = form.get(key)
        if raw is None or raw == "":
            continue
        if not isinstance(raw, str) or not raw.lstrip("-").isdigit():
            raise PeopleError(f"{key} is a number")
        body[key] = int(raw)
    body["as_anonymous_admin"] = form.get("as_anonymous_admin") in ("true", "1")
    return body


def _marked(form: object) -> object:
    """How the caption looks: `entities` as JSON."""
    assert hasattr(form, "get")
    try:
        return json.loads(form.get("entities") or "[]")
    except (TypeError, ValueError):
        raise PeopleError("entities are JSON") from None


async def _content(world: World, kind: str, upload: Upload) -> Json:
    if kind == "photo":
        await asyncio.to_thread(media.prepare, upload)
    return media.of_upload(world, kind, upload, {})


def _in_words(error: ApiError) -> str:
    words = {"IMAGE_PROCESS_FAILED": "this is not a picture", "PHOTO_INVALID_DIMENSIONS": "this picture is too long"}
    text = error.description.removeprefix("Bad Request: ")
    return words.get(text, text)


def sticker(world: World) -> Json:
    """A sticker of the playground's own: a smiling face."""
    image = Image.new("RGBA", (512, 512), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((16, 16, 496, 496), fill="#ffcc4d")
    for left in (150, 310):
        draw.ellipse((left, 170, left + 52, 250), fill="#664500")
    draw.arc((130, 180, 382, 400), 20, 160, fill="#664500", width=24)
    out = io.BytesIO()
    image.save(out, "WEBP")
    fields = {"emoji": "🙂", "set_name": "playground"}
    return media.of_upload(world, "sticker", Upload(out.getvalue(), "sticker.webp", "image/webp"), fields)


def serve(world: World, file_id: str) -> web.Response:
    """A file's bytes for the page; only pictures, sounds and films are shown in place."""
    stored = world.files.by_id.get(file_id)
    if stored is None:
        raise PeopleError("there is no such file", 404)
    name = stored.fields.get("file_name", PurePath(stored.path).name)
    mime = mime_of(Upload(b"", name), name)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=86400"}
    if not mime.startswith(SHOWN_INLINE):
        headers["Content-Disposition"] = "attachment"
    return web.Response(body=stored.data, content_type=mime, headers=headers)
