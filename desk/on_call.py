"""Who is on call: the rota of the file or the chat, in the regulation's time zone, and who took over from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk.house import House
from desk.model import Actor, Colleague, Urgency
from desk.notices_on_call import OfOnCall
from desk.ports import Work
from desk.rota import Rota, Turn

MOST = 30
"""Engineers that are offered beside those of the rota: those who acted last."""


@dataclass(frozen=True, slots=True)
class OnCall:
    """An engineer (Telegram's user id) and from when until when they are on call; `until` None: there is no other."""

    engineer_id: int
    name: str
    since: datetime
    until: datetime | None


def now(work: Work, house: House) -> OnCall | None:
    """Who is on call at this moment; None: nobody."""
    return at(work, house, work.now)


def at(work: Work, house: House, moment: datetime) -> OnCall | None:
    """Who is on call at a moment, as far as is known now."""
    absent = work.on_call.absent()
    override = work.on_call.override(moment, absent)
    if override is not None:
        return OnCall(override.engineer.id, override.engineer.name, override.since, override.until)
    turn = turn_at(work, house, moment)
    if turn is None:
        return None
    rota = standing(work, house)
    alone = rota is not None and sum(one.id not in absent for one in rota.people) == 1
    return OnCall(turn.engineer.id, turn.engineer.name, turn.since, None if alone else turn.until)


def standing(work: Work, house: House) -> Rota | None:
    """The rota that holds: the chat's, else the file's."""
    chat, timezone = work.on_call.rota(), house.regulation.timezone
    if chat is not None:
        return Rota(chat.start, chat.turn, chat.people, timezone)
    written = house.regulation.on_call
    return written.rota(timezone) if written is not None else None


def turn_at(work: Work, house: House, moment: datetime) -> Turn | None:
    """The rota's turn that holds a moment, whoever took over."""
    rota = standing(work, house)
    return rota.turn_at(moment, work.on_call.absent()) if rota is not None else None


def following(work: Work, house: House, present: OnCall | None) -> OnCall | None:
    """Who comes after: the next one who is somebody else; None: nobody is known."""
    if present is None:
        rota = standing(work, house)
        begins = rota.begins() if rota is not None else work.now
        return at(work, house, begins) if begins > work.now else None
    moment = present.until
    while moment is not None:
        found = at(work, house, moment)
        if found is None or found.engineer_id != present.engineer_id:
            return found and replace(found, since=moment)
        moment = found.until
    return None


def choices(work: Work, house: House) -> Sequence[Colleague]:
    """Who can be on call: those of the rota, then those who ever did something here, without who left the group."""
    rota = standing(work, house)
    known = [Colleague(one.id, one.name) for one in work.engineers.known(MOST) if one.id is not None]
    found = {one.id: one for one in (*(rota.people if rota else ()), *known)}
    absent = work.on_call.absent()
    return [one for one in found.values() if one.id not in absent]


def tell(work: Work, house: House, notice: OfOnCall, key: str) -> None:
    """To the group, without a sound outside the hours."""
    work.outbox.put(
        notice,
        key=key,
        chat_id=work.chats.current(house.group_id),
        urgency=Urgency.REPLY,
        silent=not house.regulation.support.is_open(work.now),
    )


def colleague(engineer: Actor) -> Colleague:
    """Whoever presses."""
    assert engineer.id is not None, "a press is somebody's"
    return Colleague(engineer.id, engineer.name)


def iso(present: OnCall | None) -> str | None:
    """Until when, for a notice."""
    return present.until.isoformat() if present is not None and present.until is not None else None
