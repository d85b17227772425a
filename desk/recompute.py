"""A changed calendar or regulation: the clocks of every open ticket are reckoned anew, once, whoever starts first.

Nobody is told of it: the cards show the new times when their turn comes, and what passes from now on is told as always.
"""

import hashlib
import json
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from desk import plan, sla
from desk.house import House
from desk.model import Status
from desk.ports import Work
from desk.ports_facts import Fact
from desk.ports_timers import Owner, Subject
from desk.regulation import Priority, Regulation

FACT = "clocks"
BATCH = 50
"""Tickets a unit."""
_FIRST = "first "
"""Before the fingerprint: no ticket had timers before."""

_WORDS = ("name", "clause")


def batch(work: Work, house: House) -> bool:
    """Reckon the next open tickets anew; whether there may be more. To be run until there are none."""
    want = fingerprint(house.regulation)
    fact = work.facts.lock(FACT)
    if fact.value.removeprefix(_FIRST) != want:
        fact = Fact(FACT, want if fact.value else _FIRST + want)
    if fact.done:
        return False
    numbers = work.tickets.open_after(fact.reached, BATCH)
    for number in numbers:
        _reckon(work, house, number, only_coming=fact.value.startswith(_FIRST))
    more = len(numbers) == BATCH
    work.facts.save(replace(fact, reached=max(numbers, default=fact.reached), done=not more))
    return more


def _reckon(work: Work, house: House, number: int, *, only_coming: bool) -> None:
    """The clocks and the timers of one ticket, as its history gives them under this regulation.

    A priority that the regulation has no more leaves both as they are. `only_coming`: what has passed long ago, before
    there were timers, is not told now.
    """
    ticket = work.tickets.lock(number)
    if ticket is None or ticket.status is Status.DONE:
        return
    try:
        priority = house.regulation.priority(ticket.priority)
    except KeyError:
        return
    history = work.tickets.history(number)
    clocks = sla.replay(house.regulation, priority, history)
    if clocks != ticket.clocks:
        ticket = work.tickets.save(replace(ticket, clocks=clocks))
    coming = plan.timers(house.regulation, ticket, history)
    shown = [timer for timer in coming if timer.due_at > work.now] if only_coming else coming
    work.timers.plan(Subject(Owner.TICKET, number), shown)


def fingerprint(regulation: Regulation) -> str:
    """Of all that the times of a ticket depend on; words may change without it."""
    support = regulation.support
    parts = {
        "zone": support.timezone,
        "week": support.week,
        "holidays": [sorted(support.holidays), support.holiday_hours],
        "dates": sorted(support.dates.items()),
        "priorities": [_times(priority) for priority in regulation.priorities],
        "chain": regulation.escalation,
        "silence": regulation.clarification,
    }
    text = json.dumps(parts, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _times(priority: Priority) -> dict[str, Any]:
    return {key: value for key, value in priority.model_dump(mode="json").items() if key not in _WORDS}


def _plain(value: object) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)
