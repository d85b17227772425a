"""Every statement of who is on call and of incidents, for the plans (test_plans.py)."""

from desk.model import Colleague
from desk.ports import Work
from desk.ports_incidents import Incident, Offer, OfferState
from desk.ports_on_call import ChatRota, Handover, HandoverState, Override
from desk.rota import TurnKind

_ANNA = Colleague(7_000_000_001, "Ann")


def on_call(work: Work) -> None:
    """The port `OnCalls`."""
    port, now = work.on_call, work.now
    port.set_rota(ChatRota(now.replace(tzinfo=None), TurnKind.WEEK, (_ANNA,), _ANNA, now))
    port.rota()
    made = port.add(Override(0, _ANNA, now, now, now))
    port.override(now)
    port.end(made.id, now)
    handover = port.ask(Handover(0, _ANNA, _ANNA, now, now, now))
    port.handover(handover.id)
    port.lock_handover(handover.id)
    port.waiting(_ANNA.id)
    port.settle(handover.id, HandoverState.EXPIRED)
    port.left(_ANNA.id)
    port.absent()
    port.back(_ANNA.id)


def incidents(work: Work, ticket_id: int) -> None:
    """The port `Incidents`."""
    port, now, ticket = work.incidents, work.now, work.tickets.get(ticket_id)
    assert ticket is not None
    port.hold("mail")
    port.settle("mail", now)
    port.alike("mail", ["high"], now)
    offer = port.offer(Offer(0, "mail", ticket_id, now, now))
    port.lock_offer(offer.id)
    port.waiting("mail", now)
    port.answer(offer.id, OfferState.DECLINED)
    made = port.add(Incident(0, "mail", now, now, _ANNA))
    port.get(made.id)
    port.recent("mail", now)
    port.join(made.id, ticket)
    port.of_ticket(ticket_id)
    port.tickets(made.id)
