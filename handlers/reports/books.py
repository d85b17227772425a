"""Files of a report: a workbook, or a zip of CSV files. Rows are written as they come and kept nowhere.

Nothing that people wrote becomes a formula: a workbook's strings are written as strings, and in CSV, where a
spreadsheet guesses, what begins like a formula gets an apostrophe before it.
"""

import csv
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Protocol, Self

from handlers.texts.export import Cell, Row


class Table(StrEnum):
    """The parts of a report."""

    TICKETS = "tickets"
    EVENTS = "events"
    SUMMARY = "summary"


class Book(Protocol):
    """A file that is being written. Leaving its block takes away what was only needed for the writing."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """More rows of a table."""

    def finish(self) -> None:
        """That was all: the file is put together, which takes a moment."""


MOST_ROWS = 1_048_576
"""What a sheet can hold; the rest goes to another one."""
MOST_CHARACTERS = 32_767
"""What a cell can hold."""
_WIDTHS = {Table.TICKETS: 18, Table.EVENTS: 24, Table.SUMMARY: 26}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Workbook:
    """XLSX. A row is on the disk as soon as the next one comes (XlsxWriter's constant_memory)."""

    def __init__(
        self, path: Path, names: Mapping[Table, str], heads: Mapping[Table, Row], most_rows: int = MOST_ROWS
    ) -> None:
        import xlsxwriter

        self._most_rows = most_rows
        self._heads = heads
        self._names = names
        self._scratch = TemporaryDirectory(prefix="report-", ignore_cleanup_errors=True)
        safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        options = {**safe, "constant_memory": True, "tmpdir": self._scratch.name, "remove_timezone": True}
        self._path, self._draft = path, Path(self._scratch.name) / "draft.xlsx"
        self._finished = False
        self._book: Any = xlsxwriter.Workbook(str(self._draft), options)
        self._bold = self._book.add_format({"bold": True})
        self._when = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._sheets: dict[Table, Any] = {}
        self._next: dict[Table, int] = {}
        self._parts: dict[Table, int] = {}
        for table in (Table.SUMMARY, Table.TICKETS, Table.EVENTS):
            self._begin(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._finished:
            self._book.close()  # lets go of the rows' files; the draft goes with the rest
        self._scratch.cleanup()

    def finish(self) -> None:
        """Put the sheets into one file."""
        self._finished = True
        self._book.close()
        shutil.move(self._draft, self._path)

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """More rows of a table; beyond what a sheet holds on another one."""
        for row in rows:
            if self._next[table] >= self._most_rows:
                self._begin(table)
            self._write(table, row)

    def _begin(self, table: Table) -> None:
        part = self._parts[table] = self._parts.get(table, 0) + 1
        name = self._names[table] if part == 1 else f"{self._names[table]} {part}"
        sheet = self._sheets[table] = self._book.add_worksheet(name)
        self._next[table] = 0
        sheet.set_column(0, 40, _WIDTHS[table])
        if self._heads[table]:
            sheet.freeze_panes(1, 1)
            self._write(table, self._heads[table], self._bold)

    def _write(self, table: Table, row: Row, how: Any = None) -> None:
        sheet, line = self._sheets[table], self._next[table]
        for column, cell in enumerate(row):
            match cell:
                case None | "":
                    continue
                case str():
                    sheet.write_string(line, column, printable(cell)[:MOST_CHARACTERS], how)
                case datetime():
                    sheet.write_datetime(line, column, cell, self._when)
                case _:
                    sheet.write_number(line, column, cell, how)
        self._next[table] = line + 1


class CsvZip:
    """A zip with a CSV file a table, in UTF-8 with a mark at the beginning by which spreadsheets know it."""

    def __init__(self, path: Path, _names: Mapping[Table, str], heads: Mapping[Table, Row]) -> None:
        self._path = path
        self._scratch = TemporaryDirectory(prefix="report-", ignore_cleanup_errors=True)
        folder = Path(self._scratch.name)
        self._files = {
            table: (folder / f"{table.value}.csv").open("w", encoding="utf-8-sig", newline="") for table in Table
        }
        for table, head in heads.items():
            self.add(table, [head] if head else [])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()
        self._scratch.cleanup()

    def finish(self) -> None:
        """Put the files into the zip."""
        for file in self._files.values():
            file.close()
        with zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED) as archive:
            for table, file in self._files.items():
                archive.write(file.name, f"{table.value}.csv")

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """More rows of a table."""
        csv.writer(self._files[table]).writerows([_plain(cell) for cell in row] for row in rows)


def printable(text: str) -> str:
    """Without what no cell can hold."""
    return _UNPRINTABLE.sub("", text)


def harmless(text: str) -> str:
    """As a cell of a CSV file: what a spreadsheet would take for a formula is text, seen with an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(cell: Cell) -> str | int | float | None:
    match cell:
        case datetime():
            return cell.isoformat(" ", "seconds")
        case str():
            return harmless(printable(cell))
        case _:
            return cell
