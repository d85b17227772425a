"""The page as a messenger: what the bot sends is shown, what a person does reaches the bot."""

import pytest
from aiogram.types import (
    BotCommand,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
)
from playwright.async_api import FilePayload, expect

from tests.playground.page.conftest import Stage
from tests.playground.page.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def buttons(*data: str) -> InlineKeyboardMarkup:
    """A keyboard of one row whose buttons are called as their data."""
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=d.upper(), callback_data=d) for d in data]])


async def test_an_empty_chat_says_what_this_is_and_starts_with_one_press(stage: Stage) -> None:
    await expect(stage.page.locator("h1")).to_contain_text("a Telegram of our own. Nothing leaves this machine.")
    await expect(stage.client.get_by_test_id("input")).to_be_hidden()
    await stage.client.get_by_test_id("start").click()
    [update] = await stage.updates()
    assert update.message is not None
    assert update.message.text == "/start"
    await expect(stage.client.get_by_test_id("input")).to_be_visible()


async def test_entities_stand_where_they_belong_also_after_emoji(stage: Stage) -> None:
    user = await stage.started()
    await stage.bot.send_message(
        user,
        '🆘👩‍💻 <b>Звернення <code>IPMG-1</code></b> &lt;b&gt; <a href="https://example.com/a">тут</a>\n'
        "<pre>a &lt; b</pre>",
        parse_mode="HTML",
    )
    bubble = await stage.message(stage.client, "Звернення")
    assert await bubble.locator(".words b").all_inner_texts() == ["Звернення IPMG-1"]
    assert await bubble.locator(".words b code").inner_text() == "IPMG-1"
    assert await bubble.locator(".words a").get_attribute("href") == "https://example.com/a"
    assert await bubble.locator(".words pre > code").inner_text() == "a < b"
    assert "🆘👩‍💻 Звернення IPMG-1 <b> тут" in await bubble.locator(".words").inner_text()


async def test_what_is_typed_with_signs_is_formatted_and_comes_back_with_them_to_be_edited(stage: Stage) -> None:
    await stage.started()
    typed = "🆘 **see __this__** [page](https://a.b/c) ||psst|| `a*b` snake_case ```x = 1```"
    await stage.client.get_by_test_id("input").fill(typed)
    await stage.client.get_by_test_id("send").click()
    [update] = await stage.updates()
    message = update.message
    assert message is not None
    assert message.text == "🆘 see this page psst a*b snake_case x = 1"
    assert [(one.type, one.extract_from(message.text), one.url) for one in message.entities or ()] == [
        ("bold", "see this", None),
        ("italic", "this", None),
        ("text_link", "page", "https://a.b/c"),
        ("spoiler", "psst", None),
        ("code", "a*b", None),
        ("pre", "x = 1", None),
    ]
    await stage.client.get_by_test_id("input").press("ArrowUp")
    await expect(stage.client.get_by_test_id("input")).to_have_value(typed)


async def test_a_press_waits_until_the_bot_answers_and_shows_the_answer(stage: Stage) -> None:
    user = await stage.started()
    await stage.bot.send_message(user, "Choose", reply_markup=buttons("yes", "no"))
    button = stage.client.locator('[data-callback="yes"]')
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    [update] = await stage.updates()
    assert update.callback_query is not None
    assert (update.callback_query.from_user.id, update.callback_query.data) == (user, "yes")
    await update.callback_query.as_(stage.bot).answer("Taken")
    await expect(stage.client.get_by_test_id("toast")).to_have_text("Taken")
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_an_alert_opens_over_the_page_until_it_is_closed(stage: Stage) -> None:
    user = await stage.started()
    await stage.bot.send_message(user, "Choose", reply_markup=buttons("no"))
    await stage.client.locator('[data-callback="no"]').click()
    [update] = await stage.updates()
    assert update.callback_query is not None
    await stage.bot.answer_callback_query(update.callback_query.id, "It is <taken>", show_alert=True)
    await expect(stage.page.get_by_test_id("alert")).to_contain_text("It is <taken>")
    await stage.page.get_by_test_id("alert-ok").click()
    await expect(stage.page.get_by_test_id("alert")).to_have_count(0)


async def test_several_pictures_go_as_one_album_with_their_caption(stage: Stage) -> None:
    await stage.started()
    files = [picture("one.png", "tomato"), picture("two.png", "teal")]
    await stage.client.get_by_test_id("file-input").set_input_files(files)
    await stage.client.get_by_test_id("input").fill("Дві помилки")
    await stage.client.get_by_test_id("input").press("Enter")
    album = stage.client.locator('[data-album="2"]')
    await expect(album.get_by_test_id("picture")).to_have_count(2)
    await expect(album).to_contain_text("Дві помилки")
    await expect(stage.client.get_by_test_id("tray")).to_be_hidden()
    messages = [update.message for update in await stage.updates()]
    assert [bool(message and message.photo) for message in messages] == [True, True]
    assert len({message.media_group_id for message in messages if message}) == 1
    await stage.page.wait_for_function("[...document.querySelectorAll('.tile img')].every((i) => i.naturalWidth > 0)")


async def test_a_dropped_picture_can_go_as_a_file(stage: Stage) -> None:
    await stage.started()
    await stage.client.locator(".screen").evaluate("""(screen) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array([1, 2, 3])], "скрін.png", { type: "image/png" }));
      for (const type of ["dragenter", "dragover", "drop"]) {
        const drag = new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
        screen.querySelector(".thread").dispatchEvent(drag);
      }
    }""")
    await expect(stage.client.get_by_test_id("tray")).to_contain_text("скрін.png")
    await stage.client.get_by_test_id("as-file").click()
    await stage.client.get_by_test_id("send").click()
    await expect(stage.client.get_by_test_id("file")).to_contain_text("скрін.png")
    [update] = await stage.updates()
    assert update.message is not None
    assert update.message.document is not None
    assert update.message.document.file_name == "скрін.png"


async def test_a_refused_file_stays_in_the_tray_with_the_reason(stage: Stage) -> None:
    await stage.started()
    broken: FilePayload = {"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"}
    await stage.client.get_by_test_id("file-input").set_input_files([broken])
    await stage.client.get_by_test_id("send").click()
    await expect(stage.client.get_by_test_id("toast")).to_contain_text("not a picture")
    await expect(stage.client.get_by_test_id("tray")).to_contain_text("broken.png")


async def test_a_forced_reply_opens_by_itself_and_is_sent_as_a_reply(stage: Stage) -> None:
    user = await stage.started()
    markup = ForceReply(input_field_placeholder="Your question")
    question = await stage.bot.send_message(user, "What shall I ask?", reply_markup=markup)
    await expect(stage.client.get_by_test_id("context")).to_contain_text("What shall I ask?")
    field = stage.client.get_by_test_id("input")
    await expect(field).to_have_attribute("placeholder", "Your question")
    await field.fill("Which version?")
    await field.press("Enter")
    [update] = await stage.updates()
    assert update.message is not None
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.message_id == question.message_id
    await expect(stage.client.get_by_test_id("context")).to_be_hidden()
    await expect(stage.client.get_by_test_id("quote")).to_contain_text("What shall I ask?")


async def test_the_bots_edits_deletions_and_reactions_appear_at_once(stage: Stage) -> None:
    user = await stage.started()
    sent = await stage.bot.send_message(user, "Created", disable_notification=True)
    bubble = stage.client.locator(f'.message[data-message-id="{sent.message_id}"]')
    await expect(bubble.get_by_test_id("silent")).to_be_visible()
    await stage.bot.edit_message_text("In progress", chat_id=user, message_id=sent.message_id)
    await expect(bubble).to_contain_text("In progress")
    await expect(bubble.get_by_test_id("edited")).to_be_visible()
    thumb = ReactionTypeEmoji(emoji="👍")
    await stage.bot.set_message_reaction(user, sent.message_id, [thumb])
    await expect(bubble.get_by_test_id("reactions")).to_contain_text("👍")
    await stage.bot.delete_message(user, sent.message_id)
    await expect(bubble).to_have_count(0)


async def test_a_reply_and_a_reaction_are_made_from_the_bubble(stage: Stage) -> None:
    user = await stage.started()
    sent = await stage.bot.send_message(user, "How was it?")
    bubble = await stage.message(stage.client, "How was it?")
    await bubble.hover()
    await bubble.get_by_test_id("message-menu").click()
    await stage.page.get_by_test_id("react-👍").click()
    await expect(bubble.get_by_test_id("reactions")).to_contain_text("👍")
    await bubble.get_by_test_id("reply").click()
    await stage.client.get_by_test_id("input").fill("Good")
    await stage.client.get_by_test_id("send").click()
    await stage.message(stage.client, "Good")
    heard = await stage.updates()
    replies = [u.message.reply_to_message.message_id for u in heard if u.message and u.message.reply_to_message]
    assert replies == [sent.message_id]


async def test_arrow_up_edits_ones_last_words(stage: Stage) -> None:
    await stage.started()
    field = stage.client.get_by_test_id("input")
    await field.fill("Frist\nline")
    await field.press("Enter")
    await stage.message(stage.client, "Frist")
    await field.press("ArrowUp")
    await expect(field).to_have_value("Frist\nline")
    await field.fill("First")
    await field.press("Enter")
    await expect((await stage.message(stage.client, "First")).get_by_test_id("edited")).to_be_visible()
    heard = await stage.updates()
    assert [u.edited_message.text for u in heard if u.edited_message] == ["First"]


async def test_the_reply_keyboard_sends_its_words_and_shares_the_phone(stage: Stage) -> None:
    user = await stage.started()
    keys = [[KeyboardButton(text="Hours")], [KeyboardButton(text="Share my phone", request_contact=True)]]
    await stage.bot.send_message(user, "Menu", reply_markup=ReplyKeyboardMarkup(keyboard=keys, resize_keyboard=True))
    keyboard = stage.client.get_by_test_id("reply-keyboard")
    await keyboard.get_by_text("Hours").click()
    await stage.client.get_by_test_id("keyboard-toggle").click()
    await expect(keyboard).to_be_hidden()
    await stage.client.get_by_test_id("keyboard-toggle").click()
    await keyboard.get_by_text("Share my phone").click()
    await stage.page.get_by_test_id("phone").fill("+380671112233")
    await stage.page.get_by_test_id("share-phone-accept").click()
    await expect(stage.client.get_by_test_id("contact")).to_contain_text("+380671112233")
    messages = [update.message for update in await stage.updates()]
    assert [message.text for message in messages if message] == ["Hours", None]
    shared = messages[-1]
    assert shared is not None
    assert shared.contact is not None
    assert shared.contact.user_id == user


async def test_the_attach_menu_has_a_sticker_and_a_voice_message(stage: Stage) -> None:
    await stage.started()
    for kind in ("sticker", "voice"):
        await stage.client.get_by_test_id("attach").click()
        await stage.page.get_by_test_id(f"attach-{kind}").click()
        await expect(stage.client.get_by_test_id(kind)).to_be_visible()


async def test_a_command_is_chosen_from_the_list_in_the_persons_language(stage: Stage) -> None:
    await stage.bot.set_my_commands([BotCommand(command="new", description="New request")])
    await stage.bot.set_my_commands([BotCommand(command="new", description="Нове звернення")], language_code="uk")
    await stage.started()
    await stage.client.get_by_test_id("commands-button").click()
    await expect(stage.client.get_by_test_id("commands")).to_contain_text("Нове звернення")
    await stage.client.locator('[data-command="new"]').click()
    await stage.message(stage.client, "/new")


async def test_a_click_on_code_copies_it(stage: Stage) -> None:
    await stage.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    user = await stage.started()
    await stage.bot.send_message(user, "Your request is <code>IPMG-1001</code>", parse_mode="HTML")
    await (await stage.message(stage.client, "Your request")).locator("code").click()
    await expect(stage.client.get_by_test_id("toast")).to_have_text("Copied")
    assert await stage.page.evaluate("navigator.clipboard.readText()") == "IPMG-1001"
