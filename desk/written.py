"""What an engineer writes in reply to a message of the bot that waits for it: a question, a comment, a note, an ID."""

from collections.abc import Callable

from desk import canned, duplicates, incidents, notes, passing, staff, suspension
from desk.house import House
from desk.model import Action, Actor, EngineerPrompt, Ticket
from desk.ports import Work
from desk.staff import Done, comment_of

Deed = Callable[[Work, House, Actor, EngineerPrompt, str], Ticket]


def reply(work: Work, house: House, engineer: Actor, chat_id: int, message_id: int, text: str) -> Done | None:
    """Do what the prompt waits for, with this text.

    None: that message waits for nothing (any more). Errors leave the prompt in place, so that they can reply again.
    """
    prompt = work.prompts.get(chat_id, message_id)
    deed = _DEEDS.get(prompt.action) if prompt else None
    if prompt is not None and "incident" in prompt.data:
        deed = incidents.written
    if prompt is None or deed is None:
        return staff.reply(work, house, engineer, chat_id, message_id, text)
    if work.prompts.take(chat_id, message_id) is None:
        return None
    return Done(deed(work, house, engineer, prompt, text), prompt.action)


def _note(work: Work, house: House, engineer: Actor, prompt: EngineerPrompt, text: str) -> Ticket:
    return notes.note(work, house, engineer, prompt.ticket_id, text)


def _link(work: Work, house: House, engineer: Actor, prompt: EngineerPrompt, text: str) -> Ticket:
    return duplicates.link(work, house, engineer, prompt.ticket_id, text)


def _suspend(work: Work, house: House, engineer: Actor, prompt: EngineerPrompt, text: str) -> Ticket:
    comment = comment_of(text, required=True)
    return suspension.suspend(work, house, engineer, prompt.ticket_id, prompt.data["choice"], comment)


def _pass_on(work: Work, house: House, engineer: Actor, prompt: EngineerPrompt, text: str) -> Ticket:
    comment = comment_of(text, required=True)
    return passing.pass_on(work, house, engineer, prompt.ticket_id, prompt.data["choice"], comment)


def _priority(work: Work, house: House, engineer: Actor, prompt: EngineerPrompt, text: str) -> Ticket:
    comment = comment_of(text, required=True)
    return staff.set_priority(work, house, engineer, prompt.ticket_id, prompt.data["choice"], comment)


def _canned(work: Work, house: House, engineer: Actor, prompt: EngineerPrompt, text: str) -> Ticket:
    return canned.send_edited(work, house, engineer, prompt.ticket_id, text)


_DEEDS: dict[Action, Deed] = {
    Action.NOTE: _note,
    Action.LINK: _link,
    Action.SUSPEND: _suspend,
    Action.PASS_ON: _pass_on,
    Action.SET_PRIORITY: _priority,
    Action.SEND_CANNED: _canned,
}
