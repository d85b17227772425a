"""Where the engineers' tools are registered: their commands, and their buttons behind More."""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton

from desk import staff
from desk.errors import AlreadyProcessedError, DeskError
from desk.house import House
from desk.model import Action, Ticket
from desk.ports import Desk
from desk.regulation import Regulation
from desk.rules import tools
from handlers.group import assign, canned, find, history, menus, notes, pass_on, queue, reasons, suspend
from handlers.group.admission import seated
from handlers.group.callbacks import FindPress, HistoryPress, OpenPress, QueuePress, ToolPress
from handlers.group.members import Group, Members
from handlers.group.seat import Seat
from handlers.texts import tools as texts
from handlers.texts.group import refusal

_MENUS = {menu.action: menu for menu in (suspend.MENU, pass_on.MENU, canned.MENU, reasons.MENU)}


def register_commands(router: Router) -> None:
    """To a router that hears only the engineers' group; before replies are looked at."""
    router.message.register(queue.asked, Command("queue"))
    router.message.register(find.asked, Command("find"))
    router.message.register(history.asked, Command("history"))
    router.message.register(notes.written, Command("note"))


def register_presses(router: Router) -> None:
    """Each press is checked by its handler."""
    router.callback_query.register(pressed, ToolPress.filter())
    router.callback_query.register(history.pressed, HistoryPress.filter())
    router.callback_query.register(queue.pressed, QueuePress.filter())
    router.callback_query.register(queue.opened, OpenPress.filter())
    router.callback_query.register(find.pressed, FindPress.filter())


def buttons(regulation: Regulation, ticket: Ticket) -> Sequence[InlineKeyboardButton]:
    """What stands behind More now; what the regulation has no choices for is left out."""
    lacking = {menu.action for menu in _MENUS.values() if not menu.options(regulation)}
    found = [
        InlineKeyboardButton(text=texts.label(tool), callback_data=ToolPress(ticket=ticket.id, tool=tool).pack())
        for tool in tools(ticket)
        if tool not in lacking
    ]
    whole = InlineKeyboardButton(text=texts.history_label(), callback_data=HistoryPress(ticket=ticket.id).pack())
    return [*found, whole]


async def pressed(
    callback: CallbackQuery, callback_data: ToolPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members,
) -> None:  # fmt: skip
    """A tool, and what was chosen in its menu."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    try:
        await _use(seat, callback_data, members)
    except AlreadyProcessedError:
        raise
    except DeskError as error:
        key = f"{house.regulation.prefix}-{callback_data.ticket}"
        await seat.answer(refusal(error, key), alert=True)


async def _use(seat: Seat, press: ToolPress, members: Members) -> None:
    match press.tool:
        case Action.ASSIGN:
            await assign.pressed(seat, press, members)
        case Action.RESUME:
            await suspend.resumed(seat, press)
        case Action.NOTE | Action.LINK:
            ticket = await seat.desk.read(staff.consider, press.ticket, press.tool)
            await seat.ask_for_text(ticket, press.tool, {})
        case tool if tool in _MENUS:
            await menus.pressed(seat, press, _MENUS[tool])
        case _:
            await seat.answer(texts.unknown_tool(), alert=True)
