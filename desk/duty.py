"""Being on call as /oncall shows it, and taking over: for hours, until the morning, or for the rest of the turn.

Every change is told to the engineers' group, in the unit that makes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk import on_call
from desk.errors import OnCallError, UnknownChoiceError
from desk.house import House
from desk.model import Actor, Colleague
from desk.notices_on_call import GaveBack, TookOver
from desk.on_call import OnCall
from desk.ports import Work
from desk.ports_on_call import ChatRota, Override
from desk.rota import Rota, instant

MORNING = time(8)
"""When somebody who has taken over until the morning is relieved, on the wall."""
SOME_HOURS = timedelta(hours=4)


class Stretch(StrEnum):
    """For how long somebody takes over."""

    HOURS = "hours"
    MORNING = "morning"
    TURN = "turn"
    """To the end of the rota's turn; only where there is a rota."""


@dataclass(frozen=True, slots=True)
class View:
    """Who is on call, who comes after, and by what: the rota, whether it is the chat's, who of it is away."""

    present: OnCall | None
    following: OnCall | None
    rota: Rota | None
    chat: ChatRota | None
    away: Sequence[Colleague]
    took_over: bool
    ends: dict[Stretch, datetime]


def look(work: Work, house: House) -> View:
    """Everything that /oncall shows."""
    present, rota = on_call.now(work, house), on_call.standing(work, house)
    absent = work.on_call.absent()
    return View(
        present,
        on_call.following(work, house, present),
        rota,
        work.on_call.rota(),
        [one for one in rota.people if one.id in absent] if rota else [],
        work.on_call.override(work.now, absent) is not None,
        ends(work, house),
    )


def ends(work: Work, house: House) -> dict[Stretch, datetime]:
    """Until when one can take over now."""
    timezone = house.regulation.timezone
    today = work.now.astimezone(ZoneInfo(timezone)).date()
    mornings = (instant(datetime.combine(today + timedelta(days=day), MORNING), timezone) for day in range(2))
    found = {
        Stretch.HOURS: work.now + SOME_HOURS,
        Stretch.MORNING: next(morning for morning in mornings if morning > work.now),
    }
    turn = on_call.turn_at(work, house, work.now)
    return found | {Stretch.TURN: turn.until} if turn else found


def take_over(work: Work, house: House, engineer: Actor, stretch: Stretch) -> OnCall:
    """From now on the engineer is on call, in place of anybody else.

    UnknownChoiceError: there is no turn to take. OnCallError: they are on call until then or longer.
    """
    until = ends(work, house).get(stretch)
    if until is None:
        raise UnknownChoiceError(stretch)
    who, present = on_call.colleague(engineer), on_call.now(work, house)
    if present is not None and present.engineer_id == who.id and (present.until is None or present.until >= until):
        raise OnCallError("already", who.name)
    work.on_call.back(who.id)  # whoever presses is in the group
    made = work.on_call.add(Override(0, who, work.now, until, work.now))
    of = present.name if present is not None and present.engineer_id != who.id else ""
    on_call.tell(work, house, TookOver(who.name, of, until.isoformat()), f"took-over:{made.id}")
    return OnCall(who.id, who.name, work.now, until)


def give_back(work: Work, house: House, engineer: Actor) -> OnCall | None:
    """Whoever took over is so no longer; who is on call then. OnCallError: it is not theirs to give back."""
    override = work.on_call.override(work.now, work.on_call.absent())
    if override is None or override.engineer.id != engineer.id:
        raise OnCallError("not_on_call", override.engineer.name if override else "")
    number = override.id
    while override is not None and override.engineer.id == engineer.id:  # whoever took over twice gives both back
        work.on_call.end(override.id, work.now)
        override = work.on_call.override(work.now, work.on_call.absent())
    present = on_call.now(work, house)
    notice = GaveBack(engineer.name, present.name if present else "", on_call.iso(present))
    on_call.tell(work, house, notice, f"gave-back:{number}")
    return present
