"""What is said about blocked clients: to the engineers, and to the person themselves."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk.blocks import Case, Term
from desk.regulation import Regulation
from handlers.texts.common import moment, quote, shorten
from handlers.texts.hours import when
from handlers.texts.terms import contact_lines, ground_clause, ground_name

_NAME = 60


def block_label() -> str:
    return "⛔ " + _("Block")


def unblock_label() -> str:
    return _("Lift the block")


def term_label(term: Term) -> str:
    return {Term.DAY: _("For 1 day"), Term.WEEK: _("For 7 days"), Term.EVER: _("For good")}[term]


def grounds_menu(regulation: Regulation, case: Case) -> str:
    """The grounds in full; their buttons may show them shortened."""
    lines = [_("Why should {name} ({key}) be blocked?").format(**_who(case)), ""]
    for number, ground in enumerate(regulation.grounds, 1):
        lines.append(f"{number}. {quote(ground_name(regulation, ground.key))} ({quote(ground.clause)})")
    return "\n".join([*lines, "", _("The client will be told the reason. Their open requests stay open.")])


def terms_menu(regulation: Regulation, case: Case, ground: str) -> str:
    """The ground is chosen: for how long?"""
    reason = quote(ground_name(regulation, ground))
    return "\n".join(
        [_("{name} ({key}) will be blocked: {reason}.").format(reason=reason, **_who(case)), _("For how long?")]
    )


def done(case: Case, regulation: Regulation, now: datetime) -> str:
    """Of a block, in the group."""
    assert case.block is not None, "it stands"
    how_long = _end(case.block.until, regulation, now)
    if how_long:
        return "⛔ " + _("{name} ({key}) is blocked until {when} and has been told.").format(
            when=how_long, **_who(case)
        )
    return "⛔ " + _("{name} ({key}) is blocked for good and has been told.").format(**_who(case))


def lifted(case: Case) -> str:
    """In the group."""
    return "✅ " + _("{name} ({key}) can use the desk again and has been told.").format(**_who(case))


def not_blocked(key: str) -> str:
    """Plain text."""
    return _("{key}: the client is not blocked.").format(key=key)


def standing(cases: Sequence[Case], regulation: Regulation, now: datetime) -> str:
    """/unblock: who is blocked."""
    if not cases:
        return _("Nobody is blocked.")
    return "\n".join([_("Blocked now:"), "", *(f"• {_line(case, regulation, now)}" for case in cases)])


def which(prefix: str) -> str:
    """/unblock with something that is no ticket."""
    return _("There is no such request. An ID is written like this: {example}").format(
        example=f"<code>/unblock {prefix}-1001</code>"
    )


def on_card(ground: str, until: datetime | None, regulation: Regulation, now: datetime) -> str:
    """A line on the card; plain text."""
    end, reason = _end(until, regulation, now), shorten(ground_name(regulation, ground), 60)
    if end:
        return "⛔ " + _("Blocked until {when}: {reason}").format(when=end, reason=reason)
    return "⛔ " + _("Blocked for good: {reason}").format(reason=reason)


def possibly_foul() -> str:
    """A mark beside what a client wrote; plain text. The machine judges nobody."""
    return "⚠️ " + _("possibly foul")


def told(ground: str, until: datetime | None, regulation: Regulation, now: datetime) -> str:
    """To the person: until when, why, and where they can still turn to."""
    end, clause = when(until, regulation, now) if until else "", ground_clause(regulation, ground)
    reason = f"<b>{quote(ground_name(regulation, ground))}</b>"
    return "\n".join(
        [
            "⛔ "
            + (
                _("You cannot use this desk until {when}.").format(when=f"<b>{end}</b>")
                if end
                else _("You cannot use this desk any more.")
            ),
            _("Reason: {reason} (clause {clause} of the regulation).").format(reason=reason, clause=quote(clause))
            if clause
            else _("Reason: {reason}.").format(reason=reason),
            "",
            _("Your open requests stay open. What you write here meanwhile is not passed on."),
            _("If you do not agree, contact us here:"),
            *contact_lines(regulation),
        ]
    )


def freed() -> str:
    """To the person."""
    return "✅ " + _("You can use this desk again. A new request: /new")


def _line(case: Case, regulation: Regulation, now: datetime) -> str:
    assert case.block is not None, "it stands"
    end = _end(case.block.until, regulation, now)
    reason = quote(shorten(ground_name(regulation, case.block.ground), _NAME))
    if end:
        return _("{name} ({key}) until {when}: {reason}").format(when=end, reason=reason, **_who(case))
    return _("{name} ({key}) for good: {reason}").format(reason=reason, **_who(case))


def _who(case: Case) -> dict[str, str]:
    name = case.ticket.identity.name or case.client.name
    return {"name": quote(shorten(name, _NAME)), "key": f"<code>{case.ticket.key}</code>"}


def _end(until: datetime | None, regulation: Regulation, now: datetime) -> str:
    """Empty: for good."""
    return moment(until, regulation.timezone, now) if until else ""
