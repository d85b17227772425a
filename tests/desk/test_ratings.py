"""The rating of a closed request (providence 6): once an end, changeable for a day; a low one is heard."""

from datetime import timedelta

import pytest

from desk import closing, expected, intake, ratings, staff
from desk.answers import COMMENT_LIMIT
from desk.errors import BadAnswerError, NotAllowedError, RatingError, TicketNotFoundError, UnknownChoiceError
from desk.expected import Complained
from desk.house import House
from desk.letters import Added, Refused
from desk.messages import Kind
from desk.model import Colleague, EventKind, Language, Resolution, Status, Ticket
from desk.notices import Card, Dissatisfied
from desk.notices_closing import ComplaintRaised, LowRating
from desk.ports import Work
from desk.ratings import Rated
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, IHOR, OLENA, request, said, send, told, write
from tests.support.clock import Clock
from tests.support.regulations import IPMG

HOUR = timedelta(hours=1)


def _closed(work: Work, resolution: Resolution = Resolution.SOLVED) -> Ticket:
    ticket = staff.take(work, HOUSE, ANDRIY, request(work).id)
    return staff.close(work, HOUSE, ANDRIY, ticket.id, resolution, "tried")


@pytest.fixture
async def closed(store: Store) -> Ticket:
    """A ticket of Emma's that Andriy solved; everything of it is told."""
    ticket = await store.run(_closed)
    await store.run(told)
    return ticket


async def end_of(store: Store, ticket: Ticket) -> int:
    history = await store.read(lambda work: work.tickets.history(ticket.id))
    return next(entry.id for entry in reversed(history) if entry.kind in (EventKind.CLOSED, EventKind.REFUSED))


async def rate(store: Store, ticket: Ticket, stars: int, house: House = HOUSE) -> Rated:
    return await store.run(ratings.rate, house, EMMA, ticket.id, await end_of(store, ticket), stars)


async def heard(store: Store) -> list[type]:
    """What is told now, but for cards."""
    return [type(row.notice) for row in await store.run(told) if not isinstance(row.notice, Card)]


async def test_it_is_given_once_and_changed_for_a_day(store: Store, closed: Ticket, clock: Clock) -> None:
    first = await rate(store, closed, 4)
    assert (first.rating.stars, first.low, first.asks) == (4, False, True)
    assert first.until == clock() + timedelta(days=1)
    clock.pass_(23 * HOUR)
    changed = await rate(store, closed, 5)
    assert (changed.rating.stars, changed.until) == (5, first.until), "the day counts from the first"
    kept = await store.read(lambda work: work.ratings.get(closed.id))
    assert kept is not None
    assert (kept.at, kept.changed_at, kept.engineer_id, kept.engineer_name) == (
        clock() - 23 * HOUR, clock(), ANDRIY.id, "Андрій",
    )  # fmt: skip
    clock.pass_(HOUR + timedelta(seconds=1))
    with pytest.raises(RatingError) as raised:
        await rate(store, closed, 1)
    assert (raised.value.reason, raised.value.stars) == ("kept", 5)
    history = await store.read(lambda work: work.tickets.history(closed.id))
    given = [entry.data["stars"] for entry in history if entry.kind is EventKind.RATED]
    assert given == [4, 5]


async def test_the_rating_of_the_end_as_it_stands_is_shown(store: Store, closed: Ticket, clock: Clock) -> None:
    async def shown() -> int | None:
        now = await store.read(staff.look, closed.id)
        entry = ratings.given(now, await store.read(lambda work: work.tickets.history(closed.id)))
        return int(entry.data["stars"]) if entry else None

    assert await shown() is None
    await rate(store, closed, 2)
    await rate(store, closed, 3)
    assert await shown() == 3
    clock.pass_(HOUR)
    await store.run(staff.reopen, HOUSE, ANDRIY, closed.id)
    assert await shown() is None
    await store.run(staff.close, HOUSE, ANDRIY, closed.id, Resolution.SOLVED, "")
    assert await shown() is None, "that was another end"


async def test_the_same_stars_again_change_nothing(store: Store, closed: Ticket) -> None:
    await rate(store, closed, 2)
    assert await heard(store) == [LowRating]
    assert (await rate(store, closed, 2)).asks
    assert await heard(store) == []


@pytest.mark.parametrize(
    ("given", "told_of"),
    [
        ([5], 0),
        ([3], 0),
        ([2], 1),
        ([1, 2], 1),  # low already
        ([2, 4], 1),
        ([4, 1], 1),
        ([1, 5, 1], 2),
    ],
)
async def test_few_stars_are_told_to_the_engineers_and_many_to_nobody(
    store: Store, closed: Ticket, given: list[int], told_of: int
) -> None:
    for stars in given:
        await rate(store, closed, stars)
    assert await heard(store) == [LowRating] * told_of


async def test_a_word_is_optional_and_told_with_few_stars(store: Store, closed: Ticket) -> None:
    await rate(store, closed, 1)
    await store.run(told)
    rated = await store.run(write, "It took <too> long")
    assert isinstance(rated, Rated)
    assert (rated.rating.word, rated.asks) == ("It took <too> long", False)
    assert await heard(store) == [LowRating]
    person = await store.read(lambda work: work.people.get(EMMA.id))
    assert person is not None
    assert (person.expects, person.answering) == (None, None)
    assert not (await rate(store, closed, 2)).asks, "it has its word"
    assert (await rate(store, closed, 2)).rating.word == "It took <too> long"


async def test_a_word_with_many_stars_stays_in_the_history(store: Store, closed: Ticket) -> None:
    await rate(store, closed, 5)
    assert isinstance(await store.run(write, "Quick and kind"), Rated)
    assert await heard(store) == []
    history = await store.read(lambda work: work.tickets.history(closed.id))
    assert history[-1].data == {"stars": 5, "text": "Quick and kind"}


@pytest.mark.parametrize(("text", "reason"), [(" ", "empty"), ("x" * (COMMENT_LIMIT + 1), "too_long")])
async def test_a_word_has_something_in_it_and_not_too_much(
    store: Store, closed: Ticket, text: str, reason: str
) -> None:
    await rate(store, closed, 5)
    refused = await store.run(write, text)
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, BadAnswerError)
    assert refused.error.reason == reason


async def test_what_comes_half_an_hour_later_or_is_no_text_is_about_something_else(
    store: Store, closed: Ticket, clock: Clock
) -> None:
    await rate(store, closed, 5)
    assert not isinstance(await store.run(send, said("", kind=Kind.VOICE, file="v")), Rated | Refused)
    await rate(store, closed, 4)
    clock.pass_(timedelta(minutes=31))
    assert not isinstance(await store.run(write, "It is broken again"), Rated | Refused)
    person = await store.read(lambda work: work.people.get(EMMA.id))
    assert person is not None
    assert person.expects is None


async def test_what_comes_after_it_is_open_again_goes_to_the_request(store: Store, closed: Ticket) -> None:
    await rate(store, closed, 2)
    await store.run(staff.reopen, HOUSE, ANDRIY, closed.id)
    added = await store.run(write, "Channel 6 too")
    assert isinstance(added, Added)
    assert added.ticket.id == closed.id


async def test_with_a_form_open_no_word_is_waited_for(store: Store, closed: Ticket) -> None:
    await store.run(intake.begin, IPMG, EMMA)
    assert not (await rate(store, closed, 5)).asks
    person = await store.read(lambda work: work.people.get(EMMA.id))
    assert person is not None
    assert person.expects is None


async def test_skip_asks_no_more(store: Store, closed: Ticket) -> None:
    end = await end_of(store, closed)
    with pytest.raises(RatingError):
        await store.run(ratings.skip, HOUSE, EMMA, closed.id, end)
    await rate(store, closed, 5)
    for _ in range(2):
        skipped = await store.run(ratings.skip, HOUSE, EMMA, closed.id, end)
        assert (skipped.rating.stars, skipped.asks) == (5, False)
    assert not isinstance(await store.run(write, "Hello"), Rated)


async def test_another_thing_that_was_asked_for_gives_way(store: Store, closed: Ticket) -> None:
    await store.run(closing.begin_complaint, EMMA, closed.id)
    assert (await rate(store, closed, 3)).asks
    assert isinstance(await store.run(write, "Fine"), Rated)
    await store.run(closing.begin_complaint, EMMA, closed.id)
    assert not (await rate(store, closed, 4)).asks
    person = await store.read(lambda work: work.people.get(EMMA.id))
    assert person is not None
    assert person.expects is None


async def test_an_end_is_rated_by_its_client_while_it_stands(store: Store, closed: Ticket, clock: Clock) -> None:
    end = await end_of(store, closed)
    with pytest.raises(TicketNotFoundError):
        await store.run(ratings.rate, HOUSE, IHOR, closed.id, end, 5)
    with pytest.raises(UnknownChoiceError):
        await rate(store, closed, 6)
    await rate(store, closed, 2)
    clock.pass_(HOUR)
    await store.run(closing.reopen_by_client, HOUSE, EMMA, closed.id)
    with pytest.raises(RatingError, match="open"):
        await rate(store, closed, 5)
    clock.pass_(HOUR)
    await store.run(staff.close, HOUSE, OLENA, closed.id, Resolution.SOLVED, "")
    with pytest.raises(RatingError, match="outdated"):
        await store.run(ratings.rate, HOUSE, EMMA, closed.id, end, 5)
    anew = await rate(store, closed, 5)
    assert (anew.rating.stars, anew.rating.at) == (5, clock()), "another end is rated anew"


async def test_nobody_rates_after_a_week(store: Store, closed: Ticket, clock: Clock) -> None:
    clock.pass_(timedelta(days=7))
    now = await store.read(staff.look, closed.id)
    history = await store.read(lambda work: work.tickets.history(closed.id))
    assert ratings.asked(IPMG, now, history[-1], clock())
    clock.pass_(timedelta(seconds=1))
    assert not ratings.asked(IPMG, now, history[-1], clock())
    with pytest.raises(RatingError, match="late"):
        await rate(store, closed, 5)


async def test_a_refusal_is_not_rated_and_neither_is_anything_where_nobody_asks(store: Store, closed: Ticket) -> None:
    silent = House(IPMG.model_copy(update={"rating": None}), HOUSE.group_id, Language.EN)
    with pytest.raises(RatingError, match="not_asked"):
        await rate(store, closed, 5, silent)
    refused = await store.run(request)
    await store.run(staff.refuse, HOUSE, ANDRIY, refused.id, "foul_language")
    with pytest.raises(RatingError, match="not_asked"):
        await rate(store, refused, 5)


async def test_a_word_without_a_rating_is_nothing(store: Store, closed: Ticket) -> None:
    person = await store.read(lambda work: work.people.get(EMMA.id))
    assert person is not None
    with pytest.raises(TicketNotFoundError):
        await store.run(ratings.say, HOUSE, person, "Fine")


def _supervisors(work: Work) -> None:
    work.supervisors.replace([Colleague(900, "Chief"), Colleague(901, "Deputy")])


async def test_a_complaint_reaches_every_supervisor_and_closes_as_complaint_5_1(store: Store, closed: Ticket) -> None:
    await store.run(_supervisors)
    house = House(IPMG, HOUSE.group_id, Language.EN, frozenset({901, 902}))
    await rate(store, closed, 1)
    await store.run(told)
    await store.run(closing.begin_complaint, EMMA, closed.id)
    complained = await store.run(lambda work: expected.take(work, house, work.people.meet(EMMA), said("Rude")))
    assert isinstance(complained, Complained)
    assert (complained.ticket.status, complained.ticket.resolution) == (Status.DONE, Resolution.COMPLAINT)
    rows = [row for row in await store.run(told) if not isinstance(row.notice, Card)]
    assert [type(row.notice) for row in rows] == [Dissatisfied, *[ComplaintRaised] * 3]
    assert [row.chat_id for row in rows] == [HOUSE.group_id, 900, 901, 902]
    assert (await rate(store, closed, 2)).rating.stars == 2, "the rating can be changed all the same"


async def test_a_refusal_that_is_complained_about_stays_refused(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(staff.refuse, HOUSE, ANDRIY, ticket.id, "foul_language")
    await store.run(closing.begin_complaint, EMMA, ticket.id)
    complained = await store.run(write, "That is not fair")
    assert isinstance(complained, Complained)
    assert (complained.ticket.resolution, complained.ticket.ground) == (Resolution.COMPLAINT, "foul_language")
    with pytest.raises(NotAllowedError):
        await store.run(closing.reopen_by_client, HOUSE, EMMA, ticket.id)


def _said_about(work: Work, ticket_id: int) -> None:
    """A message of Emma's that is the ticket's, as number 5 of her chat."""
    work.messages.add(said("x", EMMA, 5), ANDRIY, ticket_id=ticket_id, entry_id=None, reply_to=None)


async def test_a_reply_to_a_ticket_ends_what_was_asked_for(store: Store, closed: Ticket) -> None:
    other = await store.run(request)
    await rate(store, closed, 5)
    await store.run(_said_about, other.id)
    assert isinstance(await store.run(send, said("And this", EMMA, 6, replied=5)), Added)
    person = await store.read(lambda work: work.people.get(EMMA.id))
    assert person is not None
    assert (person.expects, person.answering) == (None, None)
