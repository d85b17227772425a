"""/oncall in the engineers' group: who is on call, taking over, handing over with the other's word, and the rota."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from aiogram.methods import EditMessageReplyMarkup, EditMessageText, GetChatMember, SendMessage
from aiogram.types import InlineKeyboardMarkup

from bot.watch import Watch
from desk import on_call, timers
from desk.errors import OnCallError
from desk.ports_on_call import HandoverState
from desk.regulation_on_call import OnCallRota
from handlers.group.on_call_callbacks import Act, Deed, HandoverPress, OnCallPress, RotaPress
from handlers.texts.on_call import refused
from tests.handlers.conftest import Rig, said
from tests.handlers.group.conftest import ANDRIY, HERE, OLENA, STRANGER, Desk, button, labels, serve
from tests.support.regulations import kyiv
from tests.support.session import connection_refused
from tests.support.updates import BOT_ID, Json, human

IRA = human(503, "Іра")
PEOPLE = [{"id": ANDRIY["id"], "name": "Андрій <b>"}, {"id": OLENA["id"], "name": "Олена"}]
MENU = 60
"""The message that /oncall was answered with."""


def house_with(rig: Rig, people: list[dict[str, object]]) -> None:
    """A rota of weeks in the file, from Monday, Nov 16th at 9."""
    written = {"start": datetime.fromisoformat("2026-11-16T09:00"), "turn": "week", "people": people}
    rota = OnCallRota.model_validate(written) if people else None
    rig.house = replace(rig.house, regulation=rig.house.regulation.model_copy(update={"on_call": rota}))


@pytest.fixture
def desk(rig: Rig) -> Desk:
    """IPMG with a rota: Andriy is on call, then Olena, who is a supervisor. It is Friday, 10 o'clock."""
    house_with(rig, PEOPLE)
    rig.clock.now = kyiv("2026-11-20 10:00")
    made = serve(rig)
    rig.telegram.members[IRA["id"]] = "member"
    return made


@pytest.fixture
def bare(rig: Rig) -> Desk:
    """IPMG as it is shipped, without a rota."""
    house_with(rig, [])
    rig.clock.now = kyiv("2026-11-20 10:00")
    made = serve(rig)
    rig.telegram.members[IRA["id"]] = "member"
    return made


async def oncall(desk: Desk, user: Json = ANDRIY) -> SendMessage:
    """The answer to /oncall."""
    calls = await desk.rig.feed(desk.rig.updates.message(user, chat=HERE, text="/oncall"))
    (sent,) = [call for call in calls if isinstance(call, SendMessage)]
    return sent


async def press(desk: Desk, user: Json, data: str) -> str:
    """A press under the answer to /oncall."""
    return await desk.press(user, data, message_id=MENU)


async def present(desk: Desk) -> str:
    """Who is on call."""
    found = await desk.rig.store.read(on_call.now, desk.rig.house)
    return found.name if found else ""


def edited(desk: Desk) -> EditMessageText:
    """What the menu became by the last press."""
    (found,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    return found


def unchanged(desk: Desk) -> bool:
    """Whether the last press changed nothing of the message."""
    return not [call for call in desk.sent if isinstance(call, EditMessageText | EditMessageReplyMarkup)]


async def test_it_shows_who_is_on_call_until_when_and_who_is_next(desk: Desk) -> None:
    sent = await oncall(desk)
    assert "On call now: <b>Андрій &lt;b&gt;</b>, until Mon 23 Nov at 09:00." in sent.text
    assert "Next: <b>Олена</b>, from Mon 23 Nov at 09:00." in sent.text
    assert "Rota, a week each, handed over at 09:00: Андрій &lt;b&gt;, Олена." in sent.text
    assert labels(sent.reply_markup) == ["🙋 Take over", "🤝 Hand over…", "🗓 Set a rota…"]


async def test_without_a_rota_it_says_how_to_set_one(bare: Desk) -> None:
    sent = await oncall(bare)
    assert "Nobody is on call now." in sent.text
    assert "A supervisor can set one" in sent.text
    assert "<code>[on_call]</code>" in sent.text
    assert labels(sent.reply_markup) == ["🙋 Take over", "🗓 Set a rota…"]


async def test_strangers_are_told_nothing_of_it(desk: Desk) -> None:
    assert "Only members" in (await oncall(desk, STRANGER)).text
    for data in (
        OnCallPress(act=Act.TAKE, value="hours").pack(),
        HandoverPress(handover=1, state=HandoverState.ACCEPTED).pack(),
        RotaPress(deed=Deed.OPEN).pack(),
    ):
        assert "Only members" in await press(desk, STRANGER, data)
        assert unchanged(desk)
    assert await present(desk) == "Андрій <b>"


async def test_somebody_takes_over_and_gives_back_and_the_group_is_told(desk: Desk) -> None:
    sent = await oncall(desk, OLENA)
    await press(desk, OLENA, button(sent.reply_markup, "🙋"))
    assert labels(edited(desk).reply_markup) == [
        "For 4 hours",
        "Until morning: tomorrow at 08:00",
        "Until the turn ends: Mon 23 Nov at 09:00",
        "Back",
    ]
    await press(desk, OLENA, button(edited(desk).reply_markup, "Back"))
    assert "Андрій" in said([edited(desk)])
    answer = await press(desk, OLENA, OnCallPress(act=Act.TAKE, value="morning").pack())
    assert answer == "You are on call until tomorrow at 08:00."
    assert "On call now: <b>Олена Коваль</b>, who took over, until tomorrow at 08:00." in said([edited(desk)])
    markup = edited(desk).reply_markup
    told = said(await desk.deliver())
    assert "<b>Олена Коваль</b> is on call until tomorrow at 08:00, in place of Андрій &lt;b&gt;." in told
    assert "Nothing was changed" in await press(desk, ANDRIY, button(markup, "↩"))
    assert await press(desk, OLENA, button(markup, "↩")) == "You are not on call any more."
    assert "has given the duty back" in said(await desk.deliver())
    assert await present(desk) == "Андрій <b>"


@pytest.mark.parametrize("value", ["turn", "hours", "morning"])
async def test_who_is_on_call_until_then_is_told_so(desk: Desk, value: str) -> None:
    assert "already" in await press(desk, ANDRIY, OnCallPress(act=Act.TAKE, value=value).pack())
    assert await desk.deliver() == []


@pytest.mark.parametrize("data", ["oc:take:forever", "oc:hand:999", "oc:clear:", "or:s:week:9:0:0", "oh:999:accepted"])
async def test_a_forged_press_changes_nothing_and_says_so(desk: Desk, data: str) -> None:
    assert await press(desk, OLENA if data == "oc:hand:999" else ANDRIY, data)
    assert await press(desk, ANDRIY, data)
    assert await desk.deliver() == []
    assert await present(desk) == "Андрій <b>"


async def hand_over(desk: Desk) -> InlineKeyboardMarkup:
    """Andriy asks Olena; the buttons under the question."""
    sent = await oncall(desk)
    await press(desk, ANDRIY, button(sent.reply_markup, "🤝"))
    answer = await press(desk, ANDRIY, button(edited(desk).reply_markup, "Олена"))
    assert answer == "Олена was asked. You stay on call until they confirm."
    (asked,) = [call for call in await desk.deliver() if isinstance(call, SendMessage)]
    assert '<a href="tg://user?id=502">Олена</a>, <b>Андрій Бондар</b> asks you to be on call' in asked.text
    assert "answer by today at 10:30" in asked.text
    assert isinstance(asked.reply_markup, InlineKeyboardMarkup)
    return asked.reply_markup


async def test_a_handover_counts_by_the_colleagues_press_alone(desk: Desk) -> None:
    markup = await hand_over(desk)
    assert labels(markup) == ["✓ I take it", "Decline", "Withdraw"]
    for user in (ANDRIY, IRA):
        assert "Only Олена can say this" in await press(desk, user, button(markup, "✓"))
        assert unchanged(desk)
    assert "Only Андрій Бондар can say this" in await press(desk, OLENA, button(markup, "Withdraw"))
    assert await present(desk) == "Андрій <b>"
    assert await press(desk, OLENA, button(markup, "✓")) == "You are on call now."
    assert await present(desk) == "Олена"
    told = said(await desk.deliver())
    assert "<b>Андрій Бондар</b> has handed over to <b>Олена</b>, who is on call until Mon 23 Nov at 09:00." in told
    assert "no longer waits for an answer" in await press(desk, OLENA, button(markup, "✓"))


@pytest.mark.parametrize(
    ("user", "label", "answer", "told"),
    [
        (OLENA, "Decline", "Declined.", "<b>Олена</b> cannot be on call in place of"),
        (ANDRIY, "Withdraw", "Withdrawn.", "has withdrawn the handover to <b>Олена</b>"),
    ],
)
async def test_it_is_declined_or_withdrawn(desk: Desk, user: Json, label: str, answer: str, told: str) -> None:
    markup = await hand_over(desk)
    assert answer in await press(desk, user, button(markup, label))
    assert told in said(await desk.deliver())
    assert await present(desk) == "Андрій <b>"


async def test_it_expires_and_the_group_hears_it(desk: Desk) -> None:
    markup = await hand_over(desk)
    desk.rig.clock.pass_(timedelta(minutes=30))
    assert "no longer waits for an answer" in await press(desk, OLENA, button(markup, "✓"))
    for subject in await desk.rig.store.read(timers.due):
        await desk.rig.store.run(timers.fire, desk.rig.house, subject)
    assert "has not confirmed in time" in said(await desk.deliver())


async def test_only_who_is_on_call_hands_over_and_only_to_somebody_who_is_here(desk: Desk) -> None:
    sent = await oncall(desk, OLENA)
    assert "Андрій <b> is" in await press(desk, OLENA, button(sent.reply_markup, "🤝"))
    await press(desk, ANDRIY, button(sent.reply_markup, "🤝"))
    olena = button(edited(desk).reply_markup, "Олена")
    desk.rig.telegram.members[OLENA["id"]] = "left"
    desk.rig.clock.pass_(timedelta(minutes=10))
    assert "no longer in this group" in await press(desk, ANDRIY, olena)
    assert await desk.deliver() == []


async def test_while_telegram_cannot_be_asked_nobody_is_asked_to_take_over(desk: Desk) -> None:
    await press(desk, ANDRIY, OnCallPress(act=Act.HAND).pack())
    desk.rig.telegram.fail(GetChatMember, connection_refused, times=None)
    assert "could not tell" in await press(desk, ANDRIY, button(edited(desk).reply_markup, "Олена"))
    assert await desk.deliver() == []


async def test_a_second_handover_waits_for_the_first(desk: Desk) -> None:
    await hand_over(desk)
    answer = await press(desk, ANDRIY, OnCallPress(act=Act.HAND, value="502").pack())
    assert "Олена has been asked already" in answer


async def test_who_knows_nobody_else_can_ask_nobody(bare: Desk) -> None:
    assert "Nobody is on call. Take over first" in await press(bare, ANDRIY, OnCallPress(act=Act.HAND).pack())
    await press(bare, ANDRIY, OnCallPress(act=Act.TAKE, value="hours").pack())
    assert "Nobody else is known here yet" in await press(bare, ANDRIY, OnCallPress(act=Act.HAND).pack())
    assert "Nobody else is known here yet" in await press(bare, OLENA, RotaPress(deed=Deed.OPEN).pack())


async def menu(desk: Desk, user: Json, data: str, markup: object = None) -> InlineKeyboardMarkup:
    """A press in the rota's menu, which stands as the last press has left it; as it is then."""
    stands = markup.model_dump(exclude_none=True) if isinstance(markup, InlineKeyboardMarkup) else None
    await desk.press(user, data, message_id=MENU, **({"markup": stands} if stands else {}))
    found = edited(desk).reply_markup
    assert isinstance(found, InlineKeyboardMarkup)
    return found


async def test_a_supervisor_sets_a_rota_by_presses_and_clears_it(desk: Desk) -> None:
    await desk.bring(await desk.ticket(), "taken")
    await desk.deliver()
    stands = await menu(desk, OLENA, button((await oncall(desk, OLENA)).reply_markup, "🗓"))
    assert "the first is on call at once" in said([edited(desk)])
    for label in ("Олена", "Андрій", "Turn: a week", "▶", "▶", "◀"):
        stands = await menu(desk, OLENA, button(stands, label), stands)
    assert labels(stands)[:4] == ["2. Андрій <b>", "1. Олена Коваль", "Turn: a day", "◀"]
    stands = await menu(desk, OLENA, button(stands, "1. Олена"), stands)
    stands = await menu(desk, OLENA, button(stands, "Олена"), stands)
    assert labels(stands)[:2] == ["1. Андрій <b>", "2. Олена Коваль"]
    dumped = stands.model_dump(exclude_none=True)
    answer = await desk.press(OLENA, button(stands, "✓"), message_id=MENU, markup=dumped)
    assert answer == "The rota is set."
    assert (
        "Rota, a day each, handed over at 10:00: Андрій &lt;b&gt;, Олена Коваль. Set in this chat by Олена Коваль."
        in (said([edited(desk)]))
    )
    shown = edited(desk).reply_markup
    told = said(await desk.deliver())
    assert "has set a rota, a day each, handed over at 10:00: Андрій &lt;b&gt;, Олена Коваль. On call now:" in told
    assert "Only supervisors" in await press(desk, ANDRIY, button(shown, "🗑"))
    assert await press(desk, OLENA, button(shown, "🗑")) == "The chat's rota is cleared."
    assert "has cleared the rota that was set in this chat" in said(await desk.deliver())


async def test_the_rotas_menu_is_the_supervisors(desk: Desk) -> None:
    for deed in Deed:
        assert "Only supervisors" in await press(desk, ANDRIY, RotaPress(deed=deed).pack())
        assert unchanged(desk)


async def test_a_menu_that_cannot_be_read_any_more_is_out_of_date(desk: Desk) -> None:
    for deed in (Deed.PICK, Deed.SET):
        assert await press(desk, OLENA, RotaPress(deed=deed, who=501).pack())
        assert unchanged(desk)


async def test_a_rota_of_nobody_or_of_somebody_who_is_gone_is_not_set(desk: Desk) -> None:
    stands = await menu(desk, OLENA, RotaPress(deed=Deed.OPEN).pack())
    dumped = stands.model_dump(exclude_none=True)
    empty = await desk.press(OLENA, button(stands, "✓"), message_id=MENU, markup=dumped)
    assert empty == "Choose at least one engineer."
    stands = await menu(desk, OLENA, button(stands, "Андрій"), stands)
    desk.rig.telegram.members[ANDRIY["id"]] = "left"
    dumped = stands.model_dump(exclude_none=True)
    answer = await desk.press(OLENA, button(stands, "✓"), message_id=MENU, markup=dumped)
    assert "no longer in this group" in answer
    forged = RotaPress(deed=Deed.PICK, who=999, place=1).pack()
    stands = await menu(desk, OLENA, RotaPress(deed=Deed.OPEN).pack())
    stands = await menu(desk, OLENA, forged, stands)
    assert await desk.deliver() == []


async def test_who_left_is_out_of_the_rota_and_who_comes_back_is_in_it(desk: Desk) -> None:
    updates = desk.rig.updates
    left = updates.member(ANDRIY, HERE, "member", "left")
    await desk.rig.feed(left, updates.member(ANDRIY, HERE, "left", "kicked"))
    told = said(await desk.deliver())
    assert told.count("has left this group and is out of the rota. On call now: <b>Олена</b>.") == 1
    assert "Not in this group, so their turns go to the next: Андрій &lt;b&gt;." in (await oncall(desk, OLENA)).text
    await desk.rig.feed(updates.member(OLENA, HERE, "member", "left"))
    assert "Nobody is on call now." in said(await desk.deliver())
    await desk.rig.feed(updates.member(ANDRIY, HERE, "left", "member"))
    assert "is in this group again, and in the rota. On call now: <b>Андрій &lt;b&gt;</b>." in said(
        await desk.deliver()
    )


async def test_the_hourly_look_finds_who_of_the_rota_left_or_came_back_unseen(desk: Desk) -> None:
    watch = Watch(desk.rig.bot, desk.rig.store, desk.rig.house, desk.group)
    desk.rig.telegram.members.update({BOT_ID: "administrator", ANDRIY["id"]: "left"})
    for _ in range(2):
        await watch.look()
    assert said(await desk.deliver()).count("is out of the rota") == 1
    desk.rig.telegram.members[ANDRIY["id"]] = "member"
    for _ in range(2):
        await watch.look()
    assert said(await desk.deliver()).count("is in this group again") == 1


def test_every_refusal_has_words(desk: Desk) -> None:
    reasons = ("already", "waits", "gone", "settled", "not_yours", "nobody", "no_rota", "moved", "not_on_call")
    with desk.rig.i18n.context():
        for reason in reasons:
            assert refused(OnCallError(reason, "Олена"))
