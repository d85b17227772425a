"""Flooding by one person: they are answered once and slowed, nothing is dropped, nobody else notices."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.methods import SendMessage
from aiogram.types import Message
from aiogram.utils.i18n import I18n
from hypothesis import given
from hypothesis import strategies as st

from bot.flood import Flood
from bot.middlewares import UpdateMiddleware
from desk.house import House
from desk.model import Language
from storage import Store
from tests.support.regulations import IPMG
from tests.support.session import FakeTelegram
from tests.support.updates import Updates, group, human

EMMA, PAUL, HERE = human(7, "Emma"), human(8, "Paul"), group(-1001)


class Now:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_twenty_at_once_are_free_and_then_two_a_second_each_with_a_turn_of_its_own() -> None:
    flood, updates = Flood(Now()), Updates()
    slots = [flood.slot(updates.text(EMMA, "x")) for _ in range(24)]
    assert slots[:20] == [None] * 20
    assert [slot.at - 100 for slot in slots[20:] if slot] == [0.5, 1.0, 1.5, 2.0]
    assert [slot.tell for slot in slots[20:] if slot] == [True, False, False, False]
    assert flood.slot(updates.text(PAUL, "x")) is None


def test_the_bucket_empties_and_a_new_flood_is_answered_again() -> None:
    now, updates = Now(), Updates()
    flood = Flood(now)
    for _ in range(30):
        flood.slot(updates.text(EMMA, "x"))
    now.seconds += 15
    slots = [flood.slot(updates.text(EMMA, "x")) for _ in range(21)]
    assert slots[:20] == [None] * 20
    assert slots[20] is not None
    assert slots[20].tell


def test_groups_are_never_slowed_and_an_album_counts_once() -> None:
    flood, updates = Flood(Now()), Updates()
    assert all(flood.slot(updates.text(EMMA, "x", chat=HERE)) is None for _ in range(100))
    albums = [updates.photo(EMMA, "p", media_group_id=f"a{place // 10}") for place in range(200)]
    assert all(flood.slot(one) is None for one in albums)
    assert flood.slot(updates.press(EMMA, "x", message_id=1)) is not None


def test_without_a_limit_nobody_is_slowed() -> None:
    flood, updates = Flood(Now(), 0), Updates()
    assert all(flood.slot(updates.text(EMMA, "x")) is None for _ in range(100))


def test_people_without_number_do_not_fill_the_memory() -> None:
    now, updates = Now(), Updates()
    flood = Flood(now)
    for person in range(1, 10_050):
        flood.slot(updates.text(human(person, "A"), "x"))
        now.seconds += 0.001
    assert len(flood) <= 10_000


@given(st.lists(st.floats(0, 3), max_size=80))
def test_turns_keep_the_order_of_coming(pauses: list[float]) -> None:
    now, updates = Now(), Updates()
    flood, last = Flood(now), 0.0
    for pause in pauses:
        now.seconds += pause
        slot = flood.slot(updates.text(EMMA, "x"))
        turn = slot.at if slot else now.seconds
        assert turn >= last
        assert turn >= now.seconds
        last = turn


class Stage:
    """The real middleware with a quick bucket, and a handler that writes down what came."""

    def __init__(self, bot: Bot, store: Store, locales: Path) -> None:
        self.bot, self.updates, self.handled = bot, Updates(bot), list[tuple[str, float]]()
        self.flood = Flood(asyncio.get_running_loop().time, burst=20, window=0.5)
        house = House(IPMG, -1001, Language.EN)
        self.dispatcher = Dispatcher(disable_fsm=True)
        self.dispatcher.update.outer_middleware(UpdateMiddleware(store, I18n(path=locales), house, self.flood))
        router = Router()
        router.message.register(self._message)
        self.dispatcher.include_router(router)

    async def _message(self, message: Message) -> None:
        await asyncio.sleep(0.001)
        self.handled.append((message.text or "", time.monotonic()))

    async def feed(self, *updates: Any) -> None:
        await asyncio.gather(*(self.dispatcher.feed_update(self.bot, update) for update in updates))


@pytest.fixture
async def stage(bot: Bot, store: Store, tmp_path: Path) -> Stage:
    (tmp_path / "locales").mkdir()
    return Stage(bot, store, tmp_path / "locales")


async def test_all_is_handled_in_order_the_person_hears_it_once_and_others_do_not_wait(
    stage: Stage, telegram: FakeTelegram
) -> None:
    flood = [stage.updates.text(EMMA, f"{number}") for number in range(60)]
    others = [stage.updates.text(human(100 + number, "P"), f"other {number}") for number in range(20)]
    began = time.monotonic()
    await stage.feed(*flood, *others)
    assert [text for text, _ in stage.handled if not text.startswith("other")] == [str(n) for n in range(60)]
    (told,) = telegram.of(SendMessage)
    assert (told.chat_id, "Please slow down" in told.text) == (7, True)
    slowest = max(at for text, at in stage.handled if text.startswith("other")) - began
    whole = max(at for _, at in stage.handled) - began
    assert whole > 0.9, "forty at forty a second"
    assert slowest < 0.5 * whole


async def test_at_the_stop_what_waits_goes_at_once(stage: Stage) -> None:
    feeding = asyncio.gather(
        *(stage.dispatcher.feed_update(stage.bot, stage.updates.text(EMMA, str(n))) for n in range(400))
    )
    await asyncio.sleep(0.3)
    began = time.monotonic()
    stage.flood.hurry()
    await feeding
    assert time.monotonic() - began < 4
    assert len(stage.handled) == 400
