"""The time of a call that was asked for: who is reminded when, and what is told when it is late."""

from datetime import timedelta
from enum import IntEnum, StrEnum

from desk.house import House
from desk.model import CallBackState, CallBackTask, Urgency
from desk.notices_closing import CallBackDue, CallBackLate
from desk.ports import Work
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from desk.regulation import CallBack


class Step(IntEnum):
    """Of one try; the tries are the cycles."""

    REMIND = 1
    LATE = 2


class Why(StrEnum):
    """Why the engineers hear of a call once more."""

    SOON = "soon"
    AGAIN = "again"
    LATE = "late"
    ASKED = "asked"


def steps(rule: CallBack, task: CallBackTask) -> list[Timer]:
    """A reminder before it is due, and one when it is late; after nobody answered, one when it is due again."""
    if task.state is CallBackState.WAITING:
        soon = task.due_at - (rule.remind_before or timedelta(0))
        reminds = [Timer(TimerKind.CALL_BACK, Step.REMIND, 0, soon)] if task.asked_at < soon < task.due_at else []
        return [*reminds, Timer(TimerKind.CALL_BACK, Step.LATE, 0, task.due_at)]
    if task.again_at is None:
        return []
    return [
        Timer(TimerKind.CALL_BACK, Step.REMIND, task.tries, task.again_at),
        Timer(TimerKind.CALL_BACK, Step.LATE, task.tries, task.again_at + rule.within),
    ]


def plan(work: Work, rule: CallBack, task: CallBackTask) -> None:
    """In the unit that changed it."""
    work.timers.plan(Subject(Owner.CALL_BACK, task.id), steps(rule, task))


def fire(work: Work, house: House, subject: Subject, timer: Timer) -> None:
    """A call is due, or late: loud in the group, and the client is told honestly, once."""
    task = work.call_backs.get(subject.id)
    client = work.people.get(task.person_id) if task else None
    if task is None or client is None or not task.waits or timer.cycle != task.tries:
        return
    if timer.step == Step.REMIND:
        remind(work, house, task, Why.AGAIN if task.tries else Why.SOON)
        return
    remind(work, house, task, Why.LATE)
    if client.reachable:
        work.outbox.put(
            CallBackLate(task.id, client.id), key=f"call_late:{task.id}", chat_id=client.id, urgency=Urgency.REPLY
        )


def remind(work: Work, house: House, task: CallBackTask, why: Why) -> None:
    """The engineers, in reply to the task; who asks once more is passed on once an hour."""
    mark = f"{work.now:%Y%m%d%H}" if why is Why.ASKED else f"{task.tries}"
    work.outbox.put(
        CallBackDue(task.id, task.person_id, why.value),
        key=f"call_{why}:{task.id}:{mark}",
        chat_id=work.chats.current(house.group_id),
        urgency=Urgency.CRITICAL,
    )


def again(work: Work, house: House, task: CallBackTask) -> bool:
    """They ask for a call that is promised already; whether it is late, of which the engineers are reminded."""
    if work.now < task.next_at:
        return False
    remind(work, house, task, Why.ASKED)
    return True
