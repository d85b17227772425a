"""What every update passes: one at a time in a chat, once in all, and no error without its answer."""

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.methods import AnswerCallbackQuery, SendMessage, TelegramMethod
from aiogram.types import CallbackQuery, Message
from aiogram.utils.i18n import I18n
from aiogram.utils.i18n import gettext as _

from bot.middlewares import ChatLocks, UpdateMiddleware
from bot.persistence import Persistence
from desk.house import House
from desk.model import Language, Sender
from desk.ports import Desk, Work
from storage import Store
from tests.support.regulations import IPMG
from tests.support.session import FakeTelegram, Trouble, connection_refused, refusal, timeout
from tests.support.updates import Updates, group, human

EMMA = human(7, "Emma")
PAUL = human(8, "Paul")
GROUP = group(-1001)
SORRY = "Something went wrong on our side. Nothing you sent before is lost; please repeat the last step."
Answer = Callable[..., Awaitable[Any]]


class Stage:
    """A dispatcher with the real middleware and one handler for messages and presses, told by the test."""

    def __init__(self, bot: Bot, store: Store, locales: Path) -> None:
        self.bot = bot
        self.store = store
        self.updates = Updates(bot)
        self.middleware = UpdateMiddleware(store, I18n(path=locales), House(IPMG, GROUP["id"], Language.EN))
        self.dispatcher = Dispatcher(disable_fsm=True)
        self.dispatcher.update.outer_middleware(self.middleware)
        self.answer: Answer = self._nothing
        router = Router()
        router.message.register(self._message)
        router.callback_query.register(self._press)
        self.dispatcher.include_router(router)

    async def feed(self, *updates: Any) -> None:
        """At the same time, started in this order, as the polling does."""
        await asyncio.gather(*(self.dispatcher.feed_update(self.bot, update) for update in updates))

    async def _message(self, message: Message, desk: Desk) -> Any:
        return await self.answer(message, desk)

    async def _press(self, press: CallbackQuery, desk: Desk) -> Any:
        return await self.answer(press, desk)

    async def _nothing(self, event: Any, desk: Desk) -> None:
        return None


@pytest.fixture
def stage(bot: Bot, store: Store, tmp_path: Path) -> Stage:
    bot.session.middleware(Persistence())
    (tmp_path / "locales").mkdir()
    return Stage(bot, store, tmp_path / "locales")


def counting(work: Work, user_id: int) -> int:
    """A use case whose every run shows: the person's name grows."""
    known = work.people.get(user_id)
    return len(work.people.meet(Sender(user_id, (known.name if known else "") + "x")).name)


async def test_an_update_takes_effect_once(stage: Stage) -> None:
    async def answer(message: Message, desk: Desk) -> None:
        await message.answer(str(await desk.run(counting, 7)))

    stage.answer = answer
    update = stage.updates.text(EMMA, "hello")
    await stage.feed(update)
    await stage.feed(update)
    assert await stage.store.read(lambda work: getattr(work.people.get(7), "name", "")) == "x"


async def test_the_second_unit_of_an_update_is_no_repetition(stage: Stage) -> None:
    async def answer(message: Message, desk: Desk) -> None:
        await desk.run(counting, 7)
        await desk.run(counting, 7)

    stage.answer = answer
    await stage.feed(stage.updates.text(EMMA, "hello"))
    assert await stage.store.read(lambda work: getattr(work.people.get(7), "name", "")) == "xx"


async def test_a_unit_that_failed_marks_nothing(stage: Stage) -> None:
    def fails(work: Work) -> None:
        work.people.meet(Sender(7, "half"))
        raise ValueError

    async def answer(message: Message, desk: Desk) -> None:
        with pytest.raises(ValueError):  # noqa: PT011
            await desk.run(fails)
        await desk.run(counting, 7)

    stage.answer = answer
    await stage.feed(stage.updates.text(EMMA, "hello"))
    assert await stage.store.read(lambda work: getattr(work.people.get(7), "name", "")) == "x"


async def test_reading_marks_nothing(stage: Stage, telegram: FakeTelegram) -> None:
    async def answer(message: Message, desk: Desk) -> None:
        await desk.read(lambda work: work.people.get(7))
        await message.answer("read")

    stage.answer = answer
    update = stage.updates.text(EMMA, "hello")
    await stage.feed(update)
    await stage.feed(update)
    assert len(telegram.of(SendMessage)) == 2
    assert await stage.store.run(lambda work: work.updates.mark(update.update_id)) is True


async def test_a_chat_is_served_in_order_and_others_beside_it(stage: Stage) -> None:
    order: list[str] = []

    async def answer(message: Message, desk: Desk) -> None:
        order.append(f"+{message.text}")
        await asyncio.sleep(0.02)
        order.append(f"-{message.text}")

    stage.answer = answer
    text = stage.updates.text
    await stage.feed(text(EMMA, "e1"), text(EMMA, "e2"), text(PAUL, "p1"), text(EMMA, "e3"))
    assert [step for step in order if "e" in step] == ["+e1", "-e1", "+e2", "-e2", "+e3", "-e3"]
    assert order.index("+p1") < order.index("-e1")
    assert len(stage.middleware.locks) == 0


async def test_locks_are_given_back_when_the_holder_fails_or_is_cancelled() -> None:
    locks = ChatLocks()
    with pytest.raises(KeyError):
        async with locks.hold(1):
            raise KeyError
    with pytest.raises(TimeoutError):
        async with locks.hold(1), asyncio.timeout(0.01), locks.hold(1):
            pass
    assert len(locks) == 0


async def test_an_error_is_answered_with_an_apology_in_the_persons_language(
    stage: Stage, telegram: FakeTelegram
) -> None:
    async def answer(event: Any, desk: Desk) -> None:
        raise ZeroDivisionError

    stage.answer = answer
    await stage.feed(stage.updates.text(EMMA, "hello"))
    await stage.feed(stage.updates.press(EMMA, "x", message_id=5))
    [message] = telegram.of(SendMessage)
    [press] = telegram.of(AnswerCallbackQuery)
    assert (message.chat_id, message.text) == (7, SORRY)
    assert (press.text, press.show_alert) == (SORRY, True)


async def test_among_the_engineers_it_apologises_only_to_who_spoke_to_it(stage: Stage, telegram: FakeTelegram) -> None:
    async def answer(event: Any, desk: Desk) -> None:
        raise ZeroDivisionError

    stage.answer = answer
    await stage.feed(stage.updates.text(EMMA, "talking among ourselves", chat=GROUP))
    assert telegram.of(SendMessage) == []
    card = stage.updates.bot_said(50, GROUP)
    await stage.feed(stage.updates.message(EMMA, chat=GROUP, reply_to=card, text="a comment"))
    assert [call.chat_id for call in telegram.of(SendMessage)] == [GROUP["id"]]


@pytest.mark.parametrize(
    "trouble",
    [
        refusal(403, "Forbidden: bot was blocked by the user"),
        refusal(400, "Bad Request: message is not modified"),
        refusal(400, "Bad Request: query is too old and response timeout expired"),
    ],
)
async def test_what_is_to_be_expected_of_telegram_is_no_error(
    stage: Stage, telegram: FakeTelegram, trouble: Trouble
) -> None:
    async def answer(message: Message, desk: Desk) -> None:
        await message.answer("x")

    stage.answer = answer
    telegram.fail(SendMessage, trouble)
    await stage.feed(stage.updates.text(EMMA, "hello"))
    assert telegram.of(SendMessage) == []


@pytest.mark.parametrize("trouble", [refusal(429, "Too Many Requests", retry_after=1), connection_refused, timeout])
async def test_a_direct_reply_gets_through_a_telegram_that_is_down_for_a_moment(
    stage: Stage, telegram: FakeTelegram, trouble: Trouble
) -> None:
    async def answer(message: Message, desk: Desk) -> None:
        await message.answer("the next question")

    stage.answer = answer
    telegram.fail(SendMessage, trouble)
    await stage.feed(stage.updates.text(EMMA, "hello"))
    assert [call.text for call in telegram.of(SendMessage)] == ["the next question"]


@pytest.mark.parametrize("answers", [True, False])
async def test_every_press_is_answered_once(stage: Stage, telegram: FakeTelegram, answers: bool) -> None:
    async def answer(press: CallbackQuery, desk: Desk) -> None:
        if answers:
            await press.answer("done")

    stage.answer = answer
    await stage.feed(stage.updates.press(EMMA, "x", message_id=5))
    assert [call.text for call in telegram.of(AnswerCallbackQuery)] == ["done" if answers else None]


async def test_a_call_that_a_handler_returns_is_made(stage: Stage, telegram: FakeTelegram) -> None:
    async def answer(message: Message, desk: Desk) -> TelegramMethod[Any]:
        return message.answer("returned")

    stage.answer = answer
    await stage.feed(stage.updates.text(EMMA, "hello"))
    assert [call.text for call in telegram.of(SendMessage)] == ["returned"]


async def test_texts_can_be_worded_and_a_language_does_not_stay(stage: Stage) -> None:
    seen: list[str] = []

    async def answer(message: Message, desk: Desk) -> None:
        i18n = stage.middleware._i18n
        seen.append(i18n.current_locale + _("Hello"))
        i18n.ctx_locale.set("uk")

    stage.answer = answer
    await stage.feed(stage.updates.text(EMMA, "1"), stage.updates.text(PAUL, "2"))
    assert seen == ["enHello", "enHello"]


async def test_one_line_an_update_without_what_people_wrote(stage: Stage, logged: io.StringIO) -> None:
    async def answer(message: Message, desk: Desk) -> None:
        raise ValueError(f"cannot read {message.text} of {message.from_user}")

    stage.answer = answer
    await stage.feed(stage.updates.text(human(7, "Oleksandra"), "my secret +380441234567"))
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    [update] = [line for line in lines if line["event"] == "update"]
    [failure] = [line for line in lines if line["event"] == "update failed"]
    assert (update["kind"], update["outcome"], update["update_id"]) == ("message", "failed", 1)
    assert "ValueError" in failure["exception"]
    assert "test_middlewares.py" in failure["exception"]
    for secret in ("secret", "380441234567", "Oleksandra"):
        assert secret not in logged.getvalue()
