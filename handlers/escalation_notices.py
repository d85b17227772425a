"""Notices of critical requests, out of turn, in words: the loud message, the chain's steps, and their edits."""

from datetime import datetime

from desk import chain
from desk.briefing import Briefing
from desk.house import House
from desk.model import EventKind, HistoryEntry
from desk.notices import CriticalIncident, Notice
from desk.notices_escalation import Alarm, AlarmSettled, CallSettled, Escalated, NotReached
from handlers.group import keyboards
from handlers.outgoing import Edit, Say
from handlers.texts import escalation as texts

KINDS = CriticalIncident | Escalated | Alarm | NotReached | AlarmSettled | CallSettled


def for_client(_notice: Notice) -> bool:
    """None of them does; calls in private go to an engineer (handlers/notices.py)."""
    return False


def word(briefing: Briefing, house: House, now: datetime) -> Say | Edit:
    """What to send; the language is spoken already."""
    regulation, ticket, history = house.regulation, briefing.ticket, briefing.history
    buttons = keyboards.alarm(ticket, unseen=chain.can_be_seen(regulation, ticket, history))
    match briefing.notice:
        case CriticalIncident():
            return Say(texts.incident(regulation, ticket, briefing.client, history, now), buttons, aloud=True)
        case Escalated():
            text = texts.step(regulation, ticket, _entry(briefing), history, now)
            return Say(text, buttons, to_card=True, aloud=True)
        case Alarm():
            return Say(texts.alarm(regulation, ticket, _entry(briefing), now))
        case NotReached(person_id=person_id, name=name):
            return Say(texts.not_reached(ticket, person_id, name), to_card=True)
        case AlarmSettled():
            entry = _entry(briefing)
            text = (
                texts.step_settled(regulation, ticket, entry, history, now)
                if entry.kind is EventKind.ESCALATED
                else texts.incident(regulation, ticket, briefing.client, history, now)
            )
            return Edit(_edited(briefing), text, buttons)
        case CallSettled():
            text = texts.step_settled(regulation, ticket, _entry(briefing), history, now)
            return Edit(_edited(briefing), text)
        case _:
            raise AssertionError(f"not of this room: {briefing.notice}")


def _entry(briefing: Briefing) -> HistoryEntry:
    assert briefing.entry is not None, "a briefing of this notice has its entry"
    return briefing.entry


def _edited(briefing: Briefing) -> int:
    assert briefing.edits is not None, "a briefing of this notice has the message it edits"
    return briefing.edits
