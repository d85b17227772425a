"""The engineers' tools in words: what is behind More, and what they say in answer."""

from aiogram.utils.i18n import gettext as _

from desk.model import Action, Ticket
from desk.regulation import Regulation
from handlers.texts.common import quote, shorten
from handlers.texts.terms import department_name, ground_clause, ground_name, priority_name, said

NAME_WIDTH = 60

PROMPTED = frozenset(
    {Action.NOTE, Action.LINK, Action.SUSPEND, Action.PASS_ON, Action.SET_PRIORITY, Action.SEND_CANNED}
)
"""What waits for a text that is worded here."""


def label(action: Action) -> str:
    """A tool on its button behind More."""
    return {
        Action.ASSIGN: "👤 " + _("Assign"),
        Action.SUSPEND: "⏸ " + _("Suspend"),
        Action.RESUME: "▶️ " + _("Resume"),
        Action.PASS_ON: "➡️ " + _("Pass on"),
        Action.SEND_CANNED: "💬 " + _("Prepared answers"),
        Action.NOTE: "📝 " + _("Note"),
        Action.LINK: "🔗 " + _("Duplicate"),
    }[action]


def history_label() -> str:
    return "📜 " + _("History")


def commands() -> dict[str, str]:
    """The engineers' commands with what they do, for the menu and for /help; plain."""
    return {
        "queue": _("What is open: mine, free, waiting, overdue"),
        "find": _("Find a request by ID, name, company, phone or words"),
        "history": _("A whole request with dates and times"),
        "note": _("A note that only engineers see"),
        "oncall": _("Who is on call now and next; take over, hand over"),
        "stats": _("Figures of a period: how many, how quickly, how many in time"),
    }


def further_commands() -> dict[str, str]:
    """The rest of the group's menu; plain."""
    return {
        "mailing": _("Tell clients about planned maintenance; for supervisors"),
        "mailings": _("Progress of mailings: pause, stop; for supervisors"),
        "unblock": _("Who is blocked, and how to lift it"),
        "cancel": _("Give up what I ask you for; in reply to that"),
        "help": _("What the buttons and commands do"),
    }


def sign_your_command() -> str:
    return _(
        "You write as the group itself, so it is not known who asks. Turn off “Remain anonymous” for a moment and "
        "write the command again."
    )


def which_ticket(command: str) -> str:
    """A command about a ticket, and none is meant."""
    return _("Which request? Reply to its card with {command}, or write its ID after the command.").format(
        command=f"<code>/{command}</code>"
    )


def note_what() -> str:
    return _("Write the note after the command. Only engineers will see it.")


def noted(ticket: Ticket) -> str:
    return _("{key}: the note is kept; the client does not see it.").format(key=ticket.key)


def assigned(ticket: Ticket, engineer_id: int, name: str, by: str) -> str:
    """To the colleague who was given a ticket; mentions them."""
    whom = f'<a href="tg://user?id={engineer_id}">{quote(shorten(name, NAME_WIDTH))}</a>'
    return "👉 " + _("{whom}, {key} is yours now: {by} has assigned it to you.").format(
        whom=whom, key=f"<code>{ticket.key}</code>", by=quote(shorten(by, NAME_WIDTH))
    )


def given(ticket: Ticket) -> str:
    """In answer to the press that assigned it; plain."""
    return _("{key} is with {name} now.").format(key=ticket.key, name=shorten(ticket.assignee_name, NAME_WIDTH))


def has_it(key: str) -> str:
    return _("{key} is with them already.").format(key=key)


def nobody_to_assign() -> str:
    return _(
        "Nobody else has worked here yet. A colleague appears in the list once they have taken or answered something."
    )


def gone(name: str) -> str:
    return _("{name} is no longer in this group. Nothing was changed.").format(name=shorten(name, NAME_WIDTH))


def suspended(ticket: Ticket) -> str:
    return _("{key} is suspended, and the client is told.").format(key=ticket.key)


def resumed(ticket: Ticket) -> str:
    return _("{key}: work resumes, and the client is told.").format(key=ticket.key)


def passed_on(ticket: Ticket) -> str:
    return _("{key}: the client is told. Please hand it over to the department.").format(key=ticket.key)


def answer_sent(ticket: Ticket) -> str:
    return _("{key}: the answer is on its way to the client.").format(key=ticket.key)


def ground_menu(regulation: Regulation, ticket: Ticket) -> str:
    """The grounds in full (providence 4.6)."""
    lines = [_("On which ground should {key} be suspended?").format(key=_key(ticket)), ""]
    for number, ground in enumerate(regulation.grounds, 1):
        lines.append(f"{number}. {quote(ground_name(regulation, ground.key))} ({quote(ground.clause)})")
    return "\n".join(lines)


def ground_chosen(regulation: Regulation, ticket: Ticket, ground: str) -> str:
    return _("{key} will be suspended, and the client is told the ground: {ground} (clause {clause}).").format(
        key=_key(ticket),
        ground=quote(ground_name(regulation, ground)),
        clause=quote(ground_clause(regulation, ground)),
    )


def department_menu(regulation: Regulation, ticket: Ticket) -> str:
    return _("Which department should {key} be passed on to?").format(key=_key(ticket))


def department_chosen(regulation: Regulation, ticket: Ticket, key: str) -> str:
    """With the contacts, by which the engineer hands it over."""
    lines = [
        _("The client of {key} will be told that the request was passed on: {department}.").format(
            key=_key(ticket), department=f"<b>{quote(department_name(regulation, key))}</b>"
        )
    ]
    contacts = regulation.department(key).contacts
    if contacts:
        lines += ["", _("How to reach them:")]
        lines += [f"{quote(said(regulation, one.name))}: {quote(one.value)}" for one in contacts]
    return "\n".join(lines)


def canned_menu(_regulation: Regulation, ticket: Ticket) -> str:
    return _("Which prepared answer should the client of {key} get?").format(key=_key(ticket))


def canned_chosen(ticket: Ticket, text: str) -> str:
    """The answer as the client will read it, in their language."""
    heading = _("The client of {key} will get this, in their language:").format(key=_key(ticket))
    return f"{heading}\n<blockquote>{quote(shorten(text, 3000))}</blockquote>"


def priority_menu(_regulation: Regulation, ticket: Ticket) -> str:
    return _("Which priority should {key} get?").format(key=_key(ticket))


def unknown_tool() -> str:
    return _("This button is out of date. Use the buttons of the request's card.")


def priority_chosen(regulation: Regulation, ticket: Ticket, priority: str) -> str:
    return _("The new priority of {key}: {priority}. The client will be told; it is best to give the reason.").format(
        key=_key(ticket), priority=f"<b>{quote(priority_name(regulation, priority))}</b>"
    )


def suspend_now_label() -> str:
    return _("Suspend now")


def pass_on_now_label() -> str:
    return _("Pass on now")


def send_label() -> str:
    return _("Send")


def edit_label() -> str:
    return _("Edit before sending")


def change_now_label() -> str:
    return _("Change without a reason")


def reason_label() -> str:
    return _("Give the reason")


def prompt(ticket: Ticket, action: Action, who: str, choice: str) -> str:
    """Asks an engineer (`who`: a mention, in HTML) for a text; `choice` is what was chosen before."""
    text = {
        Action.NOTE: _("{who}, reply to this message with the note for {key}. The client will not see it."),
        Action.LINK: _("{who}, of which request is {key} a duplicate? Reply to this message with its ID."),
        Action.SUSPEND: _(
            "{who}, {key} will be suspended: {choice}. Reply to this message with the comment for the client."
        ),
        Action.PASS_ON: _(
            "{who}, {key} will be passed on: {choice}. Reply to this message with the comment for the client."
        ),
        Action.SET_PRIORITY: _(
            "{who}, the new priority of {key}: {choice}. Reply to this message with the reason; the client "
            "will read it."
        ),
        Action.SEND_CANNED: _(
            "{who}, a tap copies the answer for the client of {key}. Reply to this message with your wording of it:"
        ),
    }[action]
    line = text.format(who=who, key=_key(ticket), choice=quote(choice))
    return f"{line}\n<pre>{quote(shorten(choice, 3000))}</pre>" if action is Action.SEND_CANNED else line


def placeholder(action: Action) -> str:
    """Stands in the empty field of the reply."""
    text = {
        Action.NOTE: _("Note for engineers"),
        Action.LINK: _("ID of the other request"),
        Action.SET_PRIORITY: _("Reason for the client"),
        Action.SEND_CANNED: _("Answer for the client"),
    }
    return text.get(action, _("Comment for the client"))


def wanted(action: Action) -> str:
    """What a prompt waits for, in the middle of a sentence."""
    text = {
        Action.NOTE: _("the note for engineers"),
        Action.LINK: _("the ID of the other request"),
        Action.SET_PRIORITY: _("the reason for the client"),
        Action.SEND_CANNED: _("the answer for the client"),
        Action.REPLY: _("the answer for the client"),
    }
    return text.get(action, _("the comment for the client"))


def done(key: str, action: Action) -> str:
    """Where a reaction cannot say it."""
    text = {
        Action.NOTE: _("{key}: the note is kept; the client does not see it."),
        Action.LINK: _("{key}: the two requests are linked."),
        Action.SEND_CANNED: _("{key}: the answer is on its way to the client."),
    }
    return text.get(action, _("{key}: done, and the client is told.")).format(key=key)


def _key(ticket: Ticket) -> str:
    return f"<code>{ticket.key}</code>"
