"""Two supervisors press and write at random, outdated buttons too: every press is answered, nothing breaks."""

from random import Random

import pytest
from aiogram.methods import EditMessageText, SendMessage
from aiogram.types import InlineKeyboardMarkup

from desk import mailing_run, mailings
from desk.ports_mailings import MailingState
from tests.handlers.group.conftest import OLENA, Desk
from tests.handlers.group.mailing import TARAS, Writer, clients, complete, sent

WORDS = [
    "tomorrow 02:00-06:00",
    "25.11 23:00-05:00",
    "tomorrow 09:00",
    "Short breaks.",
    "films",
    "Alfa TV",
    "<b>&",
    "x" * 2600,
    "02:00",
]
STEPS = 160


def shown(desk: Desk) -> set[tuple[int, str]]:
    """Every button that stands or stood in the group, with its message."""
    found = set()
    for call in desk.rig.telegram.delivered:
        if not isinstance(call, SendMessage | EditMessageText) or not isinstance(
            call.reply_markup, InlineKeyboardMarkup
        ):
            continue
        place = call.message_id if isinstance(call, EditMessageText) else desk.rig.telegram.message_id_of(call)
        found |= {(place or 0, one.callback_data or "") for row in call.reply_markup.inline_keyboard for one in row}
    return {(place, data) for place, data in found if data.startswith(("gw:", "gv:"))}


def buttons(writer: Writer) -> list[str]:
    """What the page before them offers; what leads on, more often."""
    if not isinstance(writer.markup, InlineKeyboardMarkup):
        return []
    found = [one.callback_data or "" for row in writer.markup.inline_keyboard for one in row]
    return [data for data in found for _times in range(8 if data.split(":")[2] in ("send", "surely") else 1)]


@pytest.mark.parametrize("seed", [1, 3, 6])
async def test_whatever_is_pressed_is_answered(desk: Desk, seed: int) -> None:
    await clients(desk)
    await sent(desk)
    await desk.deliver()
    await complete(desk)
    chance = Random(seed)
    writers = [Writer(desk, OLENA), Writer(desk, TARAS)]
    for writer in writers:
        await writer.command()
    for _step in range(STEPS):
        writer = chance.choice(writers)
        what = chance.random()
        if what < 0.4 and (here := buttons(writer)):
            await writer.press_data(chance.choice(here))
        elif what < 0.65:
            place, data = chance.choice(sorted(shown(desk)))
            await writer.press_data(data, at=place)
        elif what < 0.85 and writer.prompt:
            await writer.reply(chance.choice(WORDS))
        elif what < 0.92:
            await writer.command(chance.choice(["/mailing", "/mailings"]))
        else:
            await desk.deliver()
            for number in await desk.rig.store.read(mailing_run.attended):
                await desk.rig.store.run(mailing_run.attend, number)
    known = await desk.rig.store.read(mailings.recent, 100)
    assert known
    assert all(one.state is not MailingState.DRAFT for one in known)
