"""Files both ways: photos made over, documents kept, albums, limits, downloads."""

import io
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto, InputMediaVideo
from PIL import Image

from playground import files
from tests.playground.conftest import picture
from tests.playground.face import Face, RefusedError


def upload(data: bytes, name: str = "a.png") -> BufferedInputFile:
    return BufferedInputFile(data, name)


async def download(bot: Bot, file_id: str) -> bytes:
    got = await bot.download(file_id)
    assert got is not None
    return got.read()


async def test_a_photo_becomes_a_jpeg_in_several_sizes(bot: Bot, client: int) -> None:
    sent = await bot.send_photo(client, upload(picture(2000, 1000)), caption="Look")
    assert sent.photo is not None
    assert [(size.width, size.height) for size in sent.photo] == [(90, 45), (320, 160), (800, 400), (1280, 640)]
    image = Image.open(io.BytesIO(await download(bot, sent.photo[-1].file_id)))
    assert (image.format, image.size) == ("JPEG", (1280, 640))


async def test_a_photo_sent_again_by_its_id_is_the_same_file(bot: Bot, client: int, group: int) -> None:
    first = await bot.send_photo(client, upload(picture(640, 480)))
    again = await bot.send_photo(client, upload(picture(640, 480)))
    assert first.photo is not None
    assert again.photo is not None
    by_id = await bot.send_photo(group, first.photo[0].file_id)
    assert by_id.photo == first.photo
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id
    assert again.photo[-1].file_id != first.photo[-1].file_id


async def test_a_document_stays_byte_for_byte(bot: Bot, face: Face, client: int) -> None:
    data = picture(30, 30)
    sent = await bot.send_document(client, upload(data, "screen.png"))
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("screen.png", "image/png")
    assert await download(bot, sent.document.file_id) == data
    async with face.session.get(f"{face.playground.url}/api/files/{sent.document.file_id}") as response:
        assert await response.read() == data
        assert response.content_type == "image/png"


BAD_PHOTOS = [
    (b"this is no picture", "IMAGE_PROCESS_FAILED"),
    (picture()[:60], "IMAGE_PROCESS_FAILED"),
    (picture(4100, 100), "PHOTO_INVALID_DIMENSIONS"),
    (picture() + b"\0" * files.PHOTO_LIMIT, "is too big for a photo; the maximum size is 10485760 bytes"),
]


@pytest.mark.parametrize(
    ("data", "error"), BAD_PHOTOS, ids=[error[:20] + str(i) for i, (_, error) in enumerate(BAD_PHOTOS)]
)
async def test_what_is_no_photo_is_refused(bot: Bot, client: int, data: bytes, error: str) -> None:
    with pytest.raises(TelegramBadRequest, match=error):
        await bot.send_photo(client, upload(data))


async def test_empty_files_are_refused(bot: Bot, client: int) -> None:
    for call in (bot.send_photo(client, upload(b"")), bot.send_document(client, upload(b"", "a.txt"))):
        with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
            await call


async def test_file_ids_and_addresses_are_checked(bot: Bot, client: int) -> None:
    document = (await bot.send_document(client, upload(b"text", "a.txt"))).document
    assert document is not None
    cases = [
        (bot.send_photo(client, "no-such-id"), "wrong file identifier/HTTP URL specified"),
        (bot.send_photo(client, "attach://nothing"), "wrong file identifier/HTTP URL specified"),
        (bot.send_photo(client, "https://example.org/a.png"), "failed to get HTTP URL content"),
        (bot.send_photo(client, document.file_id), "can't use file of type Document as Photo"),
        (bot.get_file("no-such-id"), "invalid file_id"),
    ]
    for call, error in cases:
        with pytest.raises(TelegramBadRequest, match=error):
            await call


async def test_large_files_have_two_limits(bot: Bot, face: Face, client: int) -> None:
    [big] = await face.sends(client, [("big.bin", b"\0" * (files.DOWNLOAD_LIMIT + 1))], "document")
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(big["document"]["file_id"])
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(client, upload(b"\0" * (files.UPLOAD_LIMIT + 1), "huge.bin"))


async def test_downloads_need_the_token_and_a_path(bot: Bot, face: Face) -> None:
    async with face.session.get(f"{face.playground.url}/file/bot1:wrong/photos/file_1.jpg") as response:
        assert response.status == 401
    async with face.session.get(f"{face.playground.url}/file/bot{bot.token}/photos/file_1.jpg") as response:
        assert response.status == 404


async def test_an_album_is_several_messages_of_one_group(bot: Bot, client: int) -> None:
    known = (await bot.send_photo(client, upload(picture()))).photo
    assert known is not None
    items = [
        InputMediaPhoto(media=known[-1].file_id, caption="First"),
        InputMediaPhoto(media=upload(picture(color="blue"))),
    ]
    sent = await bot.send_media_group(client, list(items))
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["First", None]
    assert sent[1].message_id == sent[0].message_id + 1


def photo() -> InputMediaPhoto:
    return InputMediaPhoto(media=upload(picture(20, 20)))


def document() -> InputMediaDocument:
    return InputMediaDocument(media=upload(b"text", "a.txt"))


BAD_ALBUMS: list[tuple[Any, str]] = [
    ([], "there are no messages to send|media"),
    ([photo()], "not enough messages to send as an album"),
    ([photo() for _ in range(11)], "too many messages to send as an album"),
    ([photo(), document()], "document can't be mixed with other media types"),
    ([photo(), InputMediaPhoto(media=upload(b"none"))], "IMAGE_PROCESS_FAILED"),
    ([photo(), InputMediaPhoto(media=upload(picture()), caption="x" * 1025)], "message caption is too long"),
]


@pytest.mark.parametrize(("items", "error"), BAD_ALBUMS)
async def test_albums_that_telegram_refuses(bot: Bot, face: Face, client: int, items: Any, error: str) -> None:
    before = len((await face.world())["messages"][str(client)])
    with pytest.raises(TelegramBadRequest, match=error):
        await bot.send_media_group(client, items)
    assert len((await face.world())["messages"][str(client)]) == before


async def test_photos_and_films_share_an_album(bot: Bot, client: int) -> None:
    film = InputMediaVideo(media=upload(b"film", "a.mp4"))
    assert len(await bot.send_media_group(client, [photo(), film])) == 2


async def test_every_other_kind_of_file_is_sent(bot: Bot, client: int) -> None:
    sent = [
        (await bot.send_animation(client, upload(picture(kind="GIF"), "a.gif"))).animation,
        (await bot.send_video(client, upload(b"film", "a.mp4"))).video,
        (await bot.send_voice(client, upload(b"voice", "a.ogg"))).voice,
        (await bot.send_video_note(client, upload(b"note", "a.mp4"))).video_note,
        (await bot.send_audio(client, upload(b"song", "a.mp3"))).audio,
        (await bot.send_sticker(client, upload(picture(kind="WEBP"), "a.webp"))).sticker,
    ]
    assert all(file is not None and file.file_size for file in sent)
    assert len({file.file_id for file in sent if file is not None}) == len(sent)


async def test_people_send_albums_documents_and_voice(bot: Bot, face: Face, client: int) -> None:
    pictures = [("a.png", picture()), ("b.jpg", picture(kind="JPEG"))]
    album = await face.sends(client, pictures, "photo", caption="Two")
    assert len({message["media_group_id"] for message in album}) == 1
    [voice] = await face.sends(client, [("v.ogg", b"voice")], "voice")
    [gif] = await face.sends(client, [("a.gif", picture(kind="GIF"))], "animation")
    assert voice["voice"]["duration"] == 1
    assert gif["document"]["file_id"] == gif["animation"]["file_id"]
    heard = [update.message for update in await bot.get_updates()]
    assert [m.caption for m in heard[-4:] if m] == ["Two", None, None, None]
    with pytest.raises(RefusedError, match="this is not a picture"):
        await face.sends(client, [("a.png", b"no")], "photo")
    with pytest.raises(RefusedError, match="1 to 10 files"):
        await face.sends(client, [("a.txt", b"x")] * 11, "document")
