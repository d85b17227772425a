"""The routers of the engineers' group and of groups that are not served."""

from aiogram import Router
from aiogram.filters import Command

from handlers.group import (
    blocks,
    call_backs,
    chat,
    complaints,
    deletions,
    incidents,
    more,
    on_call,
    presses,
    prompts,
    replies,
    rota_menu,
    tools,
)
from handlers.group.callbacks import More
from handlers.group.filters import InEngineersGroup, InOtherGroup, Moved, Pressed, PressedHere, RepliesToBot, SpokenTo
from handlers.group.mailings import registry as mailings
from handlers.group.stats import Stats
from handlers.group.strangers import Strangers
from handlers.group.topics import NoticeTopics
from handlers.reports.buttons import StatsPress


def build() -> Router:
    """Everything of groups; a client's private chat is none of it, except for the group's buttons forged there."""
    router, stats = Router(name="groups"), Stats()
    router.callback_query.register(presses.pressed, Pressed())
    router.callback_query.register(more.pressed, More.filter())
    router.callback_query.register(blocks.pressed, blocks.BlockPress.filter())
    tools.register_presses(router)
    router.callback_query.register(call_backs.pressed, call_backs.CallPress.filter())
    router.callback_query.register(complaints.pressed, complaints.ComplaintPress.filter())
    router.callback_query.register(deletions.pressed, deletions.DeletionPress.filter())
    router.callback_query.register(stats.pressed, StatsPress.filter())
    on_call.register(router)
    incidents.register(router)
    rota_menu.register(router)
    mailings.register_presses(router)
    router.callback_query.register(presses.outdated, PressedHere())
    router.message.register(chat.moved, Moved())
    router.include_routers(_engineers(stats), _others())
    return router


def _engineers(stats: Stats) -> Router:
    router = Router(name="engineers")
    router.message.filter(InEngineersGroup())
    router.message.outer_middleware(NoticeTopics())
    router.my_chat_member.outer_middleware(NoticeTopics())
    router.message.register(chat.helped, Command("help"))
    router.message.register(chat.identified, Command("id"))
    router.message.register(blocks.unblock_asked, Command("unblock"))
    tools.register_commands(router)
    on_call.register_command(router)
    router.message.register(stats.asked, Command("stats"))
    mailings.register_commands(router)
    router.message.register(prompts.replied, RepliesToBot())
    router.message.register(prompts.cancelled, Command("cancel"))
    router.message.register(replies.replied, replies.MayBeReply())
    router.edited_message.register(replies.edited, InEngineersGroup())
    router.chat_member.register(chat.member_changed, InEngineersGroup())
    router.my_chat_member.register(chat.bot_changed, InEngineersGroup())
    return router


def _others() -> Router:
    router, strangers = Router(name="other groups"), Strangers()
    router.message.filter(InOtherGroup())
    router.message.register(strangers.called, SpokenTo())
    router.my_chat_member.register(strangers.added, InOtherGroup())
    return router
