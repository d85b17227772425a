"""`python -m bot report`: the figures of a period in the shell, by the same code as /stats, beside a running bot."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from bot import i18n
from bot.app import read_regulation
from bot.clock import Clock, PlaygroundClock, utc_now
from bot.config import Settings, StartError
from bot.plaintext import plain
from desk import periods
from desk.model import Language
from desk.periods import BadPeriodError, Period
from desk.ports import Desk
from desk.regulation import Regulation
from handlers.reports import counting, files
from handlers.reports.files import Format
from handlers.reports.picture import draw
from handlers.texts import stats as texts
from handlers.texts.chart import chart, nothing
from handlers.texts.common import speak
from storage import StorageError, open_for_reading

PATIENCE = 1.5
"""Seconds before the progress is shown."""


class Output(StrEnum):
    """What a report can be written as."""

    TEXT = "text"
    XLSX = "xlsx"
    CSV = "csv"
    PNG = "png"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of the command `report`."""
    parser.add_argument("--from", dest="first", type=_day, required=True, metavar="DAY", help="the first day")
    parser.add_argument(
        "--to", dest="end", type=_day, metavar="DAY", help="the day after the last one (left out: until today)"
    )
    parser.add_argument("--format", dest="form", type=Output, choices=list(Output), default=Output.TEXT)
    parser.add_argument("--output", type=Path, metavar="FILE", help="the file to write; text is printed without it")
    parser.add_argument(
        "--language", type=Language, choices=list(Language), help="of the report (left out: the engineers' group's)"
    )


async def report(settings: Settings, asked: argparse.Namespace) -> None:
    """Write what was asked for. StartError: it cannot be, and why."""
    texts_of = i18n.load()
    clock = _clock(settings)
    regulation = read_regulation(settings, clock)
    period = _period(asked, regulation, clock())
    path = _path(asked, regulation, period)
    language = asked.language or settings.engineer_language or regulation.languages[0]
    try:
        store = await open_for_reading(settings.database, clock=clock)
    except StorageError as error:
        raise StartError(f"DATABASE_URL: {error}") from None
    try:
        with texts_of.context(), texts_of.use_locale(language.value):
            speak(language)
            await _write(store, regulation, period, clock(), asked.form, path)
    except OSError as error:
        raise StartError(f"--output: {path} cannot be written ({error.strerror})") from None
    finally:
        await store.close()


async def _write(
    desk: Desk, regulation: Regulation, period: Period, now: datetime, form: Output, path: Path | None
) -> None:
    with _Progress(sys.stderr.write) as progress:
        if form in (Output.XLSX, Output.CSV):
            assert path is not None, "files have a name of their own"
            await files.write(desk, regulation, period, now, path, Format(form.value), progress)
        else:
            found = await counting.figures(desk, regulation, period, now, progress)
    if form is Output.PNG:
        picture = await asyncio.to_thread(draw, chart(regulation, found), nothing())
        assert path is not None, "pictures have a name of their own"
        await asyncio.to_thread(path.write_bytes, picture)
    elif form is Output.TEXT:
        text = plain(texts.figures(regulation, found) + "\n\n" + texts.staff(found)) + "\n"
        if path is None:
            sys.stdout.write(text)
        else:
            await asyncio.to_thread(path.write_text, text, encoding="utf-8")
    if path is not None:
        sys.stderr.write(f"Written: {path}\n")


class _Progress:
    """A line on stderr that grows, where it takes longer than a moment."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._clock = asyncio.get_running_loop().time
        self._from = self._clock() + PATIENCE
        self._shown = ""

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *_error: object) -> None:
        if self._shown:
            self._write("\n")

    async def __call__(self, share: float) -> None:
        said = texts.counting(share)
        if said != self._shown and self._clock() >= self._from:
            self._shown = said
            self._write(f"\r{said}")
            sys.stderr.flush()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"write a day like 2026-11-01, got {text!r}") from None


def _period(asked: argparse.Namespace, regulation: Regulation, now: datetime) -> Period:
    """StartError: there is no day in it, or it is too long."""
    zone = regulation.timezone
    last = asked.end - timedelta(days=1) if asked.end else periods.preset(periods.Preset.TODAY, zone, now).last
    try:
        return periods.between(asked.first, last, zone)
    except BadPeriodError as error:
        if error.reason == "reversed":
            raise StartError("--to: expected a day after --from; it is the first day that is not counted") from None
        raise StartError(f"--from, --to: expected at most {periods.LONGEST.days} days") from None


def _path(asked: argparse.Namespace, regulation: Regulation, period: Period) -> Path | None:
    """The file: given, or named after the period where it is one. StartError: its directory is not there."""
    named = {
        Output.TEXT: None,
        Output.PNG: Path(f"{regulation.prefix}-{period.first}-{period.last}.png"),
        Output.XLSX: Path(files.file_name(regulation, period, Format.XLSX)),
        Output.CSV: Path(files.file_name(regulation, period, Format.CSV)),
    }
    path: Path | None = asked.output or named[asked.form]
    if path is not None and (not path.parent.is_dir() or path.is_dir()):
        raise StartError(f"--output: expected a file in a directory that is there, got {str(path)!r}")
    return path


def _clock(settings: Settings) -> Clock:
    """The time of the bot: a playground has its own."""
    if not settings.plays and settings.playground_clock is None:
        return utc_now
    try:
        return PlaygroundClock(settings.playground_clock or settings.playground_dir / "clock.json")
    except (OSError, ValueError):
        return utc_now
