"""A supervisor's draft of a mailing, over the real store."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk import mailing_draft, mailings
from desk.errors import MailingError
from desk.mailing_draft import CompanyError, Lack, Taken, UnfinishedError, View
from desk.model import Identity, Language, Sender
from desk.ports import Work
from desk.ports_mailing_prompts import Asked, MailingPrompt
from desk.ports_mailings import Audience, AudienceKind, Company, Mailing, MailingKind, MailingState
from desk.windows import Flaw, WindowError
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, IHOR, OLENA, request
from tests.support.clock import Clock

PLACE = (-1001, 77)


def client(work: Work, sender: Sender, company: str = "") -> None:
    """Somebody who has written, of a company."""
    work.people.save(replace(work.people.meet(sender), identity=Identity("N. N.", company)))


@pytest.fixture
async def draft(store: Store) -> Mailing:
    """Olena's, with Emma and Ihor as the only clients."""
    await store.run(client, EMMA, "Alfa TV")
    await store.run(client, IHOR, "Alfa Films")
    return (await store.run(mailing_draft.open_draft, HOUSE, OLENA)).mailing


async def asked(store: Store, draft: Mailing, what: Asked, language: str = "") -> None:
    prompt = MailingPrompt(*PLACE, draft.id, OLENA.id or 0, what, language, 70)
    await store.run(mailing_draft.await_words, prompt)
    assert await store.read(mailing_draft.awaited, *PLACE) == prompt


async def write(store: Store, text: str) -> View:
    taken = await store.run(mailing_draft.take, HOUSE, OLENA, *PLACE, text)
    assert isinstance(taken, Taken)
    assert taken.prompt.wizard_id == 70
    return taken.view


async def complete(store: Store, draft: Mailing) -> View:
    await asked(store, draft, Asked.WINDOW)
    await write(store, "tomorrow 02:00-06:00")
    await asked(store, draft, Asked.TEXT, "en")
    return await write(store, "Short breaks.")


async def test_a_supervisor_has_one_draft_and_finds_it_again(store: Store, draft: Mailing) -> None:
    view = await store.run(mailing_draft.open_draft, HOUSE, OLENA)
    assert view.mailing == draft
    assert view.size == 2
    assert view.lacks == (Lack.WINDOW, Lack.TEXT)
    assert (await store.run(mailing_draft.open_draft, HOUSE, ANDRIY)).mailing.id != draft.id


async def test_what_is_typed_goes_into_the_draft_once(store: Store, clock: Clock, draft: Mailing) -> None:
    view = await complete(store, draft)
    assert view.mailing.texts == {Language.EN: "Short breaks."}
    start, end = view.mailing.window_start, view.mailing.window_end
    assert start is not None
    assert end is not None
    assert end - start == timedelta(hours=4)
    assert view.lacks == ()
    assert await store.run(mailing_draft.take, HOUSE, OLENA, *PLACE, "Again") is None
    await asked(store, draft, Asked.TIME)
    assert (await write(store, "tomorrow 01:00")).mailing.at == start - timedelta(hours=1)


async def test_a_refused_text_is_waited_for_again(store: Store, draft: Mailing) -> None:
    await asked(store, draft, Asked.WINDOW)
    with pytest.raises(WindowError) as refused:
        await write(store, "soon")
    assert refused.value.flaw is Flaw.UNREADABLE
    with pytest.raises(MailingError) as theirs:
        await store.run(mailing_draft.take, HOUSE, ANDRIY, *PLACE, "tomorrow 02:00-06:00")
    assert (theirs.value.reason, theirs.value.value) == ("not_yours", OLENA.name)
    assert (await write(store, "tomorrow 02:00-06:00")).lacks == (Lack.TEXT,)


@pytest.mark.parametrize("typed", ["alfa tv", " Alfa  TV ", "tv"])
async def test_a_company_is_found_by_its_name_or_a_part_of_it(store: Store, draft: Mailing, typed: str) -> None:
    await asked(store, draft, Asked.COMPANY)
    view = await write(store, typed)
    assert view.mailing.audience == Audience(AudienceKind.COMPANY, "Alfa TV")
    assert view.size == 1


@pytest.mark.parametrize(("typed", "found"), [("alfa", 2), ("Beta", 0), (" ", 0)])
async def test_a_company_that_is_not_one_is_asked_for_again_with_what_there_is(
    store: Store, draft: Mailing, typed: str, found: int
) -> None:
    await asked(store, draft, Asked.COMPANY)
    with pytest.raises(CompanyError) as refused:
        await write(store, typed)
    assert len(refused.value.found) == found
    assert refused.value.known == (Company("Alfa Films", 1), Company("Alfa TV", 1))


async def test_services_are_named_and_unnamed_whatever_is_pressed_twice(store: Store, draft: Mailing) -> None:
    async def press(topic: str, *, affected: bool) -> tuple[str, ...]:
        view = await store.run(mailing_draft.affect, HOUSE, OLENA, draft.id, topic, affected=affected)
        return view.mailing.services

    assert await press("channel", affected=True) == ("channel",)
    assert await press("channel", affected=True) == ("channel",)
    assert await press("access", affected=True) == ("access", "channel")
    assert await press("channel", affected=False) == ("access",)
    assert await press("channel", affected=False) == ("access",)
    with pytest.raises(MailingError):
        await press("nonsense", affected=True)
    with pytest.raises(MailingError):
        await store.run(mailing_draft.affect, HOUSE, OLENA, 99, "channel", affected=True)


async def test_a_draft_is_its_authors_and_only_as_long_as_it_is_one(store: Store, draft: Mailing) -> None:
    async def why(supervisor: object, number: int) -> str:
        with pytest.raises(MailingError) as refused:
            await store.read(mailing_draft.look, HOUSE, supervisor, number)  # type: ignore[arg-type]
        return refused.value.reason

    assert (await store.read(mailing_draft.look, HOUSE, OLENA, draft.id)).mailing == draft
    assert await why(ANDRIY, draft.id) == "not_yours"
    assert await why(OLENA, 99) == "gone"
    await complete(store, draft)
    await store.run(mailings.confirm, HOUSE, OLENA, draft.id)
    assert await why(OLENA, draft.id) == "state"


async def test_what_the_view_finds_lacking_is_what_sending_would_refuse(
    store: Store, clock: Clock, draft: Mailing
) -> None:
    refused = {
        "window_missing": Lack.WINDOW,
        "window_past": Lack.WINDOW_PAST,
        "text_missing": Lack.TEXT,
        "time_late": Lack.TIME_LATE,
        "nobody": Lack.NOBODY,
    }
    end = clock.now + timedelta(hours=2)
    full: dict[str, object] = {
        "window_start": clock.now,
        "window_end": end,
        "texts": {Language.EN: "Breaks."},
        "at": None,
    }
    full["audience"] = Audience()
    cases: list[tuple[Lack, dict[str, object]]] = [
        (Lack.WINDOW, {"window_start": None, "window_end": None}),
        (Lack.WINDOW_PAST, {"window_start": clock.now - timedelta(hours=2), "window_end": clock.now}),
        (Lack.TIME_LATE, {"at": end}),
        (Lack.TEXT, {"texts": {}}),
        (Lack.NOBODY, {"audience": Audience(AudienceKind.TOPIC, "network")}),
    ]
    for lack, change in cases:
        saved = await store.run(_put, draft, full | change)
        assert (await store.read(mailing_draft.look, HOUSE, OLENA, draft.id)).lacks == (lack,)
        with pytest.raises(MailingError) as error:
            await store.run(mailings.confirm, HOUSE, OLENA, draft.id)
        assert refused[error.value.reason] is lack
        draft = saved


def _put(work: Work, draft: Mailing, change: dict[str, object]) -> Mailing:
    return work.mailings.save(replace(draft, **change))  # type: ignore[arg-type]


async def ended(store: Store, draft: Mailing) -> None:
    await complete(store, draft)
    await store.run(mailings.confirm, HOUSE, OLENA, draft.id)
    await store.run(mailings.stop, draft.id)


async def test_an_ended_mailing_is_followed_up_once_and_never_over_another_draft(store: Store, draft: Mailing) -> None:
    await ended(store, draft)
    first = await store.run(mailing_draft.follow, HOUSE, OLENA, draft.id, MailingKind.FINISHED)
    again = await store.run(mailing_draft.follow, HOUSE, OLENA, draft.id, MailingKind.FINISHED)
    assert first.mailing == again.mailing
    assert first.mailing.follows == draft.id
    with pytest.raises(UnfinishedError) as refused:
        await store.run(mailing_draft.follow, HOUSE, OLENA, draft.id, MailingKind.POSTPONED)
    assert refused.value.number == first.mailing.id
    theirs = await store.run(mailing_draft.follow, HOUSE, ANDRIY, draft.id, MailingKind.POSTPONED)
    assert theirs.mailing.kind is MailingKind.POSTPONED


async def test_a_window_that_is_over_can_be_told_of_in_what_has_finished(store: Store, draft: Mailing) -> None:
    await ended(store, draft)
    view = await store.run(mailing_draft.follow, HOUSE, OLENA, draft.id, MailingKind.FINISHED)
    await asked(store, view.mailing, Asked.WINDOW)
    view = await write(store, "01.01.2026 02:00-06:00")
    assert view.mailing.window_start is not None
    assert view.mailing.window_start < datetime.fromisoformat("2026-01-02T00:00Z")
    assert Lack.WINDOW_PAST not in view.lacks


async def test_a_request_makes_a_client_one_who_asked_about_its_topic(store: Store, draft: Mailing) -> None:
    await store.run(request)
    to = Audience(AudienceKind.TOPIC, "access")
    await store.run(mailings.save_audience, HOUSE, OLENA, draft.id, to)
    view = await store.read(mailing_draft.look, HOUSE, OLENA, draft.id)
    assert view.size == 1
    assert view.mailing.state is MailingState.DRAFT


async def test_what_was_given_up_is_not_taken_into_the_draft(store: Store, draft: Mailing) -> None:
    await asked(store, draft, Asked.TEXT, "en")
    prompt = await store.read(mailing_draft.awaited, *PLACE)
    assert prompt is not None
    await store.run(mailing_draft.abandon, prompt)
    assert await store.run(mailing_draft.take, HOUSE, OLENA, *PLACE, "Short breaks.") is None
