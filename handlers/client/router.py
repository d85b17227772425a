"""The router of private chats: every message and every press there finds its handler, and only there."""

from aiogram import Router
from aiogram.filters import Command, CommandStart

from handlers.callbacks import (
    Again,
    Answer,
    Article,
    Belongs,
    Choice,
    Complain,
    FormPress,
    KnownPhone,
    Menu,
    Notices,
    NotSolved,
    NoWord,
    Privacy,
    Rate,
    Stop,
    TicketPage,
    TicketsPage,
    WithThis,
)
from handlers.client import articles, call_back, closing, commands, form, notices, others, privacy, ratings, tickets
from handlers.client.albums import PAUSE, Albums
from handlers.client.gate import Gate
from handlers.client.letters import Letters
from handlers.filters import HasContent, HasText, InPrivate, IsService, LoneCommand


def build(album_pause: float = PAUSE) -> Router:
    """`album_pause`: seconds after the last part of an album before it is answered."""
    router = Router(name="private")
    for observer in (router.message, router.edited_message, router.callback_query):
        observer.filter(InPrivate())
    letters, gate = Letters(Albums(album_pause)), Gate()
    for observer in (router.message, router.edited_message, router.callback_query):
        observer.middleware(gate)
    _commands(router)
    router.message.register(letters.wrote, HasText())
    router.message.register(letters.sent, HasContent())
    router.message.register(others.service, IsService())
    router.message.register(others.cannot_pass)
    router.edited_message.register(others.edited)
    _presses(router, letters)
    return router


def _typed(name: str) -> Command:
    """A command; many keyboards begin it with a capital letter."""
    return Command(name, ignore_case=True)


def _commands(router: Router) -> None:
    router.message.register(commands.start, CommandStart(ignore_case=True))
    router.message.register(commands.new, _typed("new"))
    router.message.register(commands.show_tickets, _typed("tickets"))
    router.message.register(commands.show_hours, _typed("hours"))
    router.message.register(commands.show_help, _typed("help"))
    router.message.register(commands.choose_language, _typed("language"))
    router.message.register(commands.cancel, _typed("cancel"))
    router.message.register(notices.show, _typed("notices"))
    router.message.register(privacy.show, _typed("privacy"))
    router.message.register(commands.unknown, LoneCommand())


def _presses(router: Router, letters: Letters) -> None:
    router.callback_query.register(form.pressed, FormPress.filter())
    router.callback_query.register(commands.menu_pressed, Menu.filter())
    router.callback_query.register(commands.language_chosen, Choice.filter())
    router.callback_query.register(tickets.listed, TicketsPage.filter())
    router.callback_query.register(tickets.opened, TicketPage.filter())
    router.callback_query.register(tickets.answering, Answer.filter())
    router.callback_query.register(letters.belongs, Belongs.filter())
    router.callback_query.register(letters.again, Again.filter())
    router.callback_query.register(letters.begin_with, WithThis.filter())
    router.callback_query.register(closing.not_solved, NotSolved.filter())
    router.callback_query.register(closing.complain, Complain.filter())
    router.callback_query.register(ratings.rate, Rate.filter())
    router.callback_query.register(ratings.skip, NoWord.filter())
    router.callback_query.register(closing.stop, Stop.filter())
    router.callback_query.register(call_back.at_known, KnownPhone.filter())
    router.callback_query.register(articles.pressed, Article.filter())
    router.callback_query.register(notices.switched, Notices.filter())
    router.callback_query.register(privacy.pressed, Privacy.filter())
    router.callback_query.register(commands.unknown_press)
