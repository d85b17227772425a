"""The files of a report: what is in them, and that nothing in them is a formula."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from aiogram.utils.i18n import I18n
from hypothesis import given
from hypothesis import strategies as st

from handlers.reports import files
from handlers.reports.books import CsvZip, Table, Workbook, harmless, printable
from handlers.reports.files import Format
from storage import Store
from tests.handlers.reports.conftest import PERIOD
from tests.support.clock import Clock
from tests.support.regulations import IPMG

pytestmark = pytest.mark.usefixtures("english")


async def written(store: Store, clock: Clock, path: Path, form: Format) -> list[float]:
    """The file at `path`; the progress that was told."""
    told: list[float] = []

    async def progress(share: float) -> None:
        told.append(share)

    assert await files.write(store, IPMG, PERIOD, clock(), path, form, progress) == 2
    return told


def rows_of(path: Path, name: str) -> list[dict[str, Any]]:
    """A table with a head, of a workbook or of a zip."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        head, *rows = book[name].iter_rows(values_only=True)
        book.close()
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]
    with zipfile.ZipFile(path) as archive:
        content = archive.read({"Requests": "tickets.csv", "Events": "events.csv"}[name]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


@pytest.mark.parametrize("form", list(Format))
async def test_every_request_has_its_clocks_and_events(
    seeded: Store, clock: Clock, tmp_path: Path, form: Format
) -> None:
    path = tmp_path / f"report{form.suffix}"
    assert await written(seeded, clock, path, form) == [1.0]
    done, late = rows_of(path, "Requests")
    assert (done["ID"], late["ID"]) == ("IPMG-1001", "IPMG-1002")
    assert (done["Status"], done["Closed as"], done["Reaction late"]) == ("Done", "Solved", "no")
    assert float(done["Reaction, minutes"]) == float(done["Resolution, minutes"]) == 0
    assert (late["Status"], late["Reaction late"]) == ("Created", "yes")
    assert not late["Reaction, minutes"]
    assert {str(row[head]) for row in (done, late) for head in ("Next reactions", "Next reactions late")} == {"0"}
    due = datetime(2026, 11, 19, 9, 30)  # noqa: DTZ001  # the wall clock of the regulation's zone
    assert late["React by"] in (due, "2026-11-19 09:30:00")
    events = rows_of(path, "Events")
    assert [event["Event"] for event in events] == ["Request", "Taken", "Closed: Solved", "Request"]
    assert [event["By"] for event in events] == ["Client", "Engineer", "Engineer", "Client"]


async def test_a_workbook_has_no_formula_and_real_dates(seeded: Store, clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    await written(seeded, clock, path, Format.XLSX)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Totals", "Requests", "Events"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    values = {cell.value for cell in cells}
    assert '=HYPERLINK("http://evil.example","x")' in values
    assert not values & {"Secret words", "A comment", "x@example.com"}
    assert book["Requests"]["B2"].is_date
    book.close()
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
        assert not any("hyperlink" in name.lower() for name in archive.namelist())


async def test_csv_is_utf_8_with_a_mark_and_an_apostrophe_before_what_looks_like_a_formula(
    seeded: Store, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "report.zip"
    await written(seeded, clock, path, Format.CSV)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["tickets.csv", "events.csv", "summary.csv"]
        assert all(archive.read(name).startswith(b"\xef\xbb\xbf") for name in archive.namelist())
        cells = [
            cell
            for name in archive.namelist()
            for row in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))
            for cell in row
        ]
    assert "'+cmd|' /C calc'!A0" in cells
    assert "'@Андрій" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "\x0b@a", "＝1"])
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert harmless(printable(text)).startswith("'")


@given(st.text())
def test_whatever_people_write_no_cell_of_csv_begins_like_a_formula(text: str) -> None:
    safe = harmless(printable(text))
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    safe.encode()


def test_a_sheet_that_is_full_goes_on_on_another_one(tmp_path: Path) -> None:
    names, heads = {table: table.value for table in Table}, {table: ["Head"] for table in Table}
    path = tmp_path / "full.xlsx"
    with Workbook(path, names, heads, 3) as book:
        book.add(Table.EVENTS, [[number] for number in range(5)])
        book.finish()
    found = openpyxl.load_workbook(path)
    assert found.sheetnames == ["summary", "tickets", "events", "events 2", "events 3"]
    assert [cell.value for cell in found["events 3"]["A"]] == ["Head", 4]
    found.close()


@pytest.mark.parametrize("kind", [Workbook, CsvZip])
def test_what_fails_in_the_middle_leaves_nothing_behind(
    tmp_path: Path, kind: type[Workbook | CsvZip], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    names, heads = {table: table.value for table in Table}, {table: ["Head"] for table in Table}
    with pytest.raises(ZeroDivisionError), kind(tmp_path / "broken", names, heads) as book:
        book.add(Table.EVENTS, [[1 // 0]])
    assert list(tmp_path.iterdir()) == []


async def test_the_summary_agrees_with_the_rows(seeded: Store, clock: Clock, tmp_path: Path, english: I18n) -> None:
    assert english.current_locale == "en"
    path = tmp_path / "report.zip"
    await written(seeded, clock, path, Format.CSV)
    with zipfile.ZipFile(path) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("summary.csv").decode("utf-8-sig"))))
    figures = {row[0]: row[1:] for row in rows if len(row) > 1}
    assert (figures["Opened"], figures["Closed"]) == (["2"], ["1"])
    first, later, solved = ["1", "0.0", "0.0", "2", "1"], ["0", "", "", "0", "0"], ["1", "0.0", "0.0", "0", "0"]
    assert figures["All"] == ["2", "1", *first, *later, *solved]
    assert figures["'@Андрій"][0] == "1"
