"""Groups with topics and the tickets' topics, on both databases."""

from dataclasses import replace

from desk.ports import Work
from desk.ports_topics import Forum, Topic
from storage import Store
from tests.storage.samples import ticket
from tests.support.clock import Clock

GROUP = -1001234567890


def _save_forum(work: Work, forum: Forum) -> None:
    work.topics.save_forum(forum)


async def test_a_forum_is_remembered_with_its_refusal_and_forgotten(any_store: Store, clock: Clock) -> None:
    assert await any_store.read(lambda work: work.topics.forum(GROUP)) is None
    for forum in (Forum(GROUP), Forum(GROUP, clock()), Forum(GROUP)):
        await any_store.run(_save_forum, forum)
        assert await any_store.read(lambda work: work.topics.forum(GROUP)) == forum
    await any_store.run(lambda work: work.topics.forget_forum(GROUP))
    assert await any_store.read(lambda work: work.topics.forum(GROUP)) is None


async def test_a_ticket_has_one_topic_in_one_group(any_store: Store) -> None:
    def make(work: Work) -> Topic:
        topic = Topic(ticket(work).id, GROUP, 55, "IPMG-1001 · <Інше> 😱")
        work.topics.save(topic)
        return topic

    topic = await any_store.run(make)
    assert await any_store.read(lambda work: work.topics.of(topic.ticket_id, GROUP)) == topic
    assert await any_store.read(lambda work: work.topics.of(topic.ticket_id, GROUP - 1)) is None
    changed = replace(topic, thread_id=77, name="another", closed=True)
    await any_store.run(lambda work: work.topics.save(changed))
    assert await any_store.read(lambda work: work.topics.of(topic.ticket_id, GROUP)) == changed
