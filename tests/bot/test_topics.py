"""News of tickets in a group with topics, against the playground: where each message is afterwards."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramServerError
from aiogram.methods import GetMe
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from PIL import Image

from bot.courier import LEASE, Courier
from bot.pace import Pace
from bot.tasks import Tasks
from bot.topics import AstrayError, Topics
from bot.transport import Carrier, Delivered, Parcel, Transport
from desk.model import Picture, PictureKind, Resolution, Status, Ticket, Urgency
from desk.notices import Card, CardPictures, ClientUnreachable, CriticalIncident, Notice, TopicsRefused
from desk.ports import Work
from desk.topics import has_topics
from handlers.group.members import Group
from handlers.outgoing import Edit, Say, ShowPictures
from playground import community, members
from playground.server import Playground
from playground.trouble import Trouble
from playground.world import Chat, Topic
from storage import Store
from tests.bot.sample import NoFiles, PlainWords, open_ticket, tell
from tests.support.clock import Clock


class QuickSession(AiohttpSession):
    """Without aiogram's quarter of a second at the end."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


class House:
    """A courier that brings news to the topics of the playground's group."""

    def __init__(self, telegram: Playground, store: Store, clock: Clock, *, forum: bool = False) -> None:
        self.telegram = telegram
        self.store = store
        self.group = Group(telegram.group_id, forum=forum)
        self.words = PlainWords()
        self.words.instead[CriticalIncident] = Say("ALARM", aloud=True)
        self.files = NoFiles()
        session = QuickSession(api=TelegramAPIServer.from_base(telegram.url))
        self.bot = Bot(telegram.token, session=session)
        self.name = "the name"
        self.topics = Topics(
            self.bot, Transport(self.bot, self.files), store, self.group, lambda ticket: f"{ticket.key} · {self.name}"
        )
        self.courier = Courier(
            store, self.topics, self.words, clock=clock, pace=Pace(time.monotonic, limited=False),
            group_id=self.group.id,
        )  # fmt: skip

    @property
    def chat(self) -> Chat:
        """The group as Telegram has it."""
        return self.telegram.world.chats[self.group.id]

    def switch(self, *, forum: bool) -> None:
        """Somebody switches the group's topics; the bot is not told."""
        community.change_chat(self.telegram.world, self.group.id, {"is_forum": forum})

    def rank(self, status: str) -> None:
        """Somebody makes the bot a member or an administrator."""
        world = self.telegram.world
        owner = next(user for user, rank in self.chat.members.items() if rank == "creator")
        members.set_status(world, self.chat, world.people[owner].user, world.bot, status)

    async def say(self, *notices: Notice, urgency: Urgency = Urgency.CARD) -> None:
        """Put the news and let the courier work until all of it is out."""
        for number, notice in enumerate(notices):
            key = f"{type(notice).__name__}:{time.monotonic()}:{number}"
            await self.store.run(_tell, notice, self.group.id, key, urgency)
        tasks = Tasks()
        tasks.start(self.courier.run(), "courier")
        for _ in range(200):
            await asyncio.sleep(0.02)
            if not await self.store.read(_busy):
                break
        await self.courier.stop(1)
        await tasks.finish(1)
        self.courier._stopping.clear()

    def where(self) -> dict[str, list[int | None]]:
        """The bot's messages by their words, each with the topic it is in."""
        found: dict[str, list[int | None]] = {}
        for stored in self.chat.messages.values():
            json = stored.json
            if json["from"]["is_bot"] and (said := json.get("text") or json.get("caption")):
                found.setdefault(said, []).append(json.get("message_thread_id"))
        return found

    def topic(self) -> Topic:
        """The only one there is."""
        [topic] = self.chat.topics.values()
        return topic

    def calls(self, method: str) -> int:
        """How many of a kind the bot made."""
        return sum(call["method"] == method for call in self.telegram.world.calls)


def _tell(work: Work, /, notice: Notice, chat_id: int, key: str, urgency: Urgency) -> None:
    tell(work, notice, chat_id, key, urgency)


def _busy(work: Work) -> bool:
    due = work.outbox.next_due()
    return due is not None and (due <= work.now or due == work.now + LEASE)  # to be claimed, or on its way


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    running = Playground()
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def house(telegram: Playground, store: Store, clock: Clock) -> AsyncIterator[House]:
    made = House(telegram, store, clock)
    yield made
    await made.bot.session.close()


@pytest.fixture
async def ticket(store: Store) -> Ticket:
    return await store.run(open_ticket)


def _done(work: Work, ticket_id: int, status: Status) -> None:
    ticket = work.tickets.get(ticket_id)
    assert ticket is not None
    closed_at = work.now if status is Status.DONE else None
    resolution = Resolution.SOLVED if status is Status.DONE else None
    work.tickets.save(replace(ticket, status=status, closed_at=closed_at, resolution=resolution))


async def test_a_group_without_topics_gets_none(house: House, ticket: Ticket) -> None:
    await house.topics.meet()
    await house.say(CriticalIncident(ticket.id), Card(ticket.id))
    assert house.where() == {"ALARM": [None], f"Card {ticket.key} created": [None]}
    assert house.calls("createForumTopic") == 0


async def test_what_the_group_is_comes_from_telegram_at_the_start_and_is_remembered(house: House) -> None:
    for forum in (True, False):
        house.switch(forum=forum)
        await house.topics.meet()
        assert house.group.forum is forum
        assert await house.store.read(has_topics, house.group.id) is forum


async def test_a_ticket_gets_a_topic_and_all_its_news_go_there(house: House, ticket: Ticket) -> None:
    house.switch(forum=True)
    await house.topics.meet()
    pictures = [Picture(n, PictureKind.PHOTO, f"no-{n}", f"u{n}", house.files.put(_png(), ".png"), "image/png", 7)
                for n in range(2)]  # fmt: skip
    house.words.instead[CardPictures] = ShowPictures(pictures, "pictures")
    await house.say(Card(ticket.id))
    await house.say(ClientUnreachable(ticket.id), CardPictures(ticket.id, 0, "photo", 0))
    topic = house.topic()
    assert topic.name == f"{ticket.key} · the name"
    thread = topic.message_thread_id
    assert house.where() == {
        f"Card {ticket.key} created": [thread],
        f"ClientUnreachable {ticket.key}": [thread],
        "pictures": [thread],
    }
    photos = [m.json["message_thread_id"] for m in house.chat.messages.values() if "photo" in m.json]
    assert photos == [thread, thread]


async def test_a_critical_alert_is_loud_in_general_and_quiet_in_the_topic(house: House, ticket: Ticket) -> None:
    house.switch(forum=True)
    await house.topics.meet()
    await house.say(CriticalIncident(ticket.id), urgency=Urgency.CRITICAL)
    thread = house.topic().message_thread_id
    alarms = [stored for stored in house.chat.messages.values() if stored.json.get("text") == "ALARM"]
    assert [(one.json.get("message_thread_id"), one.shown()["silent"]) for one in alarms] == [
        (None, False),
        (thread, True),
    ]
    assert house.where()[f"Card {ticket.key} created"] == [thread], "the card follows into the new topic"


async def test_what_is_loud_answers_the_card_in_the_topic_alone_and_has_its_buttons_in_general(
    house: House, ticket: Ticket
) -> None:
    """A reply to the card would bring the loud one into the topic; and one of two keyboards would stay as it was."""
    house.switch(forum=True)
    await house.topics.meet()
    await house.say(Card(ticket.id))
    button = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Take", callback_data="g:1")]])
    house.words.instead[CriticalIncident] = Say("ALARM", button, to_card=True, aloud=True)
    await house.say(CriticalIncident(ticket.id), urgency=Urgency.CRITICAL)
    loud, quiet = [one.json for one in house.chat.messages.values() if one.json.get("text") == "ALARM"]
    assert ("message_thread_id" in loud, "reply_to_message" in loud, "reply_markup" in loud) == (False, False, True)
    assert quiet["message_thread_id"] == house.topic().message_thread_id
    assert ("reply_to_message" in quiet, "reply_markup" in quiet) == (True, False)


async def test_an_edit_goes_to_where_the_message_is(house: House, ticket: Ticket) -> None:
    house.switch(forum=True)
    await house.topics.meet()
    await house.say(CriticalIncident(ticket.id), urgency=Urgency.CRITICAL)
    loud = next(number for number, one in house.chat.messages.items() if one.json.get("text") == "ALARM")
    house.words.instead[ClientUnreachable] = Edit(loud, "SETTLED")
    await house.say(ClientUnreachable(ticket.id))
    assert house.chat.messages[loud].json["text"] == "SETTLED"


class Stumbling:
    """A carrier that fails once, at its delivery number `at`."""

    def __init__(self, carrier: Carrier, at: int) -> None:
        self._carrier = carrier
        self._left = at

    async def deliver(self, parcel: Parcel) -> Delivered:
        """Send it or stumble."""
        self._left -= 1
        if self._left == 0:
            raise TelegramServerError(GetMe(), "Internal Server Error")
        return await self._carrier.deliver(parcel)

    async def answers(self) -> bool:
        """Always."""
        return True


async def test_an_alert_whose_second_half_failed_is_not_repeated_in_general(
    telegram: Playground, store: Store, clock: Clock, ticket: Ticket
) -> None:
    house = House(telegram, store, clock)
    house.switch(forum=True)
    await house.topics.meet()
    await house.say(Card(ticket.id))
    house.topics._carrier = Stumbling(house.topics._carrier, at=2)
    await house.say(CriticalIncident(ticket.id), urgency=Urgency.CRITICAL)
    assert house.where()["ALARM"] == [None], "the first half is out"
    clock.pass_(timedelta(minutes=1))
    await house.say()
    assert house.where()["ALARM"] == [None, house.topic().message_thread_id]
    await house.bot.session.close()


async def test_it_closes_with_the_ticket_opens_with_it_and_is_named_as_it_should_be(
    house: House, ticket: Ticket
) -> None:
    house.switch(forum=True)
    await house.topics.meet()
    await house.say(Card(ticket.id))
    for status, closed in ((Status.DONE, True), (Status.IN_PROGRESS, False)):
        await house.store.run(_done, ticket.id, status)
        await house.say(Card(ticket.id))
        assert house.topic().closed is closed
    house.name = "nobody"
    await house.say(Card(ticket.id), Card(ticket.id))
    assert house.topic().name == f"{ticket.key} · nobody"
    assert [house.calls(f"{act}ForumTopic") for act in ("close", "reopen", "edit")] == [1, 1, 1]


async def test_a_topic_that_somebody_closed_themselves_harms_nothing(house: House, ticket: Ticket) -> None:
    house.switch(forum=True)
    await house.topics.meet()
    await house.say(Card(ticket.id))
    house.topic().closed = True
    await house.store.run(_done, ticket.id, Status.DONE)
    await house.say(Card(ticket.id))
    assert house.topic().closed is True
    await house.say(ClientUnreachable(ticket.id))
    assert house.where()[f"ClientUnreachable {ticket.key}"] == [house.topic().message_thread_id]


@pytest.mark.parametrize("silently", [False, True])
@pytest.mark.parametrize("card_first", [True, False])
async def test_a_deleted_topic_is_made_again_with_its_card(
    house: House, ticket: Ticket, silently: bool, card_first: bool
) -> None:
    house.switch(forum=True)
    await house.topics.meet()
    await house.say(Card(ticket.id))
    old = house.topic().message_thread_id
    community.drop_topic(house.telegram.world, house.group.id, old)
    house.telegram.world.trouble.reroute_topics = silently
    await house.say(Card(ticket.id) if card_first else ClientUnreachable(ticket.id))
    thread = house.topic().message_thread_id
    assert thread != old
    assert house.where()[f"Card {ticket.key} created"] == [thread]
    assert {place for places in house.where().values() for place in places} == {thread}


@pytest.mark.parametrize("silently", [False, True])
async def test_an_album_for_a_deleted_topic_comes_whole_to_the_new_one(
    house: House, ticket: Ticket, silently: bool
) -> None:
    house.switch(forum=True)
    await house.topics.meet()
    await house.say(Card(ticket.id))
    community.drop_topic(house.telegram.world, house.group.id, house.topic().message_thread_id)
    house.telegram.world.trouble.reroute_topics = silently
    pictures = [Picture(n, PictureKind.PHOTO, f"no-{n}", f"u{n}", house.files.put(_png(), ".png"), "image/png", 7)
                for n in range(3)]  # fmt: skip
    house.words.instead[CardPictures] = ShowPictures(pictures, "pictures")
    await house.say(CardPictures(ticket.id, 0, "photo", 0))
    thread = house.topic().message_thread_id
    photos = [m.json.get("message_thread_id") for m in house.chat.messages.values() if "photo" in m.json]
    assert photos == [thread] * 3


async def test_a_plain_group_becomes_a_forum_and_plain_again(house: House, ticket: Ticket) -> None:
    await house.topics.meet()
    await house.say(Card(ticket.id))
    house.switch(forum=True)  # nobody tells the bot: the next answer does
    await house.say(ClientUnreachable(ticket.id))
    thread = house.topic().message_thread_id
    assert house.where() == {
        f"Card {ticket.key} created": [thread],
        f"ClientUnreachable {ticket.key}": [thread],
    }, "the card has moved, nothing is in General"
    assert await house.store.read(has_topics, house.group.id) is True

    house.switch(forum=False)
    await house.say(ClientUnreachable(ticket.id), Card(ticket.id))
    assert house.where()[f"ClientUnreachable {ticket.key}"] == [thread, None]
    assert len(house.where()[f"Card {ticket.key} created"]) == 1, "the card is where it was"
    assert await house.store.read(has_topics, house.group.id) is False

    house.switch(forum=True)
    await house.topics.meet()
    await house.say(Card(ticket.id))
    assert house.topic().message_thread_id == thread, "the old topic is back, and is used"


async def test_a_supergroup_that_a_group_became_is_asked_for_topics_before_anything_goes_there(
    house: House, ticket: Ticket
) -> None:
    world = house.telegram.world
    owner = next(user for user, rank in house.chat.members.items() if rank == "creator")
    body = {"type": "group", "title": "Engineers", "members": [owner], "bot_status": "member"}
    plain = community.add_chat(world, body)
    house.group.move(plain.id)
    await house.topics.meet()
    house.group.move(community.migrate(world, plain.id).id)
    house.rank("administrator")
    house.switch(forum=True)
    await house.say(Card(ticket.id))
    assert house.where() == {f"Card {ticket.key} created": [house.topic().message_thread_id]}
    assert "deleteMessage" not in [call["method"] for call in world.calls], "nothing was in General first"


async def test_a_card_that_is_only_edited_moves_too(house: House, ticket: Ticket) -> None:
    await house.topics.meet()
    await house.say(Card(ticket.id))
    house.switch(forum=True)
    await house.store.run(_done, ticket.id, Status.IN_PROGRESS)
    await house.say(Card(ticket.id))
    assert house.where() == {f"Card {ticket.key} in_progress": [house.topic().message_thread_id]}


async def test_without_the_right_general_serves_and_the_engineers_hear_it_once(
    house: House, store: Store, clock: Clock
) -> None:
    house.switch(forum=True)
    house.rank("member")
    await house.topics.meet()
    first, second = [await store.run(open_ticket, client) for client in (7, 8)]
    await house.say(Card(first.id), Card(second.id), ClientUnreachable(first.id))
    refused = f"{TopicsRefused.__name__} {first.key}"
    assert house.where() == {
        f"Card {first.key} created": [None],
        f"Card {second.key} created": [None],
        f"ClientUnreachable {first.key}": [None],
        refused: [None],
    }
    assert house.calls("createForumTopic") == 1, "Telegram is not asked again for a while"

    house.rank("administrator")
    house.group.refused = False  # handlers/group/topics.py hears of it
    await house.say(Card(first.id))
    thread = house.topic().message_thread_id
    assert house.where()[f"Card {first.key} created"] == [thread]
    clock.pass_(timedelta(days=1))
    house.rank("member")
    await house.say(Card(second.id))
    assert f"{TopicsRefused.__name__} {second.key}" in house.where(), "a right that was lost again is news"


async def test_a_right_that_is_missing_at_the_close_is_told_and_the_card_is_right(house: House, ticket: Ticket) -> None:
    house.switch(forum=True)
    await house.topics.meet()
    await house.say(Card(ticket.id))
    house.rank("member")
    await house.store.run(_done, ticket.id, Status.DONE)
    await house.say(Card(ticket.id))
    assert f"Card {ticket.key} done" in house.where()
    assert f"{TopicsRefused.__name__} {ticket.key}" in house.where()
    assert house.topic().closed is False


async def test_a_topic_that_could_not_be_closed_at_once_is_closed_later(
    house: House, ticket: Ticket, clock: Clock
) -> None:
    house.switch(forum=True)
    await house.topics.meet()
    await house.say(Card(ticket.id))
    house.telegram.world.trouble = Trouble(rate_limit=3, methods=["closeForumTopic"], times=1)
    await house.store.run(_done, ticket.id, Status.DONE)
    await house.say(Card(ticket.id))
    assert house.topic().closed is False
    clock.pass_(timedelta(seconds=4))
    await house.say()
    assert house.topic().closed is True
    assert list(house.where()) == [f"Card {ticket.key} done"]


async def test_where_no_topic_takes_messages_they_come_to_general(house: House, ticket: Ticket) -> None:
    class Astray:
        """No message gets to a topic, however new."""

        def __init__(self, carrier: Carrier) -> None:
            self._carrier = carrier
            self.tries = 0

        async def deliver(self, parcel: Parcel) -> Delivered:
            self.tries += 1
            if self.tries <= 2:
                raise AstrayError
            return await self._carrier.deliver(parcel)

        async def answers(self) -> bool:
            return True

    house.switch(forum=True)
    await house.topics.meet()
    house.topics._carrier = Astray(house.topics._carrier)
    await house.say(ClientUnreachable(ticket.id))
    assert house.where()[f"ClientUnreachable {ticket.key}"] == [None]


async def test_after_a_restart_the_topic_is_still_the_tickets(
    telegram: Playground, store: Store, clock: Clock, ticket: Ticket
) -> None:
    for notice in (Card(ticket.id), ClientUnreachable(ticket.id)):
        house = House(telegram, store, clock, forum=await store.read(has_topics, telegram.group_id))
        house.switch(forum=True)
        await house.say(notice)
        await house.bot.session.close()
    thread = house.topic().message_thread_id
    assert {place for places in house.where().values() for place in places} == {thread}


async def test_a_group_that_cannot_be_looked_at_stops_nothing(house: House) -> None:
    house.group.id = -1009999999999
    await house.topics.meet()
    house.group.id = 0
    await house.topics.meet()
    assert house.calls("getChat") == 1


def _png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 200), "red").save(out, "PNG")
    return out.getvalue()
