"""The bot cannot work in the engineers' group any more: the supervisors hear it in private, once."""

from collections.abc import Sequence
from enum import StrEnum

from desk.house import House
from desk.model import Colleague, Urgency
from desk.notices import GroupShut
from desk.ports import Work


class Shut(StrEnum):
    """What is wrong."""

    OUT = "out"
    """The bot is no member (any more), or there is no such group."""
    SILENCED = "silenced"
    """The bot may not write there."""


def remember(work: Work, house: House, admins: Sequence[Colleague]) -> None:
    """Who would hear it: the admins as Telegram names them now, and those listed in SUPERVISORS."""
    known = {one.id: one for one in (*(Colleague(one, "") for one in house.supervisors), *admins)}
    work.supervisors.replace([known[one] for one in sorted(known)])


def remember_listed(work: Work, house: House) -> None:
    """At the start: those listed, beside the admins that were known before."""
    known = work.supervisors.all()
    missing = house.supervisors - {one.id for one in known}
    if missing:
        remember(work, house, known)


def shut(work: Work, chat_id: int, why: Shut) -> bool:
    """Tell every supervisor, whoever of them can be written to; False: that was told before."""
    if not work.supervisors.shut(chat_id):
        return False
    for one in work.supervisors.all():
        work.outbox.put(
            GroupShut(one.id, why.value),
            key=f"shut:{chat_id}:{one.id}:{work.now.isoformat()}",
            chat_id=one.id,
            urgency=Urgency.CRITICAL,
        )
    return True


def reopened(work: Work, chat_id: int) -> bool:
    """It works again: the next time it is told again."""
    return work.supervisors.reopened(chat_id)
