"""My requests: the list, a request with its history, and the button that lets the client write to it."""

from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import CallbackQuery

from desk import inbox, ratings
from desk import tickets as desk_tickets
from desk.closing import may_complain
from desk.house import House, language_of
from desk.letters import Refused
from desk.model import Expected, Sender
from desk.ports import Desk
from desk.rules import may_reopen
from desk.tickets import TicketPage as ListPage
from handlers.callbacks import LAST, Answer, TicketPage, TicketsPage
from handlers.client import closing_keyboards, keyboards
from handlers.client.reply import Screen, pop_up, put_away, refuse, send, sender_of, turn
from handlers.texts import client, requests
from handlers.texts.common import speak

Clock = Callable[[], datetime]


async def send_list(chat_id: int, sender: Sender, desk: Desk, house: House, bot: Bot) -> None:
    """The newest requests, as a message of its own."""
    page = await desk.read(desk_tickets.my_tickets, sender)
    await send(bot, chat_id, _list(house, page))


async def listed(press: CallbackQuery, callback_data: TicketsPage, desk: Desk, house: House, bot: Bot) -> None:
    """Another page of the list."""
    page = await desk.read(desk_tickets.my_tickets, sender_of(press.from_user), callback_data.number)
    await turn(bot, press, _list(house, page))
    await pop_up(press)


def _list(house: House, page: ListPage) -> Screen:
    speak(language_of(house.regulation, page.client))
    return Screen(requests.listing(page), keyboards.tickets(house.regulation, page))


async def opened(
    press: CallbackQuery, callback_data: TicketPage, desk: Desk, house: House, bot: Bot, clock: Clock
) -> None:
    """A request with its history: in place of the list, or below the news about it, which stay."""
    sender = sender_of(press.from_user)
    view = await desk.read(
        inbox.attempt,
        house.regulation,
        sender,
        lambda work: desk_tickets.my_ticket(work, sender, callback_data.ticket),
    )
    if isinstance(view, Refused):
        await refuse(press, view, house.regulation)
        return
    speak(language_of(house.regulation, view.client))
    pages = requests.pages(house.regulation, view, clock())
    number = min(callback_data.page, len(pages) - 1)
    from_news = callback_data.of == LAST
    keyboard = keyboards.ticket(
        view.ticket,
        number,
        len(pages),
        0 if from_news else callback_data.of,
        reopen=may_reopen(view.ticket, house.regulation.reopen_within, clock(), house.regulation.lacking),
        complain=may_complain(view.ticket, view.history),
    )
    end, now = ratings.ended(view.ticket, view.history), clock()
    if end is not None and ratings.asked(house.regulation, view.ticket, end, now):
        given = ratings.given(view.ticket, view.history)
        stars = int(given.data["stars"]) if given else 0
        keyboard.inline_keyboard.insert(0, closing_keyboards.stars(view.ticket.id, end.id, stars))
    if from_news:
        await send(bot, sender.id, Screen(pages[number], keyboard))
    else:
        await turn(bot, press, Screen(pages[number], keyboard))
    await pop_up(press)


async def answering(press: CallbackQuery, callback_data: Answer, desk: Desk, house: House, bot: Bot) -> None:
    """Answer, or Add information: the next message goes to this request."""
    sender = sender_of(press.from_user)
    view = await desk.run(
        inbox.attempt,
        house.regulation,
        sender,
        lambda work: desk_tickets.begin_message(work, sender, callback_data.ticket),
    )
    if isinstance(view, Refused):
        await refuse(press, view, house.regulation)
        return
    speak(language_of(house.regulation, view.client))
    if view.client.expects is Expected.PHONE:  # not any more
        await put_away(bot, sender.id, client.write_now(view.ticket))
    else:
        await send(bot, sender.id, Screen(client.write_now(view.ticket)))
    await pop_up(press)
