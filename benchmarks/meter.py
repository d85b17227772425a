"""Reads the counters at the beginning and the end of a stretch of time."""

import asyncio
import time
from dataclasses import dataclass

from benchmarks.bots import BotProcess
from benchmarks.report import share
from benchmarks.street import Street


@dataclass(frozen=True, slots=True)
class Stretch:
    """What happened in `seconds`: updates with all that follows from them, requests sent, calls of the Bot API, CPU.

    `bot_cpu` and `server_cpu` are seconds of processor time; the server's process makes the load, too. `methods` are
    the calls by their names; memory is in MiB, now and at its peak.
    """

    seconds: float
    updates: int
    requests: int
    calls: int
    bot_cpu: float
    server_cpu: float
    memory: tuple[float, float]
    methods: dict[str, int]

    @property
    def updates_a_second(self) -> float:
        """The rate of updates."""
        return self.updates / self.seconds

    @property
    def calls_a_second(self) -> float:
        """The rate of calls of the Bot API."""
        return self.calls / self.seconds

    @property
    def cpu_an_update(self) -> float:
        """Seconds of the bot's processor time."""
        return self.bot_cpu / self.updates if self.updates else float("nan")

    def row(self, name: str, echo: "Stretch | None") -> tuple[str, ...]:
        """A line of the table of loads."""
        return (
            name,
            f"{self.updates_a_second:.0f}",
            share(self.updates_a_second, echo.updates_a_second if echo else 0),
            f"{self.calls_a_second:.0f}",
            share(self.calls_a_second, echo.calls_a_second if echo else 0),
            f"{self.cpu_an_update * 1000:.2f} ms",
            f"{self.bot_cpu / self.seconds:.0%}",
            f"{self.server_cpu / self.seconds:.0%}",
            f"{self.memory[0]:.0f} ({self.memory[1]:.0f}) MiB",
        )


COLUMNS = ("", "updates/s", "of echo", "API calls/s", "of echo", "bot CPU/update", "bot", "server", "RSS (peak)")


@dataclass(slots=True)
class Counts:
    """What a load has done so far."""

    updates: int = 0
    requests: int = 0


async def stretch(street: Street, bot: BotProcess, counts: Counts, *, warm: float, seconds: float) -> Stretch:
    """Let `warm` seconds pass, then measure for `seconds`. RuntimeError: the bot ended, or nothing happened."""
    await asyncio.sleep(warm)
    began, own, cpu = time.perf_counter(), time.process_time(), bot.cpu()
    calls, updates, requests = street.calls, counts.updates, counts.requests
    await asyncio.sleep(seconds)
    bot.check()
    result = Stretch(
        time.perf_counter() - began,
        counts.updates - updates,
        counts.requests - requests,
        street.calls - calls,
        bot.cpu() - cpu,
        time.process_time() - own,
        bot.memory(),
        street.methods(calls),
    )
    if not result.updates:
        raise RuntimeError("the bot answered nothing")
    return result
