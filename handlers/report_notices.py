"""Notices of figures, in words: the digests."""

from datetime import datetime

from aiogram.types import InlineKeyboardMarkup

from desk.briefing import Briefing
from desk.house import House
from desk.notices import Notice
from desk.notices_reports import OfReports
from handlers.outgoing import Say
from handlers.reports.buttons import chart_only
from handlers.texts import digest

KINDS = OfReports


def for_client(notice: Notice) -> bool:
    """None of them is."""
    return False


def word(briefing: Briefing, house: House, now: datetime) -> Say:
    """What to send; the language is spoken already."""
    assert briefing.digest is not None, "a briefing of this notice has its figures"
    found = briefing.digest
    keyboard: InlineKeyboardMarkup | None = chart_only(found.period) if found.opened or found.closed else None
    return Say(digest.digest(house.regulation, found, now), keyboard)
