"""Writes a report to a file while it is counted: its tickets, their events, and the figures of all."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from desk import reports
from desk.figures import Tally
from desk.kept import Case
from desk.periods import Period
from desk.ports import Desk
from desk.regulation import Regulation
from handlers.reports.books import Book, CsvZip, Table, Workbook
from handlers.reports.counting import Progress, no_progress, pages
from handlers.texts import export as texts


class Format(StrEnum):
    """What a report can be written as."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def suffix(self) -> str:
        """Of the file: the CSV files are in a zip."""
        return ".xlsx" if self is Format.XLSX else ".zip"


def file_name(regulation: Regulation, period: Period, form: Format) -> str:
    """`IPMG-2026-11-01-2026-11-15.xlsx`"""
    return f"{regulation.prefix}-{period.first}-{period.last}{form.suffix}"


async def write(
    desk: Desk,
    regulation: Regulation,
    period: Period,
    now: datetime,
    path: Path,
    form: Format,
    progress: Progress = no_progress,
) -> int:
    """Write the file at `path`, in the language of the moment; how many tickets are in it."""
    extent = await desk.read(reports.extent, period)
    words, tally = texts.Export(regulation, period, now), Tally(regulation, period, now)
    count = 0
    with await asyncio.to_thread(_open, path, form, words) as book:
        async for cases in pages(desk, period, extent, progress):
            await asyncio.to_thread(_add, book, words, tally, cases)
            count += len(cases)
        book.add(Table.SUMMARY, words.summary(await asyncio.to_thread(tally.figures, extent.calls)))
        await asyncio.to_thread(book.finish)
    return count


def _open(path: Path, form: Format, words: texts.Export) -> Book:
    names = {
        Table.TICKETS: texts.tickets_name(),
        Table.EVENTS: texts.events_name(),
        Table.SUMMARY: texts.summary_name(),
    }
    heads = {Table.TICKETS: words.ticket_heads(), Table.EVENTS: words.event_heads(), Table.SUMMARY: []}
    return (Workbook if form is Format.XLSX else CsvZip)(path, names, heads)


def _add(book: Book, words: texts.Export, tally: Tally, cases: Sequence[Case]) -> None:
    for case in sorted(cases, key=lambda one: one.ticket.id):
        tally.add(case)
        book.add(Table.TICKETS, [words.ticket(case)])
        book.add(Table.EVENTS, words.events(case))
