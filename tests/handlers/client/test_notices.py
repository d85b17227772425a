"""/notices: a client switches mailings off and on, there and under each of them."""

from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup, EditMessageText, SendMessage

from desk.model import Person
from handlers.callbacks import Notices
from handlers.client.router import build
from tests.handlers.conftest import Rig, said
from tests.handlers.group.conftest import button, labels
from tests.support.updates import human

EMMA = human(7, "Emma")


async def person(rig: Rig) -> Person:
    found = await rig.store.read(lambda work: work.people.get(EMMA["id"]))
    assert found is not None
    return found


async def test_a_client_sees_that_notices_are_on_and_switches_them_off_and_on(rig: Rig) -> None:
    rig.serve(build(0.01))
    (page,) = await rig.feed(rig.updates.text(EMMA, "/notices"))
    assert isinstance(page, SendMessage)
    assert "You get news of planned maintenance here" in page.text
    assert "You get news of your own requests either way" in page.text
    calls = await rig.feed(
        rig.updates.press(EMMA, button(page.reply_markup, "🔕 Switch such notices off"), message_id=9)
    )
    (turned,) = [call for call in calls if isinstance(call, EditMessageText)]
    assert "You get no news of planned maintenance here" in said([turned])
    assert labels(turned.reply_markup) == ["🔔 Switch such notices on"]
    assert not (await person(rig)).mailings
    assert "You get no news" in said(await rig.feed(rig.updates.text(EMMA, "/notices")))
    await rig.feed(rig.updates.press(EMMA, button(turned.reply_markup, "🔔 Switch such notices on"), message_id=9))
    assert (await person(rig)).mailings


async def test_under_a_mailing_its_words_stay_and_the_button_turns_round(rig: Rig) -> None:
    rig.serve(build(0.01))
    off = Notices(on=False, page=False).pack()
    calls = await rig.feed(rig.updates.press(EMMA, off, message_id=9, text="Planned maintenance"))
    redressed, answer = calls
    assert isinstance(redressed, EditMessageReplyMarkup)
    assert isinstance(answer, AnswerCallbackQuery)
    assert "Maintenance news is off" in (answer.text or "")
    assert answer.show_alert
    assert labels(redressed.reply_markup) == ["🔔 Switch such notices on"]
    assert not (await person(rig)).mailings
    again = await rig.feed(rig.updates.press(EMMA, off, message_id=9))
    assert isinstance(again[-1], AnswerCallbackQuery), "a second press finds it so, and is answered"
    assert not (await person(rig)).mailings


async def test_a_forged_press_is_answered_and_changes_nothing(rig: Rig) -> None:
    rig.serve(build(0.01))
    for forged in ("nt:x:0", "nt:0", "nt"):
        calls = await rig.feed(rig.updates.press(EMMA, forged, message_id=9))
        assert isinstance(calls[-1], AnswerCallbackQuery)
    assert await rig.store.read(lambda work: work.people.get(EMMA["id"])) is None


async def test_help_the_menu_and_privacy_tell_of_it(rig: Rig) -> None:
    rig.serve(build(0.01))
    assert "/notices" in said(await rig.feed(rig.updates.text(EMMA, "/help")))
    assert "/notices" in said(await rig.feed(rig.updates.text(EMMA, "/privacy")))
