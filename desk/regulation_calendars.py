"""The calendars of a regulation file: opening hours, and the public holidays that the `holidays` package knows."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays as public
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    InstanceOf,
    ValidationError,
    model_validator,
)

from desk.hours import Calendar
from desk.regulation_problems import Found, dotted, explain
from desk.spans import Span, overlap

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEARS_BACK, _YEARS_AHEAD = 1, 3


def _span(value: Any) -> Span:
    if not isinstance(value, str):
        raise ValueError(f'{value!r} is not a time span; write it as "09:00-18:00"')
    return Span.parse(value)


def _apart(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    clash = overlap((spans, *((),) * 6))
    if clash is not None:
        raise ValueError(f'"{clash[1]}" overlaps another span of the day')
    return tuple(sorted(spans))


_Spans = Annotated[
    tuple[Annotated[InstanceOf[Span], BeforeValidator(_span)], ...],
    AfterValidator(_apart),
]


class _Hours(BaseModel):
    """A calendar as it is written. `holidays` None: a holiday is a day like any other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mon: _Spans = ()
    tue: _Spans = ()
    wed: _Spans = ()
    thu: _Spans = ()
    fri: _Spans = ()
    sat: _Spans = ()
    sun: _Spans = ()
    holidays: _Spans | None = None
    dates: dict[date, _Spans] = {}

    @property
    def week(self) -> tuple[tuple[Span, ...], ...]:
        return self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun

    @model_validator(mode="after")
    def _nights_end_before_mornings(self) -> Self:
        clash = overlap(self.week)
        if clash is not None:
            raise ValueError(f'has overlapping hours: "{clash[1]}" of {_DAYS[clash[0]]} and the night before it')
        if not any(self.week):
            raise ValueError("is never open: give at least one day its hours")
        return self


class _Source(BaseModel):
    """Where holidays come from: a country's list, which the operator switches, and single dates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: str | None = None
    enabled: bool = False
    categories: tuple[str, ...] = ("public",)
    add: tuple[date, ...] = ()
    remove: tuple[date, ...] = ()


CALENDAR_KEYS = tuple(_Hours.model_fields)
HOLIDAY_KEYS = tuple(_Source.model_fields)


def build(raw: Mapping[str, Any], today: date) -> tuple[dict[str, Calendar], tuple[int, ...], list[Found]]:
    """The calendars by key, the years in which the holiday source knows nothing, and what is wrong."""
    problems: list[Found] = []
    zone = _zone(raw.get("timezone"), problems)
    written = _written(raw, problems)
    source = _source(raw, problems)
    dates, missing = _dates(source, today, problems)
    uses = [key for key, hours in written.items() if hours.holidays is not None]
    if uses and "holidays" not in raw:
        problems += [(dotted("calendars", key, "holidays"), "needs the table [holidays]") for key in uses]
    if dates and not uses:
        problems.append(("holidays", "changes nothing: no calendar says its hours on holidays (key holidays)"))
    calendars = {
        key: Calendar(
            timezone=zone,
            week=hours.week,
            holidays=dates if hours.holidays is not None else {},
            holiday_hours=hours.holidays or (),
            dates=hours.dates,
        )
        for key, hours in written.items()
    }
    return calendars, missing, problems


def _zone(name: Any, problems: list[Found]) -> str:
    if not isinstance(name, str):
        return "UTC"  # said where the file's keys are checked
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(("timezone", f'"{name}" is not a time zone; write it as "Europe/Kyiv"'))
        return "UTC"


def _written(raw: Mapping[str, Any], problems: list[Found]) -> dict[str, _Hours]:
    tables = raw.get("calendars", {})
    if not isinstance(tables, dict):
        problems.append(("calendars", "must be tables [calendars.support], ..."))
        return {}
    if "support" not in tables:
        problems.append(("calendars.support", "is missing: working time is counted in it"))
    written: dict[str, _Hours] = {}
    for key, table in tables.items():
        try:
            written[key] = _Hours.model_validate(table)
        except ValidationError as error:
            problems += explain(error, raw, ("calendars", key))
    return written


def _source(raw: Mapping[str, Any], problems: list[Found]) -> _Source:
    try:
        source = _Source.model_validate(raw.get("holidays", {}))
    except ValidationError as error:
        problems += explain(error, raw, ("holidays",))
        return _Source()
    if source.country is not None and source.country not in public.list_supported_countries():
        problems.append(("holidays.country", f'"{source.country}" is not a country whose holidays are known'))
        return _Source()
    if source.enabled and source.country is None:
        problems.append(("holidays.country", "is missing: enabled = true needs it"))
        return _Source()
    return source


def _dates(source: _Source, today: date, problems: list[Found]) -> tuple[dict[date, str], tuple[int, ...]]:
    """The holidays with their names, and the years that the country's list lacks."""
    years = range(today.year - _YEARS_BACK, today.year + _YEARS_AHEAD + 1)
    dates = _of_country(source, years, problems)
    missing = tuple(year for year in years if source.enabled and not any(day.year == year for day in dates))
    for day in source.remove:
        if day in source.add:
            problems.append(("holidays.remove", f"{day} is in add as well"))
        elif source.enabled and day.year in years and day not in dates:
            problems.append(("holidays.remove", f"{day} is not a holiday of the country's list"))
        dates.pop(day, None)
    return dates | {day: dates.get(day, "added holiday") for day in source.add}, missing


def _of_country(source: _Source, years: range, problems: list[Found]) -> dict[date, str]:
    if not source.enabled or source.country is None:
        return {}
    known = public.country_holidays(source.country)
    unknown = sorted(set(source.categories) - set(known.supported_categories))
    if unknown or not source.categories:
        has = ", ".join(sorted(known.supported_categories))
        problems.append(("holidays.categories", f"must be some of {has}, which are what {source.country} has"))
        return {}
    # Without a word the package answers in whatever the machine speaks, and in English for a language it lacks.
    language = "en_US" if "en_US" in known.supported_languages else known.default_language
    found = public.country_holidays(
        source.country, years=years, categories=source.categories, language=language, expand=False
    )
    return {day: name for day, name in sorted(found.items()) if day.year in years}
