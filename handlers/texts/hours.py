"""Opening hours and contacts, in words: whether support is open, the coming week, how to reach people (/hours)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import gettext as _
from babel import Locale
from babel.core import get_global
from babel.dates import format_date

from desk.hours import Calendar, NoOpeningError
from desk.regulation import Contact, ContactKind, Regulation
from desk.spans import DAY, Span
from handlers.texts.common import moment, quote, spoken

WEEK = 7


def zone(name: str) -> str:
    """A time zone as people say it: `Kyiv time`."""
    known = Locale.parse(spoken().value).time_zones
    older = (alias for alias, now in get_global("zone_aliases").items() if now == name)
    cities = (known[one].get("city") for one in (name, *older) if one in known)
    city = next((city for city in cities if city), name.rsplit("/", 1)[-1].replace("_", " "))
    return _("{city} time").format(city=city)


def when(at: datetime, regulation: Regulation, now: datetime) -> str:
    """A local date and time with its zone: `today at 21:40 (Kyiv time)`."""
    return f"{moment(at, regulation.timezone, now)} ({zone(regulation.timezone)})"


def _until(at: datetime, regulation: Regulation, now: datetime) -> str:
    """`when`, on the same day just the time: `22:00 (Kyiv time)`."""
    there, today = (one.astimezone(ZoneInfo(regulation.timezone)) for one in (at, now))
    if there.date() != today.date():
        return when(at, regulation, now)
    return f"{there:%H:%M} ({zone(regulation.timezone)})"


def support_now(regulation: Regulation, now: datetime) -> str:
    """Whether support is open, and until when or from when."""
    support = regulation.support
    if support.is_open(now):
        closing = support.closing(now)
        if closing is None:
            return "🟢 " + _("Support works round the clock.")
        return "🟢 " + _("Support is open now, until {when}.").format(when=_until(closing, regulation, now))
    try:
        opening = support.next_opening(now)
    except NoOpeningError:
        return "🌙 " + _("Support is closed now.")
    return "🌙 " + _("Support is closed now. It opens {when}.").format(when=when(opening, regulation, now))


def contacts(regulation: Regulation, of: Sequence[Contact], now: datetime) -> str:
    """Each contact with its value, its hours now and its note."""
    return "\n\n".join(_contact(regulation, contact, now) for contact in of)


def _contact(regulation: Regulation, contact: Contact, now: datetime) -> str:
    language = spoken()
    sign = {ContactKind.PHONE: "📞", ContactKind.EMAIL: "✉️", ContactKind.SITE: "🌐"}[contact.kind]
    name, note = regulation.text(contact.name, language), contact.note and regulation.text(contact.note, language)
    lines = [f"{sign} <b>{quote(name)}</b>: {quote(contact.value)}", _hours_now(regulation, contact, now)]
    return "\n".join(line for line in [*lines, quote(note or "")] if line)


def _hours_now(regulation: Regulation, contact: Contact, now: datetime) -> str:
    if contact.calendar is None:  # of a redirect's contact nothing is known (docs/regulation.md)
        return _("Round the clock.") if contact in regulation.contacts else ""
    calendar = regulation.calendars[contact.calendar]
    if calendar.is_open(now):
        closing = calendar.closing(now)
        if closing is None:
            return _("Round the clock.")
        return _("Open now, until {when}.").format(when=_until(closing, regulation, now))
    try:
        return _("Closed now, opens {when}.").format(when=when(calendar.next_opening(now), regulation, now))
    except NoOpeningError:
        return _("Closed now.")


def page(regulation: Regulation, now: datetime) -> str:
    """The whole answer to /hours."""
    parts = [
        support_now(regulation, now),
        *(_week(regulation, keys, now) for keys in _alike(regulation, now)),
        _("All times are {zone}.").format(zone=zone(regulation.timezone)),
        contacts(regulation, regulation.contacts, now),
        "ℹ️ " + quote(regulation.text(regulation.official_channels, spoken())),
    ]
    return "\n\n".join(parts)


def _days(regulation: Regulation, now: datetime) -> list[date]:
    today = now.astimezone(ZoneInfo(regulation.timezone)).date()
    return [today + timedelta(days=number) for number in range(WEEK)]


def _alike(regulation: Regulation, now: datetime) -> list[list[str]]:
    """The calendars, those with the same hours this week together."""
    days = _days(regulation, now)
    groups: dict[tuple[tuple[Span, ...], ...], list[str]] = {}
    for key, calendar in regulation.calendars.items():
        groups.setdefault(tuple(calendar.hours_on(day) for day in days), []).append(key)
    return list(groups.values())


def _week(regulation: Regulation, keys: Sequence[str], now: datetime) -> str:
    calendar = regulation.calendars[keys[0]]
    title = ", ".join(_title(regulation, key) for key in keys)
    lines = [f"{_date(day)}: {_hours(calendar, day)}" for day in _days(regulation, now)]
    return "\n".join([f"🕒 <b>{quote(title)}</b>", *lines])


def _title(regulation: Regulation, key: str) -> str:
    if key == "support":
        return _("Support hours")
    if key == "phone":
        return _("Phone hours")
    names = [regulation.text(one.name, spoken()) for one in regulation.contacts if one.calendar == key]
    return ", ".join(names) or key


def _date(day: date) -> str:
    return format_date(day, "EEE d MMM", locale=spoken().value)


def _hours(calendar: Calendar, day: date) -> str:
    spans = calendar.hours_on(day)
    if not spans:
        return _("closed")
    if spans == (Span(0, DAY),):
        return _("round the clock")
    return ", ".join(str(span).replace("-", "–") for span in spans)
