"""The state of a small Telegram: people, chats, messages, the bot, and what the bot has yet to hear."""

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playground.clock import PlayClock
from playground.events import Events
from playground.files import FileStore
from playground.trouble import Trouble
from playground.updates import UpdateQueue

Json = dict[str, Any]
ANONYMOUS_ADMIN: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
ADMINS = frozenset({"creator", "administrator"})
PRESENT = ADMINS | {"member", "restricted"}
EPOCH = 1_700_000_000  # update ids start from the time, so that they grow also when the state was lost
CALLS_KEPT = 50_000
PATIENCE = 15 * 60  # seconds that Telegram waits for the answer to a press
PRESSES_KEPT = 10_000  # before the old ones are looked for


@dataclass(slots=True)
class Person:
    """Somebody with the messenger in their hand; `started` says that the bot may write to them."""

    user: Json
    blocked: bool = False
    deleted: bool = False
    started: bool = False
    phone: str = ""

    @property
    def id(self) -> int:
        """The Telegram user id."""
        return int(self.user["id"])


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is the id of the message that created it."""

    message_thread_id: int
    name: str
    closed: bool = False


@dataclass(slots=True)
class Stored:
    """A message as the bot sees it (`json`) and what only people see."""

    json: Json
    silent: bool = False
    edited: bool = False
    reactions: dict[int, str] = field(default_factory=dict)

    def shown(self) -> Json:
        """The message as the page shows it."""
        by_emoji: dict[str, list[int]] = {}
        for user_id, emoji in self.reactions.items():
            by_emoji.setdefault(emoji, []).append(user_id)
        reactions = [{"emoji": emoji, "user_ids": users} for emoji, users in by_emoji.items()]
        return {**self.json, "reactions": reactions, "silent": self.silent, "edited": self.edited}


@dataclass(slots=True)
class Chat:
    """A chat: the private one of a person with the bot, a group or a supergroup."""

    json: Json
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    messages: dict[int, Stored] = field(default_factory=dict)
    keyboards: dict[int, Json | None] = field(default_factory=dict)
    last_id: int = 0
    migrated_to: int | None = None

    @property
    def id(self) -> int:
        """The chat id as the bot uses it."""
        return int(self.json["id"])

    @property
    def private(self) -> bool:
        """Whether it is the chat of one person with the bot."""
        return bool(self.json["type"] == "private")

    @property
    def forum(self) -> bool:
        """Whether it has topics."""
        return bool(self.json.get("is_forum"))

    def shown(self) -> Json:
        """The chat as the page shows it."""
        topics = [
            {"message_thread_id": t.message_thread_id, "name": t.name, "closed": t.closed} for t in self.topics.values()
        ]
        members = {str(user_id): status for user_id, status in self.members.items()}
        shown = {**self.json, "members": members, "topics": topics, "pinned": list(self.pinned)}
        return shown if self.migrated_to is None else {**shown, "migrated_to": self.migrated_to}


@dataclass(slots=True)
class Press:
    """A pressed button that waits for its answer; `at` is the real time of the press: a machine answers it."""

    user_id: int
    chat_id: int
    at: float
    answered: bool = False


@dataclass(slots=True)
class BotProfile:
    """What the bot says of itself; keys are language codes, "" is every other language."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)  # (scope as JSON, language)
    name: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    short_description: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)  # 0 is the default for all private chats


class World:
    """Everything the playground knows. Methods change it at once; nothing here waits."""

    def __init__(self, token: str, clock: PlayClock | None = None) -> None:
        self.token = token
        self.clock = clock or PlayClock()
        self.bot: Json = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Front desk",
            "username": "playground_desk_bot",
        }
        self.events = Events()
        self.updates = UpdateQueue((int(self.clock()) - EPOCH) * 10)
        self.trouble = Trouble()
        self.on_change: Callable[[], None] = lambda: None
        self.calls: deque[Json] = deque(maxlen=CALLS_KEPT)
        self.calls_made = 0
        self.clear()

    def clear(self) -> None:
        """An empty world; update ids, event numbers and numbers of calls go on."""
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.presses: dict[str, Press] = {}
        self.profile = BotProfile()
        self.group_id = 0
        self.webhook: Json = {"url": ""}
        self.last_message_id = 0
        self.numbers = itertools.count(1)
        self.updates.clear()

    @property
    def bot_id(self) -> int:
        """The bot's user id, the first part of its token."""
        return int(self.bot["id"])

    def now(self) -> int:
        """The playground's time in whole seconds, as Telegram gives dates."""
        return int(self.clock())

    def new_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; private chats and plain groups share one count, as on Telegram."""
        if chat.json["type"] == "supergroup":
            chat.last_id += 1
            return chat.last_id
        self.last_message_id += 1
        chat.last_id = self.last_message_id
        return self.last_message_id

    def post(self, chat: Chat, sender: Json, content: Json, *, silent: bool = False) -> Stored:
        """Put a message into a chat, and show it."""
        message_id = self.new_message_id(chat)
        content = self.with_mentions(content)
        json = {"message_id": message_id, "from": sender, "chat": chat.json, "date": self.now(), **content}
        stored = chat.messages[message_id] = Stored(json, silent)
        self.events.emit("message", chat_id=chat.id, message=stored.shown())
        self.on_change()
        return stored

    def with_mentions(self, content: Json) -> Json:
        """Content whose links to people name them whole, as Telegram does; a link to a stranger is plain text."""
        named = dict(content)
        for place in ("entities", "caption_entities"):
            if not any(entity["type"] == "text_mention" for entity in content.get(place, ())):
                continue
            known = [e for e in content[place] if e["type"] != "text_mention" or e["user"]["id"] in self.people]
            named[place] = [
                {**e, "user": self.people[e["user"]["id"]].user} if e["type"] == "text_mention" else e for e in known
            ]
        return named

    def changed(self, chat: Chat, stored: Stored) -> None:
        """Show a message that was edited or got another keyboard."""
        self.events.emit("edited", chat_id=chat.id, message=stored.shown())
        self.on_change()

    def chat_changed(self, chat: Chat) -> None:
        """Show a chat whose members, topics or pins changed."""
        self.events.emit("chat", chat=chat.shown())
        self.on_change()

    def person_changed(self, person: Person) -> None:
        """Show a person who changed."""
        self.events.emit("person", person=self.shown_person(person))
        self.on_change()

    def remove(self, chat: Chat, message_id: int) -> None:
        """Take a message away for everybody."""
        del chat.messages[message_id]
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
        self.events.emit("deleted", chat_id=chat.id, message_id=message_id)
        self.on_change()

    def bot_status(self, chat: Chat) -> str:
        """The bot's membership: creator, administrator, member, restricted, left or kicked."""
        return chat.members.get(self.bot_id, "left")

    def shown_person(self, person: Person) -> Json:
        """The person as the page shows them; `engineer` is their status in the engineers' group."""
        group = self.chats.get(self.group_id)
        status = group.members.get(person.id) if group else None
        return {**person.user, "blocked": person.blocked, "deleted": person.deleted, "engineer": status}

    def add_person(self, user: Json) -> Person:
        """A new person and their (still empty) private chat with the bot."""
        person = self.people[user["id"]] = Person(user)
        self.chats[person.id] = Chat(private_chat(user), {person.id: "member", self.bot_id: "member"})
        return person

    def next_person_id(self) -> int:
        """Ids beyond 32 bits, as Telegram gives them today."""
        return max(self.people, default=5_100_000_000) + 1

    def add_press(self, query_id: str, press: Press) -> None:
        """A button was pressed; presses that nobody can answer any more are forgotten."""
        if len(self.presses) >= PRESSES_KEPT:
            self.presses = {key: old for key, old in self.presses.items() if press.at - old.at <= PATIENCE}
        self.presses[query_id] = press

    def record(self, method: str, params: Json, error_code: int | None) -> None:
        """Remember a call of the bot for GET /api/calls."""
        self.calls_made += 1
        call = {"n": self.calls_made, "method": method, "params": params, "ok": error_code is None}
        self.calls.append({**call, "error_code": error_code, "at": self.clock()})


def words(message: Json) -> tuple[str, list[Json]]:
    """What a message says: its text or caption, with the entities."""
    kind = "text" if "text" in message else "caption"
    marks = "entities" if kind == "text" else "caption_entities"
    return str(message.get(kind, "")), list(message.get(marks, ()))


def private_chat(user: Json) -> Json:
    """The Chat object of somebody's private chat."""
    names = {key: user[key] for key in ("first_name", "last_name", "username") if user.get(key)}
    return {"id": user["id"], "type": "private", **names}
