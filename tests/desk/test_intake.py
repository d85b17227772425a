"""The form in a client's chat, over the real store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from desk import form, intake, tickets
from desk.errors import (
    BadAnswerError,
    DeskError,
    IncompleteError,
    NoDraftError,
    OutdatedError,
    PictureRefusedError,
    TicketNotFoundError,
)
from desk.intake import Elsewhere, FormView
from desk.model import Answers, Identity, Language, Step
from desk.ports import Work
from desk.sla import Promised
from storage import Store
from tests.desk.clients import EMMA, HOUSE, IHOR, PROBLEM, fill, picture, request
from tests.support.clock import Clock
from tests.support.regulations import IPMG


async def test_a_new_form_begins_at_the_first_step_and_one_that_is_open_is_found(store: Store) -> None:
    view = await store.run(intake.begin, IPMG, EMMA)
    assert (view.draft.step, view.before, view.found, view.language) == (Step.TOPIC, None, False, Language.EN)
    assert view.way[0] is Step.TOPIC
    await store.run(fill, until=Step.NAME)
    found = await store.run(intake.begin, IPMG, EMMA)
    assert (found.found, found.draft.step) == (True, Step.NAME)
    fresh = await store.run(intake.begin, IPMG, EMMA, fresh=True)
    assert (fresh.found, fresh.draft.step) == (False, Step.TOPIC)
    assert fresh.draft.id != found.draft.id


async def test_looking_changes_nothing_and_finds_what_is_there(store: Store) -> None:
    assert await store.read(intake.look, IPMG, EMMA) is None
    begun = await store.run(intake.begin, IPMG, EMMA)
    assert await store.read(intake.look, IPMG, EMMA) == begun


async def test_a_topic_that_is_not_ours_is_answered_and_the_form_stays(store: Store) -> None:
    view = await store.run(intake.begin, IPMG, EMMA)
    elsewhere = IPMG.out_of_scope[0]
    outcome = await store.run(intake.choose, IPMG, EMMA, view.draft.id, view.draft.revision, elsewhere.key)
    assert isinstance(outcome, Elsewhere)
    assert (outcome.topic, outcome.view) == (elsewhere, view)
    assert await store.read(intake.look, IPMG, EMMA) == view


async def test_a_choice_leads_on_and_back_leads_back(store: Store) -> None:
    view = await store.run(intake.begin, IPMG, EMMA)
    chosen = await store.run(intake.choose, IPMG, EMMA, view.draft.id, view.draft.revision, "access")
    assert isinstance(chosen, FormView)
    assert (chosen.draft.answers.topic, chosen.draft.step, chosen.before) == ("access", Step.IMPACT, Step.TOPIC)
    back = await store.run(intake.move, IPMG, EMMA, chosen.draft.id, chosen.draft.revision, form.back)
    assert (back.draft.step, back.draft.answers.topic) == (Step.TOPIC, "access")


async def test_an_edited_answer_leads_back_to_the_summary(store: Store) -> None:
    view = await store.run(fill)
    edit = await store.run(intake.edit, IPMG, EMMA, view.draft.id, view.draft.revision, Step.CONTACT)
    assert (edit.draft.step, edit.before, edit.promise) == (Step.CONTACT, Step.SUMMARY, None)
    shared = await store.run(intake.share_contact, IPMG, EMMA, "380671234567")
    assert (shared.draft.step, shared.draft.answers.contact) == (Step.SUMMARY, "+380671234567")


async def test_the_summary_names_the_level_and_the_promise(store: Store, clock: Clock) -> None:
    view = await store.run(fill)
    assert view.priority == "standard"
    assert view.promise is not None
    assert view.promise.what is Promised.REACTION
    assert view.promise.due > clock()


@pytest.mark.parametrize("stale", [(0, 1), (1, 0)])
async def test_a_button_of_an_earlier_state_is_outdated(store: Store, stale: tuple[int, int]) -> None:
    draft = (await store.run(intake.begin, IPMG, EMMA)).draft
    with pytest.raises(OutdatedError):
        await store.run(intake.choose, IPMG, EMMA, draft.id + stale[0], draft.revision + stale[1], "access")


NEEDS_A_FORM: list[Callable[[Work], object]] = [
    lambda work: intake.choose(work, IPMG, EMMA, 1, 1, "access"),
    lambda work: intake.share_contact(work, IPMG, EMMA, "380671234567"),
    lambda work: intake.add_picture(work, IPMG, EMMA, picture("a")),
    lambda work: intake.cancel(work, IPMG, EMMA),
    lambda work: intake.send(work, HOUSE, EMMA, 1, 1),
]


@pytest.mark.parametrize("act", NEEDS_A_FORM)
async def test_without_a_form_there_is_nothing_to_fill(store: Store, act: Callable[[Work], object]) -> None:
    with pytest.raises(NoDraftError):
        await store.run(act)


async def test_a_picture_comes_at_any_step_once_and_its_caption_answers_the_problem(store: Store) -> None:
    await store.run(fill, until=Step.NAME)
    early = await store.run(intake.add_picture, IPMG, EMMA, picture("a"), "look here")
    assert (early.kept, early.unread, early.wrong, early.view.draft.step) == (1, True, None, Step.NAME)
    twice = await store.run(intake.add_picture, IPMG, EMMA, picture("a"))
    assert (twice.kept, twice.unread) == (1, False)
    await store.run(fill, until=Step.PROBLEM)
    short = await store.run(intake.add_picture, IPMG, EMMA, picture("b"), "bad")
    assert (short.kept, short.view.draft.step) == (2, Step.PROBLEM)
    assert short.wrong == BadAnswerError(Step.PROBLEM, "too_short", 10)
    told = await store.run(intake.add_picture, IPMG, EMMA, picture("c"), PROBLEM)
    assert (told.kept, told.wrong, told.view.draft.answers.problem) == (3, None, PROBLEM)
    assert (told.view.draft.step, told.view.pictures) == (Step.SCREENSHOTS, 3)


async def test_there_are_as_many_pictures_as_the_regulation_takes_and_they_can_be_begun_anew(store: Store) -> None:
    await store.run(fill, until=Step.SCREENSHOTS)
    for number in range(IPMG.screenshots.most):
        await store.run(intake.add_picture, IPMG, EMMA, picture(str(number)))
    with pytest.raises(PictureRefusedError) as refused:
        await store.run(intake.add_picture, IPMG, EMMA, picture("more"))
    assert refused.value == PictureRefusedError("too_many", IPMG.screenshots.most)
    view = await store.read(intake.look, IPMG, EMMA)
    assert view is not None
    assert view.pictures == IPMG.screenshots.most
    anew = await store.run(intake.drop_pictures, IPMG, EMMA, view.draft.id, view.draft.revision)
    assert (anew.pictures, anew.draft.revision) == (0, view.draft.revision + 1)


async def test_a_form_is_given_up_by_its_own_button_or_by_the_command(store: Store) -> None:
    draft = (await store.run(intake.begin, IPMG, EMMA)).draft
    with pytest.raises(OutdatedError):
        await store.run(intake.cancel, IPMG, EMMA, draft.id + 1)
    assert await store.run(intake.cancel, IPMG, EMMA, draft.id) is Language.EN
    assert await store.read(intake.look, IPMG, EMMA) is None
    await store.run(intake.begin, IPMG, EMMA)
    await store.run(intake.cancel, IPMG, EMMA)
    assert await store.read(intake.look, IPMG, EMMA) is None


async def test_two_taps_on_send_make_one_ticket_which_is_nobody_elses(store: Store) -> None:
    draft = (await store.run(fill)).draft
    sent = await store.run(intake.send, HOUSE, EMMA, draft.id, draft.revision)
    again = await store.run(intake.send, HOUSE, EMMA, draft.id, draft.revision)
    assert (sent.again, again.again, again.ticket) == (False, True, sent.ticket)
    with pytest.raises(TicketNotFoundError):
        await store.run(intake.send, HOUSE, IHOR, draft.id, draft.revision)
    assert (await store.read(tickets.my_tickets, EMMA)).pages == 1
    assert await store.read(intake.look, IPMG, EMMA) is None


async def test_a_request_is_sent_as_its_client_saw_it_last(store: Store) -> None:
    draft = (await store.run(fill)).draft
    for stale in ((0, -1), (1, 0)):
        with pytest.raises(OutdatedError):
            await store.run(intake.send, HOUSE, EMMA, draft.id + stale[0], draft.revision + stale[1])
    assert (await store.read(tickets.my_tickets, EMMA)).tickets == []


async def test_a_form_that_lacks_an_answer_is_not_sent(store: Store) -> None:
    draft = (await store.run(fill, until=Step.PROBLEM)).draft
    with pytest.raises(IncompleteError) as refused:
        await store.run(intake.send, HOUSE, EMMA, draft.id, draft.revision)
    assert refused.value.missing[0] is Step.PROBLEM


async def test_who_has_sent_a_request_is_remembered_and_a_position_is_not_forgotten(store: Store) -> None:
    await store.run(request)
    known = await store.read(intake.known, EMMA)
    assert known.identity == Identity("Emma Clark", "Alfa TV", "emma@example.com", "Engineer")
    draft = (await store.run(fill)).draft

    def without_position(work: Work) -> None:
        answers: Answers = replace(draft.answers, position="", company="Beta TV")
        work.drafts.save(replace(draft, answers=answers))
        intake.send(work, HOUSE, EMMA, draft.id, draft.revision)

    await store.run(without_position)
    known = await store.read(intake.known, EMMA)
    assert known.identity == Identity("Emma Clark", "Beta TV", "emma@example.com", "Engineer")


async def test_a_stranger_is_known_by_what_the_update_shows(store: Store) -> None:
    person = await store.read(intake.known, IHOR)
    assert (person.id, person.language_code, person.identity) == (IHOR.id, "uk", Identity())


async def test_a_chosen_language_is_the_language_of_the_form_from_then_on(store: Store) -> None:
    await store.run(fill, until=Step.NAME)
    await store.run(intake.set_language, EMMA, Language.RU)
    view = await store.read(intake.look, IPMG, EMMA)
    assert view is not None
    assert (view.language, view.draft.step) == (Language.RU, Step.NAME)


async def test_a_refused_answer_leaves_the_draft_as_it_was(store: Store, clock: Clock) -> None:
    before = await store.run(fill, until=Step.CONTACT)
    clock.pass_(timedelta(minutes=1))
    with pytest.raises(DeskError):
        await store.run(intake.share_contact, IPMG, EMMA, "12")
    assert await store.read(intake.look, IPMG, EMMA) == before
