"""Updates as Telegram sends them, built from JSON through aiogram's types.

updates = Updates()
emma = human(7, "Emma")
await dispatcher.feed_update(bot, updates.text(emma, "/start"))
await dispatcher.feed_update(bot, updates.press(emma, data, message_id=101))
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot
from aiogram.types import ChatMemberAdministrator, Update

from tests.support.session import TOKEN

Json = dict[str, Any]
BOT_ID = int(TOKEN.split(":")[0])
DATE = int(datetime(2026, 11, 20, 10, 0, tzinfo=UTC).timestamp())


def human(user_id: int, first_name: str, language_code: str | None = "en", **more: Any) -> Json:
    """A Telegram user."""
    user = {"id": user_id, "is_bot": False, "first_name": first_name, **more}
    return user | ({"language_code": language_code} if language_code else {})


def private(user: Json) -> Json:
    """The private chat with a user."""
    return {"id": user["id"], "type": "private", "first_name": user["first_name"]}


def group(chat_id: int, title: str = "Engineers", *, forum: bool = False) -> Json:
    """A supergroup."""
    return {"id": chat_id, "type": "supergroup", "title": title} | ({"is_forum": True} if forum else {})


def bot_user() -> Json:
    """The bot as the sender of a message."""
    return {"id": BOT_ID, "is_bot": True, "first_name": "Front desk", "username": "frontdesk_bot"}


def picture_size(file_id: str, unique_id: str | None = None, size: int | None = 1000) -> Json:
    """What Telegram says of a file."""
    return {"file_id": file_id, "file_unique_id": unique_id or f"u-{file_id}", "width": 90, "height": 60} | (
        {"file_size": size} if size is not None else {}
    )


@dataclass
class Updates:
    """Numbers updates and messages in order."""

    bot: Bot | None = None
    update_id: int = 0
    message_id: int = 1000
    seen: list[Update] = field(default_factory=list)

    def text(self, user: Json, text: str, **more: Any) -> Update:
        """A text message; `more` as `message`."""
        if text.startswith("/"):
            command = text.split(maxsplit=1)[0]
            more["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return self.message(user, text=text, **more)

    def message(self, user: Json, *, chat: Json | None = None, reply_to: Json | None = None, **content: Any) -> Update:
        """Any message. `reply_to`: the JSON of the message replied to (see `said`, `bot_said`)."""
        return self._update("message", self.said(user, chat=chat, reply_to=reply_to, **content))

    def edited(self, user: Json, message_id: int, text: str, *, chat: Json | None = None, **more: Any) -> Update:
        """A person edits their message."""
        message = self.said(user, chat=chat, text=text, edit_date=DATE + 60, **more) | {"message_id": message_id}
        return self._update("edited_message", message)

    def photo(self, user: Json, file_id: str, *, size: int | None = 1000, **more: Any) -> Update:
        """A photo in two sizes; `more`: caption, media_group_id, chat, reply_to."""
        small = picture_size(f"{file_id}-small", size=100) | {"width": 45, "height": 30}
        return self.message(user, photo=[small, picture_size(file_id, size=size)], **more)

    def document(
        self, user: Json, file_id: str, *, name: str = "screen.png", mime: str = "image/png",
        size: int | None = 1000, **more: Any,
    ) -> Update:  # fmt: skip
        """A file."""
        document = picture_size(file_id, size=size) | {"file_name": name, "mime_type": mime}
        del document["width"], document["height"]
        return self.message(user, document=document, **more)

    def animation(self, user: Json, file_id: str, *, mime: str = "video/mp4", **more: Any) -> Update:
        """What Telegram makes of a GIF: an animation that is a document as well."""
        about = picture_size(file_id) | {"duration": 1, "mime_type": mime, "file_name": "a.gif.mp4"}
        document = {key: about[key] for key in ("file_id", "file_unique_id", "mime_type", "file_name", "file_size")}
        return self.message(user, animation=about, document=document, **more)

    def contact(self, user: Json, phone_number: str, *, own: bool = True, **more: Any) -> Update:
        """Telegram's contact button (`own`), or somebody out of the address book."""
        contact: Json = {"phone_number": phone_number, "first_name": user["first_name"]}
        return self.message(user, contact=contact | ({"user_id": user["id"]} if own else {}), **more)

    def press(
        self, user: Json, data: str, *, message_id: int, chat: Json | None = None, reply_to: Json | None = None,
        inaccessible: bool = False, text: str = "…", markup: Json | None = None,
    ) -> Update:  # fmt: skip
        """A press of an inline button under the bot's message `message_id`, whose buttons are `markup`."""
        message = self.bot_said(message_id, chat or private(user), text=text, reply_to=reply_to)
        message |= {"reply_markup": markup} if markup else {}
        if inaccessible:
            message = {"message_id": message_id, "date": 0, "chat": chat or private(user)}
        press = {"id": f"press-{self.update_id + 1}", "from": user, "chat_instance": "1", "data": data}
        return self._update("callback_query", press | {"message": message})

    def member(self, user: Json, chat: Json, old: str, new: str, *, mine: bool = False) -> Update:
        """Somebody's (`mine`: the bot's own) membership of a chat changed; `user` did it."""
        whom = bot_user() if mine else user
        change = {"chat": chat, "from": user, "date": DATE, "old_chat_member": _member(whom, old),
                  "new_chat_member": _member(whom, new)}  # fmt: skip
        return self._update("my_chat_member" if mine else "chat_member", change)

    def raw(self, kind: str, value: Json) -> Update:
        """Any other update."""
        return self._update(kind, value)

    def said(self, user: Json, *, chat: Json | None = None, reply_to: Json | None = None, **content: Any) -> Json:
        """A person's message as JSON, with the next message id."""
        self.message_id += 1
        message = {"message_id": self.message_id, "date": DATE, "chat": chat or private(user), "from": user, **content}
        return message | ({"reply_to_message": reply_to} if reply_to else {})

    def bot_said(self, message_id: int, chat: Json, *, reply_to: Json | None = None, **content: Any) -> Json:
        """A message of the bot as JSON, e.g. to reply to."""
        message = {"message_id": message_id, "date": DATE, "chat": chat, "from": bot_user()} | (
            content or {"text": "…"}
        )
        return message | ({"reply_to_message": reply_to} if reply_to else {})

    def _update(self, kind: str, value: Json) -> Update:
        self.update_id += 1
        update = Update.model_validate({"update_id": self.update_id, kind: value}, context={"bot": self.bot})
        self.seen.append(update)
        return update


def _member(user: Json, status: str) -> Json:
    member: Json = {"status": status, "user": user}
    match status:
        case "administrator":
            rights = [name for name, field in ChatMemberAdministrator.model_fields.items() if field.annotation is bool]
            return member | dict.fromkeys(rights, False)
        case "creator":
            return member | {"is_anonymous": False}
        case "kicked":
            return member | {"until_date": 0}
        case _:
            return member
