"""Who is on call: the rota of the file or the chat, in the regulation's time zone, and who took over from it."""

from dataclasses import dataclass
from datetime import datetime

from desk.house import House
from desk.ports import Work
from desk.rota import Rota, Turn


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
