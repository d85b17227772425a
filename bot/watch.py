"""Looks after the engineers' group: who its admins are, whether the bot can work there, whether assignees are in it."""

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import ChatMemberRestricted, ResultChatMemberUnion

from bot.faults import Fault, classify
from bot.log import logger
from desk import leavers, rights, rotas
from desk.house import House
from desk.model import Colleague
from desk.ports import Desk
from desk.rights import Shut
from handlers.group.members import Group, inside

_log = logger("watch")


class Watch:
    """`look` asks Telegram; what cannot be asked changes nothing."""

    def __init__(self, bot: Bot, store: Desk, house: House, group: Group) -> None:
        self._bot = bot
        self._store = store
        self._house = house
        self._group = group

    async def look(self) -> None:
        """Once round. Raises nothing that Telegram answers."""
        try:
            why = await trouble(self._bot, self._group.id)
            if why is not None:
                _log.error("the engineers' group is closed to the bot: let it in again", chat=self._group.id, why=why)
                await self._store.run(rights.shut, self._group.id, why)
                return
            await self._store.run(rights.reopened, self._group.id)
            await self._learn_admins()
        except TelegramAPIError as error:
            _log.info("the group was not looked after", reason=classify(error).reason)
            return
        for holder in await self._store.read(leavers.holders):
            await self._check(holder)
        for one in await self._store.read(rotas.members, self._house):
            await self._check_on_call(one)

    async def _learn_admins(self) -> None:
        found = [one.user for one in await self._bot.get_chat_administrators(self._group.id)]
        admins = [Colleague(user.id, user.full_name) for user in found if not user.is_bot]
        await self._store.run(rights.remember, self._house, admins)

    async def _check_on_call(self, one: Colleague) -> None:
        """Whoever is of the rota and is not there any more drops out of it; whoever is there again comes back."""
        there = await self._inside(one)
        if there is not None:
            await self._store.run(rotas.returned if there else rotas.left, self._house, one.id)

    async def _inside(self, one: Colleague) -> bool | None:
        """Whether they are in the group; None: it cannot be asked."""
        try:
            return inside(await self._bot.get_chat_member(self._group.id, one.id))
        except TelegramAPIError as error:  # members may be hidden from a bot that is no admin
            _log.info("an engineer could not be looked up", reason=classify(error).reason)
            return None

    async def _check(self, holder: Colleague) -> None:
        """Whoever has tickets and is not there any more gives them back."""
        if await self._inside(holder) is False:
            returned = await self._store.run(leavers.left, self._house, holder.id)
            _log.warning("an engineer has left", tickets=[ticket.key for ticket in returned])


async def trouble(bot: Bot, chat_id: int) -> Shut | None:
    """What keeps the bot from working in the group; None: nothing. TelegramAPIError: it cannot be asked now."""
    try:
        me = await bot.get_chat_member(chat_id, bot.id)
    except TelegramAPIError as error:
        if classify(error).fault in (Fault.BLOCKED, Fault.NO_CHAT):
            return Shut.OUT
        raise
    if not inside(me):
        return Shut.OUT
    return Shut.SILENCED if silenced(me) else None


def silenced(me: ResultChatMemberUnion) -> bool:
    """Whether it is there and may not write."""
    return isinstance(me, ChatMemberRestricted) and not me.can_send_messages
