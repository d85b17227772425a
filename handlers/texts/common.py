"""What all texts share: the language of the moment, escaping, shortening, times, and the labels of the glossary."""

from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import get_i18n
from aiogram.utils.i18n import gettext as _
from babel.dates import format_date, format_time
from babel.units import format_unit

from desk.answers import length
from desk.model import Impact, Language, Resolution, Scale, Status

LANGUAGE_NAMES = {Language.EN: "English", Language.RU: "Русский", Language.UK: "Українська"}

TEXT_LIMIT = 4096
"""Telegram's limit of a message, in UTF-16 units after parsing."""


def speak(language: Language) -> None:
    """From here on this update (or delivery) is worded in `language`."""
    get_i18n().ctx_locale.set(language.value)


def spoken() -> Language:
    """The language of the moment."""
    return Language(get_i18n().current_locale)


def quote(text: str) -> str:
    """People's text for Telegram HTML."""
    return escape(text, quote=False)


def shorten(text: str, limit: int) -> str:
    """At most `limit` of Telegram's characters, the cut shown by an ellipsis; before any tag is added."""
    if length(text) <= limit:
        return text
    cut = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    return cut.rstrip() + "…"


def moment(at: datetime, zone: str, now: datetime) -> str:
    """A local date and time: `today at 21:40`, `tomorrow at 09:00`, `Mon, Nov 23 at 09:00`."""
    there, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    locale = spoken().value
    time = format_time(there, "HH:mm", locale=locale)
    if there.date() == today:
        said = _("today at {time}").format(time=time)
    elif there.date() == today + timedelta(days=1):
        said = _("tomorrow at {time}").format(time=time)
    else:
        skeleton = "EEE d MMM" if there.year == today.year else "d MMM y"
        said = _("{date} at {time}").format(date=format_date(there, skeleton, locale=locale), time=time)
    return said.replace(" о 11:", " об 11:")  # Ukrainian: before a vowel, and of the hours only eleven begins with one


def span(duration: timedelta) -> str:
    """A duration in at most two units: `2 d 3 h`, `1 h 20 min`, `5 min`; rounded down to minutes."""
    minutes = max(0, int(duration.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "day"), (hours, "hour"), (rest, "minute")]
    shown = [part for part in parts if part[0]][:2] or [(0, "minute")]
    locale = spoken().value
    return " ".join(format_unit(amount, f"duration-{unit}", "short", locale=locale) for amount, unit in shown)


def status_label(status: Status) -> str:
    """The glossary's word for a status (providence 5.1)."""
    return {
        Status.CREATED: _("Created"),
        Status.IN_PROGRESS: _("In progress"),
        Status.CLARIFICATION: _("Clarification"),
        Status.DONE: _("Done"),
    }[status]


def resolution_label(resolution: Resolution) -> str:
    """The glossary's word for a resolution (providence 5.1)."""
    return {
        Resolution.SOLVED: _("Solved"),
        Resolution.NOT_REPRODUCIBLE: _("Not reproducible"),
        Resolution.USER_ERROR: _("User error"),
        Resolution.INFRASTRUCTURE: _("Infrastructure"),
        Resolution.COMPLAINT: _("Complaint"),
        Resolution.REFUSED: _("Refused"),
    }[resolution]


def impact_label(impact: Impact) -> str:
    """How badly it hurts, as the form's buttons say it."""
    return {
        Impact.DOWN: _("Nothing works"),
        Impact.DEGRADED: _("Works with faults"),
        Impact.QUESTION: _("Question or request"),
    }[impact]


def scale_label(scale: Scale) -> str:
    """How many it hurts, as the form's buttons say it."""
    return {
        Scale.ONE: _("One user"),
        Scale.SOME: _("Some users"),
        Scale.ALL: _("Everybody"),
    }[scale]


def status_line(status: Status, resolution: Resolution | None) -> str:
    """`In progress`, or `Done: Solved`."""
    if resolution is None:
        return status_label(status)
    return f"{status_label(status)}: {resolution_label(resolution)}"
