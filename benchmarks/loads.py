"""The loads, each with a playground and a bot process of its own."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bots import ECHO, PRODUCT, BotProcess
from benchmarks.meter import Counts, Stretch, stretch
from benchmarks.people import Adder, Applicant, Parrot, ticket_in
from benchmarks.street import Json, Street

ALERT = "CRITICAL INCIDENT"


@dataclass(frozen=True, slots=True)
class Scale:
    """How big a run is: `crowd` people write at the same time; seconds to warm up and to measure."""

    crowd: int = 100
    warm: float = 3.0
    seconds: float = 15.0
    alerts: int = 400
    alerts_a_second: float = 20.0


@asynccontextmanager
async def _at_work(arguments: tuple[str, ...]) -> AsyncIterator[tuple[Street, BotProcess]]:
    with tempfile.TemporaryDirectory(prefix="bench-bot-") as folder:
        clock = Path(folder) / "clock.json"
        async with Street(clock) as street, BotProcess(arguments, street, Path(folder), clock) as bot:
            yield street, bot


async def echo(scale: Scale) -> Stretch:
    """The bare echo."""
    async with _at_work(ECHO) as (street, bot):
        counts = Counts()
        for _ in range(scale.crowd):
            Parrot(street, counts).begin()
        return await stretch(street, bot, counts, warm=scale.warm, seconds=scale.seconds)


async def form(scale: Scale) -> Stretch:
    """New clients, each with a whole critical request; when one is through, another comes."""
    async with _at_work(PRODUCT) as (street, bot):
        counts = Counts()

        def arrive(before: Applicant | None = None) -> None:
            if before is not None:
                street.leave(before.id)
            Applicant(street, counts, opened=arrive).begin()

        for _ in range(scale.crowd):
            arrive()
        return await stretch(street, bot, counts, warm=scale.warm, seconds=scale.seconds)


async def relay(scale: Scale) -> tuple[Stretch, list[float]]:
    """Clients with one open ticket each who add to it; also the seconds until the group has an addition."""
    async with _at_work(PRODUCT) as (street, bot):
        counts = Counts()
        adders: dict[int, Adder] = {}
        ready = asyncio.Event()

        def opened(applicant: Applicant) -> None:
            adder = adders[applicant.id] = Adder(street, counts, applicant.id)
            street.listeners[applicant.id] = adder.heard
            if len(adders) == scale.crowd:
                ready.set()

        for _ in range(scale.crowd):
            Applicant(street, Counts(), opened).begin()
        await _in_time(ready, "all tickets were opened")
        await _settled(street)
        street.listeners[street.world.group_id] = lambda shown: _to_adder(adders, shown)
        for adder in adders.values():
            adder.begin()
        await asyncio.sleep(scale.warm)
        for adder in adders.values():
            adder.times.clear()
        result = await stretch(street, bot, counts, warm=0, seconds=scale.seconds)
        return result, [seconds for adder in adders.values() for seconds in adder.times]


def _to_adder(adders: dict[int, Adder], shown: Json) -> None:
    """Whose addition the group's message is; a card names none."""
    _, found, rest = shown.get("text", "").partition("запис ")
    person, _, number = rest.partition(".")[0].partition("/")
    adder = adders.get(int(person)) if found and person.isdigit() else None
    if adder is not None and number == str(adder.number):
        adder.reached_group()


@dataclass(frozen=True, slots=True)
class Alerts:
    """Seconds from each press of Send to the engineers' alert, and how many requests came a second in fact."""

    times: list[float]
    rate: float
    bot_cpu: float


async def alerts(scale: Scale) -> tuple[Alerts, Alerts]:
    """Forms that stand at their summary, one Send after another at the rate; then whole requests at the same rate."""
    async with _at_work(PRODUCT) as (street, bot):
        pressed = await _sends(street, bot, scale)
        await _settled(street)
        watch = _Watch(street, scale.alerts)
        people = [Applicant(street, Counts(), watch.opened) for _ in range(scale.alerts)]
        return pressed, await watch.at_rate(scale, bot, [person.begin for person in people])


async def _sends(street: Street, bot: BotProcess, scale: Scale) -> Alerts:
    waiting: list[Applicant] = []
    ready = asyncio.Event()

    def at_summary(applicant: Applicant) -> None:
        waiting.append(applicant)
        if len(waiting) == scale.alerts:
            ready.set()

    watch = _Watch(street, scale.alerts)
    for _ in range(scale.alerts):
        Applicant(street, Counts(), watch.opened, at_summary).begin()
    await _in_time(ready, "all forms were filled in")
    await _settled(street)
    return await watch.at_rate(scale, bot, [applicant.send for applicant in waiting])


class _Watch:
    """Brings together who pressed Send when and when the engineers were alerted."""

    def __init__(self, street: Street, expected: int) -> None:
        self._alerted: dict[int, float] = {}
        self._opened: dict[int, Applicant] = {}
        self._expected = expected
        self._done = asyncio.Event()
        street.listeners[street.world.group_id] = self._group

    def opened(self, applicant: Applicant) -> None:
        """The client has the number."""
        self._opened[applicant.ticket] = applicant
        self._look()

    async def at_rate(self, scale: Scale, bot: BotProcess, acts: Sequence[Callable[[], None]]) -> Alerts:
        """Do one act after another at the rate, then wait for what is still to come."""
        loop = asyncio.get_running_loop()
        began, cpu = loop.time(), bot.cpu()
        for number, act in enumerate(acts):
            await asyncio.sleep(max(0.0, began + number / scale.alerts_a_second - loop.time()))
            act()
        seconds = loop.time() - began
        used = (bot.cpu() - cpu) / seconds if seconds else 0.0
        await _in_time(self._done, "all alerts came")
        times = [self._alerted[ticket] - applicant.pressed_at for ticket, applicant in self._opened.items()]
        return Alerts(times, (len(acts) - 1) / seconds if seconds else 0.0, used)

    def _group(self, shown: Json) -> None:
        text = shown.get("text", "")
        ticket = ticket_in(text)
        if ALERT in text and ticket is not None:
            self._alerted.setdefault(ticket, time.perf_counter())
            self._look()

    def _look(self) -> None:
        if len(self._opened) == len(self._alerted) == self._expected:
            self._done.set()


async def _in_time(event: asyncio.Event, what: str, seconds: float = 120) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        raise RuntimeError(f"waited {seconds:.0f} s until {what}") from None


async def _settled(street: Street) -> None:
    """Until the bot makes no more calls: what the preparation left behind is not measured."""
    calls = -1
    while calls != street.calls:
        calls = street.calls
        await asyncio.sleep(0.5)
