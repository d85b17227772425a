"""Ratings and the tries of a call, on both databases; what an erasure leaves; the way up to their tables."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from desk.model import CallBackState, CallBackTask
from desk.ports import Work
from desk.ports_closing import Rating
from desk.ports_reports import Calls
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from storage import Store
from storage.migrate import config
from tests.storage.samples import ANN, ticket
from tests.support.clock import Clock

SECRET = "Zweifelsfall"
MINUTE = timedelta(minutes=1)


def _rate(work: Work) -> Rating:
    rating = Rating(ticket(work).id, 3, 2, SECRET, work.now, work.now, 501, "Андрій")
    work.ratings.save(rating)
    return rating


async def test_a_ticket_has_one_rating_which_gives_way_to_the_next(any_store: Store) -> None:
    rating = await any_store.run(_rate)
    assert await any_store.read(lambda work: work.ratings.get(rating.ticket_id)) == rating
    later = replace(rating, entry_id=9, stars=5, word="", changed_at=rating.at + MINUTE, engineer_id=None)
    await any_store.run(lambda work: work.ratings.save(later))
    assert await any_store.read(lambda work: work.ratings.get(rating.ticket_id)) == later
    assert await any_store.read(lambda work: work.ratings.get(rating.ticket_id + 1)) is None


@pytest.mark.parametrize("stars", [0, 6])
async def test_the_database_takes_one_to_five_stars(any_store: Store, stars: int) -> None:
    rating = await any_store.run(_rate)
    with pytest.raises(IntegrityError):
        await any_store.run(lambda work: work.ratings.save(replace(rating, stars=stars)))


def _task(work: Work) -> CallBackTask:
    work.people.meet(ANN)
    return work.call_backs.add(CallBackTask(0, ANN.id, "+380672446444", work.now, work.now + 30 * MINUTE))


async def test_a_call_that_is_tried_again_waits_until_it_is_not(any_store: Store) -> None:
    task = await any_store.run(_task)
    tried = replace(
        task,
        state=CallBackState.NO_ANSWER,
        tries=1,
        tried_at=task.asked_at,
        again_at=task.due_at,
        done_at=task.asked_at,
    )
    await any_store.run(lambda work: work.call_backs.save(tried))
    assert await any_store.read(lambda work: work.call_backs.waiting(ANN.id)) == tried
    over = replace(tried, tries=2, again_at=None)
    await any_store.run(lambda work: work.call_backs.save(over))
    assert await any_store.read(lambda work: work.call_backs.waiting(ANN.id)) is None
    assert list(await any_store.read(lambda work: work.call_backs.of_person(ANN.id))) == [over]


@pytest.mark.parametrize(
    ("state", "tried", "figures"),
    [
        (CallBackState.CALLED, 20, Calls(1, 1, 1, 0)),  # nobody answered first: the call was made in time all the same
        (CallBackState.CALLED, 40, Calls(1, 1, 0, 1)),
        (CallBackState.NO_ANSWER, 20, Calls(1, 0, 0, 0)),
        (CallBackState.NO_ANSWER, 40, Calls(1, 0, 0, 1)),
    ],
)
async def test_the_first_try_decides_whether_a_call_was_made_in_time_3_2_2(
    any_store: Store, clock: Clock, state: CallBackState, tried: int, figures: Calls
) -> None:
    task = await any_store.run(_task)
    done = replace(task, state=state, tries=2, tried_at=clock() + tried * MINUTE, done_at=clock() + 50 * MINUTE)
    await any_store.run(lambda work: work.call_backs.save(done))
    start = clock()
    clock.pass_(60 * MINUTE)
    assert await any_store.read(lambda work: work.reports.calls(start, clock())) == figures


async def test_timers_that_are_added_stand_beside_those_that_are_there(any_store: Store) -> None:
    subject = Subject(Owner.DRAFT, ANN.id)

    def add(work: Work, cycle: int) -> None:
        work.timers.add(subject, [Timer(TimerKind.DRAFT, 1, cycle, work.now)])

    for cycle in (1, 2, 2):
        await any_store.run(add, cycle)
    fired = await any_store.run(lambda work: work.timers.claim(subject))
    assert sorted(one.cycle for one in fired) == [1, 2]
    await any_store.run(add, 1)
    assert await any_store.run(lambda work: list(work.timers.claim(subject))) == [], "what has fired stays so"


async def test_of_an_erased_persons_rating_the_stars_stay_and_the_form_is_reminded_of_no_more(any_store: Store) -> None:
    rating = await any_store.run(_rate)
    subject = Subject(Owner.DRAFT, ANN.id)

    def life(work: Work) -> None:
        work.timers.add(subject, [Timer(TimerKind.DRAFT, 1, 1, work.now)])
        work.privacy.erase(ANN.id)

    await any_store.run(life)
    left = await any_store.read(lambda work: work.ratings.get(rating.ticket_id))
    assert left == replace(rating, word="")
    assert list(await any_store.run(lambda work: work.timers.claim(subject))) == []


def test_calls_of_before_come_along_and_no_number_is_given_twice(tmp_path: Path) -> None:
    path = tmp_path / "before.db"
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.connect() as opened:
        command.upgrade(config(opened), "0004")
        opened.commit()
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "INSERT INTO people (id, name, identity_name, company, contact, position, reachable)"
            " VALUES (7, 'Ann', '', '', '', '', 1)"
        )
        for number in (1, 2):
            database.execute(
                "INSERT INTO call_backs (id, person_id, phone, asked_at, due_at, state, engineer_name)"
                " VALUES (?, 7, '+380', '2026-11-20 10:00:00.000000', '2026-11-20 10:30:00.000000', 'waiting', '')",
                (number,),
            )
        database.execute("DELETE FROM call_backs WHERE id = 2")
        database.commit()
    with engine.connect() as opened:
        command.upgrade(config(opened), "0005")
        opened.commit()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT id, phone, tries, tried_at FROM call_backs").fetchall() == [
            (1, "+380", 0, None)
        ]
        database.execute(
            "INSERT INTO call_backs (person_id, phone, asked_at, due_at, state, engineer_name, tries)"
            " VALUES (7, '+381', '2026-11-20 10:00:00.000000', '2026-11-20 10:30:00.000000', 'waiting', '', 0)"
        )
        assert database.execute("SELECT max(id) FROM call_backs").fetchall() == [(3,)]
