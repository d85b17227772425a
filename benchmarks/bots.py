"""A bot in a process of its own, and what it uses of the machine."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import TracebackType

from benchmarks.street import Street

ROOT = Path(__file__).resolve().parent.parent
ECHO = ("-m", "benchmarks.echo_bot")
PRODUCT = ("-m", "bot", "run")
_KEPT = ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "TMPDIR")


class BotProcess(AbstractAsyncContextManager["BotProcess"]):
    """`python …` over the playground of `street`, with its data and its log in `folder`; answers when entered."""

    def __init__(self, arguments: tuple[str, ...], street: Street, folder: Path, clock: Path) -> None:
        self._arguments = arguments
        self._street = street
        self._folder = folder
        self._clock = clock
        self._log = folder / "bot.log"
        self._process: Process | None = None

    async def __aenter__(self) -> "BotProcess":
        playground = self._street.playground
        settings = {
            "BOT_TOKEN": playground.token,
            "BOT_API_URL": playground.url,
            "PLAYGROUND_CLOCK": str(self._clock),  # a playground: the pace of Telegram's limits is not kept
            "ENGINEER_CHAT_ID": str(playground.group_id),
            "REGULATION": "ipmg",
            "ENGINEER_LANGUAGE": "en",
            "DATA_DIR": str(self._folder / "data"),
            "LOG_FORMAT": "json",
            "FLOOD_LIMIT": "0",  # its people are quicker than any person
            "PYTHONPATH": str(ROOT),
        }
        kept = {name: value for name, value in os.environ.items() if name in _KEPT}
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._arguments, cwd=self._folder, env=kept | settings,
                stdin=DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            await self._greet()
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            sys.stderr.write(f"the bot's log ends with:\n{self.tail()}\n")
        await self._end()

    def tail(self) -> str:
        """The end of its log."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-3000:]

    def cpu(self) -> float:
        """Seconds of processor time so far, all threads; not a number where the system does not tell."""
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8")
        except OSError:
            return float("nan")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> tuple[float, float]:
        """Resident memory now and at its peak, in MiB; not numbers where the system does not tell."""
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8").splitlines()
        except OSError:
            return float("nan"), float("nan")
        sizes = {name: int(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines)
                 if name in ("VmRSS", "VmHWM")}  # fmt: skip
        return sizes["VmRSS"], sizes["VmHWM"]

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process is not None
        return self._process.pid

    def check(self) -> None:
        """RuntimeError: it has ended."""
        assert self._process is not None
        if self._process.returncode is not None:
            raise RuntimeError(f"the bot ended with status {self._process.returncode}")

    async def _greet(self, seconds: float = 30) -> None:
        """Write to it until it answers."""
        answered = asyncio.Event()
        somebody = self._street.newcomer(lambda _: answered.set())
        self._street.say(somebody, "/start")
        try:
            async with asyncio.timeout(seconds):
                while not answered.is_set():
                    self.check()
                    await asyncio.sleep(0.02)
        except (TimeoutError, RuntimeError) as error:
            raise RuntimeError(f"the bot does not answer ({error}); its log ends with:\n{self.tail()}") from None
        finally:
            self._street.leave(somebody)

    async def _end(self) -> None:
        """SIGTERM; it has ten seconds, and a little more on a busy machine."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(20):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
