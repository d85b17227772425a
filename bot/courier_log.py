"""What the courier's log says of messages: a line an outcome, loud where a person has to do something."""

from typing import Any

from bot.faults import Fault, Outcome
from bot.log import logger
from bot.mailing_gate import of_mailing
from bot.verdict import to_engineers
from desk.delivery import Blocked, Errand, GivenUp, Moved, Overtaken, Report, Sent
from desk.ports import OutboxRow

_log = logger("courier")


def complain(errand: Errand, outcome: Outcome, error: BaseException) -> None:
    """A line about a message that did not go; loud where a person has to do something."""
    row = errand.row
    facts = {"row": row.id, "ticket": errand.briefing.ticket.key, "fault": outcome.fault, "reason": outcome.reason}
    if outcome.fault is Fault.BROKEN:
        _log.error("cannot be sent", **facts, exc_info=error)
    elif outcome.fault in (Fault.BLOCKED, Fault.NO_CHAT) and to_engineers(row):
        _log.error("the engineers' chat is closed to the bot: check ENGINEER_CHAT_ID", chat=row.chat_id, **facts)
    else:
        say = _log.info if of_mailing(row) else _log.warning  # the mailing's report has the figures
        say("not sent", attempts=row.attempts, **facts)


def _facts(row: OutboxRow, ticket: str | int) -> dict[str, Any]:
    return {"row": row.id, "notice": type(row.notice).__name__, "ticket": ticket}


def tell(report: Report, ticket: str | int) -> None:
    """A line an outcome. `ticket`: its key, or, where it was never read, its number in the database."""
    match report:
        case Sent(row=row):
            _log.info("sent", **_facts(row, ticket), again=row.again)
        case GivenUp(row=row) | Blocked(row=row) if of_mailing(row):
            _log.info("not delivered", **_facts(row, ticket), reason=report.reason)
        case GivenUp(row=row) | Blocked(row=row):
            _log.error("given up", **_facts(row, ticket), reason=report.reason)
        case Overtaken(row=row):
            _log.info("overtaken", **_facts(row, ticket))
        case Moved(row=row):
            _log.warning("group became a supergroup", old=row.chat_id, new=report.chat_id)
        case _:
            pass
