"""Being on call: the rota of the file and of the chat, taking over, handing over with the other's word, leaving."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk import duty, handovers, leavers, on_call, rotas, timers
from desk.briefing import NO_TICKET, brief
from desk.duty import Stretch
from desk.errors import OnCallError, UnknownChoiceError
from desk.house import House
from desk.model import Actor, Colleague, Role
from desk.notices import Notice, from_json, to_json
from desk.notices_on_call import GaveBack, HandoverAsked, HandoverSettled, RotaChanged, RotaLeft, TookOver
from desk.on_call import OnCall
from desk.ports import Work
from desk.ports_on_call import HandoverState
from desk.ports_timers import Owner, Subject
from desk.regulation_on_call import OnCallRota
from desk.rota import TurnKind
from desk.summary import summary
from storage import Store
from tests.desk.clients import ANDRIY, HOUSE, OLENA, told
from tests.support.clock import Clock
from tests.support.regulations import IPMG, kyiv

IRA = Actor(Role.ENGINEER, 503, "Іра")
PEOPLE = [{"id": 501, "name": "Андрій"}, {"id": 502, "name": "Олена"}]
HOUR = timedelta(hours=1)


def with_rota(
    turn: str = "week", people: Sequence[dict[str, object]] = PEOPLE, start: str = "2026-11-16T09:00"
) -> House:
    """IPMG with a rota in its file; by default Andriy has the week of Nov 16th, Olena the next one."""
    written = {"start": datetime.fromisoformat(start), "turn": turn, "people": people}
    rota = OnCallRota.model_validate(written)
    return replace(HOUSE, regulation=IPMG.model_copy(update={"on_call": rota}))


WEEKLY = with_rota()


@pytest.fixture(autouse=True)
def friday(clock: Clock) -> None:
    """It is Friday, ten o'clock in Kyiv."""
    clock.now = kyiv("2026-11-20 10:00")


async def now(store: Store, house: House = WEEKLY) -> tuple[str, datetime, datetime | None] | None:
    """Who is on call, from when until when."""
    found = await store.read(on_call.now, house)
    return (found.name, found.since, found.until) if found else None


async def news(store: Store) -> list[Notice]:
    """What the group was told since."""
    rows = await store.run(told)
    assert all(row.chat_id == HOUSE.group_id for row in rows)
    assert all(from_json(to_json(row.notice)) == row.notice for row in rows)
    return [row.notice for row in rows]


async def test_without_a_rota_nobody_is_on_call(store: Store) -> None:
    assert await now(store, HOUSE) is None
    shown = await store.read(duty.look, HOUSE)
    assert (shown.present, shown.following, shown.rota, shown.away) == (None, None, None, [])
    assert set(shown.ends) == {Stretch.HOURS, Stretch.MORNING}


async def test_the_file_says_who_is_on_call_and_who_is_next(store: Store, clock: Clock) -> None:
    first, handover = kyiv("2026-11-16 09:00"), kyiv("2026-11-23 09:00")
    assert await now(store) == ("Андрій", first, handover)
    shown = await store.read(duty.look, WEEKLY)
    assert shown.following == OnCall(502, "Олена", handover, kyiv("2026-11-30 09:00"))
    assert not shown.took_over
    clock.now = handover
    assert await now(store) == ("Олена", handover, kyiv("2026-11-30 09:00"))


async def test_before_the_first_turn_nobody_is_and_the_first_is_next(store: Store) -> None:
    later = with_rota(start="2026-11-23T09:00")
    shown = await store.read(duty.look, later)
    assert shown.present is None
    assert shown.following is not None
    assert (shown.following.name, shown.following.since) == ("Андрій", kyiv("2026-11-23 09:00"))


async def test_who_is_alone_in_a_rota_is_on_call_for_good(store: Store) -> None:
    alone = with_rota(people=PEOPLE[:1])
    assert await now(store, alone) == ("Андрій", kyiv("2026-11-16 09:00"), None)
    assert (await store.read(duty.look, alone)).following is None


@pytest.mark.parametrize(
    ("stretch", "at", "until"),
    [
        (Stretch.HOURS, "2026-11-20 10:00", "2026-11-20 14:00"),
        (Stretch.MORNING, "2026-11-20 10:00", "2026-11-21 08:00"),
        (Stretch.MORNING, "2026-11-20 03:00", "2026-11-20 08:00"),
        (Stretch.MORNING, "2026-11-20 08:00", "2026-11-21 08:00"),
        (Stretch.MORNING, "2026-10-24 22:00", "2026-10-25 08:00"),
        (Stretch.TURN, "2026-11-20 10:00", "2026-11-23 09:00"),
    ],
)
async def test_somebody_takes_over_until_then(
    store: Store, clock: Clock, stretch: Stretch, at: str, until: str
) -> None:
    house, end = with_rota(start="2026-09-07T09:00"), kyiv(until)
    clock.now = kyiv(at)
    before = await now(store, house)
    assert before is not None
    who = OLENA if before[0] == "Андрій" else ANDRIY
    taken = await store.run(duty.take_over, house, who, stretch)
    assert taken == OnCall(who.id or 0, who.name, clock.now, end)
    assert await now(store, house) == (who.name, clock.now, end)
    assert (await store.read(duty.look, house)).took_over
    assert await news(store) == [TookOver(who.name, before[0], end.isoformat())]
    clock.now = end
    again = await now(store, house)
    assert again is not None
    assert again[1] <= clock.now
    assert not (await store.read(duty.look, house)).took_over


async def test_one_can_take_over_where_there_is_no_rota(store: Store, clock: Clock) -> None:
    with pytest.raises(UnknownChoiceError):
        await store.run(duty.take_over, HOUSE, OLENA, Stretch.TURN)
    await store.run(duty.take_over, HOUSE, OLENA, Stretch.HOURS)
    assert await news(store) == [TookOver("Олена", "", (clock.now + 4 * HOUR).isoformat())]
    shown = await store.read(duty.look, HOUSE)
    assert shown.present is not None
    assert shown.following is None


async def test_who_is_on_call_until_then_already_takes_over_nothing(store: Store) -> None:
    with pytest.raises(OnCallError) as error:
        await store.run(duty.take_over, WEEKLY, ANDRIY, Stretch.TURN)
    assert error.value.reason == "already"
    alone = with_rota(people=PEOPLE[:1])
    with pytest.raises(OnCallError):
        await store.run(duty.take_over, alone, ANDRIY, Stretch.HOURS)
    assert await news(store) == []


async def test_who_took_over_can_do_so_for_longer_and_give_all_of_it_back(store: Store, clock: Clock) -> None:
    await store.run(duty.take_over, WEEKLY, OLENA, Stretch.HOURS)
    await store.run(duty.take_over, WEEKLY, OLENA, Stretch.MORNING)
    assert [type(one) for one in await news(store)] == [TookOver, TookOver]
    with pytest.raises(OnCallError) as error:
        await store.run(duty.give_back, WEEKLY, ANDRIY)
    assert (error.value.reason, error.value.name) == ("not_on_call", "Олена")
    clock.pass_(HOUR)
    present = await store.run(duty.give_back, WEEKLY, OLENA)
    assert present is not None
    assert present.name == "Андрій"
    assert await news(store) == [GaveBack("Олена", "Андрій", kyiv("2026-11-23 09:00").isoformat())]
    with pytest.raises(OnCallError) as error:
        await store.run(duty.give_back, WEEKLY, OLENA)
    assert error.value.name == ""


async def test_without_a_rota_nobody_is_on_call_after_giving_back(store: Store) -> None:
    await store.run(duty.take_over, HOUSE, OLENA, Stretch.HOURS)
    assert await store.run(duty.give_back, HOUSE, OLENA) is None
    assert (await news(store))[-1] == GaveBack("Олена", "", None)


async def asked(store: Store, house: House = WEEKLY) -> int:
    """Andriy asks Olena; the number of the handover."""
    return (await store.run(handovers.ask, house, ANDRIY, 502)).id


async def test_a_handover_counts_once_the_colleague_has_confirmed_it(store: Store, clock: Clock) -> None:
    number, relieved = await asked(store), kyiv("2026-11-23 09:00")
    expires = clock.now + handovers.WAITS_FOR
    notice = HandoverAsked(number, "Андрій", 502, "Олена", relieved.isoformat(), expires.isoformat())
    assert await news(store) == [notice]
    before = await now(store)
    assert before is not None
    assert before[0] == "Андрій"
    clock.pass_(timedelta(minutes=5))
    await store.run(handovers.settle, WEEKLY, OLENA, number, HandoverState.ACCEPTED)
    assert await now(store) == ("Олена", clock.now, relieved)
    assert await news(store) == [HandoverSettled("Андрій", "Олена", "accepted", relieved.isoformat())]
    assert await store.read(lambda work: work.timers.next_due()) is None


@pytest.mark.parametrize(
    ("who", "state"),
    [(OLENA, HandoverState.DECLINED), (ANDRIY, HandoverState.WITHDRAWN)],
    ids=["declined", "withdrawn"],
)
async def test_it_can_be_declined_or_withdrawn_and_then_nothing_has_changed(
    store: Store, who: Actor, state: HandoverState
) -> None:
    number = await asked(store)
    await news(store)
    await store.run(handovers.settle, WEEKLY, who, number, state)
    assert [one.state for one in await news(store) if isinstance(one, HandoverSettled)] == [state]
    present = await now(store)
    assert present is not None
    assert present[0] == "Андрій"
    with pytest.raises(OnCallError) as error:
        await store.run(handovers.settle, WEEKLY, OLENA, number, HandoverState.ACCEPTED)
    assert error.value.reason == "settled"


@pytest.mark.parametrize(
    ("who", "state"),
    [
        (ANDRIY, HandoverState.ACCEPTED),
        (IRA, HandoverState.ACCEPTED),
        (ANDRIY, HandoverState.DECLINED),
        (OLENA, HandoverState.WITHDRAWN),
        (OLENA, HandoverState.EXPIRED),
        (OLENA, HandoverState.WAITING),
    ],
)
async def test_nobody_else_can_say_it(store: Store, who: Actor, state: HandoverState) -> None:
    number = await asked(store)
    await news(store)
    with pytest.raises(OnCallError) as error:
        await store.run(handovers.settle, WEEKLY, who, number, state)
    assert error.value.reason == "not_yours"
    assert await news(store) == []
    with pytest.raises(OnCallError) as error:
        await store.run(handovers.settle, WEEKLY, who, 4711, state)
    assert error.value.reason == "gone"


async def tick(store: Store, house: House = WEEKLY) -> None:
    """What the job does each second."""
    for subject in await store.read(timers.due):
        await store.run(timers.fire, house, subject)


async def test_it_expires_once_and_the_group_hears_it(store: Store, clock: Clock) -> None:
    number = await asked(store)
    await news(store)
    clock.pass_(handovers.WAITS_FOR - timedelta(seconds=1))
    await tick(store)
    assert await news(store) == []
    clock.pass_(timedelta(seconds=1))
    with pytest.raises(OnCallError) as error:
        await store.run(handovers.settle, WEEKLY, OLENA, number, HandoverState.ACCEPTED)
    assert error.value.reason == "settled"
    for _ in range(2):
        await tick(store)
    assert [one.state for one in await news(store) if isinstance(one, HandoverSettled)] == ["expired"]
    late = Subject(Owner.HANDOVER, number)
    await store.run(handovers.expire, WEEKLY, late, None)  # type: ignore[arg-type]
    await store.run(handovers.expire, WEEKLY, Subject(Owner.HANDOVER, 4711), None)  # type: ignore[arg-type]
    assert await news(store) == []


async def test_it_is_asked_by_whoever_is_on_call_of_a_known_colleague_and_one_at_a_time(store: Store) -> None:
    for who, taker, reason in ((OLENA, 501, "not_on_call"), (ANDRIY, 502, ""), (ANDRIY, 502, "waits")):
        if reason:
            with pytest.raises(OnCallError) as error:
                await store.run(handovers.ask, WEEKLY, who, taker)
            assert error.value.reason == reason
        else:
            await store.run(handovers.ask, WEEKLY, who, taker)
    with pytest.raises(OnCallError) as error:
        await store.run(handovers.ask, HOUSE, ANDRIY, 502)
    assert (error.value.reason, error.value.name) == ("not_on_call", "")
    for stranger in (501, 999):
        with pytest.raises(UnknownChoiceError):
            await store.run(handovers.ask, WEEKLY, ANDRIY, stranger)


async def test_a_handover_whose_asker_is_not_on_call_any_more_gives_nothing(store: Store, clock: Clock) -> None:
    number = await asked(store)
    await store.run(duty.take_over, WEEKLY, IRA, Stretch.HOURS)
    with pytest.raises(OnCallError) as error:
        await store.run(handovers.settle, WEEKLY, OLENA, number, HandoverState.ACCEPTED)
    assert (error.value.reason, error.value.name) == ("moved", "Іра")
    nobody = replace(WEEKLY, regulation=IPMG)
    clock.pass_(timedelta(minutes=1))
    await store.run(duty.give_back, nobody, IRA)
    with pytest.raises(OnCallError) as error:
        await store.run(handovers.settle, nobody, OLENA, number, HandoverState.ACCEPTED)
    assert error.value.name == ""


async def test_who_is_alone_in_the_rota_hands_over_the_rest_of_the_turn(store: Store, clock: Clock) -> None:
    alone = with_rota(people=PEOPLE[:1])
    await store.run(lambda work: work.engineers.acted(OLENA))
    made = await store.run(handovers.ask, alone, ANDRIY, 502)
    assert made.until == kyiv("2026-11-23 09:00")
    clock.now = made.until - timedelta(minutes=3)
    await tick(store, alone)
    last = await store.run(handovers.ask, alone, ANDRIY, 502)
    assert last.expires_at == last.until == made.until


async def test_a_supervisor_sets_a_rota_in_the_chat_and_clears_it(store: Store, clock: Clock) -> None:
    await store.run(lambda work: work.engineers.acted(IRA))
    rota = await store.run(rotas.set_rota, WEEKLY, OLENA, [503, 501], TurnKind.WEEK, 18)
    assert rota.start == datetime.fromisoformat("2026-11-16T18:00"), "the Monday before: the first turn is under way"
    assert await now(store) == ("Іра", kyiv("2026-11-16 18:00"), kyiv("2026-11-23 18:00"))
    assert await news(store) == [RotaChanged("Олена", "Іра, Андрій", "week", "18:00", "Іра")]
    shown = await store.read(duty.look, WEEKLY)
    assert shown.chat is not None
    assert shown.chat.by == Colleague(502, "Олена")
    clock.pass_(HOUR)
    await store.run(rotas.clear_rota, WEEKLY, OLENA)
    assert await news(store) == [RotaChanged("Олена", "", "", "", "Андрій")]
    with pytest.raises(OnCallError) as error:
        await store.run(rotas.clear_rota, WEEKLY, OLENA)
    assert error.value.reason == "no_rota"


@pytest.mark.parametrize(
    ("at", "turn", "hour", "start"),
    [
        ("2026-11-20 10:00", TurnKind.DAY, 9, "2026-11-20T09:00"),
        ("2026-11-20 08:59", TurnKind.DAY, 9, "2026-11-19T09:00"),
        ("2026-11-23 08:00", TurnKind.WEEK, 9, "2026-11-16T09:00"),
        ("2026-11-23 09:00", TurnKind.WEEK, 9, "2026-11-23T09:00"),
    ],
)
async def test_the_first_of_a_chats_rota_is_on_call_at_once(
    store: Store, clock: Clock, at: str, turn: TurnKind, hour: int, start: str
) -> None:
    clock.now = kyiv(at)
    made = await store.run(rotas.set_rota, WEEKLY, OLENA, [502, 501], turn, hour)
    assert made.start == datetime.fromisoformat(start)
    present = await now(store)
    assert present is not None
    assert present[0] == "Олена"


@pytest.mark.parametrize("people", [[502, 502], [502, 999]], ids=["twice", "unknown"])
async def test_a_forged_rota_is_none(store: Store, people: list[int]) -> None:
    with pytest.raises(UnknownChoiceError):
        await store.run(rotas.set_rota, WEEKLY, OLENA, people, TurnKind.DAY, 9)


async def test_a_rota_of_nobody_is_none(store: Store) -> None:
    with pytest.raises(OnCallError) as error:
        await store.run(rotas.set_rota, WEEKLY, OLENA, [], TurnKind.DAY, 9)
    assert error.value.reason == "nobody"


async def test_clearing_the_only_rota_leaves_nobody_on_call(store: Store, clock: Clock) -> None:
    await store.run(lambda work: work.engineers.acted(IRA))
    await store.run(rotas.set_rota, HOUSE, IRA, [503], TurnKind.DAY, 9)
    clock.pass_(HOUR)
    await store.run(rotas.clear_rota, HOUSE, IRA)
    assert (await news(store))[-1] == RotaChanged("Іра", "", "", "", "")


async def test_who_left_the_group_drops_out_of_the_rota_and_the_group_hears_once_who_is_on_call(store: Store) -> None:
    for _ in range(2):
        await store.run(leavers.left, WEEKLY, 501)
    assert await now(store) == ("Олена", kyiv("2026-11-16 09:00"), None), "the turn is the next one's, who is alone now"
    assert await news(store) == [RotaLeft("Андрій", False, "Олена", None)]
    assert [one.name for one in (await store.read(duty.look, WEEKLY)).away] == ["Андрій"]
    assert await store.read(on_call.choices, WEEKLY) == [Colleague(502, "Олена")]
    await store.run(leavers.left, WEEKLY, 502)
    assert await news(store) == [RotaLeft("Олена", False, "", None)]
    assert await now(store) is None
    assert await store.run(rotas.returned, WEEKLY, 501)
    assert await news(store) == [RotaLeft("Андрій", True, "Андрій", None)]


async def test_who_comes_back_and_is_of_no_rota_is_no_news(store: Store) -> None:
    await store.run(rotas.left, WEEKLY, 501)
    await news(store)
    assert await store.run(rotas.returned, HOUSE, 501)
    assert not await store.run(rotas.returned, HOUSE, 501)
    assert not await store.run(rotas.left, HOUSE, 501)
    assert await news(store) == []


async def test_who_had_taken_over_and_left_is_not_on_call(store: Store, clock: Clock) -> None:
    await store.run(duty.take_over, WEEKLY, IRA, Stretch.HOURS)
    await news(store)
    assert {one.id for one in await store.read(rotas.members, WEEKLY)} == {501, 502, 503}
    await store.run(rotas.left, WEEKLY, 503)
    assert await news(store) == [RotaLeft("Іра", False, "Андрій", kyiv("2026-11-23 09:00").isoformat())]
    await store.run(duty.take_over, WEEKLY, IRA, Stretch.HOURS)
    present = await now(store)
    assert present is not None
    assert present[0] == "Іра", "whoever presses is in the group"


@pytest.mark.parametrize(("leaver", "state"), [(501, "withdrawn"), (502, "declined")])
async def test_a_handover_ends_when_one_of_the_two_leaves(store: Store, leaver: int, state: str) -> None:
    number = await asked(store)
    await news(store)
    await store.run(rotas.left, WEEKLY, leaver)
    assert [one.state for one in await news(store) if isinstance(one, HandoverSettled)] == [state]
    with pytest.raises(OnCallError):
        await store.run(handovers.settle, WEEKLY, OLENA, number, HandoverState.ACCEPTED)


async def test_a_handover_to_somebody_who_came_back_counts(store: Store) -> None:
    number = await asked(store)
    await store.run(lambda work: work.on_call.left(502))
    await store.run(handovers.settle, WEEKLY, OLENA, number, HandoverState.ACCEPTED)
    present = await now(store)
    assert present is not None
    assert present[0] == "Олена"


async def test_next_is_who_comes_when_the_one_who_took_over_is_relieved(store: Store, clock: Clock) -> None:
    """Olena takes over from Andriy until his turn ends, when hers begins: the next one is Andriy, a week later."""
    await store.run(duty.take_over, WEEKLY, OLENA, Stretch.TURN)
    following = (await store.read(duty.look, WEEKLY)).following
    assert following is not None
    assert (following.name, following.since) == ("Андрій", kyiv("2026-11-30 09:00"))


async def test_the_notices_say_everything_by_themselves(store: Store) -> None:
    def read(work: Work) -> None:
        notice = RotaLeft("Андрій", False, "", None)
        assert brief(work, notice).ticket is NO_TICKET

    await store.read(read)


def test_check_prints_who_is_on_call_the_next_seven_days() -> None:
    lines = summary(with_rota("day").regulation, kyiv("2026-11-20 10:00"))
    at = next(number for number, line in enumerate(lines) if line.startswith("On call in the next 7 days"))
    assert lines[at + 1] == "  Fri 2026-11-20 09:00 to Sat 2026-11-21 09:00  Андрій (501)"
    assert lines[at + 8] == "  Fri 2026-11-27 09:00 to Sat 2026-11-28 09:00  Олена (502)"
    later = summary(with_rota(start="2026-11-23T09:00").regulation, kyiv("2026-11-20 10:00"))
    assert "  nobody until Mon 2026-11-23 09:00" in later
    assert not any(line.startswith("On call") for line in summary(IPMG, kyiv("2026-11-20 10:00")))
