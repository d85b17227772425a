"""The world in a JSON file with the sent files beside it, so that a restart of the playground keeps the chats."""

import asyncio
import contextlib
import json
import logging
from collections import deque
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from playground import files
from playground.disk import replace
from playground.trouble import Trouble
from playground.updates import KINDS
from playground.world import BotProfile, Chat, Json, Person, Press, Stored, Topic, World

log = logging.getLogger(__name__)
VERSION = 1
PAUSE = 0.3  # seconds between a change and its writing, so that a burst is written once


class StateFile:
    """Writes the world down soon after every change, whole, under another name first."""

    def __init__(self, path: Path, world: World) -> None:
        self.path = path
        self.files = path.with_name(path.name + ".files")
        self.world = world
        self._dirty = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def load(self) -> bool:
        """Fill the world from the file; False where there is none. Raises ValueError for one that cannot be read."""
        try:
            state = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return False
        except ValueError as error:
            raise ValueError(f"{self.path}: this is no saved playground ({error})") from error
        if not isinstance(state, dict) or state.get("version") != VERSION:
            raise ValueError(f"{self.path}: saved by another version of the playground; delete it to start anew")
        restore(self.world, state, self.files)
        return True

    def start(self) -> None:
        """Watch for changes."""
        self.world.on_change = self._dirty.set
        self._dirty.set()
        self._task = asyncio.create_task(self._run(), name="playground-state")

    async def stop(self) -> None:
        """Write a last time."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._write(json.dumps(snapshot(self.world), ensure_ascii=False), self._new_files())

    async def _run(self) -> None:
        while True:
            await self._dirty.wait()
            await asyncio.sleep(PAUSE)
            self._dirty.clear()
            text = json.dumps(snapshot(self.world), ensure_ascii=False)
            try:
                await asyncio.to_thread(self._write, text, self._new_files())
            except OSError as error:
                log.warning("the playground's state could not be written: %s", error)

    def _new_files(self) -> list[files.Stored]:
        return [stored for stored in self.world.files.by_id.values() if not self._place(stored).exists()]

    def _place(self, stored: files.Stored) -> Path:
        return self.files / stored.unique_id

    def _write(self, text: str, new_files: list[files.Stored]) -> None:
        self.files.mkdir(parents=True, exist_ok=True)
        for stored in new_files:
            replace(self._place(stored), stored.data)
        replace(self.path, text.encode())


def snapshot(world: World) -> Json:
    """Everything that a restart keeps, as JSON."""
    return {
        "version": VERSION,
        "bot": world.bot,
        "people": [asdict(person) for person in world.people.values()],
        "chats": [_chat(chat) for chat in world.chats.values()],
        "files": [_file(stored) for stored in world.files.by_id.values()],
        "presses": {query_id: asdict(press) for query_id, press in world.presses.items() if not press.answered},
        "profile": _profile(world.profile),
        "group_id": world.group_id,
        "webhook": world.webhook,
        "last_message_id": world.last_message_id,
        "updates": list(world.updates.pending),
        "next_update": world.updates.next_id,
        "allowed": sorted(world.updates.allowed),
        "trouble": world.trouble.as_json(),
    }


def _chat(chat: Chat) -> Json:
    plain = {field.name: getattr(chat, field.name) for field in fields(Chat)}
    plain["messages"] = [asdict(stored) for stored in chat.messages.values()]
    plain["topics"] = [asdict(topic) for topic in chat.topics.values()]
    return plain


def _file(stored: files.Stored) -> Json:
    return {field.name: getattr(stored, field.name) for field in fields(files.Stored) if field.name != "data"}


def _profile(profile: BotProfile) -> Json:
    plain = {field.name: getattr(profile, field.name) for field in fields(BotProfile)}
    plain["commands"] = [[scope, language, listed] for (scope, language), listed in profile.commands.items()]
    return plain


def restore(world: World, state: Json, folder: Path) -> None:
    """Put a saved state into an empty world; update ids go on from where they were."""
    world.clear()
    world.bot.update({key: state["bot"][key] for key in ("first_name",)})
    for saved in state["people"]:
        world.people[saved["user"]["id"]] = Person(**saved)
    for saved in state["chats"]:
        chat = _restored_chat(saved)
        world.chats[chat.id] = chat
        for _ in range(0 if chat.private else 1):
            next(world.numbers)
    for saved in state["files"]:
        place = folder / saved["unique_id"]
        if place.exists():
            world.files.put(files.Stored(**saved, data=place.read_bytes()))
    world.presses = {query_id: Press(**saved) for query_id, saved in state["presses"].items()}
    world.profile = _restored_profile(state["profile"])
    world.group_id = state["group_id"]
    world.webhook = state["webhook"]
    world.last_message_id = state["last_message_id"]
    world.updates.pending = deque(state["updates"])
    world.updates.next_id = max(world.updates.next_id, state["next_update"])
    world.updates.allowed = frozenset(state["allowed"]) & KINDS
    world.updates.webhook_active = bool(world.webhook["url"])
    world.trouble = Trouble(**state["trouble"])


def _numbered(plain: dict[str, Any]) -> dict[int, Any]:
    return {int(key): value for key, value in plain.items()}


def _restored_chat(saved: Json) -> Chat:
    messages = [_restored_message(message) for message in saved.pop("messages")]
    topics = [Topic(**topic) for topic in saved.pop("topics")]
    chat = Chat(**saved)
    chat.members, chat.keyboards = _numbered(saved["members"]), _numbered(saved["keyboards"])
    chat.messages = {stored.json["message_id"]: stored for stored in messages}
    chat.topics = {topic.message_thread_id: topic for topic in topics}
    return chat


def _restored_message(saved: Json) -> Stored:
    return Stored(saved["json"], saved["silent"], saved["edited"], _numbered(saved["reactions"]))


def _restored_profile(saved: Json) -> BotProfile:
    commands = {(scope, language): listed for scope, language, listed in saved.pop("commands")}
    profile = BotProfile(commands=commands, **saved)
    profile.menu_buttons = _numbered(saved["menu_buttons"])
    return profile
