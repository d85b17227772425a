"""By when a call is made (IPMG 3.2.2, 3.2.3)."""

import pytest

from desk.call_backs import due
from desk.errors import CallBackError
from tests.support.regulations import IPMG, PROVIDENCE, kyiv

CASES = [
    ("2026-11-20 10:00", "2026-11-20 10:30"),  # a Friday, in phone hours
    ("2026-11-20 21:50", "2026-11-20 22:20"),  # asked in phone hours: 30 minutes from then
    ("2026-11-20 22:00", "2026-11-21 09:30"),  # the line has closed: it opens on Saturday at 9
    ("2026-11-20 03:00", "2026-11-20 08:00"),
    ("2026-11-22 23:00", "2026-11-23 08:00"),  # Sunday night: Monday 7:30
]


@pytest.mark.parametrize(("asked", "by"), CASES)
def test_a_call_is_made_within_30_minutes_of_phone_hours_3_2_2(asked: str, by: str) -> None:
    assert due(IPMG, kyiv(asked)) == kyiv(by)


def test_who_does_not_call_back_promises_nothing() -> None:
    with pytest.raises(CallBackError):
        due(PROVIDENCE, kyiv("2026-11-20 10:00"))
