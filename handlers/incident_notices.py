"""Notices of incidents, in words and with their buttons."""

from datetime import datetime

from desk.briefing import Briefing
from desk.house import House
from desk.notices import Notice
from desk.notices_incidents import IncidentActed, IncidentCard, IncidentOffered, JoinOffered, OfIncidents
from handlers.group import incidents
from handlers.outgoing import Say
from handlers.texts import incidents as texts

KINDS = OfIncidents


def for_client(_notice: Notice) -> bool:
    """Clients hear of their own request only, by its history."""
    return False


def word(briefing: Briefing, house: House, _now: datetime) -> Say:
    """What to send; the language is spoken already."""
    regulation, ticket, notice = house.regulation, briefing.ticket, briefing.notice
    match notice:
        case IncidentOffered(offer_id=offer_id):
            asked = texts.offered(regulation, ticket, notice)
            return Say(asked, incidents.offer(offer_id), to_card=True, aloud=True)
        case JoinOffered(incident_id=incident_id):
            asked = texts.join_offered(regulation, ticket, incident_id)
            return Say(asked, incidents.join(incident_id, ticket.id), to_card=True, aloud=True)
        case IncidentCard():
            assert briefing.incident is not None, "a briefing of this notice has its incident"
            shown = briefing.incident
            return Say(texts.card(regulation, shown), incidents.keyboard(shown), to_card=True, aloud=True)
        case IncidentActed():
            return Say(texts.acted(notice), to_card=True)
        case _:
            raise AssertionError(f"not of this room: {notice}")
