"""The real processes of a test: `python -m bot`, and `python -m playground` where the two must die apart."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from pathlib import Path

from aiohttp import ClientError, ClientSession

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Running:
    """One process of ours, started again and again over the same files. `output` is all it has printed."""

    def __init__(self, *arguments: str, log: Path, ready: str, **environment: str) -> None:
        self.arguments = arguments
        self.environment = environment
        self.log = log
        self.ready = ready
        self.process: Process | None = None

    @property
    def output(self) -> str:
        """What it has printed, over all its lives."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    async def start(self, seconds: float = 90) -> None:
        """Start it and wait until it has printed `ready` once more."""
        seen = self.output.count(self.ready)
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
        with self.log.open("ab") as out:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, *self.arguments, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, stdout=out, stderr=out,
                env={**kept, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), **self.environment},
            )  # fmt: skip
        async with asyncio.timeout(seconds):
            while self.output.count(self.ready) <= seen:
                if self.process.returncode is not None:
                    raise RuntimeError(f"it ended with {self.process.returncode}:\n{self.output[-3000:]}")
                await asyncio.sleep(0.05)

    async def stop(self) -> int:
        """SIGTERM, and its exit status; it has the 10 seconds of the design."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def _end(self, number: signal.Signals) -> int:
        if self.process is None:
            return 0
        if self.process.returncode is None:
            self.process.send_signal(number)
        async with asyncio.timeout(30):
            code = await self.process.wait()
        self.process = None
        return code


async def answers(url: str, seconds: float = 20) -> None:
    """Wait until somebody answers there."""
    async with asyncio.timeout(seconds), ClientSession() as session:
        while True:
            try:
                async with session.get(url):
                    return
            except ClientError:
                await asyncio.sleep(0.05)
