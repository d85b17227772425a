"""Call me back beside a form, and turned away from."""

from aiogram.methods import SendMessage
from aiogram.types import ReplyKeyboardMarkup, ReplyKeyboardRemove

from handlers.callbacks import Menu, MenuItem
from tests.handlers.client.conftest import Client, plain
from tests.handlers.conftest import Rig

CALL_BACK = Menu(item=MenuItem.CALL_BACK).pack()


async def promised(rig: Rig, client: Client) -> str:
    task = await rig.store.read(lambda work: work.call_backs.waiting(client.id))
    return task.phone if task else ""


def removed(rig: Rig) -> bool:
    """Whether the last keyboard under the input field was taken away again."""
    fields = [
        call.reply_markup
        for call in rig.telegram.delivered
        if isinstance(call, SendMessage) and isinstance(call.reply_markup, ReplyKeyboardMarkup | ReplyKeyboardRemove)
    ]
    return isinstance(fields[-1], ReplyKeyboardRemove)


async def test_the_contact_button_orders_the_call_also_while_a_form_is_open(emma: Client, rig: Rig) -> None:
    await emma.fill(until="problem")
    await emma.push(CALL_BACK, emma.last)
    shared = {"phone_number": "380672446444", "first_name": "Emma", "user_id": emma.id}
    assert "We will call you at" in plain(await emma.feed(rig.updates.message(emma.user, contact=shared)))
    assert await promised(rig, emma) == "+380672446444"
    draft = await emma.draft()
    assert draft is not None
    assert (draft.step, draft.answers.contact) == ("problem", "emma@example.com")


async def test_a_wrong_number_is_asked_for_again_and_mail_is_not_offered(emma: Client, rig: Rig) -> None:
    await emma.fill(until="topic")
    await emma.push(CALL_BACK, emma.last)
    heard = await emma.write("emma@example.com")
    assert "not a phone number" in heard
    assert "mail" not in heard
    assert "What is it about?" not in heard, "it is the number that is waited for, not the form's answer"
    assert list(emma.last.buttons) == ["✖️ Cancel"]
    await emma.write("067 244 64 44")
    assert await promised(rig, emma) == "+380672446444"


async def test_the_phone_button_goes_with_the_wish_for_a_call(emma: Client, rig: Rig) -> None:
    ticket = await emma.send_request()
    await emma.push(CALL_BACK, emma.last)
    assert not removed(rig)
    await emma.write("/new")
    assert removed(rig)
    await emma.push(CALL_BACK, emma.last)
    assert not removed(rig)
    await emma.push(f"a:{ticket.id}", emma.last)
    assert removed(rig)
    assert await promised(rig, emma) == ""
