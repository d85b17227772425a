"""What engineers and clients say is filed, passed on, edited and forgotten, over the real store."""

from datetime import timedelta

import pytest

from desk import conversation
from desk.conversation import WAITING_FOR
from desk.errors import TicketNotFoundError
from desk.marks import Mark, Style
from desk.messages import Content, Kind, Said
from desk.model import EventKind
from desk.notices import Reworded
from desk.staff import take
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, OLENA, request, said, told, write
from tests.support.clock import Clock

GROUP = HOUSE.group_id


def reply(text: str, number: int, *, album: str | None = None, file: str = "") -> Said:
    """What an engineer writes in the group."""
    data = {"file_id": f"f-{file}", "unique_id": f"u-{file}"} if file else {}
    return Said(Content(Kind.PHOTO if file else Kind.TEXT, text, data), GROUP, number, album)


async def test_nobody_replies_to_a_ticket_that_is_not_there(store: Store) -> None:
    with pytest.raises(TicketNotFoundError):
        await store.run(conversation.reply, HOUSE, ANDRIY, 4711, reply("Hello", 900))


async def test_a_reply_says_who_else_has_the_ticket_and_is_filed_once(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(take, HOUSE, OLENA, ticket.id)
    for _ in range(2):
        replied = await store.run(conversation.reply, HOUSE, ANDRIY, ticket.id, reply("Hello", 900))
        assert (replied.with_other, replied.more) == ("Олена", False)
    assert len(await store.read(lambda work: work.messages.of_ticket(ticket.id))) == 1


async def test_the_parts_of_an_album_in_the_group_go_where_the_first_one_went(store: Store) -> None:
    ticket = await store.run(request)
    first, second = (reply("", number, album="al", file=f"{number}") for number in (900, 901))
    assert await store.read(conversation.goal_in_group, GROUP, None, "al") is None
    await store.run(conversation.reply, HOUSE, ANDRIY, ticket.id, first)
    assert await store.read(conversation.goal_in_group, GROUP, None, "al") == ticket.id
    assert (await store.run(conversation.reply, HOUSE, ANDRIY, ticket.id, second)).more
    assert await store.read(conversation.goal_in_group, GROUP, 901, None) == ticket.id


async def test_what_is_being_sent_to_the_group_may_be_there_before_its_number_is_known(store: Store) -> None:
    await store.run(request)
    assert not await store.read(conversation.may_be_unmarked, GROUP)
    await store.run(lambda work: work.outbox.claim(10, timedelta(seconds=30)))
    assert await store.read(conversation.may_be_unmarked, GROUP)
    assert not await store.read(conversation.may_be_unmarked, GROUP + 1)


async def test_an_edit_is_kept_with_what_was_said_before_and_goes_to_the_other_side(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(conversation.say, HOUSE, EMMA, ticket.id, said("It is blakc", number=21))
    await store.run(conversation.reply, HOUSE, ANDRIY, ticket.id, reply("Which?", 900))
    await store.run(told)
    for edited, chat_id in ((said("It is black", number=21), GROUP), (reply("Which one?", 900), EMMA.id)):
        message = await store.run(conversation.edit, HOUSE, edited)
        assert message is not None
        rows = await store.run(told)
        assert [(row.chat_id, row.notice) for row in rows if isinstance(row.notice, Reworded)] == [
            (chat_id, Reworded(ticket.id, message.id))
        ]
    entries = await store.read(lambda work: work.tickets.history(ticket.id))
    edits = [entry.data for entry in entries if entry.kind is EventKind.EDITED]
    assert [(edit["before"], edit["text"]) for edit in edits] == [
        ("It is blakc", "It is black"),
        ("Which?", "Which one?"),
    ]


async def test_a_new_file_is_told_as_more_than_words(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(conversation.say, HOUSE, EMMA, ticket.id, said("See", number=21, kind=Kind.PHOTO, file="a"))
    await store.run(told)
    message = await store.run(conversation.edit, HOUSE, said("See", number=21, kind=Kind.PHOTO, file="b"))
    assert message is not None
    assert Reworded(ticket.id, message.id, new_file=True) in [row.notice for row in await store.run(told)]


async def test_a_live_location_that_moves_is_no_edit(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(conversation.say, HOUSE, EMMA, ticket.id, said("", number=21, kind=Kind.LOCATION, file="a"))
    message = await store.run(conversation.edit, HOUSE, said("", number=21, kind=Kind.LOCATION, file="b"))
    assert message is not None
    assert message.edited_at is None


async def test_what_nobody_says_where_it_belongs_is_forgotten_after_a_week(store: Store, clock: Clock) -> None:
    await store.run(write, "Hello", EMMA, 21)
    clock.pass_(WAITING_FOR)
    assert await store.run(conversation.forget_waiting) == 0
    clock.pass_(timedelta(seconds=1))
    assert await store.run(conversation.forget_waiting) == 1
    assert await store.read(conversation.waiting, EMMA.id, 21) == ()


async def test_an_edit_of_the_formatting_alone_goes_over_and_is_no_news_in_the_history(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(conversation.reply, HOUSE, ANDRIY, ticket.id, reply("Press it", 900))
    before = len(await store.read(lambda work: work.tickets.history(ticket.id)))
    bold = Content(Kind.TEXT, " Press it", marks=(Mark(Style.BOLD, 7, 2),))
    edited = await store.run(conversation.edit, HOUSE, Said(bold, GROUP, 900))
    assert edited is not None
    assert edited.content.marks == (Mark(Style.BOLD, 6, 2),)
    assert [row for row in await store.run(told) if isinstance(row.notice, Reworded)]
    assert len(await store.read(lambda work: work.tickets.history(ticket.id))) == before
