"""A copy of one's data, and its deletion, over the real store."""

import json
from datetime import timedelta
from typing import Any

import pytest

from desk import conversation, mailings, notes, privacy, staff
from desk.errors import DeletionError
from desk.house import House
from desk.model import Language, Resolution, Ticket
from desk.notices import Card, DeletionAsked, DeletionSettled
from desk.ports import Work
from desk.ports_mailings import MailingKind
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, IHOR, PROBLEM, block_bot, request, said, told
from tests.desk.test_call_backs import PHONE, promise
from tests.support.clock import Clock
from tests.support.regulations import IPMG


def _solved(work: Work) -> Ticket:
    ticket = staff.take(work, HOUSE, ANDRIY, request(work).id)
    conversation.say(work, HOUSE, EMMA, ticket.id, said("It is worse now"))
    notes.note(work, HOUSE, ANDRIY, ticket.id, "A difficult one")
    return staff.close(work, HOUSE, ANDRIY, ticket.id, Resolution.SOLVED, "")


async def test_the_copy_has_everything_but_what_engineers_tell_each_other(store: Store) -> None:
    ticket = await store.run(_solved)
    await store.run(promise)
    await store.run(request, IHOR)
    copy, language = await store.read(privacy.copy_of, IPMG, EMMA)
    [one] = copy["requests"]
    assert (language, one["id"], one["problem"]) == (Language.EN, ticket.key, PROBLEM)
    assert one["messages"][0]["text"] == "It is worse now"
    assert one["closed_at"] == ticket.closed_at.isoformat() if ticket.closed_at else None
    assert copy["person"]["contact"] == "emma@example.com"
    assert [call["phone"] for call in copy["calls"]] == [PHONE]
    assert "difficult" not in json.dumps(copy)
    assert "Ihor" not in json.dumps(copy)


async def test_of_a_stranger_nothing_is_kept(store: Store) -> None:
    assert await store.read(privacy.copy_of, IPMG, IHOR) == ({"person": None, "requests": []}, Language.UK)


async def test_a_topic_that_the_regulation_has_no_more_is_named_by_its_key(store: Store) -> None:
    ticket = await store.run(request)
    regulation = IPMG.model_copy(update={"topics": tuple(one for one in IPMG.topics if one.key != ticket.topic)})
    copy, _language = await store.read(privacy.copy_of, regulation, EMMA)
    assert copy["requests"][0]["topic"] == ticket.topic
    assert copy["requests"][0]["closed_at"] is None


async def test_deletion_is_asked_for_once_and_a_changed_mind_is_heard(store: Store, clock: Clock) -> None:
    for _ in range(2):
        person = await store.run(privacy.ask_deletion, HOUSE, EMMA)
        assert person.deletion_asked_at == clock.now
    assert [row.notice for row in await store.run(told)] == [DeletionAsked(EMMA.id)]
    for _ in range(2):
        assert (await store.run(privacy.keep, EMMA)).deletion_asked_at is None
    with pytest.raises(DeletionError):
        await store.run(privacy.confirm, HOUSE, EMMA.id)
    with pytest.raises(DeletionError):
        await store.run(privacy.decline, HOUSE, 4711)


async def test_a_declined_deletion_is_told_and_can_be_asked_for_again(store: Store, clock: Clock) -> None:
    await store.run(privacy.ask_deletion, HOUSE, EMMA)
    await store.run(told)
    assert (await store.run(privacy.decline, HOUSE, EMMA.id)).deletion_asked_at is None
    assert [row.notice for row in await store.run(told)] == [DeletionSettled(EMMA.id, done=False, language="en")]
    clock.pass_(timedelta(minutes=1))
    await store.run(privacy.ask_deletion, HOUSE, EMMA)
    assert [row.notice for row in await store.run(told)] == [DeletionAsked(EMMA.id)]


async def test_with_an_open_request_nothing_is_deleted(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(privacy.ask_deletion, HOUSE, EMMA)
    with pytest.raises(DeletionError) as refused:
        await store.run(privacy.confirm, HOUSE, EMMA.id)
    assert (refused.value.reason, refused.value.keys) == ("open", (ticket.key,))


@pytest.mark.parametrize("with_card", [True, False])
async def test_a_deleted_person_is_nobody_and_is_told_so(store: Store, with_card: bool) -> None:
    ticket = await store.run(_solved)
    await store.run(privacy.ask_deletion, HOUSE, EMMA)
    await store.run(told)
    if with_card:
        await store.run(lambda work: work.tickets.set_card(ticket.id, HOUSE.group_id, 800))
    erased = await store.run(privacy.confirm, HOUSE, EMMA.id)
    assert erased.tickets == (ticket.id,)
    assert await store.read(lambda work: work.people.get(EMMA.id)) is None
    left = await store.read(staff.look, ticket.id)
    assert left.key == ticket.key
    assert "Emma" not in repr(left)
    assert PROBLEM not in repr(left)
    notices: list[Any] = [row.notice for row in await store.run(told)]
    assert DeletionSettled(EMMA.id, done=True, language="en") in notices
    assert (Card(ticket.id) in notices) is with_card


async def test_who_cannot_be_reached_is_not_told(store: Store) -> None:
    await store.run(privacy.ask_deletion, HOUSE, EMMA)
    await store.run(told)
    await store.run(block_bot)
    await store.run(privacy.decline, House(IPMG, HOUSE.group_id, Language.EN), EMMA.id)
    assert await store.run(told) == []


async def test_the_copy_says_which_mailings_went_to_them_and_whether_they_want_any(store: Store) -> None:
    await store.run(request)
    draft = await store.run(mailings.begin, HOUSE, ANDRIY, MailingKind.FINISHED)
    await store.run(mailings.save_text, HOUSE, ANDRIY, draft.id, Language.EN, "All is done.")
    await store.run(mailings.confirm, HOUSE, ANDRIY, draft.id)
    await store.run(mailings.switch, EMMA, on=False)
    copy, _language = await store.read(privacy.copy_of, IPMG, EMMA)
    assert copy["mailings"] == [{"number": draft.id, "state": "queued"}]
    assert copy["person"]["wants_mailings"] is False
