"""Notices of who is on call, in words and with their buttons."""

from datetime import datetime

from desk.briefing import Briefing
from desk.house import House
from desk.notices import Notice
from desk.notices_on_call import HandoverAsked, OfOnCall
from handlers.group import on_call
from handlers.outgoing import Say
from handlers.texts import on_call as texts

KINDS = OfOnCall


def for_client(_notice: Notice) -> bool:
    """They are the engineers' own matter."""
    return False


def word(briefing: Briefing, house: House, now: datetime) -> Say:
    """What to send; the language is spoken already."""
    notice = briefing.notice
    assert isinstance(notice, OfOnCall), "of this room"
    keyboard = on_call.handover(notice.handover_id) if isinstance(notice, HandoverAsked) else None
    return Say(texts.told(notice, house.regulation.timezone, now), keyboard)
