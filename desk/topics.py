"""Topics of the engineers' group: which group has them, which is a ticket's, what follows when one is made or not."""

from dataclasses import replace

from desk.model import Urgency
from desk.notices import Card, TopicsRefused
from desk.ports import Work
from desk.ports_topics import Forum, Topic


def has_topics(work: Work, chat_id: int) -> bool:
    """As Telegram said last."""
    return work.topics.forum(chat_id) is not None


def found(work: Work, chat_id: int, *, forum: bool) -> None:
    """Telegram says whether the group has topics."""
    if not forum:
        work.topics.forget_forum(chat_id)
    elif work.topics.forum(chat_id) is None:
        work.topics.save_forum(Forum(chat_id))


def topic_of(work: Work, ticket_id: int, chat_id: int) -> Topic | None:
    """Where the news of a ticket goes in this group."""
    return work.topics.of(ticket_id, chat_id)


def made(work: Work, topic: Topic, *, with_card: bool) -> None:
    """The ticket has a new topic. Its card belongs there: it is on its way (`with_card`), or it is sent after."""
    work.topics.save(topic)
    work.topics.save_forum(Forum(topic.chat_id))
    work.tickets.set_card(topic.ticket_id, None, None)
    if not with_card:
        work.outbox.put(
            Card(topic.ticket_id),
            key=f"card:{topic.ticket_id}:topic:{topic.chat_id}:{topic.thread_id}",
            chat_id=topic.chat_id,
            urgency=Urgency.CARD,
            silent=True,
            ticket_id=topic.ticket_id,
            collapse=f"card:{topic.ticket_id}",
        )


def changed(work: Work, topic: Topic) -> None:
    """It was closed, opened again or renamed: topics can be managed."""
    work.topics.save(topic)
    work.topics.save_forum(Forum(topic.chat_id))


def refused(work: Work, chat_id: int, ticket_id: int, reason: str) -> None:
    """Telegram lets the bot not manage topics: the engineers hear it once, until it could again."""
    forum = work.topics.forum(chat_id) or Forum(chat_id)
    if forum.refused_at is not None:
        return
    work.topics.save_forum(replace(forum, refused_at=work.now))
    work.outbox.put(
        TopicsRefused(ticket_id, reason),
        key=f"topics-refused:{chat_id}:{work.now.isoformat()}",
        chat_id=chat_id,
        urgency=Urgency.REPLY,
        ticket_id=ticket_id,
    )
