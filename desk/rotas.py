"""The rota that a supervisor sets in the chat, and who drops out of the rota because they left the group."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk import handovers, on_call
from desk.errors import OnCallError, UnknownChoiceError
from desk.house import House
from desk.model import Actor, Colleague
from desk.notices_on_call import RotaChanged, RotaLeft
from desk.ports import Work
from desk.ports_on_call import ChatRota, HandoverState
from desk.rota import TurnKind, instant


def set_rota(work: Work, house: House, supervisor: Actor, people: Sequence[int], turn: TurnKind, hour: int) -> ChatRota:
    """The chat's rota in place of any other: the first of `people` is on call at once.

    Turns are handed over at `hour` o'clock, those of a week on Mondays. UnknownChoiceError: nobody knows one of them.
    OnCallError: nobody was chosen.
    """
    known = {one.id: one for one in on_call.choices(work, house)}
    for one in people:
        if one not in known or people.count(one) > 1:
            raise UnknownChoiceError(str(one))
    if not people:
        raise OnCallError("nobody")
    chosen = tuple(known[one] for one in people)
    rota = ChatRota(_begun(work, house, turn, hour), turn, chosen, on_call.colleague(supervisor), work.now)
    work.on_call.set_rota(rota)
    present = on_call.now(work, house)
    names, name_now = ", ".join(one.name for one in chosen), present.name if present else ""
    notice = RotaChanged(supervisor.name, names, turn.value, f"{hour:02}:00", name_now)
    on_call.tell(work, house, notice, f"rota-set:{work.now.isoformat()}:{supervisor.id}")
    return rota


def clear_rota(work: Work, house: House, supervisor: Actor) -> None:
    """Back to the file's rota, or to none. OnCallError: the chat has none."""
    if not work.on_call.set_rota(None):
        raise OnCallError("no_rota")
    present = on_call.now(work, house)
    notice = RotaChanged(supervisor.name, "", "", "", present.name if present else "")
    on_call.tell(work, house, notice, f"rota-cleared:{work.now.isoformat()}:{supervisor.id}")


def members(work: Work, house: House) -> Sequence[Colleague]:
    """Whose leaving the group matters: everybody of the rota, and who took over; those who are away too."""
    rota, override = on_call.standing(work, house), work.on_call.override(work.now)
    found = [*(rota.people if rota else ()), *([override.engineer] if override else ())]
    return list({one.id: one for one in found}.values())


def left(work: Work, house: House, engineer_id: int) -> bool:
    """Somebody left the group: they are on call no more, and the group hears once who is. False: it does not matter."""
    who = next((one for one in members(work, house) if one.id == engineer_id), None)
    for waiting in work.on_call.waiting(engineer_id):
        state = HandoverState.WITHDRAWN if waiting.giver.id == engineer_id else HandoverState.DECLINED
        handovers.close(work, house, waiting, state)
    if who is None or not work.on_call.left(engineer_id):
        return False
    _tell_of(work, house, who, back=False)
    return True


def returned(work: Work, house: House, engineer_id: int) -> bool:
    """Somebody is in the group (again): their turns are theirs again. False: they were not away."""
    if not work.on_call.back(engineer_id):
        return False
    who = next((one for one in members(work, house) if one.id == engineer_id), None)
    if who is not None:
        _tell_of(work, house, who, back=True)
    return True


def _tell_of(work: Work, house: House, who: Colleague, *, back: bool) -> None:
    present = on_call.now(work, house)
    notice = RotaLeft(who.name, back, present.name if present else "", on_call.iso(present))
    on_call.tell(work, house, notice, f"rota-left:{who.id}:{back}:{work.now.isoformat()}")


def _begun(work: Work, house: House, turn: TurnKind, hour: int) -> datetime:
    """The last handover that has passed, on the wall: the first turn is under way."""
    now = work.now.astimezone(ZoneInfo(house.regulation.timezone)).replace(tzinfo=None)
    day = now.date() - timedelta(days=now.weekday() if turn is TurnKind.WEEK else 0)
    start = datetime.combine(day, time(hour))
    return start if instant(start, house.regulation.timezone) <= work.now else start - timedelta(days=turn.days)
