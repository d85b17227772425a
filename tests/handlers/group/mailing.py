"""Mailings in the group for tests: Olena and Taras are supervisors, Emma and Ihor are clients."""

from dataclasses import dataclass, field, replace
from typing import Any

from aiogram.methods import EditMessageText, SendMessage, TelegramMethod
from aiogram.types import ForceReply, ReplyMarkupUnion

from desk import mailing_draft, mailings
from desk.model import Actor, Identity, Language, Role, Sender
from desk.ports import Work
from desk.ports_mailings import Mailing
from tests.handlers.group.conftest import HERE, OLENA, Desk, button
from tests.support.updates import Json, human

TARAS = human(503, "Тарас", "uk", last_name="Гриб")
EMMA, IHOR = human(7, "Emma"), human(8, "Ihor", "uk")
AUTHOR = Actor(Role.ENGINEER, OLENA["id"], "Олена Коваль")


@dataclass
class Writer:
    """A supervisor at their draft: `place` is its message, `page` what it shows, `markup` its buttons."""

    desk: Desk
    who: Json = field(default_factory=lambda: OLENA)
    place: int = 0
    page: str = ""
    markup: ReplyMarkupUnion | None = None
    prompt: int = 0
    said: str = ""

    async def command(self, text: str = "/mailing") -> list[TelegramMethod[Any]]:
        """Write a command; the message that answers is the draft's."""
        calls = await self.desk.rig.feed(self.desk.rig.updates.text(self.who, text, chat=HERE))
        for call in calls:
            if isinstance(call, SendMessage) and call.reply_markup is not None:
                self._at(call)
        return calls

    async def press(self, label: str, *, who: Json | None = None) -> str:
        """Press the button with this label; the words in answer."""
        return await self.press_data(button(self.markup, label), who=who)

    async def press_data(self, data: str, *, who: Json | None = None, at: int | None = None) -> str:
        """Press whatever a button may carry."""
        answer = await self.desk.press(who or self.who, data, message_id=at or self.place)
        for call in self.desk.sent:
            if isinstance(call, SendMessage) and isinstance(call.reply_markup, ForceReply):
                self.prompt, self.said = self.desk.rig.telegram.message_id_of(call), call.text
            elif isinstance(call, SendMessage):
                self._at(call)
            elif isinstance(call, EditMessageText):
                self._turned(call)
        return answer

    async def reply(self, text: str | None = None, *, who: Json | None = None, **content: Any) -> str:
        """Reply to the prompt; what the bot says to it."""
        rig = self.desk.rig
        replied = rig.updates.bot_said(self.prompt, HERE, text=self.said)
        more = content | ({} if text is None else {"text": text})
        calls = await rig.feed(rig.updates.message(who or self.who, chat=HERE, reply_to=replied, **more))
        self.desk.sent = calls
        said = ""
        for call in calls:
            if isinstance(call, EditMessageText):
                self._turned(call)
            elif isinstance(call, SendMessage) and call.reply_markup is not None:
                self._at(call)
            elif isinstance(call, SendMessage):
                said = call.text
        return said

    async def write(self, label: str, text: str, *, then: str = "") -> str:
        """Press, and reply to what it asks."""
        await self.press(label)
        if then:
            await self.press(then)
        return await self.reply(text)

    async def draft(self) -> Mailing:
        """As it is in the store."""
        found = await self.desk.rig.store.read(mailings.current_draft, Actor(Role.ENGINEER, self.who["id"]))
        assert found is not None
        return found

    def _turned(self, call: EditMessageText) -> None:
        self.page, self.markup = call.text or "", call.reply_markup

    def _at(self, call: SendMessage) -> None:
        self.place, self.page = self.desk.rig.telegram.message_id_of(call), call.text
        self.markup = call.reply_markup


async def clients(desk: Desk) -> None:
    """Emma of Films & Co, who is spoken to in English, and Ihor, in Ukrainian; Taras is an admin of the group."""
    desk.rig.telegram.members[TARAS["id"]] = "administrator"
    await desk.rig.store.run(_client, Sender(7, "Emma", "emma", "en"), "Films & Co <Ltd>")
    await desk.rig.store.run(_client, Sender(8, "Ihor", None, "uk"), "Alfa TV")


def _client(work: Work, sender: Sender, company: str) -> None:
    work.people.save(replace(work.people.meet(sender), identity=Identity("N. N.", company)))


async def complete(desk: Desk) -> Mailing:
    """Olena's draft with all that it needs."""
    return await desk.rig.store.run(_complete, desk)


def _complete(work: Work, desk: Desk) -> Mailing:
    house = desk.rig.house
    number = mailing_draft.open_draft(work, house, AUTHOR).mailing.id
    begins = work.now.replace(hour=0, minute=0)
    mailings.save_window(work, AUTHOR, number, begins.replace(day=25), begins.replace(day=25, hour=4))
    return mailings.save_text(work, house, AUTHOR, number, Language.EN, "Short <b>breaks</b> & more.")


async def sent(desk: Desk) -> Mailing:
    """The same, on its way."""
    draft = await complete(desk)
    return await desk.rig.store.run(mailings.confirm, desk.rig.house, AUTHOR, draft.id)
