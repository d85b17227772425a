"""Handing over: whoever is on call asks a colleague, and it counts once that one has confirmed it by a press."""

from datetime import datetime, timedelta

from desk import on_call
from desk.errors import OnCallError, UnknownChoiceError
from desk.house import House
from desk.model import Actor
from desk.notices_on_call import HandoverAsked, HandoverSettled
from desk.ports import Work
from desk.ports_on_call import Handover, HandoverState, Override
from desk.ports_timers import Owner, Subject, Timer, TimerKind

WAITS_FOR = timedelta(minutes=30)
"""How long a colleague has to confirm."""


def ask(work: Work, house: House, engineer: Actor, colleague_id: int) -> Handover:
    """Ask a colleague to be on call until the asker would have been relieved.

    OnCallError: the asker is not on call, or waits for somebody already. UnknownChoiceError: no such colleague.
    """
    giver, present = on_call.colleague(engineer), on_call.now(work, house)
    if present is None or present.engineer_id != giver.id:
        raise OnCallError("not_on_call", present.name if present else "")
    taker = next((one for one in on_call.choices(work, house) if one.id == colleague_id), None)
    if taker is None or taker.id == giver.id:
        raise UnknownChoiceError(str(colleague_id))
    waiting = next((one for one in work.on_call.waiting(giver.id) if one.giver.id == giver.id), None)
    if waiting is not None:
        raise OnCallError("waits", waiting.taker.name)
    until = present.until or _relieved(work, house)
    expires = min(work.now + WAITS_FOR, until)
    made = work.on_call.ask(Handover(0, giver, taker, work.now, expires, until))
    work.timers.plan(_subject(made), [Timer(TimerKind.HANDOVER, 1, 0, expires)])
    notice = HandoverAsked(made.id, giver.name, taker.id, taker.name, until.isoformat(), expires.isoformat())
    on_call.tell(work, house, notice, f"handover:{made.id}")
    return made


def settle(work: Work, house: House, engineer: Actor, handover_id: int, state: HandoverState) -> Handover:
    """The colleague accepts or declines, or the asker withdraws it.

    OnCallError: there is none, it waits no more, it is not this engineer's word, or the asker is not on call any more.
    """
    handover = work.on_call.lock_handover(handover_id)
    if handover is None:
        raise OnCallError("gone")
    whose = handover.giver if state is HandoverState.WITHDRAWN else handover.taker
    if engineer.id != whose.id or state not in _SAID:
        raise OnCallError("not_yours", whose.name)
    if handover.state is not HandoverState.WAITING or handover.expires_at <= work.now:
        raise OnCallError("settled")
    if state is HandoverState.ACCEPTED:
        present = on_call.now(work, house)
        if present is None or present.engineer_id != handover.giver.id:
            raise OnCallError("moved", present.name if present else "")
        work.on_call.back(handover.taker.id)  # whoever presses is in the group
        work.on_call.add(Override(0, handover.taker, work.now, handover.until, work.now))
    close(work, house, handover, state)
    return handover


def expire(work: Work, house: House, subject: Subject, _timer: Timer) -> None:
    """Nobody confirmed it in time."""
    handover = work.on_call.handover(subject.id)
    if handover is not None and handover.state is HandoverState.WAITING:
        close(work, house, handover, HandoverState.EXPIRED)


def close(work: Work, house: House, handover: Handover, state: HandoverState) -> None:
    """It waits no more, and the group hears why."""
    work.on_call.settle(handover.id, state)
    work.timers.plan(_subject(handover), [])
    notice = HandoverSettled(handover.giver.name, handover.taker.name, state.value, handover.until.isoformat())
    on_call.tell(work, house, notice, f"handover:{handover.id}:{state}")


def _relieved(work: Work, house: House) -> datetime:
    """When the turn ends of somebody who is alone in the rota."""
    turn = on_call.turn_at(work, house, work.now)
    assert turn is not None, "who is on call for good has a turn"
    return turn.until


_SAID = frozenset({HandoverState.ACCEPTED, HandoverState.DECLINED, HandoverState.WITHDRAWN})


def _subject(handover: Handover) -> Subject:
    return Subject(Owner.HANDOVER, handover.id)
