"""Pictures: photos, files, albums; what is refused, and why."""

import asyncio
from typing import Any

import pytest
from aiogram.methods import GetFile, SendChatAction
from aiogram.types import Update

from tests.handlers.client.conftest import Client, picture
from tests.handlers.conftest import Rig
from tests.support.session import refusal, timeout
from tests.support.updates import Json

PNG = picture()


def has(rig: Rig, **files: bytes) -> None:
    """Telegram has these files."""
    rig.telegram.files.update(files)


def album(client: Client, count: int, *, caption: str | None = None, start: int = 0, **more: Any) -> list[Update]:
    """An album of photos; Telegram puts the caption on the first."""
    rig, updates = client.rig, []
    for number in range(start, start + count):
        has(rig, **{f"p{number}": picture(colour=f"#{number:02x}0000")})
        extra: Json = {"caption": caption} if caption and number == start else {}
        updates.append(rig.updates.photo(client.user, f"p{number}", media_group_id="A", **extra, **more))
    return updates


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.exe"), ("JPEG", "b.png"), ("GIF", "c")])
async def test_a_picture_is_judged_by_its_content(emma: Client, rig: Rig, kind: str, name: str) -> None:
    await emma.fill(until="screenshots")
    has(rig, f=picture(kind))
    assert "1 picture so far" in await emma.feed(rig.updates.document(emma.user, "f", name=name, mime="x/y"))
    assert await emma.pictures() == 1
    assert len(rig.files.kept) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.4 nothing", "only pictures are taken (JPG, GIF, PNG)"),
        (picture(side=200)[:150], "damaged"),
        (picture("WEBP"), "only pictures are taken"),
        (b"", "only pictures are taken"),
    ],
)
async def test_anything_else_is_refused_and_the_form_goes_on(
    emma: Client, rig: Rig, content: bytes, words: str
) -> None:
    await emma.fill(until="screenshots")
    has(rig, f=content)
    assert words in await emma.feed(rig.updates.document(emma.user, "f"))
    assert "Do you have screenshots?" in emma.last.text
    assert await emma.pictures() == 0
    assert rig.files.kept == {}


async def test_a_file_over_the_limit_is_not_even_downloaded(emma: Client, rig: Rig) -> None:
    await emma.fill(until="screenshots")
    heard = await emma.feed(rig.updates.document(emma.user, "f", size=20 * 1024 * 1024 + 1))
    assert "At most 20 MB" in heard
    assert rig.telegram.of(GetFile) == []


async def test_a_file_that_telegram_finds_too_big_is_refused_as_such(emma: Client, rig: Rig) -> None:
    await emma.fill(until="screenshots")
    rig.telegram.fail(GetFile, refusal(400, "Bad Request: file is too big"))
    assert "At most 20 MB" in await emma.feed(rig.updates.document(emma.user, "f", size=None))


async def test_a_gif_that_telegram_made_a_video_of_is_refused_with_advice(emma: Client, rig: Rig) -> None:
    await emma.fill(until="screenshots")
    has(rig, f=b"\x00\x00\x00\x18ftypmp42")
    assert "send it as a file" in await emma.feed(rig.updates.animation(emma.user, "f"))


async def test_a_download_that_fails_is_said_and_the_form_goes_on(emma: Client, rig: Rig) -> None:
    await emma.fill(until="screenshots")
    rig.telegram.fail(GetFile, refusal(400, "Bad Request: wrong file_id"))
    assert "send it again" in await emma.feed(rig.updates.photo(emma.user, "f"))
    has(rig, f=PNG)
    await emma.feed(rig.updates.photo(emma.user, "f"))
    assert await emma.pictures() == 1


async def test_a_download_is_tried_again(emma: Client, rig: Rig) -> None:
    await emma.fill(until="screenshots")
    has(rig, f=PNG)
    rig.telegram.fail(GetFile, timeout)
    await emma.feed(rig.updates.photo(emma.user, "f"))
    assert await emma.pictures() == 1
    assert rig.telegram.of(SendChatAction)


async def test_a_picture_with_a_caption_is_text_and_screenshot(emma: Client, rig: Rig) -> None:
    await emma.fill(until="problem")
    has(rig, f=PNG)
    await emma.feed(rig.updates.photo(emma.user, "f", caption="The picture is black since noon."))
    draft = await emma.draft()
    assert draft is not None
    assert (draft.step, draft.answers.problem) == ("screenshots", "The picture is black since noon.")
    assert "1 picture so far" in emma.last.text


async def test_a_caption_that_is_too_short_keeps_the_picture(emma: Client, rig: Rig) -> None:
    await emma.fill(until="problem")
    has(rig, f=PNG)
    assert "at least 10 characters" in await emma.feed(rig.updates.photo(emma.user, "f", caption="see"))
    assert "What happened?" in emma.last.text
    assert await emma.pictures() == 1


async def test_a_picture_at_another_step_is_kept_and_the_question_repeated(emma: Client, rig: Rig) -> None:
    await emma.fill(until="name")
    has(rig, f=PNG)
    heard = await emma.feed(rig.updates.photo(emma.user, "f", caption="look"))
    assert "1 picture kept" in heard
    assert "Captions are not kept" in heard
    assert "name and surname" in emma.last.text
    assert await emma.pictures() == 1


async def test_an_album_is_kept_whole_and_answered_once(emma: Client, rig: Rig) -> None:
    await emma.fill(until="problem")
    assert await emma.feed(*album(emma, 4, caption="The picture is black since noon.")) == ""
    await emma.settle()
    assert len(emma.fresh) == 1
    assert "4 pictures kept." in emma.last.text
    assert emma.last.text.count("pictures so far") == 1
    assert await emma.pictures() == 4


async def test_the_parts_of_an_album_may_come_at_the_same_time(emma: Client, rig: Rig) -> None:
    await emma.fill(until="screenshots")
    await rig.together(*album(emma, 5))
    await emma.settle()
    assert len([one for one in emma.fresh if "pictures so far" in one.text]) == 1
    assert await emma.pictures() == 5


async def test_the_eleventh_picture_is_refused_once(emma: Client, rig: Rig) -> None:
    await emma.fill(until="screenshots")
    await emma.feed(*album(emma, 6))
    await emma.settle()
    await emma.feed(*album(emma, 7, start=6))
    heard = await emma.settle()
    assert heard.count("at most 10 pictures.") == 1
    assert await emma.pictures() == 10


async def test_a_picture_sent_twice_is_kept_once(emma: Client, rig: Rig) -> None:
    await emma.fill(until="screenshots")
    has(rig, f=PNG)
    await emma.feed(rig.updates.photo(emma.user, "f"))
    await emma.feed(rig.updates.photo(emma.user, "f"))
    assert await emma.pictures() == 1


async def test_the_pictures_can_be_started_anew(emma: Client, rig: Rig) -> None:
    await emma.fill(until="screenshots")
    has(rig, f=PNG)
    await emma.feed(rig.updates.photo(emma.user, "f"))
    await emma.press("Remove all pictures")
    assert "No pictures yet" in emma.last.text
    assert await emma.pictures() == 0


async def test_the_pictures_go_with_the_request(emma: Client, rig: Rig) -> None:
    await emma.fill(until="screenshots")
    await emma.feed(*album(emma, 3))
    await emma.settle()
    await emma.press("Ready")
    assert "Screenshots:</b> 3" in emma.last.text
    await emma.press("Send")
    (ticket,) = await emma.tickets()
    assert len(await rig.store.read(lambda work: work.pictures.of_ticket(ticket.id))) == 3


async def test_a_part_that_is_slow_to_fetch_is_waited_for(emma: Client, rig: Rig) -> None:
    await emma.fill(until="screenshots")
    rig.telegram.delay = 0.05
    feeding = asyncio.gather(*(rig.dispatcher.feed_update(rig.bot, update) for update in album(emma, 3)))
    await feeding
    await emma.settle()
    rig.telegram.delay = 0
    assert len([one for one in emma.screens.values() if "3 pictures so far" in one.text]) == 1
