"""Engineers' replies go to the client, and nothing else does."""

import asyncio
from datetime import timedelta

from aiogram.methods import EditMessageText, SendMediaGroup, SendMessage, SendSticker, SetMessageReaction

from desk.conversation import say
from desk.delivery import Sent, exchange
from desk.messages import Content, Kind, Said
from desk.model import EventKind
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, CARD_ID, CLIENT, HERE, STRANGER, Desk
from tests.support.session import refusal


async def sent(desk: Desk) -> list[SendMessage]:
    """What the client gets now."""
    calls = await desk.deliver()
    return [call for call in calls if isinstance(call, SendMessage) and call.chat_id == CLIENT.id]


async def test_a_reply_to_the_card_reaches_the_client_and_gets_its_receipt(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.deliver()
    assert said(await desk.reply(ANDRIY, CARD_ID, "Look at <this> & that")) == ""
    (call,) = await sent(desk)
    assert ticket.key in call.text
    assert "Look at &lt;this&gt; &amp; that" in call.text
    (receipt,) = desk.rig.telegram.of(SetMessageReaction)
    assert receipt.message_id == desk.rig.updates.message_id
    assert [entry.kind for entry in await desk.history(ticket)][-1] is EventKind.REPLIED
    assert (await desk.now(ticket)).clocks.first_reacted_at is not None


async def test_a_reply_that_is_quicker_than_the_mark_of_what_it_replies_to_waits_for_it(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.deliver()
    await desk.rig.store.run(
        say, desk.rig.house, CLIENT, ticket.id, Said(Content(Kind.TEXT, "Still dark"), CLIENT.id, 3)
    )
    turn = await desk.rig.store.run(exchange, [], limit=20, lease=timedelta(seconds=30), group_id=desk.group.id)
    marks = [
        Sent(errand.row, 77, copies=[(message.id, 77) for message in errand.briefing.messages])
        for errand in turn.errands
    ]

    async def mark_late() -> None:
        await asyncio.sleep(0.3)
        await desk.rig.store.run(exchange, marks, limit=0, lease=timedelta(seconds=30), group_id=desk.group.id)

    await asyncio.gather(desk.reply(ANDRIY, 77, "On our way"), mark_late())
    assert "On our way" in (await sent(desk))[0].text


async def test_where_reactions_are_off_the_receipt_is_a_word(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    desk.rig.telegram.fail(SetMessageReaction, refusal(400, "Bad Request: REACTION_INVALID"), times=None)
    await desk.reply(ANDRIY, CARD_ID, "Look")
    assert "delivered to the client" in said(await desk.deliver())


async def test_what_replies_to_nothing_of_a_ticket_stays_inside(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.deliver()
    await desk.rig.feed(desk.rig.updates.text(ANDRIY, "Among us", chat=HERE))
    colleague = desk.rig.updates.said(ANDRIY, chat=HERE, text="What do you think?")
    await desk.rig.feed(desk.rig.updates.text(ANDRIY, "It is the cable", chat=HERE, reply_to=colleague))
    topic = desk.rig.updates.bot_said(9, HERE, forum_topic_created={"name": "IPMG-1001", "icon_color": 7322096})
    await desk.rig.feed(desk.rig.updates.text(ANDRIY, "In the topic", chat=HERE, reply_to=topic))
    assert await sent(desk) == []


async def test_strangers_anonymous_admins_and_commands_are_answered_and_send_nothing(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.deliver()
    assert "Only members" in said(await desk.reply(STRANGER, CARD_ID, "I am one of you"))
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    assert "Remain anonymous" in said(await desk.reply(anonymous, CARD_ID, "We", sender_chat=HERE))
    assert "looks like a command" in said(await desk.reply(ANDRIY, CARD_ID, "/nota bene"))
    assert "cannot be passed on" in said(await desk.reply(ANDRIY, CARD_ID, dice={"emoji": "🎲", "value": 3}))
    assert await sent(desk) == []


async def test_somebody_else_has_it_is_said_and_it_is_sent_all_the_same(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    await desk.card(ticket)
    await desk.deliver()
    assert f"{ticket.key}</code> is with Олена Коваль" in said(await desk.reply(ANDRIY, CARD_ID, "Try again"))
    assert "Try again" in said(await sent(desk))


async def test_an_edit_is_carried_over_and_marked_and_the_earlier_text_stays(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.reply(ANDRIY, CARD_ID, "Chanel 5")
    number = desk.rig.updates.message_id
    await desk.deliver()
    await desk.rig.feed(desk.rig.updates.edited(ANDRIY, number, "Channel 5", chat=HERE))
    await desk.deliver()
    edit = desk.rig.telegram.of(EditMessageText, CLIENT.id)[-1]
    assert "Channel 5" in (edit.text or "")
    assert "edited" in (edit.text or "")
    entry = (await desk.history(ticket))[-1]
    assert (entry.kind, entry.data["before"], entry.data["text"]) == (EventKind.EDITED, "Chanel 5", "Channel 5")


async def test_an_edit_that_cannot_be_made_there_is_said(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.reply(ANDRIY, CARD_ID, "Chanel 5")
    number = desk.rig.updates.message_id
    await desk.deliver()
    refused = refusal(400, "Bad Request: message can't be edited")
    desk.rig.telegram.fail(EditMessageText, refused, chat_id=CLIENT.id, times=None)
    await desk.rig.feed(desk.rig.updates.edited(ANDRIY, number, "Channel 5", chat=HERE))
    (call,) = await sent(desk)
    assert "Channel 5" in call.text
    assert "edited" in call.text
    assert call.reply_parameters is not None


async def test_an_album_of_an_engineer_is_one_album_and_one_entry(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.deliver()
    replied = desk.rig.updates.bot_said(CARD_ID, HERE)
    for number in range(3):
        first = number == 0
        update = desk.rig.updates.photo(
            ANDRIY, f"f{number}", chat=HERE, media_group_id="9", reply_to=replied if first else None,
            caption="See here" if first else None,
        )  # fmt: skip
        await desk.rig.feed(update)
    desk.rig.clock.pass_(timedelta(seconds=2))
    await desk.deliver()
    (album,) = desk.rig.telegram.of(SendMediaGroup, CLIENT.id)
    assert len(album.media) == 3
    assert "See here" in (album.media[0].caption or "")
    assert sum(entry.kind is EventKind.REPLIED for entry in await desk.history(ticket)) == 1


async def test_a_clients_file_that_the_group_does_not_take_is_said_in_words(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.deliver()
    refused = refusal(400, "Bad Request: not enough rights to send stickers to the chat")
    desk.rig.telegram.fail(SendSticker, refused, times=None)
    sticker = Said(Content(Kind.STICKER, "", {"file_id": "s", "unique_id": "u"}), CLIENT.id, 5)
    await desk.rig.store.run(say, desk.rig.house, CLIENT, ticket.id, sticker)
    assert "does not let me show here: sticker" in said(await desk.deliver())


async def test_what_an_engineer_made_bold_or_a_link_is_so_for_the_client_and_edits_carry_it(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.deliver()
    link = {"type": "text_link", "offset": 0, "length": 4, "url": "https://help.example/boot"}
    bold = {"type": "bold", "offset": 11, "length": 5}
    await desk.reply(ANDRIY, CARD_ID, "This, then <call>", entities=[link, bold])
    (call,) = await sent(desk)
    assert '<a href="https://help.example/boot">This</a>, then <b>&lt;call</b>&gt;' in call.text
    await desk.rig.feed(
        desk.rig.updates.edited(
            ANDRIY, desk.rig.updates.message_id, "This, then <call>", chat=HERE, entities=[link], reply_to=None
        )
    )
    again = [call for call in await desk.deliver() if isinstance(call, EditMessageText)]
    assert "</a>, then &lt;call&gt;" in said(again)
    entries = await desk.history(ticket)
    assert entries[-1].kind is EventKind.REPLIED, "the words are the same"
    assert entries[-1].data["text"] == "This (https://help.example/boot), then <call>"
