"""What is remembered of people and of their forms."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.model import Answers, Draft, Identity, Impact, Language, Person, Scale, Sender, Step
from desk.ports import Work
from storage import Store
from tests.storage.samples import ANN, draft, meet, picture
from tests.support.clock import Clock


async def test_a_person_is_what_the_last_update_showed_and_what_was_saved(any_store: Store) -> None:
    def first(work: Work) -> Person:
        assert work.people.get(ANN.id) is None
        person = replace(work.people.meet(ANN), language=Language.RU, answering=1001, reachable=False)
        person = replace(person, identity=Identity("Ann", "Co", "a@b.c", "boss"))
        work.people.save(person)
        return person

    saved = await any_store.run(first)
    assert await any_store.read(lambda work: work.people.get(ANN.id)) == saved
    renamed = Sender(ANN.id, "Anna", None, "en")
    met = await any_store.run(lambda work: work.people.meet(renamed))
    assert met == replace(saved, name="Anna", username=None, language_code="en", reachable=True)
    assert await any_store.read(lambda work: work.people.get(ANN.id)) == met


async def test_saving_a_person_undoes_nothing_that_another_unit_wrote_since(any_store: Store) -> None:
    met = await any_store.run(lambda work: work.people.meet(ANN))

    def late(work: Work) -> None:
        read = work.people.get(ANN.id)
        assert read is not None
        work.people.save(replace(read, answering=5))
        work.people.save(replace(met, answering=5, reachable=False))

    await any_store.run(late)
    found = await any_store.read(lambda work: work.people.get(ANN.id))
    assert found == replace(met, answering=5, reachable=False)


async def test_saving_somebody_unknown_is_an_error(any_store: Store) -> None:
    with pytest.raises(RuntimeError):
        await any_store.run(lambda work: work.people.save(Person(5, "Nobody")))


async def test_a_draft_comes_back_as_it_was_saved(any_store: Store, clock: Clock) -> None:
    started = await any_store.run(draft)
    answers = Answers("mail", Impact.DEGRADED, Scale.SOME, "Ann", "", None, "", "It 'hurts' 😀", screenshots_done=True)
    changed = replace(
        started,
        revision=9,
        step=Step.PROBLEM,
        answers=answers,
        editing=True,
        updated_at=clock() + timedelta(microseconds=1),
    )
    await any_store.run(lambda work: work.drafts.save(changed))
    assert await any_store.read(lambda work: work.drafts.of(ANN.id)) == changed


async def test_what_is_sent_next_is_for_an_open_form_unless_answer_was_pressed(any_store: Store) -> None:
    def act(work: Work) -> list[bool]:
        person = work.people.meet(ANN)
        before = work.drafts.is_next(ANN.id)
        draft(work)
        there, elsewhere = work.drafts.is_next(ANN.id), work.drafts.is_next(ANN.id + 1)
        work.people.save(replace(person, answering=1001))
        return [before, there, elsewhere, work.drafts.is_next(ANN.id)]

    assert await any_store.run(act) == [False, True, False, False]


async def test_a_new_draft_takes_the_place_of_the_old_one_and_never_its_id(any_store: Store) -> None:
    first = await any_store.run(draft)
    await any_store.run(lambda work: work.pictures.add(picture(1), draft_id=first.id))
    second = await any_store.run(draft)
    assert second.id > first.id
    assert await any_store.read(lambda work: work.drafts.of(ANN.id)) == second
    assert await any_store.read(lambda work: work.pictures.paths()) == set()
    await any_store.run(lambda work: work.drafts.delete(second.id))
    assert await any_store.read(lambda work: work.drafts.of(ANN.id)) is None
    assert (await any_store.run(draft)).id > second.id


async def test_saving_a_draft_that_is_gone_is_an_error(any_store: Store, clock: Clock) -> None:
    await any_store.run(meet)
    gone = Draft(99, ANN.id, 1, Step.TOPIC, Answers(), clock(), clock())
    with pytest.raises(RuntimeError):
        await any_store.run(lambda work: work.drafts.save(gone))


async def test_a_naive_time_is_refused(any_store: Store, clock: Clock) -> None:
    def naive(work: Work) -> None:
        work.drafts.save(replace(draft(work), updated_at=clock().replace(tzinfo=None)))

    with pytest.raises(Exception, match="naive"):
        await any_store.run(naive)
