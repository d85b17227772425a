"""No query that a person or a timer waits for reads a whole table that grows."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from desk.messages import Content, Kind, Said
from desk.model import (
    Action,
    Actor,
    Block,
    CallBackTask,
    Colleague,
    EngineerPrompt,
    EventKind,
    Language,
    OutboxState,
    Role,
    Urgency,
)
from desk.notices_mailings import MailingNotice
from desk.ports import Work
from desk.ports_closing import Rating
from desk.ports_mailings import Audience, AudienceKind, Mailing, MailingKind, MailingState, RecipientState, message_key
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from desk.ports_tools import Shown
from desk.ports_topics import Forum, Topic
from storage import Store, open_store
from storage.sqlite import SqliteStore
from tests.storage import statements_on_call
from tests.storage.samples import ANN, GROUP, WHO, draft, meet, picture, put, ticket
from tests.support.clock import Clock

ON_PURPOSE = ("SCAN holds", "SCAN supervisors", "SCAN mailings", "SCAN rotas", "SCAN absent")
"""A handful of rows, a few more a month."""
WHEN_ERASING = (
    "DELETE FROM outbox WHERE outbox.chat_id = ? AND outbox.state != ?",
    "SELECT pictures.path \nFROM pictures \nWHERE pictures.path IN (?)",
)
"""A few times a year a client is erased: no index is kept up at every message for that."""
BY_INDEX = (
    "SCAN handovers USING INDEX ix_handovers_waiting",
    "SCAN timers USING INDEX ix_timers_due",
    "SCAN outbox USING INDEX ix_outbox_order",
    "SCAN tickets USING INDEX ix_tickets_queue",
    "SCAN engineers USING INDEX ix_engineers_acted",
    "SCAN blocks USING INDEX ix_blocks_standing",
    "SCAN people USING COVERING INDEX ix_people_company",
)
"""Reading along a partial index that holds only what waits is the plan, not an accident."""
FOUND_BEFORE = ("SCAN anon_1",)
"""Over the few rows that the parts of a UNION have found by their indexes."""
FULL_TEXT = ("SCAN search_words VIRTUAL TABLE INDEX",)
"""Into the full-text index: a scan by name only."""
LOOKS_FOR_ANY = ("SCAN outbox USING COVERING INDEX ix_outbox_", "SCAN waiting", "SCAN sending")
"""Over the partial indexes of waiting rows and of rows under way, of which there are few."""


def _messages(work: Work, ticket_id: int, entry_id: int) -> None:
    said, who = Said(Content(Kind.TEXT, "Black"), ANN.id, 1, "album"), Actor(Role.CLIENT, ANN.id)
    waits = work.messages.add(said, who, ticket_id=None, entry_id=None, reply_to=None)
    assert waits is not None
    work.messages.get(waits.id)
    work.messages.at(ANN.id, 1)
    work.messages.ticket_at(ANN.id, 1)
    work.messages.written_at(ANN.id, 1)
    work.messages.of_album(ANN.id, "album")
    work.messages.file(waits.id, ticket_id, entry_id)
    work.messages.of_ticket(ticket_id)
    work.messages.change(waits.id, said.content, work.now)
    work.messages.sent(GROUP, [(waits.id, 7)])
    work.messages.copies(waits.id, GROUP)
    work.messages.drop(waits.id)
    work.messages.forget_waiting(work.now)


def _order(work: Work, ticket_id: int) -> None:
    made = work.blocks.add(Block(0, ANN.id, ticket_id, "foul_language", work.now, None, 5, "Андрій"))
    work.blocks.standing(ANN.id)
    work.blocks.all(20)
    work.blocks.answer(made.id)
    work.blocks.lift(ANN.id, work.now, Actor(Role.ENGINEER, 5, "Андрій"))
    work.held.of(5)
    work.held.holders()
    work.supervisors.replace([Colleague(5, "Андрій")])
    work.supervisors.shut(GROUP)
    work.supervisors.reopened(GROUP)


def _service(work: Work) -> None:
    task = work.call_backs.add(CallBackTask(0, ANN.id, "+380672446444", work.now, work.now))
    work.call_backs.get(task.id)
    work.call_backs.lock(task.id)
    work.call_backs.save(task)
    work.call_backs.waiting(ANN.id)
    work.call_backs.of_person(ANN.id)
    work.article_counts.count("no_sound", helped=True)
    work.article_counts.helped("no_sound")


def _time(work: Work, ticket_id: int) -> None:
    subject = Subject(Owner.TICKET, ticket_id)
    work.timers.plan(subject, [Timer(TimerKind.RESOLUTION, 1, 0, work.now)])
    work.timers.due(100)
    work.timers.next_due()
    work.timers.postpone(subject, work.now)
    work.timers.claim(subject)
    work.timers.fired(subject)
    work.timers.pending(subject)


def _reports(work: Work) -> None:
    start, end = work.now - timedelta(days=1), work.now + timedelta(days=1)
    work.reports.count(start, end)
    work.reports.page(start, end, None, 200)
    work.reports.calls(start, end)
    work.reports.tickets([EventKind.CLOSED], start, end)
    work.reports.stars(start, end)
    work.reports.nearest(5)
    work.reports.hold_digests()


def _mailings(work: Work) -> None:
    """Without the few statements that look at everybody once, when an audience is chosen or a mailing starts."""
    work.people.save(replace(work.people.meet(ANN), identity=WHO))
    blank = Mailing(0, MailingKind.FINISHED, MailingState.DRAFT, 5, "Андрій", GROUP, work.now)
    made = work.mailings.add(blank)
    work.mailings.lock(made.id)
    work.mailings.seize(made.id)
    work.mailings.draft_of(5)
    made = work.mailings.save(replace(made, state=MailingState.RUNNING))
    for audience in (AudienceKind.TOPIC, AudienceKind.COMPANY):
        work.mailings.audience_size(replace(made, audience=Audience(audience, WHO.company)), (Language.UK,))
    work.mailings.enlist(replace(made, follows=made.id), (Language.UK,))
    work.mailings.recent(5)
    work.mailings.attended()
    work.mailings.place(made.id, GROUP, 1)
    work.mailings.showing(made.id, 1)
    work.mailings.counts(made.id)
    work.mailings.of_person(5)
    work.mailings.queued(made.id)
    work.mailings.unsettled(made.id)
    work.mailings.queue_up(made.id, 50)
    work.outbox.put(MailingNotice(made.id, 7), key=message_key(made.id, 7), chat_id=7, urgency=Urgency.MAILING)
    work.mailings.take_back(made.id)
    work.mailings.settle(made.id, 7, RecipientState.SENT)
    work.mailings.withdraw(made.id)
    work.mailings.reported(made.id)
    work.mailings.delete(made.id)
    work.outbox.drop(1)


def _closing(work: Work, ticket_id: int) -> None:
    work.ratings.save(Rating(ticket_id, 1, 5, "", work.now, work.now))
    work.ratings.get(ticket_id)
    work.timers.add(Subject(Owner.DRAFT, ANN.id), [Timer(TimerKind.DRAFT, 1, 1, work.now)])


def everything(work: Work) -> None:
    """Every statement of every port, but the sweep's `pictures.paths`, for which nobody waits."""
    form = draft(work)
    work.drafts.of(ANN.id)
    work.drafts.is_next(ANN.id)
    work.drafts.save(form)
    person = work.people.get(ANN.id)
    assert person is not None
    opened = work.tickets.save(ticket(work, form.id))
    entry = work.tickets.log(opened.id, work.now, EventKind.ADDED, Actor(Role.CLIENT, ANN.id), {})
    work.pictures.add(picture(1), draft_id=form.id)
    work.pictures.of_draft(form.id)
    work.pictures.hand_over(form.id, opened.id, entry.id)
    work.pictures.of_ticket(opened.id)
    work.pictures.of_entry(entry.id)
    work.pictures.remove(form.id)
    work.drafts.delete(form.id)
    work.tickets.get(opened.id)
    work.tickets.lock(opened.id)
    work.tickets.by_draft(form.id)
    work.tickets.of_client(ANN.id, limit=5)
    work.tickets.count_of_client(ANN.id)
    work.tickets.open_of_client(ANN.id)
    work.tickets.nearest(10)
    work.tickets.open_after(0, 10)
    work.facts.save(work.facts.lock("clocks"))
    work.facts.advance("refresh", 1)
    work.outbox.known(["a"])
    work.tickets.history(opened.id)
    work.tickets.entry(entry.id)
    work.tickets.set_card(opened.id, GROUP, 1)
    work.tickets.by_card(GROUP, 1)
    _messages(work, opened.id, entry.id)
    work.queue.counts(5)
    for shown in Shown:
        work.queue.page(shown, 5, ["high"], limit=5, offset=0)
        work.queue.page(shown, 5, ["other"], limit=5, offset=0)
    work.search.find(("нічого",), limit=5)
    work.search.count(("нічого",))
    work.engineers.acted(Actor(Role.ENGINEER, 5, "Андрій"))
    work.engineers.known(5)
    work.engineers.get(5)
    work.prompts.add(EngineerPrompt(GROUP, 1, opened.id, 5, Action.ASK))
    work.prompts.get(GROUP, 1)
    work.prompts.take(GROUP, 1)
    work.topics.save_forum(Forum(GROUP))
    work.topics.forum(GROUP)
    work.topics.save(Topic(opened.id, GROUP, 5, "its name"))
    work.topics.of(opened.id, GROUP)
    work.topics.forget_forum(GROUP)
    _order(work, opened.id)
    _service(work)
    _closing(work, opened.id)
    _time(work, opened.id)
    _reports(work)
    statements_on_call.on_call(work)
    statements_on_call.incidents(work, opened.id)
    _mailings(work)
    work.updates.mark(1)
    work.updates.purge(work.now)
    work.chats.current(5)
    work.chats.migrate(5, 6)
    tell(work)
    work.privacy.erase(ANN.id)


def tell(work: Work) -> None:
    """Every statement of the outbox."""
    put(work, "a", 1, Urgency.CARD, "c")
    put(work, "b", 2)
    work.outbox.next_due()
    work.outbox.on_its_way(1)
    first, second = work.outbox.claim(10, timedelta(minutes=1))
    put(work, "d", 1, Urgency.CARD, "c")
    work.outbox.retry(second.id, work.now, "down")  # folds into its twin
    work.outbox.sent(first.id, 1)
    work.outbox.give_up(first.id, OutboxState.DEAD, "")
    work.outbox.hold(1, work.now)
    work.outbox.ticket_of(1, 1)
    work.outbox.message_of("a")
    work.outbox.purge(work.now)


@pytest.fixture
async def recorded(migrated_file: Path, tmp_path: Path, clock: Clock) -> dict[str, list[str]]:
    """Every statement of the storage with its query plan, on SQLite."""
    plans: dict[str, list[str]] = {}
    path = tmp_path / "plans.db"
    path.write_bytes(migrated_file.read_bytes())  # noqa: ASYNC240
    store: Store = await open_store(f"sqlite:///{path}", clock=clock)
    assert isinstance(store, SqliteStore)

    def listen(work: Work) -> None:
        connection = work.people._unit.connection  # type: ignore[attr-defined]

        @event.listens_for(connection.engine, "before_cursor_execute")
        def _explain(_c: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
            if statement.split()[0] in {"SELECT", "UPDATE", "DELETE", "INSERT"}:
                raw = connection.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans[statement] = [row[3] for row in raw]

    await store.run(listen)
    await store.run(meet)
    await store.run(everything)
    await store.close()
    return plans


def test_no_statement_reads_a_whole_growing_table(recorded: dict[str, list[str]]) -> None:
    allowed = (*ON_PURPOSE, *BY_INDEX, *FULL_TEXT, *FOUND_BEFORE, *LOOKS_FOR_ANY, "SCAN CONSTANT ROW")
    scans = {
        statement: line
        for statement, plan in recorded.items()
        for line in plan
        if line.startswith("SCAN") and not line.startswith(allowed) and statement not in WHEN_ERASING
    }
    assert scans == {}
    assert len(recorded) > 45


def _of_one_engineer(plan: list[str]) -> bool:
    """The open tickets that one person has: a handful, found by who has them and then put in order."""
    return any("ix_tickets_held (assignee_id=?)" in line for line in plan)


def test_the_queue_and_the_lists_come_in_order_without_sorting(recorded: dict[str, list[str]]) -> None:
    sorts = [
        statement
        for statement, plan in recorded.items()
        if any("TEMP B-TREE" in line for line in plan) and "pictures" not in statement and not _of_one_engineer(plan)
    ]
    # the claim's second statement sorts the few rows of the claim, whose message it was the three that there can be
    # a digest tells apart the tickets of its days
    few = ("outbox.id IN", "ORDER BY anon_1.kind", "count(DISTINCT history.ticket_id)")
    assert [statement for statement in sorts if not any(part in statement for part in few)] == []


def test_a_report_reads_what_is_in_its_period_and_nothing_else(recorded: dict[str, list[str]]) -> None:
    of_period = [plan for statement, plan in recorded.items() if "history.at >= ?" in statement]
    assert len(of_period) == 3
    assert all(any("ix_history_marks (at>? AND at<?)" in line for line in plan) for plan in of_period)
    (page,) = [plan for statement, plan in recorded.items() if "(history.at, history.id) > (?, ?)" in statement]
    assert page == ["SEARCH history USING INDEX ix_history_marks (at>? AND at<?)"]
