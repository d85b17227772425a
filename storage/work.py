"""The unit of work over SQLAlchemy Core: all of `desk.ports.Work` on one connection, in one transaction."""

from datetime import datetime

from storage.article_counts import SqlArticleCounts
from storage.blocks import SqlBlocks
from storage.call_backs import SqlCallBacks
from storage.chats import SqlChats
from storage.drafts import SqlDrafts
from storage.engineers import SqlEngineers
from storage.facts import SqlFacts
from storage.held import SqlHeld
from storage.incidents import SqlIncidents
from storage.mailing_prompts import SqlMailingPrompts
from storage.mailings import SqlMailings
from storage.messages import SqlMessages
from storage.on_call import SqlOnCalls
from storage.outbox import SqlOutbox
from storage.people import SqlPeople
from storage.pictures import SqlPictures
from storage.privacy import SqlPrivacy
from storage.prompts import SqlPrompts
from storage.queue import SqlQueue
from storage.ratings import SqlRatings
from storage.reports import SqlReports
from storage.search import SqlSearch
from storage.supervisors import SqlSupervisors
from storage.tickets import SqlTickets
from storage.timers import SqlTimers
from storage.topics import SqlTopics
from storage.unit import Unit
from storage.updates import SqlUpdates


class SqlWork:
    """`desk.ports.Work`. The store begins and ends the transaction; nothing here commits."""

    __slots__ = (
        "_unit",
        "article_counts",
        "blocks",
        "call_backs",
        "chats",
        "drafts",
        "engineers",
        "facts",
        "held",
        "incidents",
        "mailing_prompts",
        "mailings",
        "messages",
        "on_call",
        "outbox",
        "people",
        "pictures",
        "privacy",
        "prompts",
        "queue",
        "ratings",
        "reports",
        "search",
        "supervisors",
        "tickets",
        "timers",
        "topics",
        "updates",
    )

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self.people = SqlPeople(unit)
        self.drafts = SqlDrafts(unit)
        self.pictures = SqlPictures(unit)
        self.tickets = SqlTickets(unit)
        self.messages = SqlMessages(unit)
        self.prompts = SqlPrompts(unit)
        self.outbox = SqlOutbox(unit)
        self.updates = SqlUpdates(unit)
        self.queue = SqlQueue(unit)
        self.search = SqlSearch(unit)
        self.engineers = SqlEngineers(unit)
        self.chats = SqlChats(unit)
        self.blocks = SqlBlocks(unit)
        self.supervisors = SqlSupervisors(unit)
        self.held = SqlHeld(unit)
        self.call_backs = SqlCallBacks(unit)
        self.article_counts = SqlArticleCounts(unit)
        self.privacy = SqlPrivacy(unit)
        self.topics = SqlTopics(unit)
        self.timers = SqlTimers(unit)
        self.facts = SqlFacts(unit)
        self.reports = SqlReports(unit)
        self.on_call = SqlOnCalls(unit)
        self.incidents = SqlIncidents(unit)
        self.mailing_prompts = SqlMailingPrompts(unit)
        self.mailings = SqlMailings(unit)
        self.ratings = SqlRatings(unit)

    @property
    def now(self) -> datetime:
        """The time of this unit, UTC."""
        return self._unit.now
