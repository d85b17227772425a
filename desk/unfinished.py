"""A form that was begun and not sent: its client is reminded, once."""

from datetime import datetime

from desk.house import House
from desk.model import Draft, Urgency
from desk.notices_closing import FormWaits
from desk.ports import Work
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from desk.regulation import Regulation


def watch(work: Work, regulation: Regulation, draft: Draft) -> None:
    """A form is begun. What becomes of it is looked at when the time has passed, so that no answer pays for it."""
    if regulation.remind_form_after is not None:
        _look_at(work, draft, 1, draft.started_at + regulation.remind_form_after)


def fire(work: Work, house: House, subject: Subject, timer: Timer) -> None:
    """Not sent, and nothing done to it for so long: they are reminded. Somebody is at it: later."""
    draft, after = work.drafts.of(subject.id), house.regulation.remind_form_after
    person = work.people.get(subject.id)
    if draft is None or draft.id != timer.cycle or after is None or person is None:
        return
    if draft.updated_at + after > work.now:
        _look_at(work, draft, timer.step + 1, draft.updated_at + after)
    elif person.reachable and work.blocks.standing(person.id) is None:
        work.outbox.put(
            FormWaits(person.id, draft.id), key=f"form:{draft.id}", chat_id=person.id, urgency=Urgency.REPLY
        )


def _look_at(work: Work, draft: Draft, step: int, at: datetime) -> None:
    """A form is a cycle: the timer of one that gave way to another passes without harm."""
    work.timers.add(Subject(Owner.DRAFT, draft.person_id), [Timer(TimerKind.DRAFT, step, draft.id, at)])
