"""Files that were sent: their bytes, their ids, and what the Bot API says of them. Pictures are in pictures.py."""

import hashlib
import mimetypes
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from aiogram.types import BufferedInputFile

from playground.errors import bad
from playground.pictures import Picture

UPLOAD_LIMIT = 50 * 1024 * 1024  # of the Bot API for a bot's upload
DOWNLOAD_LIMIT = 20 * 1024 * 1024  # of getFile
PHOTO_LIMIT = 10 * 1024 * 1024
PREFIXES = {
    "photo": "AgACAgIAAx",
    "document": "BQACAgIAAx",
    "animation": "CgACAgIAAx",
    "voice": "AwACAgIAAx",
    "video": "BAACAgIAAx",
    "video_note": "DQACAgIAAx",
    "audio": "CQACAgIAAx",
    "sticker": "CAACAgIAAx",
}
FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "animation": "animations",
    "voice": "voice",
    "sticker": "stickers",
}


class Upload(BufferedInputFile):
    """A file inside a request; `picture` is filled in by the server where the call sends it as a photo."""

    def __init__(self, data: bytes, filename: str, mime: str = "") -> None:
        super().__init__(data, filename or "file")
        self.mime = mime
        self.picture: Picture | None = None


@dataclass(slots=True)
class Stored:
    """A file that Telegram keeps; `fields` are what its object says besides the ids and the size."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    data: bytes
    fields: dict[str, Any] = field(default_factory=dict)
    sizes: list[str] = field(default_factory=list)  # file ids of all sizes of this photo

    def as_json(self) -> dict[str, Any]:
        """The object in a message: PhotoSize, Document, Voice, ..."""
        ids = {"file_id": self.file_id, "file_unique_id": self.unique_id}
        return {**ids, "file_size": len(self.data), **self.fields}


class FileStore:
    """Every file of the world under its file id; equal bytes of one kind have one file_unique_id."""

    def __init__(self) -> None:
        self.by_id: dict[str, Stored] = {}
        self._paths: dict[str, str] = {}
        self._number = 0

    def add(self, kind: str, data: bytes, suffix: str, fields: dict[str, Any], origin: bytes | None = None) -> Stored:
        """Keep a file; `origin` are the bytes its identity comes from where it was made over (photos)."""
        if not data:
            raise bad("file must be non-empty")
        self._number += 1
        path = f"{FOLDERS.get(kind, kind + 's')}/file_{self._number}{suffix}"
        stored = Stored(
            PREFIXES[kind] + secrets.token_urlsafe(36), unique_id(kind, origin or data), kind, path, data, fields
        )
        self.put(stored)
        return stored

    def put(self, stored: Stored) -> None:
        """Take a file with all its names, also one from a saved state."""
        self.by_id[stored.file_id] = stored
        self._paths[stored.path] = stored.file_id
        self._number = max(self._number, len(self.by_id))

    def at(self, path: str) -> Stored | None:
        """The file under a file_path of getFile."""
        file_id = self._paths.get(path)
        return self.by_id.get(file_id) if file_id else None

    def add_picture(self, picture: Picture) -> list[dict[str, Any]]:
        """A photo in all its sizes, smallest first, as Message.photo has it."""
        stored = []
        for size in picture.sizes:
            fields = {"width": size.width, "height": size.height}
            origin = picture.digest + f"{size.width}x{size.height}".encode()
            stored.append(self.add("photo", size.jpeg, ".jpg", fields, origin))
        for one in stored:
            one.sizes = [other.file_id for other in stored]
        return [one.as_json() for one in stored]

    def add_plain(self, kind: str, upload: Upload, **fields: Any) -> Stored:
        """A file that stays byte for byte what it was."""
        name = PurePath(upload.filename or "file").name
        if kind in ("document", "animation", "video", "audio"):
            fields = {"file_name": name, **fields}
        if kind != "video_note":
            fields["mime_type"] = mime_of(upload, name)
        return self.add(kind, upload.data, PurePath(name).suffix, fields)


def mime_of(upload: Upload, name: str) -> str:
    """What the file says it is: the name's ending first, as Telegram does."""
    return mimetypes.guess_type(name)[0] or upload.mime or "application/octet-stream"


def unique_id(kind: str, data: bytes) -> str:
    """The same for the same bytes, always."""
    digest = hashlib.sha256(kind.encode() + b"\0" + data).digest()
    return "AQAD" + urlsafe_b64encode(digest[:12]).decode().rstrip("=")
