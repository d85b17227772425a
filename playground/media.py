"""What a message with a file says: from an upload, a file id or an InputMedia to the fields of the Message."""

from typing import Any

from playground import entities, pictures
from playground.errors import bad
from playground.files import PHOTO_LIMIT, Upload
from playground.params import given
from playground.world import Json, World

KINDS = ("photo", "document", "animation", "video", "voice", "video_note", "audio", "sticker")
CAPTIONED = frozenset({"photo", "document", "animation", "video", "voice", "audio"})
TYPE_NAMES = {
    "photo": "Photo",
    "document": "Document",
    "animation": "Animation",
    "video": "Video",
    "voice": "VoiceNote",
}
TYPE_NAMES |= {"video_note": "VideoNote", "audio": "Audio", "sticker": "Sticker"}


def present(message: Json) -> tuple[str, ...]:
    """The file fields that a message has (an animation has two)."""
    return tuple(kind for kind in KINDS if kind in message)


def captioned(message: Json) -> bool:
    """Whether a message can have a caption."""
    return any(kind in message for kind in CAPTIONED)


def fields(world: World, kind: str, source: Any, **extra: Any) -> Json:
    """The fields of a message with this file. Raises ApiError for a file that Telegram would not take."""
    extra = {key: value for key, value in extra.items() if value is not None}
    if isinstance(source, Upload):
        return of_upload(world, kind, source, extra)
    stored = world.files.by_id.get(source)
    if stored is None:
        remote = source.startswith(("http://", "https://"))
        raise bad("failed to get HTTP URL content" if remote else "wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad(f"can't use file of type {TYPE_NAMES[stored.kind]} as {TYPE_NAMES[kind]}")
    if kind == "photo":
        return {"photo": [world.files.by_id[i].as_json() for i in stored.sizes]}
    return _with_document(kind, stored.as_json())


def of_upload(world: World, kind: str, upload: Upload, extra: Json) -> Json:
    """The fields of a message with a file that was just sent."""
    if kind == "photo":
        return {"photo": world.files.add_picture(prepared(upload))}
    if kind in ("animation", "video"):
        width, height = pictures.dimensions(upload.data) or (320, 240)
        extra = {"width": width, "height": height, "duration": 1, **extra}
    elif kind in ("voice", "audio"):
        extra = {"duration": 1, **extra}
    elif kind == "video_note":
        extra = {"length": 240, "duration": 1, **extra}
    elif kind == "sticker":
        size = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        extra = {"type": "regular", **size, **extra}
    return _with_document(kind, world.files.add_plain(kind, upload, **extra).as_json())


def _with_document(kind: str, json: Json) -> Json:
    """An animation is a document as well, for clients that know no animations."""
    if kind != "animation":
        return {kind: json}
    names = ("file_id", "file_unique_id", "file_size", "file_name", "mime_type")
    return {"animation": json, "document": {name: json[name] for name in names if name in json}}


def prepare(upload: Upload) -> None:
    """Make the photo of an upload; slow for a large one, so the server does it in a thread. Raises ApiError."""
    size = len(upload.data)
    if not size:
        raise bad("file must be non-empty")
    if size > PHOTO_LIMIT:
        raise bad(f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes")
    try:
        upload.picture = pictures.read(upload.data)
    except pictures.NotAPictureError as error:
        raise bad(str(error)) from None


def prepared(upload: Upload) -> pictures.Picture:
    """The photo of an upload, made now if it was not before."""
    if upload.picture is None:
        prepare(upload)
    assert upload.picture is not None
    return upload.picture


def of_input(world: World, item: Any) -> Json:
    """The fields of a message made from an InputMedia…, with its caption."""
    content = fields(
        world,
        item.type,
        item.media,
        duration=getattr(item, "duration", None),
        width=getattr(item, "width", None),
        height=getattr(item, "height", None),
    )
    return {**content, **entities.checked_caption(item.caption, given(item.parse_mode), item.caption_entities)}
