"""The only place that asks what time it is; everybody else is handed `now`."""

import json
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

Clock = Callable[[], datetime]
"""Says what time it is, UTC."""

_LOOK_AFTER = 0.05
"""Seconds between two looks at the playground's file. The playground allows for twice as much."""


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251


class PlaygroundClock:
    """The time that a playground shows: `shown` at the instant `real`, and from there `rate` times as fast.

    docs/playground.md has the file's format. It is looked at again and again, for the playground's people move the time
    while we run. What cannot be read for a moment leaves the last known. Time never goes back.
    """

    def __init__(self, path: Path, real: Callable[[], float] = time.time) -> None:
        """OSError, ValueError: it cannot be read."""
        self._path = path
        self._real = real
        self._looked = -math.inf
        self._seen: tuple[int, int] | None = None
        self._line = (0.0, 0.0, 1.0)
        self._last = 0.0
        self._seen = self._stamp()
        self._line = _read(path)

    def __call__(self) -> datetime:
        self._look()
        began, shown, rate = self._line
        self._last = max(self._last, shown + (self._real() - began) * rate)
        return datetime.fromtimestamp(self._last, UTC)

    def _look(self) -> None:
        if time.monotonic() - self._looked < _LOOK_AFTER:
            return
        self._looked = time.monotonic()
        try:
            stamp = self._stamp()
            if stamp != self._seen:
                self._line = _read(self._path)
                self._seen = stamp
        except (OSError, ValueError):
            return

    def _stamp(self) -> tuple[int, int]:
        """Another one for every writing: each puts a new file in the old one's place."""
        found = self._path.stat()
        return found.st_ino, found.st_mtime_ns


def _read(path: Path) -> tuple[float, float, float]:
    """ValueError: it has no clock in it."""
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        line = (float(saved["real"]), float(saved["shown"]), float(saved["rate"]))
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError("there is no clock of a playground in it") from error
    if not all(map(math.isfinite, line)) or line[2] <= 0:
        raise ValueError("there is no clock of a playground in it")
    return line
