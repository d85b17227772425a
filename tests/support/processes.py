"""The real processes of a test: `python -m bot`, and `python -m playground` where the two must die apart."""

import asyncio
import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from aiohttp import ClientError, ClientSession

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Born:
    """A process of the nursery's: what asyncio's Process has, as far as it is used here."""

    def __init__(self, pid: int, end: Path) -> None:
        self.pid = pid
        self._end = end

    @property
    def returncode(self) -> int | None:
        """The exit status; None while it runs."""
        return int(self._end.read_text()) if self._end.exists() else None

    def send_signal(self, number: signal.Signals) -> None:
        """Nothing happens to one that has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    async def wait(self) -> int:
        """Until it has ended; the exit status."""
        while True:
            if (code := self.returncode) is not None:
                return code
            await asyncio.sleep(0.01)


class Nursery:
    """tests/support/nursery.py, started with the first process that a test needs, ended with the tests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._folder = Path()

    def start(self, arguments: list[str], log: Path, environment: dict[str, str]) -> Born:
        """A new process that runs `python -m` with these arguments."""
        with self._lock:
            process = self._process or self._open()
            assert process.stdin is not None
            assert process.stdout is not None
            asked = {"arguments": arguments, "log": str(log), "environment": environment, "folder": str(ROOT)}
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            pid = int(process.stdout.readline())
        return Born(pid, self._folder / str(pid))

    def _open(self) -> subprocess.Popen[str]:
        self._folder = Path(tempfile.mkdtemp(prefix="frontdesk-nursery-"))
        command = (sys.executable, "-m", "tests.support.nursery", str(self._folder))
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, env=_environment())
        atexit.register(self._close)
        return self._process

    def _close(self) -> None:
        if self._process is not None:
            self._process.communicate(timeout=10)
        shutil.rmtree(self._folder, ignore_errors=True)


_nursery = Nursery()


def _environment(**more: str) -> dict[str, str]:
    """Nothing of this machine's settings."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), **more}


class Running:
    """One process of ours, started again and again over the same files. `output` is all it has printed."""

    def __init__(self, *arguments: str, log: Path, ready: str, **environment: str) -> None:
        self.arguments = arguments
        self.environment = environment
        self.log = log
        self.ready = ready
        self.process: Born | None = None

    @property
    def output(self) -> str:
        """What it has printed, over all its lives."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    async def start(self, seconds: float = 90) -> None:
        """Start it and wait until it has printed `ready` once more."""
        seen = self.output.count(self.ready)
        assert self.arguments[0] == "-m"
        self.process = await asyncio.to_thread(
            _nursery.start, list(self.arguments[1:]), self.log, _environment(**self.environment)
        )
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
