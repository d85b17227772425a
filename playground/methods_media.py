"""The sends with a file, and albums."""

import secrets
from typing import Any

from aiogram.methods import (
    SendAnimation,
    SendAudio,
    SendDocument,
    SendMediaGroup,
    SendPhoto,
    SendSticker,
    SendVideo,
    SendVideoNote,
    SendVoice,
)

from playground import entities, media, places, sending
from playground.errors import bad
from playground.params import given
from playground.registry import answers
from playground.world import Json, World

ALBUM = (2, 10)


def _send(world: World, method: Any, kind: str, source: Any, **extra: Any) -> Json:
    """A file with a caption, as one message."""
    chat = places.open_chat(world, method.chat_id)
    caption = entities.checked_caption(method.caption, given(method.parse_mode), method.caption_entities)
    content = media.fields(world, kind, source, **extra)
    above = {"show_caption_above_media": True} if given(getattr(method, "show_caption_above_media", None)) else {}
    return sending.post(world, chat, method, {**content, **caption, **above}).json


@answers(SendPhoto)
def send_photo(world: World, method: SendPhoto) -> Json:
    """A picture, made into a JPEG in several sizes."""
    return _send(world, method, "photo", method.photo)


@answers(SendDocument)
def send_document(world: World, method: SendDocument) -> Json:
    """A file, byte for byte."""
    return _send(world, method, "document", method.document)


@answers(SendAnimation)
def send_animation(world: World, method: SendAnimation) -> Json:
    """A silent film or a GIF."""
    size = {"width": method.width, "height": method.height, "duration": method.duration}
    return _send(world, method, "animation", method.animation, **size)


@answers(SendVideo)
def send_video(world: World, method: SendVideo) -> Json:
    """A film."""
    size = {"width": method.width, "height": method.height, "duration": method.duration}
    return _send(world, method, "video", method.video, **size)


@answers(SendVoice)
def send_voice(world: World, method: SendVoice) -> Json:
    """A voice message."""
    return _send(world, method, "voice", method.voice, duration=method.duration)


@answers(SendAudio)
def send_audio(world: World, method: SendAudio) -> Json:
    """A piece of music."""
    names = {"performer": method.performer, "title": method.title}
    return _send(world, method, "audio", method.audio, duration=method.duration, **names)


@answers(SendVideoNote)
def send_video_note(world: World, method: SendVideoNote) -> Json:
    """A round film; it has no caption."""
    chat = places.open_chat(world, method.chat_id)
    content = media.fields(world, "video_note", method.video_note, duration=method.duration, length=method.length)
    return sending.post(world, chat, method, content).json


@answers(SendSticker)
def send_sticker(world: World, method: SendSticker) -> Json:
    """A sticker; it has no caption."""
    chat = places.open_chat(world, method.chat_id)
    content = media.fields(world, "sticker", method.sticker, emoji=method.emoji)
    return sending.post(world, chat, method, content).json


@answers(SendMediaGroup)
def send_media_group(world: World, method: SendMediaGroup) -> list[Json]:
    """An album of 2–10 files; documents and music keep to themselves."""
    chat = places.open_chat(world, method.chat_id)
    count = len(method.media)
    if count < ALBUM[0]:
        raise bad("there are not enough messages to send as an album" if count else "there are no messages to send")
    if count > ALBUM[1]:
        raise bad("too many messages to send as an album")
    kinds = {item.type for item in method.media}
    for kind in ("document", "audio"):
        if kind in kinds and len(kinds) > 1:
            raise bad(f"{kind} can't be mixed with other media types")
    if kinds - {"photo", "video", "document", "audio"}:
        raise bad("media of this type can't be sent in an album")
    contents = [media.of_input(world, item) for item in method.media]
    group = {"media_group_id": str(secrets.randbits(53))}
    return [sending.post(world, chat, method, {**group, **content}).json for content in contents]
