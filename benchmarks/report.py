"""Plain text tables, the figures in them, and the machine they were taken on."""

import math
import os
import platform
import sqlite3
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("aiogram", "aiohttp", "SQLAlchemy", "aiosqlite", "uvloop")


@dataclass(frozen=True, slots=True)
class Table:
    """A title, what the columns are, and the rows; the first column says what was measured."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """The table with aligned columns: words to the left, figures to the right."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.columns))]
        body = [_aligned(line, widths) for line in lines]
        rule = "-" * max(len(line) for line in body)
        return "\n".join([self.title, rule, body[0], rule, *body[1:], *(f"  {note}" for note in self.notes), ""])


def _aligned(cells: tuple[str, ...], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *rest]).rstrip()


def milliseconds(seconds: float) -> str:
    """Such as "1.23 ms"."""
    return f"{seconds * 1000:.2f} ms"


def share(part: float, whole: float) -> str:
    """Such as "0.52"; a dash where there is nothing to compare with."""
    return f"{part / whole:.2f}" if whole else "-"


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` % of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def machine() -> str:
    """One line a fact that the figures depend on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return "\n".join(
        [
            f"machine   {os.cpu_count()} cores, {_processor()}, load {_load()}",
            f"system    {platform.system()} {platform.release()}",
            f"python    {platform.python_implementation()} {platform.python_version()}",
            f"with      {libraries}, SQLite {sqlite3.sqlite_version}",
            "",
        ]
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _load() -> str:
    """Of the last minute, before the run: a busy machine measures its other work."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"
