"""A rota as arithmetic: turns tile time with one person each, handed over when the clock on the wall shows the hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model import Colleague
from desk.rota import Rota, TurnKind, instant
from tests.support.regulations import kyiv

KYIV = "Europe/Kyiv"
ANNA, BOHDAN, CHRISTA = (Colleague(number, name) for number, name in ((1, "Anna"), (2, "Bohdan"), (3, "Christa")))


def rota(start: str, turn: TurnKind, *people: Colleague, zone: str = KYIV) -> Rota:
    """From this time on the wall."""
    return Rota(datetime.fromisoformat(start), turn, people or (ANNA, BOHDAN, CHRISTA), zone)


def turn(made: Rota, at: datetime, *absent: Colleague) -> tuple[str, datetime, datetime]:
    """Who has the turn at an instant, and from when until when."""
    found = made.turn_at(at, frozenset(one.id for one in absent))
    assert found is not None
    return found.engineer.name, found.since, found.until


WEEKS = rota("2026-11-16T09:00", TurnKind.WEEK)
DAYS = rota("2026-11-16T09:00", TurnKind.DAY)


@pytest.mark.parametrize(
    ("made", "at", "name", "since", "until"),
    [
        (WEEKS, "2026-11-16 09:00", "Anna", "2026-11-16 09:00", "2026-11-23 09:00"),
        (WEEKS, "2026-11-23 08:59", "Anna", "2026-11-16 09:00", "2026-11-23 09:00"),
        (WEEKS, "2026-11-23 09:00", "Bohdan", "2026-11-23 09:00", "2026-11-30 09:00"),
        (WEEKS, "2026-12-07 09:00", "Anna", "2026-12-07 09:00", "2026-12-14 09:00"),
        (DAYS, "2026-11-17 08:59", "Anna", "2026-11-16 09:00", "2026-11-17 09:00"),
        (DAYS, "2026-11-18 12:00", "Christa", "2026-11-18 09:00", "2026-11-19 09:00"),
    ],
)
def test_each_has_a_turn_after_the_other(made: Rota, at: str, name: str, since: str, until: str) -> None:
    assert turn(made, kyiv(at)) == (name, kyiv(since), kyiv(until))


def test_before_its_start_nobody_has_a_turn() -> None:
    assert WEEKS.begins() == kyiv("2026-11-16 09:00")
    assert WEEKS.turn_at(kyiv("2026-11-16 08:59")) is None
    assert WEEKS.turn_at(kyiv("2025-01-01 00:00")) is None


@pytest.mark.parametrize(
    ("night", "hours"),
    [("2026-03-28", 23), ("2026-10-24", 25), ("2026-11-20", 24)],
    ids=["clocks forward", "clocks back", "any other"],
)
@pytest.mark.parametrize("at", ["09:00", "00:00", "23:59"])
def test_a_turn_with_the_change_of_clocks_in_it_keeps_its_hours_on_the_wall_in_kyiv(
    night: str, hours: int, at: str
) -> None:
    if at != "09:00" and hours != 24:
        night = (datetime.fromisoformat(night) + timedelta(days=at == "00:00")).date().isoformat()
    made = rota(f"2026-01-01T{at}", TurnKind.DAY)
    begins = kyiv(f"{night} {at}")
    _name, since, until = turn(made, begins)
    assert since == begins
    assert until - since == timedelta(hours=hours)
    for one in (since, until):
        assert f"{one.astimezone(ZoneInfo(KYIV)):%H:%M}" == at


def test_a_week_with_the_change_of_clocks_in_it_is_an_hour_shorter_or_longer() -> None:
    for day, hours in (("2026-03-23", 167), ("2026-10-19", 169), ("2026-11-16", 168)):
        _name, since, until = turn(rota("2026-01-05T09:00", TurnKind.WEEK), kyiv(f"{day} 09:00"))
        assert since == kyiv(f"{day} 09:00")
        assert until - since == timedelta(hours=hours)


def test_a_handover_that_the_clocks_skip_is_the_instant_of_the_change() -> None:
    """On March 29th 2026 Kyiv's clocks go from 03:00 to 04:00, at 01:00 UTC."""
    made = rota("2026-03-27T03:30", TurnKind.DAY)
    assert turn(made, datetime(2026, 3, 29, 0, 59, tzinfo=UTC))[0] == "Bohdan"
    assert turn(made, datetime(2026, 3, 29, 1, tzinfo=UTC))[0] == "Christa"
    assert turn(made, datetime(2026, 3, 29, 1, tzinfo=UTC))[1] == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_handover_that_the_clocks_show_twice_is_the_first_showing() -> None:
    """On October 25th 2026 Kyiv's clocks go from 04:00 back to 03:00, at 01:00 UTC."""
    made = rota("2026-10-24T03:30", TurnKind.DAY)
    assert turn(made, datetime(2026, 10, 25, 0, 29, tzinfo=UTC))[0] == "Anna"
    for minutes in (30, 59, 60, 75, 91):
        assert turn(made, datetime(2026, 10, 25, tzinfo=UTC) + timedelta(minutes=minutes))[0] == "Bohdan"


def test_who_is_absent_is_passed_over_and_everybody_else_keeps_their_turns() -> None:
    first, second, third = (kyiv(f"2026-11-{day} 12:00") for day in (16, 23, 30))
    assert turn(WEEKS, second, BOHDAN)[0] == "Christa"
    assert turn(WEEKS, third, BOHDAN)[0] == "Christa"
    assert turn(WEEKS, first, BOHDAN)[0] == "Anna"
    assert turn(WEEKS, third, CHRISTA, ANNA)[0] == "Bohdan"
    assert WEEKS.turn_at(first, frozenset({1, 2, 3})) is None


ZONES = st.sampled_from([KYIV, "UTC", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu"])
EARLIEST, LATEST = (datetime.fromisoformat(f"{year}-01-01") for year in (2010, 2027))
STARTS = st.datetimes(EARLIEST, LATEST).map(lambda at: at.replace(second=0, microsecond=0))
PEOPLE = st.integers(1, 5).map(lambda count: tuple(Colleague(number, str(number)) for number in range(1, count + 1)))


@given(STARTS, st.sampled_from(TurnKind), PEOPLE, ZONES, st.timedeltas(timedelta(0), timedelta(days=900)))
def test_at_any_instant_exactly_one_has_the_turn_and_turns_tile_time_without_a_gap(
    start: datetime, kind: TurnKind, people: tuple[Colleague, ...], zone: str, later: timedelta
) -> None:
    made = Rota(start, kind, people, zone)
    at = made.begins() + later
    now = made.turn_at(at)
    assert now is not None
    assert now.since <= at < now.until
    following = made.turn_at(now.until)
    assert following is not None
    assert following.since == now.until
    place = people.index(now.engineer)
    assert following.engineer == people[(place + 1) % len(people)]
    assert made.turn_at(now.until - timedelta(microseconds=1)) == now
    assert made.turn_at(now.since) == now


@given(STARTS, ZONES)
def test_an_instant_shows_its_wall_time_or_is_the_change_over_it(wall: datetime, zone: str) -> None:
    found = instant(wall, zone)
    shown = found.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    before = (found - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert shown == wall or before < wall < shown
