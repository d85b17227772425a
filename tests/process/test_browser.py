"""The main job and the conversation as a person sees them: the page in Chromium."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import FilePayload, Locator, Page, async_playwright

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, begin, describe, introduce
from tests.support.browser import CHROMIUM_ARGS, chromium
from tests.support.regulations import IPMG

pytestmark = [pytest.mark.process, pytest.mark.browser]

Open = Callable[..., Awaitable[Desk]]


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        opened = await browser.new_page(viewport={"width": 1280, "height": 860})
        opened.set_default_timeout(15_000)
        yield opened
        await browser.close()


def screenshot(text: str) -> bytes:
    """A picture such as a client would send."""
    picture = Image.new("RGB", (640, 400), "#20242c")
    ImageDraw.Draw(picture).text((60, 180), text, fill="#e06c6c", font_size=40)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


async def press(pane: Locator, label: str) -> None:
    """Press the newest button with these words."""
    await pane.get_by_test_id("inline-button").filter(has_text=label).last.click()


async def write(pane: Locator, text: str) -> None:
    """Type and send."""
    await pane.get_by_test_id("input").fill(text)
    await pane.get_by_test_id("send").click()


async def sees(pane: Locator, text: str) -> None:
    """Wait for the words in the newest messages."""
    await pane.get_by_test_id("message").filter(has_text=text).last.wait_for()


async def attach(pane: Locator, *names: str) -> None:
    """Choose pictures to go with the next words, as photos."""
    files: list[FilePayload] = [
        {"name": f"{name}.png", "mimeType": "image/png", "buffer": screenshot(name)} for name in names
    ]
    await pane.get_by_test_id("file-input").first.set_input_files(files)
    await pane.get_by_test_id("as-photo").click()


async def test_a_person_with_no_token_sees_a_critical_request_through_in_the_browser(
    open_desk: Open, page: Page, tmp_path: Path
) -> None:
    desk = await open_desk("ipmg")
    await page.goto(desk.world.url)
    client, group = page.get_by_test_id("client"), page.get_by_test_id("group")

    await client.get_by_test_id("start").click()
    await press(client, "Нове звернення")
    await press(client, "Немає доступу до сервісу")
    await press(client, "Нічого не працює")
    for question, answer in (
        ("прізвище", "Олена Коваль"),
        ("компан", "ТОВ «Промінь»"),
        ("телефон", "+380 50 123 45 67"),
    ):
        await sees(client, question)
        await write(client, answer)
    await press(client, "Пропустити")
    await client.get_by_test_id("input").wait_for()
    await write(client, "З 9:40 жоден канал не показує, на всіх приставках помилка 403")
    await sees(client, "скриншоти")
    await attach(client, "error 403", "list")
    await client.get_by_test_id("send").click()
    await sees(client, "Наразі 2 зображення")
    await press(client, "Готово")
    await press(client, "Надіслати")
    await sees(client, "IPMG-1001")

    await sees(group, "КРИТИЧНИЙ ІНЦИДЕНТ")
    assert await group.get_by_test_id("loud").count() >= 1
    await group.get_by_test_id("picture").last.wait_for()
    await press(group, "Взяти в роботу")
    await sees(client, "У роботі")
    await press(group, "Уточнити")
    await group.get_by_test_id("context").wait_for()
    await write(group, "Чи оновлювали ви приставки сьогодні?")
    await sees(client, "Чи оновлювали ви приставки сьогодні?")
    await press(client, "Відповісти")
    await sees(client, "IPMG-1001")
    await write(client, "Ні, нічого не змінювали")
    await sees(group, "Ні, нічого не змінювали")
    await page.screenshot(path=tmp_path / "conversation.png")
    await press(group, "Закрити")
    await press(group, "Вирішено")
    await press(group, "Закрити одразу")
    await sees(client, "Вирішено")
    await press(client, "Мої звернення")
    await press(client, "IPMG-1001")
    await sees(client, "Ні, нічого не змінювали")
    await page.screenshot(path=tmp_path / "done.png")


async def test_an_album_about_an_open_request_is_one_album_in_the_group_and_the_reply_comes_back(
    open_desk: Open, page: Page, tmp_path: Path
) -> None:
    desk = await open_desk("ipmg")
    olena = await desk.world.person("Олена")
    await begin(olena, IPMG, Language.UK)
    await introduce(olena, IPMG, Language.UK)
    await describe(olena, IPMG, Language.UK, pictures=0)
    await olena.press(SPOKEN[Language.UK].send)
    await page.goto(desk.world.url)
    client, group = page.get_by_test_id("client"), page.get_by_test_id("group")
    await sees(group, "КРИТИЧНИЙ ІНЦИДЕНТ")

    await attach(client, "error 403", "list", "settings")
    await write(client, "Ось що <бачимо> зараз")
    await sees(client, "IPMG-1001")
    album = group.locator("[data-album]").filter(has_text="Ось що <бачимо> зараз")
    await album.get_by_test_id("picture").nth(2).wait_for()
    assert await album.count() == 1
    assert await album.get_attribute("data-album") == "3"

    await album.hover()
    await album.get_by_test_id("reply").click()
    await group.get_by_test_id("context").wait_for()
    await write(group, "Перезавантажте, будь ласка, приставку <біля екрана>")
    await sees(client, "Перезавантажте, будь ласка, приставку <біля екрана>")
    await group.get_by_test_id("reactions").wait_for()
    await page.screenshot(path=tmp_path / "album.png")
