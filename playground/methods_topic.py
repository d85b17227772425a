"""Topics of a forum: made, renamed, closed, opened again, deleted."""

from aiogram.methods import (
    CloseForumTopic,
    CreateForumTopic,
    DeleteForumTopic,
    EditForumTopic,
    ReopenForumTopic,
)

from playground import community, places
from playground.errors import bad
from playground.registry import answers
from playground.world import Chat, Json, Topic, World

COLORS = (community.TOPIC_COLOR, 16766590, 13338331, 9367192, 16749490, 16478047)


def _forum(world: World, chat_id: int | str, act: str) -> Chat:
    chat = places.open_chat(world, chat_id)
    if not chat.forum:
        raise bad("the chat is not a forum")
    places.administered(world, chat, act)
    return chat


def _topic(chat: Chat, thread_id: int) -> Topic:
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad("TOPIC_ID_INVALID")
    return topic


def _service(world: World, chat: Chat, topic: Topic, content: Json) -> None:
    thread = {"message_thread_id": topic.message_thread_id, "is_topic_message": True}
    world.post(chat, world.bot, {**thread, **content})
    world.chat_changed(chat)


@answers(CreateForumTopic)
def create_forum_topic(world: World, method: CreateForumTopic) -> Json:
    """A new topic; its id is the id of the service message that begins it."""
    chat = _forum(world, method.chat_id, "create a topic")
    if not method.name.strip():
        raise bad("TOPIC_TITLE_EMPTY")
    if len(method.name) > community.TOPIC_NAME:
        raise bad("topic name is too long")
    color = COLORS[0] if method.icon_color is None else method.icon_color
    if color not in COLORS:
        raise bad("invalid icon color specified")
    stored = community.begin_topic(world, chat, world.bot, method.name, color)
    return {"message_thread_id": stored.json["message_id"], "name": method.name, "icon_color": color}


@answers(EditForumTopic)
def edit_forum_topic(world: World, method: EditForumTopic) -> bool:
    """Another name."""
    chat = _forum(world, method.chat_id, "edit the topic")
    topic = _topic(chat, method.message_thread_id)
    name = method.name or topic.name
    if len(name) > community.TOPIC_NAME:
        raise bad("topic name is too long")
    if name == topic.name and not method.icon_custom_emoji_id:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.name = name
    _service(world, chat, topic, {"forum_topic_edited": {"name": name}})
    return True


def _close(world: World, chat_id: int | str, thread_id: int, *, closed: bool) -> bool:
    chat = _forum(world, chat_id, "close the topic" if closed else "reopen the topic")
    topic = _topic(chat, thread_id)
    if topic.closed == closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _service(world, chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


@answers(CloseForumTopic)
def close_forum_topic(world: World, method: CloseForumTopic) -> bool:
    """Nobody but administrators writes there any more."""
    return _close(world, method.chat_id, method.message_thread_id, closed=True)


@answers(ReopenForumTopic)
def reopen_forum_topic(world: World, method: ReopenForumTopic) -> bool:
    """Everybody may write there again."""
    return _close(world, method.chat_id, method.message_thread_id, closed=False)


@answers(DeleteForumTopic)
def delete_forum_topic(world: World, method: DeleteForumTopic) -> bool:
    """The topic goes with all its messages."""
    chat = _forum(world, method.chat_id, "delete the topic")
    _topic(chat, method.message_thread_id)
    community.remove_topic(world, chat, method.message_thread_id)
    return True
