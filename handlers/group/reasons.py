"""A changed priority with its reason, which the client is told (IPMG 3.1)."""

from desk import staff
from desk.errors import SameTextError
from desk.model import Action, Ticket
from desk.regulation import Regulation
from handlers.group.menus import Menu
from handlers.group.seat import Seat
from handlers.texts import tools as texts
from handlers.texts.group import priority_set
from handlers.texts.terms import priority_name


def _options(regulation: Regulation) -> list[tuple[str, str]]:
    return [(one.key, priority_name(regulation, one.key)) for one in regulation.priorities]


async def _confirm(seat: Seat, ticket: Ticket, priority: str) -> str:
    if priority == ticket.priority:
        raise SameTextError
    return texts.priority_chosen(seat.house.regulation, ticket, priority)


async def _quoted(seat: Seat, _ticket: Ticket, priority: str) -> str:
    return priority_name(seat.house.regulation, priority)


async def _now(seat: Seat, ticket: Ticket, priority: str) -> str:
    done = await seat.desk.run(staff.set_priority, seat.house, seat.engineer, ticket.id, priority)
    return priority_set(seat.house.regulation, done)


MENU = Menu(
    Action.SET_PRIORITY, _options, texts.priority_menu, _confirm, _quoted, _now,
    texts.change_now_label, texts.reason_label,
)  # fmt: skip
