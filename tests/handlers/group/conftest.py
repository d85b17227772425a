"""The engineers' group for tests: tickets in the real store, the real router, and a courier that sends when told."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import InlineKeyboardMarkup, ReplyMarkupUnion

from bot.persistence import Persistence
from bot.transport import Parcel, Transport
from desk.conversation import say
from desk.delivery import Errand, Report, Sent, exchange
from desk.house import House
from desk.messages import Content, Kind, Said
from desk.model import Actor, HistoryEntry, Identity, Impact, Request, Resolution, Role, Scale, Sender, Ticket
from desk.ports import Work
from desk.staff import ask, close, look, release, take
from desk.tickets import open_ticket
from handlers.group.members import Group, Members
from handlers.group.router import build
from handlers.notices import Words
from tests.handlers.conftest import GROUP_ID, Rig
from tests.support.updates import Json, group, human

HERE = group(GROUP_ID)
ANDRIY = human(501, "Андрій", "uk", last_name="Бондар")
OLENA = human(502, "Олена", "uk", last_name="Коваль")
STRANGER = human(666, "Mallory")
CLIENT = Sender(7, "Emma Client", "emma", "en")
CARD_ID = 40


@dataclass
class Desk:
    """A rig with the group's router, and short ways to bring tickets into a state."""

    rig: Rig
    group: Group
    members: Members
    drafts: int = 0
    sent: list[TelegramMethod[Any]] = field(default_factory=list)

    async def ticket(self, *, problem: str = "No picture at all", **more: Any) -> Ticket:
        """A new one; `more`: fields of its Request."""
        self.drafts += 1
        regulation = self.rig.house.regulation
        impact = more.get("impact", Impact.QUESTION)
        scale = more.get("scale", Scale.ONE if regulation.asks_scale(impact) else None)
        request = Request(
            draft_id=self.drafts,
            topic=more.get("topic", regulation.topics[0].key),
            impact=impact,
            scale=scale,
            priority=more.get("priority", regulation.priority_for(impact, scale)),
            identity=more.get("identity", Identity("Emma Client", "Films & Co <Ltd>", "+380672446444", "")),
            problem=problem,
            reproduction=more.get("reproduction", ""),
        )
        return await self.rig.store.run(_open, self.rig.house, more.get("sender", CLIENT), request)

    async def card(self, ticket: Ticket, message_id: int = CARD_ID) -> None:
        """The card is this message."""
        await self.rig.store.run(_set_card, ticket.id, self.group.id, message_id)

    async def now(self, ticket: Ticket) -> Ticket:
        """As it is in the store."""
        return await self.rig.store.read(look, ticket.id)

    async def history(self, ticket: Ticket) -> list[HistoryEntry]:
        """As it is in the store."""
        return await self.rig.store.read(_history, ticket.id)

    async def press(self, user: Json, data: str, *, message_id: int = CARD_ID, **more: Any) -> str:
        """The words in answer to a press; every press has exactly one answer."""
        calls = await self.rig.feed(
            self.rig.updates.press(user, data, message_id=message_id, chat=more.pop("chat", HERE), **more)
        )
        self.sent = calls
        (answer,) = [call for call in calls if isinstance(call, AnswerCallbackQuery)]
        return answer.text or ""

    async def reply(self, user: Json, message_id: int, text: str | None = None, **content: Any) -> list[Any]:
        """A reply to a message of the bot; the calls that follow."""
        more = {"text": text} if text is not None else {}
        replied = self.rig.updates.bot_said(message_id, HERE)
        self.sent = await self.rig.feed(self.rig.updates.message(user, chat=HERE, reply_to=replied, **more, **content))
        return self.sent

    async def deliver(self) -> list[TelegramMethod[Any]]:
        """Send what the outbox holds, as the courier does; what was sent."""
        before = len(self.rig.telegram.delivered)
        transport, words = Transport(self.rig.bot, self.rig.files), Words(self.rig.house)
        reports: list[Report] = []
        while True:
            turn = await self.rig.store.run(
                exchange, reports, limit=20, lease=timedelta(seconds=30), group_id=self.group.id
            )
            if not turn.errands:
                return self.rig.telegram.delivered[before:]
            with self.rig.i18n.context():
                reports = [await self._send(transport, words, errand) for errand in turn.errands]

    async def _send(self, transport: Transport, words: Words, errand: Errand) -> Report:
        row, outgoing = errand.row, words.word(errand.briefing, self.rig.clock())
        delivered = await transport.deliver(Parcel(row.id, row.chat_id, row.silent, errand.briefing.ticket, outgoing))
        return Sent(row, delivered.message_id, delivered.card, delivered.copies)

    async def bring(self, ticket: Ticket, state: str) -> Ticket:
        """`created`, `taken`, `asked`, `released` (in Clarification, nobody has it) or `done`."""
        store, house, who = self.rig.store, self.rig.house, Actor(Role.ENGINEER, OLENA["id"], "Олена Коваль")
        if state == "created":
            return ticket
        ticket = await store.run(take, house, who, ticket.id)
        if state in ("asked", "released"):
            ticket = await store.run(ask, house, who, ticket.id, "Which channel?")
        if state == "released":
            ticket = await store.run(release, house, who, ticket.id)
        if state == "done":
            ticket = await store.run(close, house, who, ticket.id, Resolution.SOLVED, "")
        return ticket

    async def client_says(self, ticket: Ticket, text: str) -> Ticket:
        """The client answers or adds."""
        said = Said(Content(Kind.TEXT, text), CLIENT.id)
        return await self.rig.store.run(say, self.rig.house, CLIENT, ticket.id, said)


def _open(work: Work, house: House, sender: Sender, request: Request) -> Ticket:
    return open_ticket(work, house, work.people.meet(sender), request)


def _set_card(work: Work, ticket_id: int, chat_id: int, message_id: int) -> None:
    work.tickets.set_card(ticket_id, chat_id, message_id)


def _history(work: Work, ticket_id: int) -> list[HistoryEntry]:
    return list(work.tickets.history(ticket_id))


def labels(markup: ReplyMarkupUnion | None) -> list[str]:
    """What stands on the buttons."""
    return (
        [button.text for row in markup.inline_keyboard for button in row]
        if isinstance(markup, InlineKeyboardMarkup)
        else []
    )


def button(markup: ReplyMarkupUnion | None, label: str) -> str:
    """The callback data of the button with this label (or that begins so)."""
    assert isinstance(markup, InlineKeyboardMarkup)
    found = [one.callback_data for row in markup.inline_keyboard for one in row if one.text.startswith(label)]
    assert found, f"no {label} among {labels(markup)}"
    return found[0] or ""


@pytest.fixture
def desk(rig: Rig) -> Desk:
    """Andriy and Olena are engineers; Mallory is nobody."""
    if not list(rig.bot.session.middleware):
        rig.bot.session.middleware(Persistence())  # it notes which presses were answered
    return serve(rig)


def serve(rig: Rig) -> Desk:
    """Once more over the same rig: a second process."""
    rig.telegram.members.update({ANDRIY["id"]: "member", OLENA["id"]: "creator"})
    place = Group(rig.house.group_id)
    members = Members(place, rig.clock)
    rig.serve(build(), group=place, members=members)
    return Desk(rig, place, members)
