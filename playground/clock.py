"""The playground's time: real, or moved forward and made to run faster. Kept in a file that the bot reads too."""

import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.disk import replace
from playground.errors import PeopleError

FASTEST = 3600
FARTHEST = 366 * 86400
"""Seconds of one leap; a calendar knows its holidays for about as long."""
LAST = 4_102_444_800
"""The year 2100: nobody gets there by leaps."""
STALE = 0.1
"""Seconds for which a reader may go by what the file said before: it looks at it every 50 ms."""
STEP = 0.5
"""Seconds by which a machine's clock and ours may differ and still be called the same."""


@dataclass(frozen=True, slots=True)
class Line:
    """At `real` (seconds since the epoch) the playground shows `shown`; from there on it runs at `rate`."""

    real: float
    shown: float
    rate: float

    def at(self, real: float) -> float:
        """What it shows then."""
        return self.shown + (real - self.real) * self.rate


class PlayClock:
    """Call it for the playground's time in seconds since the epoch. It never goes back.

    `real` is the time of the world outside. With `path` the clock outlives the process, and the bot goes by it.
    """

    def __init__(
        self, real: Callable[[], float] = time.time, path: Path | None = None, zone: str | None = None
    ) -> None:
        self.real = real
        self.path = path
        self._zone = zone
        self._line = Line(0.0, 0.0, 1)
        self._last = 0.0

    def __call__(self) -> float:
        self._last = max(self._last, self._line.at(self.real()))
        return self._last

    def start(self) -> None:
        """Go on from the file, or begin it. OSError, ValueError: it cannot be written or read."""
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            self._line = read(self.path)
        self._write(self._line)

    def stop(self) -> None:
        """Nobody watches any more: the night is not to be a year."""
        if self._line.rate != 1:
            self.set(rate=1)

    def set(self, *, shown: float | None = None, rate: float | None = None) -> None:
        """Show this, and run so fast, from now on. Raises PeopleError for what may not be."""
        now, speed = self(), self._line.rate if rate is None else _speed(rate)
        wanted = now if shown is None else shown
        if not math.isfinite(wanted) or wanted > min(now + FARTHEST, LAST):
            raise PeopleError("the clock can be moved forward by a year at most")
        if wanted < now:
            raise PeopleError("time never goes back")
        # who still goes by the old, faster line must not be ahead of the new one
        ahead = max(0.0, (self._line.rate - speed) * STALE)
        self._write(Line(self.real(), max(wanted, now + ahead), speed))

    def as_json(self) -> dict[str, Any]:
        """As the page reads it. `ahead`: seconds before the real time."""
        now = self()
        ahead = now - self.real()
        return {
            "now": now,
            "rate": self._line.rate,
            "ahead": round(ahead, 3) if abs(ahead) > STEP else 0,
            "zone": self._zone,
        }

    def _write(self, line: Line) -> None:
        if self.path is not None:
            text = json.dumps({"real": line.real, "shown": line.shown, "rate": line.rate})
            replace(self.path, text.encode())
        self._line = line


def read(path: Path) -> Line:
    """The line in the file. ValueError: there is none in it."""
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        line = Line(float(saved["real"]), float(saved["shown"]), float(saved["rate"]))
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"{path}: this is no clock of a playground ({error})") from error
    if not all(map(math.isfinite, (line.real, line.shown, line.rate))) or line.rate <= 0:
        raise ValueError(f"{path}: this is no clock of a playground")
    return line


def _speed(rate: float) -> float:
    if not 1 <= rate <= FASTEST:
        raise PeopleError(f"the clock runs 1 to {FASTEST} times as fast as real time")
    return rate


def change(clock: PlayClock, body: dict[str, Any]) -> None:
    """What a person asks of the clock: `plus` seconds, or `to` an instant, and `rate`. Raises PeopleError."""
    unknown = sorted(set(body) - {"plus", "to", "rate"})
    if unknown:
        raise PeopleError(f"the clock does not know: {', '.join(unknown)}")
    asked = {key: _number(key, value) for key, value in body.items()}
    if "plus" in asked and "to" in asked:
        raise PeopleError("either plus or to")
    shown = clock() + asked["plus"] if "plus" in asked else asked.get("to")
    clock.set(shown=shown, rate=asked.get("rate"))


def _number(key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > sys.float_info.max:
        raise PeopleError(f"{key} is a number")
    return float(value)
