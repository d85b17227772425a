"""Who writes to the bot: each says the next thing as soon as the last was answered, as one person would."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from aiogram.filters.callback_data import CallbackData

from benchmarks.meter import Counts
from benchmarks.street import Json, Street
from desk.model import Step
from handlers.callbacks import FormAct, FormPress, Menu, MenuItem, TicketPage

Kind = TypeVar("Kind", bound=CallbackData)
_TYPED = {
    Step.NAME: "Олена Коваль",
    Step.COMPANY: "ТОВ «Ромашка»",
    Step.CONTACT: "+380 44 235 92 58",
    Step.PROBLEM: "Від самого ранку не відтворюється жоден канал, на всіх приставках одразу.",
}
_CHOSEN = {Step.TOPIC: "access", Step.IMPACT: "down", Step.SCALE: "all"}
_KEY = re.compile(r"\bIPMG-(\d+)\b")


class Parrot:
    """Writes to the echo bot without end."""

    def __init__(self, street: Street, counts: Counts) -> None:
        self._street = street
        self._counts = counts
        self._id = street.newcomer(self._heard)

    def begin(self) -> None:
        """The first text."""
        self._street.say(self._id, "Від самого ранку не відтворюється жоден канал.")

    def _heard(self, _: Json) -> None:
        self._counts.updates += 1
        self.begin()


class Applicant:
    """Fills in the form from /start to Send; `at_summary` may take the Send into its own hands.

    `opened` is told when the message with the request's number has come.
    """

    def __init__(
        self,
        street: Street,
        counts: Counts,
        opened: Callable[["Applicant"], None],
        at_summary: Callable[["Applicant"], None] | None = None,
    ) -> None:
        self._street = street
        self._counts = counts
        self._opened = opened
        self._at_summary = at_summary or Applicant.send
        self._seen = (0, 0)
        self._summary: tuple[Json, str] | None = None
        self.id = street.newcomer(self._heard)
        self.pressed_at = 0.0
        self.ticket = 0

    def begin(self) -> None:
        """/start."""
        self._street.say(self.id, "/start")

    def send(self) -> None:
        """Press Send; only at the summary."""
        assert self._summary is not None
        shown, data = self._summary
        self.pressed_at = time.perf_counter()
        self._street.press(self.id, shown, data)

    def _heard(self, shown: Json) -> None:
        if form := _buttons(shown, FormPress):
            self._answer(shown, form)
        elif any(button.item is MenuItem.NEW for button in _buttons(shown, Menu)) and self._seen == (0, 0):
            self._counts.updates += 1
            self._press(shown, Menu(item=MenuItem.NEW))
        elif tickets := _buttons(shown, TicketPage):
            self._counts.updates += 1
            self._counts.requests += 1
            self.ticket = tickets[0].ticket
            self._opened(self)

    def _answer(self, shown: Json, form: list[FormPress]) -> None:
        """The present step, once: it may be shown again by an edit."""
        now = (form[0].draft, form[0].revision)
        if now <= self._seen:
            return
        self._seen = now
        self._counts.updates += 1
        step, by_act = form[0].at, {button.act: button for button in form}
        if step is Step.SUMMARY:
            self._summary = (shown, by_act[FormAct.SEND].pack())
            self._at_summary(self)
        elif step in _CHOSEN:
            choice = next(b for b in form if b.act is FormAct.CHOOSE and b.value == _CHOSEN[step])
            self._press(shown, choice)
        elif step in _TYPED:
            self._street.say(self.id, _TYPED[step])
        else:
            self._press(shown, by_act[FormAct.SKIP])

    def _press(self, shown: Json, button: CallbackData) -> None:
        self._street.press(self.id, shown, button.pack())


@dataclass(slots=True)
class Adder:
    """Adds to an open ticket without end: the next thing once the group has the last and the client was told so."""

    street: Street
    counts: Counts
    id: int
    number: int = 0
    waits_for: set[str] = field(default_factory=set)
    began: float = 0.0
    times: list[float] = field(default_factory=list)

    def begin(self) -> None:
        """The next addition; nothing else in the world has this text."""
        self.number += 1
        self.waits_for = {"group", "client"}
        self.began = time.perf_counter()
        self.street.say(self.id, f"На другому поверсі тепер те саме, запис {self.mark}.")

    @property
    def mark(self) -> str:
        """By which the group's message is known."""
        return f"{self.id}/{self.number}"

    def heard(self, _: Json) -> None:
        """The bot's confirmation."""
        self._tick_off("client")

    def reached_group(self) -> None:
        """The engineers have it."""
        self.times.append(time.perf_counter() - self.began)
        self._tick_off("group")

    def _tick_off(self, who: str) -> None:
        if who not in self.waits_for:
            return
        self.waits_for.remove(who)
        if not self.waits_for:
            self.counts.updates += 1
            self.begin()


def ticket_in(text: str) -> int | None:
    """The number of the ticket that a text names."""
    found = _KEY.search(text)
    return int(found[1]) if found else None


def _buttons(shown: Json, kind: type[Kind]) -> list[Kind]:
    """The message's buttons of this kind."""
    rows = shown.get("reply_markup", {}).get("inline_keyboard", [])
    data = [button.get("callback_data", "") for row in rows for button in row]
    return [kind.unpack(text) for text in data if text.split(":", 1)[0] == kind.__prefix__]
