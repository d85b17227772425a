"""What people do outside of a chat's talk: arrive, block the bot, found groups, join, leave, migrate, drop topics."""

from typing import Any

from playground import members
from playground.acts import person_of
from playground.errors import PeopleError
from playground.world import ADMINS, PRESENT, Chat, Json, Person, Stored, Topic, World, private_chat

USER_FIELDS = ("first_name", "last_name", "username", "language_code")
PERSON_CHANGES = frozenset({*USER_FIELDS, "blocked", "deleted"})
TOPIC_NAME = 128
TOPIC_COLOR = 7322096  # Telegram's blue, the first of its six
GROUP_KINDS = ("group", "supergroup")
SUPERGROUPS = -1_002_000_000_000
GROUPS = -4_000_000_000


def _user_fields(body: Json) -> Json:
    fields = {key: body[key] for key in USER_FIELDS if body.get(key) is not None}
    if any(not isinstance(value, str) for value in fields.values()):
        raise PeopleError("names and languages are texts")
    if "first_name" in fields and not fields["first_name"].strip():
        raise PeopleError("a first name is needed")
    return fields


def add_person(world: World, body: Json) -> Person:
    """A new person, in the engineers' group or not. Raises PeopleError."""
    fields = _user_fields(body)
    if "first_name" not in fields:
        raise PeopleError("a first name is needed")
    status = body.get("engineer")
    if status not in (None, "member", "admin", "administrator", "creator"):
        raise PeopleError("engineer is member, admin or null")
    user = {"id": world.next_person_id(), "is_bot": False, "first_name": "", "language_code": "en", **fields}
    person = world.add_person(user)
    world.events.emit("chat", chat=world.chats[person.id].shown())
    group = world.chats.get(world.group_id)
    if status and group is not None:
        wanted = "administrator" if status == "admin" else status
        members.set_status(world, group, user, user, wanted)
    else:
        world.person_changed(person)
    return person


def change_person(world: World, user_id: int, body: Json) -> Person:
    """Another name or language, the bot blocked or unblocked, the account deleted. Raises PeopleError."""
    person = world.people.get(user_id)
    if person is None:
        raise PeopleError("there is no such person", 404)
    if set(body) - PERSON_CHANGES:
        raise PeopleError(f"what can change: {', '.join(sorted(PERSON_CHANGES))}")
    person.user.update(_user_fields(body))
    chat = world.chats[user_id]
    chat.json.update(private_chat(person.user))
    if "blocked" in body and bool(body["blocked"]) != person.blocked:
        person.blocked = bool(body["blocked"])
        old, new = ("member", "kicked") if person.blocked else ("kicked", "member")
        chat.members[world.bot_id] = new
        members.tell_bot(world, chat, person.user, world.bot, (old, new))
    if "deleted" in body:
        person.deleted = bool(body["deleted"])
    world.person_changed(person)
    return person


def set_member(world: World, body: Json) -> Chat:
    """Somebody (or the bot) joins, leaves or gets another status in a group. Raises PeopleError."""
    chat = group_of(world, body.get("chat_id"))
    user_id, status = body.get("user_id"), body.get("status")
    user = members.user_of(world, user_id) if isinstance(user_id, int) else None
    if user is None:
        raise PeopleError("there is no such person", 404)
    if status not in members.STATUSES:
        raise PeopleError(f"a status is one of {', '.join(members.STATUSES)}")
    members.set_status(world, chat, _actor(world, chat, user), user, status)
    return chat


def _actor(world: World, chat: Chat, user: Json) -> Json:
    """Who did it: the person themselves, or for the bot an owner of the group."""
    if user["id"] != world.bot_id:
        return user
    owners = [world.people[u].user for u, s in chat.members.items() if s in ADMINS and u in world.people]
    present = [world.people[u].user for u, s in chat.members.items() if s in PRESENT and u in world.people]
    return (owners or present or [user])[0]


def group_of(world: World, chat_id: Any) -> Chat:
    """A living group. Raises PeopleError."""
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None or chat.private or chat.migrated_to is not None:
        raise PeopleError("there is no such group", 404)
    return chat


def add_chat(world: World, body: Json) -> Chat:
    """A new group with the bot in it; the first person named owns it. Raises PeopleError."""
    kind, title, people = body.get("type"), body.get("title"), body.get("members", [])
    bot_status = body.get("bot_status", "member")
    if kind not in GROUP_KINDS or not isinstance(title, str) or not title.strip():
        raise PeopleError("a group has a title and is a group or a supergroup")
    if bot_status not in members.STATUSES:
        raise PeopleError(f"a status is one of {', '.join(members.STATUSES)}")
    if body.get("is_forum") and kind != "supergroup":
        raise PeopleError("only a supergroup has topics")
    if not isinstance(people, list):
        raise PeopleError("members is a list of people's ids")
    if not isinstance(body.get("username", ""), str):
        raise PeopleError("a username is a text")
    owners = [person_of(world, user_id) for user_id in people]
    if not owners:
        raise PeopleError("a group needs a member")
    json: Json = {"id": new_group_id(world, kind), "type": kind, "title": title}
    json |= {key: body[key] for key in ("username",) if body.get(key)}
    if body.get("is_forum"):
        json["is_forum"] = True
    chat = world.chats[json["id"]] = Chat(json)
    for place, person in enumerate(owners):
        chat.members[person.id] = "creator" if place == 0 else "member"
    members.set_status(world, chat, owners[0].user, world.bot, bot_status)
    world.chat_changed(chat)
    return chat


def change_chat(world: World, chat_id: int, body: Json) -> Chat:
    """Topics are switched on or off, of which Telegram tells bots nothing; off, they wait. Raises PeopleError."""
    chat, forum = group_of(world, chat_id), body.get("is_forum")
    if type(forum) is not bool or set(body) != {"is_forum"}:
        raise PeopleError("is_forum is true or false")
    if chat.json["type"] != "supergroup":
        raise PeopleError("only a supergroup has topics")
    if forum:
        chat.json["is_forum"] = True
    else:
        chat.json.pop("is_forum", None)
    world.chat_changed(chat)
    return chat


def new_group_id(world: World, kind: str) -> int:
    """Ids as Telegram gives them: -100… for supergroups, shorter ones for plain groups."""
    return (SUPERGROUPS if kind == "supergroup" else GROUPS) - next(world.numbers)


def migrate(world: World, chat_id: int) -> Chat:
    """A plain group becomes a supergroup: another id, and an error at the old one from now on. Raises PeopleError."""
    old = group_of(world, chat_id)
    if old.json["type"] != "group":
        raise PeopleError("only a plain group becomes a supergroup")
    json = {**old.json, "id": new_group_id(world, "supergroup"), "type": "supergroup"}
    new = world.chats[json["id"]] = Chat(json, dict(old.members), keyboards=dict(old.keyboards))
    actor = _actor(world, old, world.bot)
    before = world.post(old, actor, {"migrate_to_chat_id": new.id})
    old.migrated_to = new.id
    after = world.post(new, actor, {"migrate_from_chat_id": old.id})
    if world.group_id == old.id:
        world.group_id = new.id
    if world.bot_status(new) in PRESENT:
        world.updates.push("message", dict(before.json))
        world.updates.push("message", dict(after.json))
    world.chat_changed(old)
    world.chat_changed(new)
    return new


def add_topic(world: World, body: Json) -> Chat:
    """A person begins a topic in a forum, and the bot hears of it. Raises PeopleError."""
    person = person_of(world, body.get("from"))
    chat, name = group_of(world, body.get("chat_id")), body.get("name")
    if not chat.forum:
        raise PeopleError("this group has no topics")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= TOPIC_NAME:
        raise PeopleError(f"a topic's name has 1 to {TOPIC_NAME} characters")
    stored = begin_topic(world, chat, person.user, name, TOPIC_COLOR)
    if world.bot_status(chat) in PRESENT:
        world.updates.push("message", dict(stored.json))
    return chat


def begin_topic(world: World, chat: Chat, sender: Json, name: str, color: int) -> Stored:
    """The topic and the service message that gives it its id."""
    stored = world.post(chat, sender, {"forum_topic_created": {"name": name, "icon_color": color}})
    thread_id = stored.json["message_id"]
    stored.json |= {"message_thread_id": thread_id, "is_topic_message": True}
    chat.topics[thread_id] = Topic(thread_id, name)
    world.changed(chat, stored)
    world.chat_changed(chat)
    return stored


def drop_topic(world: World, chat_id: int, thread_id: int) -> None:
    """Somebody deletes a topic with all its messages; the bot is not told, as on Telegram. Raises PeopleError."""
    chat = group_of(world, chat_id)
    if thread_id not in chat.topics:
        raise PeopleError("there is no such topic", 404)
    remove_topic(world, chat, thread_id)


def remove_topic(world: World, chat: Chat, thread_id: int) -> None:
    """Take a topic away with everything in it."""
    del chat.topics[thread_id]
    inside = [i for i, m in chat.messages.items() if i == thread_id or m.json.get("message_thread_id") == thread_id]
    for message_id in inside:
        world.remove(chat, message_id)
    world.chat_changed(chat)
