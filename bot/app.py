"""The only place that wires: settings, the regulation, the store, the handlers and Telegram become one process."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import LinkPreviewOptions
from aiogram.utils.i18n import I18n

from bot import i18n as catalogues
from bot.clock import Clock, utc_now
from bot.config import Settings, StartError
from bot.courier import Courier
from bot.directories import make_room, pictures
from bot.flood import Flood
from bot.front import Front, front
from bot.jobs import Jobs
from bot.log import logger
from bot.middlewares import UpdateMiddleware
from bot.pace import Pace
from bot.persistence import Persistence
from bot.process import Process
from bot.session import Session
from bot.tasks import Tasks
from bot.topics import Topics
from bot.transport import Transport
from bot.watch import Watch
from bot.webhook import Webhook
from desk import digests
from desk import regulation as regulations
from desk.delivery import adopt_group
from desk.house import House
from desk.ports import Work
from desk.recompute import batch as reckon_batch
from desk.regulation import Regulation
from desk.rights import remember_listed
from desk.topics import has_topics
from handlers.group.members import Group, Members
from storage import StorageError, Store, open_store
from storage.files import DiskFiles

_CALL_SECONDS = 30.0
"""How long a call of the Bot API may take, unless said otherwise where it is made."""

_log = logger("app")


async def run(
    settings: Settings,
    stop: asyncio.Event,
    *,
    clock: Clock = utc_now,
    real: Clock | None = None,
    session: BaseSession | None = None,
    make_front: Callable[[House, I18n], Front] = front,
) -> None:
    """Run until `stop` is set. StartError: it cannot start, and why. `session`: another one, for tests.

    `real`: the machine's time, where `clock` shows another one (the playground's).
    """
    if settings.bot_token is None:
        raise StartError("BOT_TOKEN: expected")
    regulation = read_regulation(settings, clock)
    house = House(
        regulation,
        settings.engineer_chat_id or 0,
        settings.engineer_language or regulation.languages[0],
        settings.supervisors,
    )
    i18n = catalogues.load()
    beside, loop = Tasks(), asyncio.get_running_loop()
    async with _store(settings, clock, real) as store, connect(settings, session) as bot:
        group = await _settle(store, house)
        files = DiskFiles(pictures(settings))
        parts = make_front(house, i18n)
        flood = Flood(loop.time, settings.flood_limit)
        dispatcher = _dispatcher(house, group, files, clock, i18n, beside)
        dispatcher.update.outer_middleware(UpdateMiddleware(store, i18n, house, flood))
        dispatcher.include_router(parts.router)
        topics = Topics(bot, Transport(bot, files), store, group, parts.name_topic)
        courier = Courier(
            store,
            topics,
            parts.words,
            clock=clock,
            pace=Pace(loop.time, limited=settings.on_telegram),
            group_id=house.group_id,
            moved=lambda old, new: group.move(new) if group.id == old else None,
        )
        process = Process(
            bot,
            dispatcher,
            store,
            courier,
            Jobs(store, files, house, clock, Watch(bot, store, house, group).look, real),
            webhook=_webhook(settings, bot, dispatcher),
            beside=beside,
            greet=lambda: _greet(parts, bot, topics),
            hurry=flood.hurry,
        )
        _say_what_runs(settings, regulation)
        gc.collect()
        gc.freeze()  # aiogram's models are many and stay: looking through them again and again costs 200 ms each time
        await process.run(stop)


async def _settle(store: Store, house: House) -> Group:
    """Bring what the desk remembers in line with the settings and the regulation; where the engineers' group is."""
    group_id = await store.run(_settle_group, house)
    await store.run(reckon_batch, house)  # a new desk's first tickets come after it; the jobs do what is left
    return Group(group_id, forum=await store.read(has_topics, group_id))


def _dispatcher(house: House, group: Group, files: DiskFiles, clock: Clock, i18n: I18n, beside: Tasks) -> Dispatcher:
    """What handlers may ask for by name, beside the `desk` that each update has of its own."""
    return Dispatcher(
        disable_fsm=True,
        regulation=house.regulation,
        house=house,
        files=files,
        clock=clock,
        i18n=i18n,
        group=group,
        members=Members(group, clock, house.supervisors),
        spawn=lambda work: beside.start(work, "beside an update"),
    )


def read_regulation(settings: Settings, clock: Clock) -> Regulation:
    """The regulation that REGULATION names. StartError: the first error of how many, and how to see them all."""
    try:
        return regulations.load(settings.regulation_path, clock().date())
    except regulations.RegulationError as error:
        more = len(error.problems) - 1
        hint = f" (and {more} more: `python -m bot check` lists them)" if more else ""
        raise StartError(f"REGULATION: {error.problems[0]}{hint}") from None


def _settle_group(work: Work, house: House) -> int:
    """Where the engineers' group is now."""
    group_id = house.group_id
    if group_id:
        adopt_group(work, group_id)
    remember_listed(work, house)
    digests.settle(work, house)
    return work.chats.current(group_id)


async def _greet(parts: Front, bot: Bot, topics: Topics) -> None:
    """Tell Telegram who we are, and look at the engineers' group."""
    await topics.meet()
    await parts.greet(bot)


@asynccontextmanager
async def _store(settings: Settings, clock: Clock, real: Clock | None) -> AsyncIterator[Store]:
    make_room(settings)
    try:
        store = await open_store(settings.database, clock=clock, real=real)
    except StorageError as error:
        raise StartError(f"DATABASE_URL: {error}") from None
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def connect(settings: Settings, session: BaseSession | None) -> AsyncIterator[Bot]:
    """The bot that the settings name; `session`: another one, for tests."""
    assert settings.bot_token is not None
    if session is None:
        server = TelegramAPIServer.from_base(settings.bot_api_url) if settings.bot_api_url else PRODUCTION
        session = Session(api=server, timeout=_CALL_SECONDS, limit=200)
    session.middleware(Persistence())
    default = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True))
    bot = Bot(settings.bot_token.get_secret_value(), session=session, default=default)
    try:
        yield bot
    finally:
        await session.close()


def _webhook(settings: Settings, bot: Bot, dispatcher: Dispatcher) -> Webhook | None:
    if settings.webhook_url is None or settings.webhook_secret is None:
        return None
    return Webhook(
        bot,
        dispatcher,
        url=settings.webhook_url,
        secret=settings.webhook_secret.get_secret_value(),
        host=settings.web_host,
        port=settings.web_port,
    )


def _say_what_runs(settings: Settings, regulation: Regulation) -> None:
    _log.info(
        "starting",
        regulation=str(settings.regulation_path.name),
        database=settings.database.split(":", 1)[0].split("+")[0],
        updates="webhook" if settings.webhook_url else "polling",
        server=settings.bot_api_url or "Telegram",
    )
    if regulation.missing_years:
        _log.warning("no public holidays are known for these years", years=list(regulation.missing_years))
    if settings.engineer_chat_id is None:
        _log.warning("no engineers' group yet: add the bot to it, and put the id it says there in ENGINEER_CHAT_ID")
