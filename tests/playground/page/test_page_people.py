"""The page's people and trouble: whoever is chosen acts, and what is broken on purpose is broken for the bot."""

import pytest
from aiogram.exceptions import TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from playwright.async_api import Locator, expect

from tests.playground.page.conftest import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def choose(stage: Stage, pane: Locator, kind: str, name: str) -> None:
    """Become the person of this first name in a pane."""
    await pane.get_by_test_id(f"{kind}-who").click()
    await pane.locator(f'[data-person="{await stage.id_of(name)}"]').click()
    await expect(pane.get_by_test_id(f"{kind}-who")).to_contain_text(name)


async def test_every_client_has_a_phone_of_their_own(stage: Stage) -> None:
    olena, emma = await stage.started("Олена"), await stage.started("Emma")
    await stage.bot.send_message(olena, "Вітаємо")
    await stage.bot.send_message(emma, "Welcome")
    await stage.message(stage.client, "Вітаємо")
    await stage.client.get_by_test_id("input").fill("чернетка")
    await choose(stage, stage.client, "client", "Emma")
    await stage.message(stage.client, "Welcome")
    await expect(stage.client).not_to_contain_text("Вітаємо")
    await expect(stage.client.get_by_test_id("input")).to_have_value("")
    await stage.client.get_by_test_id("input").fill("hello")
    await stage.client.get_by_test_id("send").click()
    [update] = await stage.updates()
    assert update.message is not None
    assert update.message.chat.id == emma
    await choose(stage, stage.client, "client", "Олена")
    await expect(stage.client.get_by_test_id("input")).to_have_value("чернетка")


async def test_a_new_client_is_added_with_a_language(stage: Stage) -> None:
    await stage.client.get_by_test_id("client-who").click()
    await stage.client.get_by_test_id("new-name").fill("Piotr Nowak")
    await stage.client.get_by_test_id("new-language").select_option("pl")
    await stage.client.get_by_test_id("add-person").click()
    await expect(stage.client.get_by_test_id("client-who")).to_contain_text("Piotr Nowak")
    await stage.client.get_by_test_id("start").click()
    [update] = await stage.updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.from_user.full_name, update.message.from_user.language_code) == ("Piotr Nowak", "pl")


async def test_the_language_of_a_client_can_change(stage: Stage) -> None:
    await stage.client.get_by_test_id("client-who").click()
    await stage.client.get_by_test_id("language").select_option("en")
    await expect(stage.client.get_by_test_id("client-who")).to_contain_text("English")
    await stage.page.keyboard.press("Escape")
    await stage.client.get_by_test_id("start").click()
    [update] = await stage.updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "en"


async def test_who_blocked_the_bot_cannot_be_written_to_until_they_unblock(stage: Stage) -> None:
    olena = await stage.started()
    await stage.client.get_by_test_id("client-who").click()
    await stage.client.get_by_test_id("block").click()
    await expect(stage.client.get_by_test_id("client-who")).to_contain_text("blocked the bot")
    await stage.page.keyboard.press("Escape")
    with pytest.raises(TelegramForbiddenError):
        await stage.bot.send_message(olena, "Are you there?")
    await stage.client.get_by_test_id("unblock").click()
    await expect(stage.client.get_by_test_id("input")).to_be_visible()
    await stage.bot.send_message(olena, "Again")
    await stage.message(stage.client, "Again")


async def test_the_chosen_engineer_presses_and_writes(stage: Stage) -> None:
    take = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Take", callback_data="take")]])
    await stage.bot.send_message(stage.playground.group_id, "CRITICAL INCIDENT", reply_markup=take)
    card = await stage.message(stage.group, "CRITICAL INCIDENT")
    await expect(card.get_by_test_id("loud")).to_be_visible()
    await choose(stage, stage.group, "group", "Мария")
    await stage.group.locator('[data-callback="take"]').click()
    [update] = await stage.updates()
    assert update.callback_query is not None
    assert update.callback_query.from_user.id == await stage.id_of("Мария")
    await update.callback_query.as_(stage.bot).answer()
    await expect(stage.group.locator('[data-callback="take"][aria-busy]')).to_have_count(0)
    await stage.group.get_by_test_id("input").fill("Беру")
    await stage.group.get_by_test_id("send").click()
    mine = await stage.message(stage.group, "Беру")
    assert "mine" in (await mine.get_attribute("class") or "")
    await choose(stage, stage.group, "group", "Андрій")
    theirs = await stage.message(stage.group, "Беру")
    await expect(theirs.locator(".sender")).to_contain_text("Мария Орлова")


async def test_two_engineers_can_press_the_same_button_before_the_bot_answers(stage: Stage) -> None:
    take = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Take", callback_data="take")]])
    await stage.bot.send_message(stage.playground.group_id, "A new request", reply_markup=take)
    button = stage.group.locator('[data-callback="take"]')
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await choose(stage, stage.group, "group", "Мария")
    await expect(button).not_to_have_attribute("aria-busy", "true")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    presses = [update.callback_query for update in await stage.updates()]
    names = [query.from_user.first_name for query in presses if query]
    assert names == ["Андрій", "Мария"]
    first, second = [query for query in presses if query]
    await stage.bot.answer_callback_query(second.id, "Андрій has it")
    await expect(stage.group.get_by_test_id("toast")).to_have_text("Андрій has it")
    await stage.bot.answer_callback_query(first.id)


async def test_a_topic_shows_its_own_messages_and_takes_what_is_written_in_it(stage: Stage) -> None:
    members = [await stage.id_of("Андрій")]
    body = {"type": "supergroup", "title": "Forum", "is_forum": True, "members": members, "bot_status": "administrator"}
    forum = await stage.people("POST", "/api/chats", body)
    topic = await stage.bot.create_forum_topic(forum["id"], "IPMG-1001")
    await stage.bot.send_message(forum["id"], "In general")
    await stage.group.get_by_test_id("group-menu").click()
    await stage.page.get_by_role("menuitem", name="Go to “Forum”").click()
    await stage.message(stage.group, "In general")
    await stage.group.locator(f'[data-topic="{topic.message_thread_id}"]').click()
    await expect(stage.group.get_by_text("In general")).to_have_count(0)
    await stage.group.get_by_test_id("input").fill("In the topic")
    await stage.group.get_by_test_id("send").click()
    await stage.message(stage.group, "In the topic")
    heard = [update.message for update in await stage.updates() if update.message and update.message.text]
    assert [message.message_thread_id for message in heard] == [topic.message_thread_id]


async def test_who_left_the_group_can_only_join_again(stage: Stage) -> None:
    await choose(stage, stage.group, "group", "Мария")
    await stage.group.get_by_test_id("group-who").click()
    await stage.group.get_by_test_id("leave").click()
    await stage.page.keyboard.press("Escape")
    await expect(stage.group.get_by_test_id("join")).to_be_visible()
    await expect(stage.group.get_by_test_id("service").last).to_contain_text("Мария Орлова left the group")
    await stage.group.get_by_test_id("join").click()
    await expect(stage.group.get_by_test_id("input")).to_be_visible()


async def test_trouble_hits_the_bot_shows_a_badge_and_goes_with_all_well(stage: Stage) -> None:
    olena = await stage.started()
    button = stage.page.get_by_test_id("trouble-button")
    await button.click()
    await stage.page.get_by_test_id("trouble-rate_limit-15-s").click()
    await expect(button).to_contain_text("429, 15 s")
    with pytest.raises(TelegramRetryAfter) as refused:
        await stage.bot.send_message(olena, "Hello")
    assert refused.value.retry_after == 15
    await stage.page.get_by_test_id("all-well").click()
    await expect(button).to_have_text("Trouble")
    await stage.bot.send_message(olena, "Hello")
    await stage.message(stage.client, "Hello")


async def test_trouble_can_be_the_clients_who_blocked_the_bot(stage: Stage) -> None:
    olena = await stage.started()
    await stage.page.get_by_test_id("trouble-button").click()
    await stage.page.get_by_test_id("trouble-blocked-Yes").click()
    await expect(stage.client.get_by_test_id("unblock")).to_be_visible()
    with pytest.raises(TelegramForbiddenError):
        await stage.bot.send_message(olena, "Hello")
    await stage.page.get_by_test_id("all-well").click()
    await expect(stage.client.get_by_test_id("input")).to_be_visible()


async def test_a_forced_reply_waits_for_its_engineer_and_answers_its_own_question(stage: Stage) -> None:
    maria, group = await stage.id_of("Мария"), stage.playground.group_id
    said = await stage.people("POST", "/api/messages", {"from": maria, "chat_id": group, "text": "ask"})
    markup = ForceReply(selective=True)
    reply = ReplyParameters(message_id=said["message_id"])
    question = await stage.bot.send_message(group, "Your question?", reply_markup=markup, reply_parameters=reply)
    await stage.bot.send_message(group, "Something newer")
    await stage.message(stage.group, "Something newer")
    await expect(stage.group.get_by_test_id("context")).to_be_hidden()
    for again in (False, True):
        if again:
            await stage.page.reload()
        else:
            await choose(stage, stage.group, "group", "Мария")
        await expect(stage.group.get_by_test_id("context")).to_contain_text("Your question?")
    await stage.group.get_by_test_id("input").fill("Which version?")
    await stage.group.get_by_test_id("send").click()
    await stage.message(stage.group, "Which version?")
    heard = [update.message for update in await stage.updates() if update.message]
    answered = heard[-1].reply_to_message
    assert answered is not None
    assert answered.message_id == question.message_id


async def test_topics_are_switched_on_and_off_in_the_groups_menu(stage: Stage) -> None:
    members = [await stage.id_of("Андрій")]
    body = {"type": "supergroup", "title": "Changing", "members": members, "bot_status": "administrator"}
    group = await stage.people("POST", "/api/chats", body)
    await stage.group.get_by_test_id("group-menu").click()
    await stage.page.get_by_role("menuitem", name="Go to “Changing”").click()
    for label, forum in (("Switch topics on", True), ("Switch topics off", None)):
        await stage.group.get_by_test_id("group-menu").click()
        await expect(stage.page.get_by_test_id("switch-topics")).to_have_text(label)
        await stage.page.get_by_test_id("switch-topics").click()
        await expect(stage.group.locator('[data-topic="0"]')).to_be_visible(visible=bool(forum))
        assert (await stage.bot.get_chat(group["id"])).is_forum is forum


async def test_a_plain_group_that_becomes_a_supergroup_is_followed(stage: Stage) -> None:
    body = {"type": "group", "title": "Plain", "members": [await stage.id_of("Андрій")], "bot_status": "member"}
    await stage.people("POST", "/api/chats", body)
    await stage.group.get_by_test_id("group-menu").click()
    await stage.page.get_by_role("menuitem", name="Go to “Plain”").click()
    await stage.group.get_by_test_id("group-menu").click()
    await stage.page.get_by_test_id("migrate").click()
    await expect(stage.group.get_by_test_id("service")).to_have_text("The group became a supergroup")
    await stage.group.get_by_test_id("input").fill("still us")
    await stage.group.get_by_test_id("send").click()
    await stage.message(stage.group, "still us")
