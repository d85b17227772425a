"""Who is on call, in words: /oncall, its buttons and refusals, and what the group is told of every change."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk.duty import Stretch, View
from desk.errors import OnCallError
from desk.model import Colleague
from desk.notices_on_call import GaveBack, HandoverAsked, HandoverSettled, OfOnCall, RotaChanged, RotaLeft, TookOver
from desk.on_call import OnCall
from desk.ports_on_call import HandoverState
from desk.rota import Rota, TurnKind
from handlers.texts.common import moment, quote, shorten

_NAME = 60
_NAMES = 1500
"""Characters of a whole rota: it stands twice in a message where nobody of it is here."""


def view(shown: View, zone: str, now: datetime) -> str:
    """/oncall."""
    lines = [_present(shown, zone, now)]
    if shown.following is not None:
        text = _("Next: {name}, from {when}.")
        since = moment(shown.following.since, zone, now)
        lines.append(text.format(name=_bold(shown.following.name), when=since))
    if shown.rota is None:
        lines += ["", _no_rota()]
    else:
        lines += ["", _rota(shown.rota, by=shown.chat.by.name if shown.chat else "")]
    if shown.away:
        text = _("Not in this group, so their turns go to the next: {names}.")
        lines.append(text.format(names=_people(shown.away)))
    return "\n".join(lines)


def _present(shown: View, zone: str, now: datetime) -> str:
    present = shown.present
    if present is None:
        return "📟 " + _("Nobody is on call now.")
    who = _bold(present.name)
    if present.until is None:
        return "📟 " + _("On call now: {name}.").format(name=who)
    until = moment(present.until, zone, now)
    text = _("On call now: {name}, who took over, until {when}.")
    if not shown.took_over:
        text = _("On call now: {name}, until {when}.")
    return "📟 " + text.format(name=who, when=until)


def _no_rota() -> str:
    return _(
        "There is no rota. A supervisor can set one with the button below, or it is written into the regulation's "
        "file, in the section {section}. Until then anybody can take over for some hours."
    ).format(section="<code>[on_call]</code>")


def _rota(rota: Rota, *, by: str) -> str:
    order, at = _people(rota.people), f"{rota.start:%H:%M}"
    text = _("Rota, a day each, handed over at {time}: {people}.")
    if rota.turn is TurnKind.WEEK:
        text = _("Rota, a week each, handed over at {time}: {people}.")
    line = text.format(time=at, people=order)
    where = (
        _("Set in this chat by {name}.").format(name=_name(by)) if by else _("It is written in the regulation's file.")
    )
    return f"{line} {where}"


def take_label(stretch: Stretch, until: datetime, zone: str, now: datetime) -> str:
    """On a button."""
    if stretch is Stretch.HOURS:
        return _("For 4 hours")
    if stretch is Stretch.MORNING:
        return _("Until morning: {when}").format(when=moment(until, zone, now))
    return _("Until the turn ends: {when}").format(when=moment(until, zone, now))


def label(name: str) -> str:
    """The buttons of /oncall."""
    return {
        "take": "🙋 " + _("Take over"),
        "hand": "🤝 " + _("Hand over…"),
        "give": "↩ " + _("Give back"),
        "rota": "🗓 " + _("Set a rota…"),
        "clear": "🗑 " + _("Clear the rota"),
        "back": _("Back"),
        "yes": "✓ " + _("I take it"),
        "no": _("Decline"),
        "withdraw": _("Withdraw"),
        "set": "✓ " + _("Set this rota"),
    }[name]


def choose_stretch() -> str:
    return _("How long will you take over for?")


def choose_colleague() -> str:
    return _("Whom do you hand over to? It takes effect once your colleague has confirmed it.")


def choose_people() -> str:
    """Over the menu of a rota."""
    return "\n".join(
        [
            _("Press the engineers in the order of their turns; the first is on call at once."),
            _("Then choose how long a turn is and when it is handed over, and set the rota."),
            _("Turns of a week are handed over on Mondays."),
        ]
    )


def turn_label(turn: TurnKind) -> str:
    return _("Turn: a week") if turn is TurnKind.WEEK else _("Turn: a day")


def hour_label(hour: int) -> str:
    return _("Handed over at {time}").format(time=f"{hour:02}:00")


def took(who: OnCall, zone: str, now: datetime) -> str:
    """In answer to the press; plain."""
    until = moment(who.until, zone, now) if who.until else ""
    return _("You are on call until {when}.").format(when=until)


def gave() -> str:
    return _("You are not on call any more.")


def asked(name: str) -> str:
    return _("{name} was asked. You stay on call until they confirm.").format(name=shorten(name, _NAME))


def settled(state: HandoverState) -> str:
    """In answer to the press; plain."""
    return {
        HandoverState.ACCEPTED: _("You are on call now."),
        HandoverState.DECLINED: _("Declined. Nothing has changed."),
        HandoverState.WITHDRAWN: _("Withdrawn. Nothing has changed."),
    }[state]


def rota_set() -> str:
    return _("The rota is set.")


def rota_cleared() -> str:
    return _("The chat's rota is cleared.")


def nobody_to_ask() -> str:
    return _(
        "Nobody else is known here yet. A colleague appears in the list once they have taken or answered something."
    )


def gone(name: str) -> str:
    return _("{name} is no longer in this group. Nothing was changed.").format(name=shorten(name, _NAME))


def refused(error: OnCallError) -> str:
    """Why a press changed nothing; plain."""
    name = shorten(error.name, _NAME)
    texts = {
        "already": _("You are already on call until then."),
        "waits": _("{name} has been asked already. Withdraw that first."),
        "gone": _("There is no such handover any more."),
        "settled": _("This handover no longer waits for an answer. Nothing was changed."),
        "not_yours": _("Only {name} can say this. Nothing was changed."),
        "nobody": _("Choose at least one engineer."),
        "no_rota": _("No rota was set in this chat."),
        "moved": _("This handover is out of date: whoever asked for it is no longer on call. Nothing was changed."),
    }
    if error.reason == "not_on_call":
        mine = _("You are not on call; {name} is. Nothing was changed.")
        return mine.format(name=name) if name else _("Nobody is on call. Take over first. Nothing was changed.")
    return texts[error.reason].format(name=name)


def told(notice: OfOnCall, zone: str, now: datetime) -> str:
    """To the group, of a change."""
    match notice:
        case TookOver():
            return "📟 " + _took_over(notice, zone, now)
        case GaveBack(name=name):
            text = _("{name} has given the duty back.").format(name=_bold(name))
            return f"📟 {text} {_now_on_call(notice.name_now, notice.until, zone, now)}"
        case HandoverAsked():
            return "🤝 " + _handover(notice, zone, now)
        case HandoverSettled():
            return "🤝 " + _handover_settled(notice, zone, now)
        case RotaChanged():
            return "🗓 " + _rota_changed(notice)
        case RotaLeft():
            return "📟 " + _rota_left(notice, zone, now)


def _took_over(notice: TookOver, zone: str, now: datetime) -> str:
    text = _("{name} is on call until {when}, in place of {other}.")
    if not notice.of:
        text = _("{name} is on call until {when}.")
    return text.format(name=_bold(notice.name), other=_name(notice.of), when=_when(notice.until, zone, now))


def _handover(notice: HandoverAsked, zone: str, now: datetime) -> str:
    whom = f'<a href="tg://user?id={notice.taker_id}">{_name(notice.taker)}</a>'
    text = _(
        "{whom}, {name} asks you to be on call until {when}. It takes effect once you confirm; please "
        "answer by {expires}."
    )
    when, expires = _when(notice.until, zone, now), _when(notice.expires, zone, now)
    return text.format(whom=whom, name=_bold(notice.giver), when=when, expires=expires)


def _handover_settled(notice: HandoverSettled, zone: str, now: datetime) -> str:
    text = {
        HandoverState.ACCEPTED: _("{name} has handed over to {other}, who is on call until {when}."),
        HandoverState.DECLINED: _("{other} cannot be on call in place of {name}. {name} stays on call."),
        HandoverState.WITHDRAWN: _("{name} has withdrawn the handover to {other}."),
        HandoverState.EXPIRED: _("{other} has not confirmed in time. {name} stays on call."),
    }[HandoverState(notice.state)]
    when = _when(notice.until, zone, now)
    return text.format(name=_bold(notice.giver), other=_bold(notice.taker), when=when)


def _rota_changed(notice: RotaChanged) -> str:
    if not notice.people:
        text = _("{by} has cleared the rota that was set in this chat.").format(by=_bold(notice.by))
        return f"{text} {_now_on_call(notice.name_now)}"
    text = _("{by} has set a rota, a day each, handed over at {time}: {people}.")
    if notice.turn == TurnKind.WEEK:
        text = _("{by} has set a rota, a week each, handed over on Mondays at {time}: {people}.")
    people = quote(shorten(notice.people, _NAMES))
    line = text.format(by=_bold(notice.by), time=notice.at, people=people)
    return f"{line} {_now_on_call(notice.name_now)}"


def _rota_left(notice: RotaLeft, zone: str, now: datetime) -> str:
    text = _("{name} has left this group and is out of the rota.")
    if notice.back:
        text = _("{name} is in this group again, and in the rota.")
    line = text.format(name=_bold(notice.name))
    return f"{line} {_now_on_call(notice.name_now, notice.until, zone, now)}"


def _now_on_call(name: str, until: str | None = None, zone: str = "", now: datetime | None = None) -> str:
    if not name:
        return _("Nobody is on call now.")
    if until is None or now is None:
        return _("On call now: {name}.").format(name=_bold(name))
    return _("On call now: {name}, until {when}.").format(name=_bold(name), when=_when(until, zone, now))


def _people(people: Sequence[Colleague]) -> str:
    return quote(shorten(", ".join(one.name for one in people), _NAMES))


def _when(text: str, zone: str, now: datetime) -> str:
    return moment(datetime.fromisoformat(text), zone, now)


def _name(name: str) -> str:
    return quote(shorten(name, _NAME))


def _bold(name: str) -> str:
    return f"<b>{_name(name)}</b>"
