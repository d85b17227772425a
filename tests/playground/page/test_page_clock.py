"""The clock at the top of the page: moved forward, run faster, the same in every window, and never back."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from playground.server import Playground
from tests.playground.page.conftest import PATIENCE_MS, Stage, open_page
from tests.playground.page.test_page_frame import CONTRAST, NAMELESS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC).timestamp()


class Outside:
    """The real time of the tests, which stands still but where a test lets it run."""

    def __init__(self) -> None:
        self.now = MONDAY
        self.began: float | None = None

    def __call__(self) -> float:
        return self.now if self.began is None else self.now + time.monotonic() - self.began

    @contextmanager
    def running(self) -> Iterator[None]:
        """It runs during the block."""
        self.began = time.monotonic()
        yield
        self.now, self.began = self(), None


@pytest.fixture(scope="module")
def outside() -> Outside:
    return Outside()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def playground(outside: Outside) -> AsyncIterator[Playground]:
    """A playground whose company is in Kyiv."""
    server = Playground("127.0.0.1", 0, zone="Europe/Kyiv", clock=outside)
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def panel(browser: Browser, playground: Playground) -> AsyncIterator[Locator]:
    """The open panel in a browser in Berlin, on Monday, 13:00 there, or later: time never goes back."""
    context = await browser.new_context(timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await open_page(page, playground.url)
    await page.get_by_test_id("clock-button").click()
    yield page.get_by_test_id("clock-panel")
    await context.close()


def hour(playground: Playground, zone: timedelta = timedelta(hours=1)) -> str:
    """What the clock shows in Berlin, to the minute."""
    return (datetime.fromtimestamp(playground.clock(), UTC) + zone).strftime("%H:%M")


async def test_it_shows_the_time_here_and_at_the_company(panel: Locator, playground: Playground) -> None:
    assert playground.clock() == MONDAY
    await expect(panel.page.get_by_test_id("clock-button")).to_contain_text("13:00")
    await expect(panel.get_by_test_id("clock-time")).to_contain_text("13:00:")
    await expect(panel.get_by_test_id("clock-day")).to_have_text("Monday, 23 November 2026")
    await expect(panel.get_by_test_id("clock-zone")).to_have_text("Europe/Kyiv: Monday 14:00")
    await expect(panel.get_by_test_id("clock-lead")).to_contain_text("real time")


@pytest.mark.parametrize(("seconds", "label"), [(60, "+1 min"), (900, "+15 min"), (3600, "+1 h"), (86400, "+1 day")])
async def test_a_leap_moves_the_time(panel: Locator, playground: Playground, seconds: int, label: str) -> None:
    before = playground.clock()
    button = panel.get_by_test_id(f"clock-plus-{seconds}")
    await expect(button).to_have_text(label)
    await button.click()
    await expect(panel.get_by_test_id("clock-lead")).to_contain_text("ahead of the real time")
    assert playground.clock() == before + seconds
    await expect(panel.get_by_test_id("clock-time")).to_contain_text(hour(playground))


async def test_every_window_agrees(panel: Locator, playground: Playground, browser: Browser) -> None:
    other = await browser.new_page(timezone_id="Europe/Berlin")
    await open_page(other, playground.url)
    await panel.get_by_test_id("clock-plus-3600").click()
    await expect(other.get_by_test_id("clock-button")).to_contain_text(hour(playground))
    await other.close()


async def test_it_goes_forward_to_an_instant_and_not_back(panel: Locator, playground: Playground) -> None:
    field, go = panel.get_by_test_id("clock-to"), panel.get_by_test_id("clock-go")
    await expect(go).to_be_disabled()
    now = datetime.fromtimestamp(playground.clock(), UTC) + timedelta(hours=1)
    await field.fill((now - timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M"))
    await expect(go).to_be_disabled()
    later = now + timedelta(days=2)
    await field.fill(later.strftime("%Y-%m-%dT%H:%M"))
    await go.click()
    await expect(panel.get_by_test_id("clock-day")).to_contain_text(later.strftime("%A"))
    assert hour(playground) == later.strftime("%H:%M")
    await expect(field).to_have_value("")


async def test_a_faster_clock_is_seen_running_and_goes_on_as_it_does(
    panel: Locator, playground: Playground, outside: Outside
) -> None:
    button, page = panel.page.get_by_test_id("clock-button"), panel.page
    with outside.running():
        await panel.get_by_test_id("clock-speed-600").click()
        await expect(button).to_contain_text("×600")
        await expect(panel.get_by_test_id("clock-speed-600")).to_have_attribute("aria-pressed", "true")
        shown = await panel.get_by_test_id("clock-time").inner_text()
        await page.wait_for_timeout(600)
        assert minutes(await panel.get_by_test_id("clock-time").inner_text()) - minutes(shown) >= 4
        await panel.get_by_test_id("clock-speed-1").click()
        await expect(button.locator(".clock-speed")).to_be_hidden()
    assert playground.clock.as_json()["rate"] == 1


def minutes(shown: str) -> float:
    """Minutes since midnight of 13:00:30."""
    hours, rest, seconds = map(int, shown.split(":"))
    return hours * 60 + rest + seconds / 60


async def test_what_was_today_is_yesterday(panel: Locator, stage: Stage) -> None:
    olena = await stage.started()
    client = panel.page.get_by_test_id("client")
    await expect(client.locator(".day")).to_have_text("Today")
    await stage.people("POST", "/api/clock", {"plus": 86400})
    await expect(client.locator(".day")).to_have_text("Yesterday")
    await stage.bot.send_message(olena, "Good morning")
    await expect(client.locator(".day").last).to_have_text("Today")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("rate", [1, 600])
async def test_on_a_phone_nothing_sticks_out_and_all_can_be_read(stage: Stage, rate: int, scheme: Any) -> None:
    await stage.page.set_viewport_size({"width": 360, "height": 740})
    await stage.page.emulate_media(color_scheme=scheme)
    await stage.people("POST", "/api/clock", {"rate": rate, "plus": 3700})
    await stage.people("PUT", "/api/trouble", {"rate_limit": 15} if rate > 1 else {})
    await stage.page.get_by_test_id("clock-button").click()
    panel = stage.page.get_by_test_id("clock-panel")
    await expect(panel.get_by_test_id("clock-lead")).to_contain_text("ahead")
    box = await panel.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert await stage.page.evaluate(OVERFLOWING) == []
    assert await stage.page.evaluate("document.documentElement.scrollWidth") == 360
    assert await stage.page.evaluate(CONTRAST, READ) == []
    assert await stage.page.evaluate(NAMELESS) == []
    await stage.people("POST", "/api/clock", {"rate": 1})


READ = ".clock-button span, .clock-face *, .clock-panel legend, .clock-panel small, .clock-panel .segments button"


OVERFLOWING = """() => [...document.querySelectorAll(".top, .top > *, .clock-panel, .clock-panel *")]
  .filter((node) => node.clientWidth && node.scrollWidth > node.clientWidth + 1)
  .filter((node) => getComputedStyle(node).overflowX !== "hidden")
  .map((node) => node.className || node.tagName)"""
"""What of the head and the panel does not fit into its own box."""
