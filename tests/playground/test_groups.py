"""Groups: members, privacy, anonymous administrators, reactions, migration, topics."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import ChatMemberAdministrator, ChatMemberOwner, ReplyParameters, Update

from tests.playground.face import Face, Json, RefusedError


async def heard(bot: Bot) -> list[Update]:
    """What the bot has not heard yet, confirmed."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def said(bot: Bot) -> list[str | None]:
    return [update.message.text for update in await heard(bot) if update.message]


@pytest.fixture
async def owner(face: Face) -> int:
    return await face.person("Андрій")


PRIVACY = [
    ("administrator", ["talk", "/new", "@playground_desk_bot hi", "reply"]),
    ("member", ["/new", "@playground_desk_bot hi", "reply"]),
]


@pytest.mark.parametrize(("status", "expected"), PRIVACY)
async def test_group_privacy(bot: Bot, face: Face, owner: int, status: str, expected: list[str]) -> None:
    room = (await face.group(bot_status=status))["id"]
    sent = await bot.send_message(room, "Card")
    await heard(bot)
    for text in ("talk", "/new", "/new@other_bot", "@playground_desk_bot hi"):
        await face.says(owner, text, room)
    await face.says(owner, "reply", room, reply_to=sent.message_id)
    got = await said(bot)
    assert [text for text in got if text != "/new@other_bot"] == expected
    assert ("/new@other_bot" in got) == (status == "administrator")


async def test_the_bot_hears_where_it_was_put(bot: Bot, face: Face) -> None:
    room = await face.group("group", "member")
    updates = await heard(bot)
    change = updates[0].my_chat_member
    assert change is not None
    assert (change.chat.id, change.old_chat_member.status, change.new_chat_member.status) == (
        room["id"],
        "left",
        "member",
    )
    assert updates[1].message is not None
    assert updates[1].message.new_chat_members is not None


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("group", "kicked", "bot was kicked from the group chat"),
        ("supergroup", "kicked", "bot was kicked from the supergroup chat"),
        ("supergroup", "left", "bot is not a member of the supergroup chat"),
    ],
)
async def test_a_bot_that_is_out_may_not_write(bot: Bot, face: Face, kind: str, status: str, error: str) -> None:
    room = await face.group(kind)
    await face.call("POST", "members", {"chat_id": room["id"], "user_id": bot.id, "status": status})
    with pytest.raises(TelegramForbiddenError, match=error):
        await bot.send_message(room["id"], "x")


async def test_members_have_their_status(bot: Bot, face: Face, group: int, owner: int) -> None:
    assert isinstance(await bot.get_chat_member(group, owner), ChatMemberOwner)
    assert isinstance(await bot.get_chat_member(group, bot.id), ChatMemberAdministrator)
    client, member = await face.person("Emma"), await face.person("Мария")
    assert (await bot.get_chat_member(group, client)).status == "left"
    assert (await bot.get_chat_member(group, member)).status == "member"
    assert {admin.user.id for admin in await bot.get_chat_administrators(group)} == {owner, bot.id}
    assert await bot.get_chat_member_count(group) == 3
    with pytest.raises(TelegramBadRequest, match="PARTICIPANT_ID_INVALID"):
        await bot.get_chat_member(group, 12345)
    chat = await bot.get_chat(group)
    assert (chat.title, chat.type) == ("Support engineers", "supergroup")


async def test_joining_and_leaving_are_told_to_an_administrator(bot: Bot, face: Face, group: int) -> None:
    await bot.get_updates(allowed_updates=["chat_member", "message"])
    emma = await face.person("Emma")
    for status in ("member", "administrator", "left"):
        await face.call("POST", "members", {"chat_id": group, "user_id": emma, "status": status})
    updates = await heard(bot)
    changes = [u.chat_member.new_chat_member.status for u in updates if u.chat_member]
    assert changes == ["member", "administrator", "left"]
    services = [u.message for u in updates if u.message]
    assert [bool(m.new_chat_members) for m in services] == [True, False]
    assert (await face.world())["people"][2]["engineer"] == "left"


async def test_an_anonymous_administrator_speaks_as_the_group(bot: Bot, face: Face, group: int, owner: int) -> None:
    await face.says(owner, "From nobody", group, as_anonymous_admin=True)
    message = (await heard(bot))[-1].message
    assert message is not None
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert (message.from_user.id, message.from_user.username) == (1087968824, "GroupAnonymousBot")
    assert message.sender_chat.id == group
    with pytest.raises(RefusedError, match="only administrators"):
        await face.says(await face.person("Мария"), "x", group, as_anonymous_admin=True)


async def test_outsiders_may_not_write_into_a_group(face: Face, group: int) -> None:
    with pytest.raises(RefusedError, match="not in the group"):
        await face.says(await face.person("Emma"), "x", group)
    with pytest.raises(RefusedError):
        await face.says(await face.person("Emma"), "x", await face.person("Олена"))


@pytest.mark.parametrize(("status", "told"), [("administrator", 1), ("member", 0)])
async def test_reactions_in_a_group_are_told_to_administrators(
    bot: Bot, face: Face, owner: int, status: str, told: int
) -> None:
    await bot.get_updates(allowed_updates=["message_reaction"])
    room = (await face.group(bot_status=status))["id"]
    sent = await bot.send_message(room, "x")
    await face.call("POST", "reactions", {"from": owner, "chat_id": room, "message_id": sent.message_id, "emoji": "👍"})
    assert len(await heard(bot)) == told


async def test_a_group_that_migrated_names_its_new_id(bot: Bot, face: Face, owner: int) -> None:
    old = await face.group("group")
    await heard(bot)
    new = await face.call("POST", f"chats/{old['id']}/migrate", {})
    services = [update.message for update in await heard(bot)]
    assert [(m.migrate_to_chat_id, m.migrate_from_chat_id) for m in services if m] == [
        (new["id"], None),
        (None, old["id"]),
    ]
    with pytest.raises(TelegramMigrateToChat, match="group chat was upgraded to a supergroup chat") as error:
        await bot.send_message(old["id"], "x")
    assert error.value.migrate_to_chat_id == new["id"]
    assert (await bot.send_message(new["id"], "x")).message_id == 2
    assert new["members"][str(owner)] == "creator"


async def test_message_ids_count_by_supergroup(bot: Bot, face: Face, client: int, group: int) -> None:
    room = (await face.group("group"))["id"]
    plain = [(await bot.send_message(chat, "x")).message_id for chat in (client, room, client)]
    assert plain == [plain[0], plain[0] + 1, plain[0] + 2]
    assert (await bot.send_message(group, "x")).message_id == 1


async def test_pins_need_rights(bot: Bot, face: Face, group: int) -> None:
    sent = await bot.send_message(group, "Pin me")
    assert await bot.pin_chat_message(group, sent.message_id)
    pinned = (await bot.get_chat(group)).pinned_message
    assert pinned is not None
    assert pinned.message_id == sent.message_id
    with pytest.raises(TelegramBadRequest, match="message to pin not found"):
        await bot.pin_chat_message(group, 999)
    assert await bot.unpin_chat_message(group)
    with pytest.raises(TelegramBadRequest, match="message to unpin not found"):
        await bot.unpin_chat_message(group)
    room = (await face.group(bot_status="member"))["id"]
    sent = await bot.send_message(room, "Pin me")
    with pytest.raises(TelegramBadRequest, match="not enough rights to manage pinned messages"):
        await bot.pin_chat_message(room, sent.message_id)


async def test_the_bot_leaves(bot: Bot, group: int) -> None:
    assert await bot.leave_chat(group)
    with pytest.raises(TelegramForbiddenError, match="bot is not a member"):
        await bot.send_message(group, "x")


@pytest.fixture
async def forum(face: Face) -> Json:
    return await face.group(is_forum=True)


async def test_a_topic_lives_and_dies(bot: Bot, face: Face, forum: Json) -> None:
    room = forum["id"]
    topic = await bot.create_forum_topic(room, "IPMG-1001")
    inside = await bot.send_message(room, "Hello", message_thread_id=topic.message_thread_id)
    assert (inside.message_thread_id, inside.is_topic_message) == (topic.message_thread_id, True)
    assert inside.reply_to_message is not None
    assert inside.reply_to_message.forum_topic_created is not None
    assert await bot.edit_forum_topic(room, topic.message_thread_id, name="Done")
    assert await bot.close_forum_topic(room, topic.message_thread_id)
    with pytest.raises(TelegramBadRequest, match="TOPIC_NOT_MODIFIED"):
        await bot.close_forum_topic(room, topic.message_thread_id)
    assert await bot.reopen_forum_topic(room, topic.message_thread_id)
    assert await bot.delete_forum_topic(room, topic.message_thread_id)
    for call in (bot.close_forum_topic, bot.delete_forum_topic):
        with pytest.raises(TelegramBadRequest, match="TOPIC_ID_INVALID"):
            await call(room, topic.message_thread_id)
    assert not any("text" in m for m in (await face.world())["messages"][str(room)])


async def test_a_topic_that_a_person_deleted_is_not_found(bot: Bot, face: Face, forum: Json) -> None:
    room = forum["id"]
    topic = await bot.create_forum_topic(room, "Gone")
    await face.call("DELETE", f"topics/{room}/{topic.message_thread_id}")
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(room, "x", message_thread_id=topic.message_thread_id)
    await face.trouble(reroute_topics=True)
    assert (await bot.send_message(room, "x", message_thread_id=topic.message_thread_id)).message_thread_id is None


async def test_topics_wait_while_they_are_switched_off(bot: Bot, face: Face, forum: Json) -> None:
    room = forum["id"]
    topic = await bot.create_forum_topic(room, "Waits")
    assert "is_forum" not in await face.call("PATCH", f"chats/{room}", {"is_forum": False})
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(room, "x", message_thread_id=topic.message_thread_id)
    assert (await bot.send_message(room, "x")).chat.is_forum is None
    await face.call("PATCH", f"chats/{room}", {"is_forum": True})
    assert (await bot.send_message(room, "x", message_thread_id=topic.message_thread_id)).chat.is_forum is True
    for wrong in ({}, {"is_forum": "yes"}, {"is_forum": True, "title": "x"}):
        with pytest.raises(RefusedError, match="is_forum is true or false"):
            await face.call("PATCH", f"chats/{room}", wrong)
    plain = (await face.group(type="group"))["id"]
    with pytest.raises(RefusedError, match="only a supergroup has topics"):
        await face.call("PATCH", f"chats/{plain}", {"is_forum": True})


async def test_topics_need_a_forum_and_rights(bot: Bot, face: Face, group: int) -> None:
    with pytest.raises(TelegramBadRequest, match="the chat is not a forum"):
        await bot.create_forum_topic(group, "x")
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(group, "x", message_thread_id=5)
    room = (await face.group(is_forum=True, bot_status="member"))["id"]
    with pytest.raises(TelegramBadRequest, match="not enough rights to create a topic"):
        await bot.create_forum_topic(room, "x")


async def test_a_closed_topic_is_closed_to_those_without_rights(bot: Bot, face: Face, forum: Json, owner: int) -> None:
    room, member = forum["id"], await face.person("Мария")
    topic = await bot.create_forum_topic(room, "Closed")
    await face.call("POST", "members", {"chat_id": room, "user_id": member, "status": "member"})
    await bot.close_forum_topic(room, topic.message_thread_id)
    with pytest.raises(RefusedError, match="closed"):
        await face.says(member, "x", room, message_thread_id=topic.message_thread_id)
    assert await face.says(owner, "x", room, message_thread_id=topic.message_thread_id)
    await face.call("POST", "members", {"chat_id": room, "user_id": bot.id, "status": "member"})
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(room, "x", message_thread_id=topic.message_thread_id)


async def test_a_reply_goes_into_the_topic_of_its_message(bot: Bot, face: Face, forum: Json, owner: int) -> None:
    room = forum["id"]
    shown = await face.call("POST", "topics", {"from": owner, "chat_id": room, "name": "By hand"})
    thread_id = shown["topics"][0]["message_thread_id"]
    there = await face.says(owner, "Here", room, message_thread_id=thread_id)
    created, message = [update.message for update in (await heard(bot))[-2:]]
    assert created is not None
    assert created.forum_topic_created is not None
    assert message is not None
    assert message.message_thread_id == thread_id
    answer = await bot.send_message(room, "Yes", reply_parameters=ReplyParameters(message_id=there["message_id"]))
    assert answer.message_thread_id == thread_id
