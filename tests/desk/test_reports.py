"""What the regulation says of digests, and the units that reports are read in."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from desk import reports
from desk.periods import Period
from desk.ports_reports import Calls
from desk.regulation import DigestTimes, RegulationError, load
from desk.summary_digest import digest
from storage import Store
from tests.desk.clients import request
from tests.support.clock import Clock
from tests.support.regulations import FOLDER, IPMG, TODAY, kyiv

WRONG = [
    ('daily = "8:30"', "digest.daily must be a time like"),
    ("daily = 830", "digest.daily must be a time like"),
    ('daily = "24:00"', "digest.daily must be a time like"),
    ('weekly = { day = "Monday", at = "09:00" }', "digest.weekly.day must be 'mon'"),
    ('weekly = { day = "mon" }', "digest.weekly.at"),
    ("", "digest needs daily, weekly or both"),
]


@pytest.mark.parametrize(("written", "told"), WRONG)
def test_wrong_times_are_told_with_file_key_and_reason(tmp_path: Path, written: str, told: str) -> None:
    text = (FOLDER / "ipmg.toml").read_text(encoding="utf-8")
    start = text.index("[digest]")
    end = text.index("\n# ---", start)
    path = tmp_path / "ipmg.toml"
    path.write_text(f"{text[:start]}[digest]\n{written}\n{text[end:]}", encoding="utf-8")
    with pytest.raises(RegulationError) as caught:
        load(path, TODAY)
    assert f"{path}: {told}" in str(caught.value)


def test_check_shows_when_they_come() -> None:
    assert list(digest(IPMG)) == [
        "of the day before: each day at 07:15 (Europe/Kyiv)",
        "of the seven days before: each mon at 07:20 (Europe/Kyiv)",
    ]
    assert list(digest(IPMG.model_copy(update={"digest": None}))) == []
    assert len(list(digest(IPMG.model_copy(update={"digest": DigestTimes(daily=time(8))})))) == 1


async def test_a_report_is_read_in_units(store: Store, clock: Clock) -> None:
    clock.now = kyiv("2026-11-18 12:00")
    ticket = await store.run(request)
    clock.pass_(timedelta(days=1))
    period = Period(date(2026, 11, 18), date(2026, 11, 18), "Europe/Kyiv")
    assert await store.read(reports.extent, period) == reports.Extent(1, Calls())
    page = await store.read(reports.page, period, None)
    assert [case.ticket for case in page.cases] == [ticket]
    assert page.last is None
