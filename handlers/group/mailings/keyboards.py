"""The buttons under drafts of mailings, under mailings that were sent, and under the list of them."""

from collections.abc import Iterable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from desk.model import Language
from desk.ports_mailings import AudienceKind, Mailing, MailingKind, MailingState
from desk.regulation import Regulation, Topic
from handlers.group.mailings.callbacks import Control, ControlPress, Move, WizardPress
from handlers.texts import mailing_labels as labels
from handlers.texts.common import LANGUAGE_NAMES, shorten
from handlers.texts.terms import said

_WIDTH = 40
"""Characters of a topic on its button."""
_ENDED = frozenset({MailingState.STOPPED, MailingState.DONE})

Row = list[InlineKeyboardButton]


def draft(mailing: Mailing, *, ready: bool) -> InlineKeyboardMarkup:
    """What can be set; Send once nothing is missing. Who follows up another mailing has its people."""
    can_choose = mailing.follows is None
    settings = [
        _move(labels.window(), mailing, Move.WINDOW),
        _move(labels.services(), mailing, Move.SERVICES),
        _move(labels.text(), mailing, Move.TEXTS),
        *([_move(labels.audience(), mailing, Move.AUDIENCE)] if can_choose else []),
        _move(labels.when(), mailing, Move.WHEN),
        *([_move(labels.preview(), mailing, Move.PREVIEW)] if mailing.texts else []),
    ]
    ends = [_move(labels.discard(), mailing, Move.DISCARD)]
    if ready:
        ends.insert(0, _move(labels.send(), mailing, Move.SEND))
    return InlineKeyboardMarkup(inline_keyboard=[*_pairs(settings), ends])


def services(regulation: Regulation, mailing: Mailing) -> InlineKeyboardMarkup:
    """A button a topic; those that are affected are marked. It says what it will be, so that two presses are as one."""
    rows = []
    for topic in regulation.topics:
        named = topic.key in mailing.services
        label = _marked(_topic(regulation, topic), named)
        rows.append([_move(label, mailing, Move.UNNAME if named else Move.NAME, topic.key)])
    return _page(rows, mailing)


def texts(regulation: Regulation, mailing: Mailing) -> InlineKeyboardMarkup:
    """A button a language; what is written can be taken out."""
    rows = []
    for language in regulation.languages:
        has = language in mailing.texts
        row = [_move(_marked(LANGUAGE_NAMES[language], has), mailing, Move.TEXT, language)]
        rows.append([*row, _move(labels.drop(), mailing, Move.DROP, language)] if has else row)
    return _page(rows, mailing)


def audience(regulation: Regulation, mailing: Mailing) -> InlineKeyboardMarkup:
    """Everybody, or some: the present choice is marked. With one language there is nothing to choose between."""
    kind = mailing.audience.kind
    rows = [
        [_move(_marked(labels.everybody(), kind is AudienceKind.ALL), mailing, Move.EVERYBODY)],
        [_move(_marked(labels.a_company(), kind is AudienceKind.COMPANY), mailing, Move.COMPANY)],
        [_move(_marked(labels.a_topic(), kind is AudienceKind.TOPIC), mailing, Move.TOPICS)],
    ]
    if len(regulation.languages) > 1:
        rows.append([_move(_marked(labels.a_language(), kind is AudienceKind.LANGUAGE), mailing, Move.LANGUAGES)])
    return _page(rows, mailing)


def languages(regulation: Regulation, mailing: Mailing) -> InlineKeyboardMarkup:
    """Whom it goes to: those who are spoken to in one of them."""
    rows = [[_move(LANGUAGE_NAMES[one], mailing, Move.LANGUAGE, one)] for one in regulation.languages]
    return _page(rows, mailing, Move.AUDIENCE)


def topics(regulation: Regulation, mailing: Mailing) -> InlineKeyboardMarkup:
    """Whom it goes to: those who asked about one of them."""
    rows = [[_move(_topic(regulation, one), mailing, Move.TOPIC, one.key)] for one in regulation.topics]
    return _page(rows, mailing, Move.AUDIENCE)


def when(mailing: Mailing) -> InlineKeyboardMarkup:
    """At once, or at a time."""
    rows = [
        [_move(_marked(labels.at_once(), mailing.at is None), mailing, Move.NOW)],
        [_move(_marked(labels.at_a_time(), mailing.at is not None), mailing, Move.TIME)],
    ]
    return _page(rows, mailing)


def send(mailing: Mailing, size: int) -> InlineKeyboardMarkup:
    """Once more, with how many people."""
    return _page([[_move(labels.surely_send(size), mailing, Move.SURELY)]], mailing)


def discard(mailing: Mailing) -> InlineKeyboardMarkup:
    """Once more."""
    return _page([[_move(labels.surely_discard(), mailing, Move.AWAY)]], mailing)


def preview(regulation: Regulation, mailing: Mailing, shown: Language) -> InlineKeyboardMarkup:
    """The languages, and who has no text in theirs and gets another's; the one that is shown is marked."""
    row = [
        _move(_marked(labels.preview_in(one, own=one in mailing.texts), one is shown), mailing, Move.PREVIEW, one)
        for one in regulation.languages
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row, [_move(labels.close_preview(), mailing, Move.CLOSE)]])


def controls(mailing: Mailing) -> InlineKeyboardMarkup:
    """Under the progress of a mailing: Pause or Resume, and Stop, as long as it is under way."""
    return InlineKeyboardMarkup(inline_keyboard=_controls(mailing, listed=False))


def ended(mailing: Mailing) -> InlineKeyboardMarkup:
    """Under the report: tell the same people how the maintenance went on."""
    return InlineKeyboardMarkup(inline_keyboard=_follow_ups(mailing))


def opened(mailing: Mailing) -> InlineKeyboardMarkup:
    """The same for one that was opened out of the list."""
    back = _control(labels.back(), 0, Control.LIST)
    rows = [*_controls(mailing, listed=True), *_follow_ups(mailing)]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [back]])


def _controls(mailing: Mailing, *, listed: bool) -> list[Row]:
    stop = _control(labels.stop(), mailing.id, Control.STOP, listed=listed)
    match mailing.state:
        case MailingState.RUNNING:
            return [[_control(labels.pause(), mailing.id, Control.PAUSE, listed=listed), stop]]
        case MailingState.PAUSED:
            return [[_control(labels.resume(), mailing.id, Control.RESUME, listed=listed), stop]]
        case MailingState.SCHEDULED:
            return [[stop]]
        case _:
            return []


def _follow_ups(mailing: Mailing) -> list[Row]:
    """After "finished" there is nothing more to tell."""
    if mailing.state not in _ENDED or mailing.kind is MailingKind.FINISHED:
        return []
    return [
        [_control(labels.finished(), mailing.id, Control.FINISHED)],
        [_control(labels.postponed(), mailing.id, Control.POSTPONED)],
    ]


def stop(mailing: Mailing) -> InlineKeyboardMarkup:
    """Once more, in a message of its own."""
    row = [
        _control(labels.surely_stop(), mailing.id, Control.SURELY),
        _control(labels.keep(), mailing.id, Control.KEEP),
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def recent(mailings: Iterable[Mailing]) -> InlineKeyboardMarkup:
    """Open one of them."""
    found = [_control(labels.open_one(one.id), one.id, Control.OPEN) for one in mailings]
    return InlineKeyboardMarkup(inline_keyboard=_pairs(found, 4))


def _topic(regulation: Regulation, topic: Topic) -> str:
    return shorten(said(regulation, topic.name), _WIDTH)


def _marked(label: str, present: bool) -> str:
    return f"✓ {label}" if present else label


def _pairs(buttons: Sequence[InlineKeyboardButton], width: int = 2) -> list[Row]:
    return [list(buttons[place : place + width]) for place in range(0, len(buttons), width)]


def _page(rows: Iterable[Row], mailing: Mailing, back: Move = Move.SHOW) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [_move(labels.back(), mailing, back)]])


def _move(label: str, mailing: Mailing, move: Move, value: str = "") -> InlineKeyboardButton:
    return _button(label, WizardPress(mailing=mailing.id, move=move, value=value))


def _control(label: str, mailing_id: int, control: Control, *, listed: bool = False) -> InlineKeyboardButton:
    return _button(label, ControlPress(mailing=mailing_id, control=control, listed=listed))


def _button(label: str, press: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=press.pack())
