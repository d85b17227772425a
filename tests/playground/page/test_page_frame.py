"""The page itself: hostile words stay words, phones and dark rooms are fit to read in, a gap in the stream heals."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from playground.server import Playground
from tests.playground.page.conftest import Stage, open_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"

READ = (
    "h1, .who b, .who small, .words, .meta, .sender span, .inline-button, .chat-title b, .chat-title small, "
    ".quote b, .quote span, .tagline"
)
CONTRAST = """(selectors) => {
  const linear = (c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.8) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll(selectors)) {
    if (!node.getClientRects().length) continue;
    const ink = luminance(numbers(getComputedStyle(node).color));
    const paper = luminance(behind(node));
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (ratio < 4.5) poor.push(`${node.className} ${ratio.toFixed(2)} ${node.textContent.slice(0, 20)}`);
  }
  return poor;
}"""
NAMELESS = """() => [...document.querySelectorAll("button, input, select, textarea, a")]
  .filter((node) => !node.hidden)
  .filter((node) => !(node.textContent.trim() || node.getAttribute("aria-label") || node.labels?.length))
  .map((node) => node.outerHTML)"""


async def test_peoples_words_and_names_are_never_markup(stage: Stage) -> None:
    person = await stage.people(
        "POST", "/api/people", {"first_name": HOSTILE[:60], "language_code": "en", "client": True}
    )
    olena = await stage.started()
    await stage.people("POST", "/api/messages", {"from": olena, "chat_id": olena, "text": HOSTILE})
    bubble = await stage.message(stage.client, "<img src=x")
    assert await bubble.locator(".words").inner_text() == HOSTILE
    await stage.client.get_by_test_id("client-who").click()
    await expect(stage.client.locator(f'[data-person="{person["id"]}"]')).to_contain_text("<img src=x")
    await stage.bot.send_message(olena, HOSTILE)
    await expect(stage.client.get_by_test_id("message").filter(has_text="<script>")).to_have_count(2)
    assert await stage.page.locator("img[src=x]").count() == 0
    assert await stage.page.title() == "Playground"


async def test_a_link_with_a_harmful_scheme_is_no_link(stage: Stage) -> None:
    addresses = ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "not an address", "https://example.com"]
    links = await stage.page.evaluate(
        """async (addresses) => {
          const { appendText } = await import("/static/js/entities.js");
          return addresses.map((url) => {
            const box = document.createElement("div");
            appendText(box, "press me", [{ type: "text_link", offset: 0, length: 8, url }], {});
            return [box.textContent, box.querySelectorAll("a").length];
          });
        }""",
        addresses,
    )
    assert links == [["press me", 0]] * 4 + [["press me", 1]]


async def test_odd_entities_lose_no_letter(stage: Stage) -> None:
    odd = {
        "too long": [{"type": "bold", "offset": 0, "length": 500}],
        "outside": [{"type": "bold", "offset": 50, "length": 5}],
        "crossing": [{"type": "bold", "offset": 0, "length": 6}, {"type": "italic", "offset": 3, "length": 6}],
        "unknown": [{"type": "unheard_of", "offset": 1, "length": 2}, {"type": "code", "offset": 1, "length": 2}],
    }
    shown = await stage.page.evaluate(
        """async (odd) => {
          const { appendText } = await import("/static/js/entities.js");
          return Object.fromEntries(Object.entries(odd).map(([name, entities]) => {
            const box = document.createElement("div");
            appendText(box, "Привіт 🙂 світ", entities, {});
            return [name, box.textContent];
          }));
        }""",
        odd,
    )
    assert shown == dict.fromkeys(odd, "Привіт 🙂 світ")


async def test_at_phone_width_there_is_one_screen_at_a_time_and_nothing_sticks_out(stage: Stage) -> None:
    await stage.page.set_viewport_size({"width": 390, "height": 844})
    olena = await stage.started()
    await stage.bot.send_message(olena, "Наддовгеслово" * 20)
    await stage.message(stage.client, "Наддовге")
    await expect(stage.client).to_be_visible()
    await expect(stage.group).to_be_hidden()
    await stage.bot.send_message(stage.playground.group_id, "A new request")
    tab = stage.page.get_by_test_id("tab-group")
    await expect(tab.locator(".badge")).to_have_text("1")
    await tab.click()
    await stage.message(stage.group, "A new request")
    await expect(stage.client).to_be_hidden()
    await expect(tab.locator(".badge")).to_be_hidden()
    assert await stage.page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("panel", ["Trouble", "Time"])
async def test_a_panel_has_a_name_at_phone_width_and_escape_closes_it(stage: Stage, panel: str) -> None:
    await stage.page.set_viewport_size({"width": 390, "height": 844})
    await stage.page.get_by_role("button", name=panel).click()
    await expect(stage.page.get_by_role("dialog", name=panel)).to_be_visible()
    await stage.page.keyboard.press("Escape")
    await expect(stage.page.get_by_role("dialog", name=panel)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_can_be_read_by_day_and_by_night(stage: Stage, scheme: str) -> None:
    await stage.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    olena = await stage.started()
    for number, name in enumerate(("Андрій", "Мария")):
        body = {"from": await stage.id_of(name), "chat_id": stage.playground.group_id, "text": f"Слово {number}"}
        await stage.people("POST", "/api/messages", body)
    await stage.bot.send_message(olena, "Вітаємо")
    await stage.people("POST", "/api/messages", {"from": olena, "chat_id": olena, "text": "Так", "reply_to": 2})
    await stage.message(stage.client, "Так")
    await stage.message(stage.group, "Слово 1")
    assert await stage.page.evaluate(CONTRAST, READ) == []


async def test_every_button_and_field_has_a_name(stage: Stage) -> None:
    await stage.started()
    await stage.page.get_by_test_id("trouble-button").click()
    assert await stage.page.evaluate(NAMELESS) == []


async def test_the_page_shows_what_happened_while_the_server_was_away(browser: Browser, tmp_path: Path) -> None:
    before = Playground("127.0.0.1", 0, state_file=tmp_path / "state.json")
    await before.start()
    page = await browser.new_page()
    await open_page(page, before.url)
    client = page.get_by_test_id("client")
    await client.get_by_test_id("start").click()
    await client.get_by_test_id("message").wait_for()
    await before.stop()
    after = Playground("127.0.0.1", before.port, state_file=tmp_path / "state.json")
    await after.start()
    await page.locator('[data-live="yes"]').wait_for()
    await expect(client.get_by_test_id("message")).to_have_count(1)
    await client.get_by_test_id("input").fill("still here")
    await client.get_by_test_id("send").click()
    await expect(client.get_by_test_id("message")).to_have_count(2)
    await page.close()
    await after.stop()


async def test_a_world_made_new_replaces_what_was_shown(stage: Stage) -> None:
    await stage.started()
    await expect(stage.client.get_by_test_id("message")).to_have_count(1)
    await stage.people("POST", "/api/reset", {})
    await expect(stage.client.get_by_test_id("start")).to_be_visible()
    await expect(stage.client.get_by_test_id("message")).to_have_count(0)
