"""Fills a migrated SQLite file with a desk's years of work, quickly: plain SQL, nothing durable, nobody else there.

Of every 20 tickets one was just created and one is in progress; a client has 20 tickets, a ticket three entries and two
messages that were sent long ago.
"""

import os
import sqlite3
from pathlib import Path

FIRST_TICKET = 1001
FIRST_CLIENT = 5_200_000_001
OF_CLIENT = 20
"""Tickets a client."""
ENTRIES = 3
MESSAGES = 2
STEPS = 3
"""Timers a ticket: of those that are open they wait, in decades to come."""

_AT = "strftime('%Y-%m-%d %H:%M:%S', 1700000000 + {seconds}, 'unixepoch') || '.000000'"
_NUMBERS = "WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :count) "
_OPENED = _AT.format(seconds="n * 60")

_PEOPLE = (
    _NUMBERS
    + """
INSERT INTO people (id, name, username, language_code, identity_name, company, contact, position, reachable)
SELECT :client + n, 'Client ' || n, 'client_' || n, 'uk', 'Client ' || n, 'Company ' || (n / 10), '+380441234567', '', 1
FROM number"""
)
_TICKETS = (
    _NUMBERS
    + f"""
INSERT INTO tickets (id, prefix, client_id, draft_id, language, status, priority, topic, impact, identity_name, company,
    contact, position, problem, reproduction, created_at, first_reaction_due, resolution_spent, queue_at,
    assignee_name, version)
SELECT :ticket + n, 'IPMG', :client + n % :people, n + 1, 'uk',
    CASE n % 20 WHEN 0 THEN 'created' WHEN 1 THEN 'in_progress' ELSE 'done' END,
    'standard', 'other', 'degraded', 'Client ' || (n % :people), 'Company', '+380441234567', '',
    'The picture freezes on several channels since the morning, number ' || n, '',
    {_OPENED}, {_OPENED}, 0, {_OPENED}, '', 3
FROM number"""
)
_HISTORY = (
    _NUMBERS
    + f"""
INSERT INTO history (ticket_id, at, kind, actor_role, actor_id, actor_name, data)
SELECT :ticket + n / {ENTRIES}, {_AT.format(seconds=f"n / {ENTRIES} * 60 + n % {ENTRIES}")},
    CASE n % {ENTRIES} WHEN 0 THEN 'opened' WHEN 1 THEN 'taken' ELSE 'added' END,
    'client', :client, 'Client', '{{}}'
FROM number"""
)
_OUTBOX = (
    _NUMBERS
    + f"""
INSERT INTO outbox (key, chat_id, notice, urgency, silent, ticket_id, state, attempts, put_at, message_id)
SELECT printf('sent:%010d', n), CASE n % {MESSAGES} WHEN 0 THEN :client + n / {MESSAGES} % :people ELSE :group END,
    '{{"kind":"TicketOpened","ticket_id":' || (:ticket + n / {MESSAGES}) || '}}', 1, 0,
    :ticket + n / {MESSAGES}, 'sent', 0, {_AT.format(seconds=f"n / {MESSAGES} * 60")}, n + 1
FROM number"""
)

_SEARCH = (
    _NUMBERS
    + """
INSERT INTO search (ticket_id, words)
SELECT :ticket + n, 'ipmg ' || (:ticket + n) || ' client company 380441234567 0441234567 441234567 1234567 ' ||
    'the picture freezes on several channels since morning'
FROM number"""
)
_TIMERS = (
    _NUMBERS
    + f"""
INSERT INTO timers (owner, subject, kind, cycle, step, due_at, state)
SELECT 'ticket', :ticket + n / {STEPS}, 'first_reaction', 0, n % {STEPS} + 1,
    {_AT.format(seconds=f"2000000000 + n / {STEPS} * 60")},
    CASE WHEN n / {STEPS} % 20 < 2 THEN 'pending' ELSE 'fired' END
FROM number"""
)


def fill(path: Path, tickets: int, group_id: int) -> None:
    """Insert `tickets` tickets with everything that belongs to them into the (closed, migrated, empty) file."""
    people = clients(tickets)
    values = {"ticket": FIRST_TICKET, "client": FIRST_CLIENT, "group": group_id, "people": people}
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = OFF")  # the store sets WAL again when it opens the file
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("BEGIN")
        rows = (
            (_PEOPLE, people),
            (_TICKETS, tickets),
            (_HISTORY, tickets * ENTRIES),
            (_OUTBOX, tickets * MESSAGES),
            (_SEARCH, tickets),
            (_TIMERS, tickets * STEPS),
        )
        for statement, count in rows:
            connection.execute(statement, values | {"count": count})
        connection.execute("COMMIT")
    finally:
        connection.close()
    with path.open("rb") as written:  # else the first commits of the store would wait for all of this
        os.fsync(written.fileno())


def clients(tickets: int) -> int:
    """How many clients have so many tickets."""
    return max(1, tickets // OF_CLIENT)
