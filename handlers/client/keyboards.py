"""The keyboards of the private chat."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from desk.form import answered, required
from desk.intake import FormView
from desk.model import Impact, Language, Scale, Status, Step, Ticket
from desk.regulation import Article as HelpArticle
from desk.regulation import Regulation
from desk.tickets import TicketPage as ListPage
from handlers.callbacks import (
    LAST,
    Again,
    Answer,
    Article,
    Belongs,
    Choice,
    Complain,
    FormAct,
    FormPress,
    KnownPhone,
    Menu,
    MenuItem,
    NotSolved,
    Privacy,
    PrivacyAct,
    Stop,
    TicketPage,
    TicketsPage,
    WithThis,
)
from handlers.texts import client, labels, requests, service
from handlers.texts import privacy as privacy_texts
from handlers.texts.common import LANGUAGE_NAMES, impact_label, scale_label, shorten, spoken
from handlers.texts.form import phone_hint

_LABEL = 60
"""A button shows no more than about this."""

Rows = list[list[InlineKeyboardButton]]


def _button(label: str, press: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=shorten(label, _LABEL), callback_data=press.pack())


def menu(regulation: Regulation, form: FormView | None = None) -> InlineKeyboardMarkup:
    """New request, My requests, Hours and contacts, Language and Call me back where the regulation has several or that;
    with an unfinished form Continue and Start over.
    """
    first = [[_button(labels.new_request(), Menu(item=MenuItem.NEW))]]
    if form is not None:
        first = [
            [
                _button(labels.go_on(), Menu(item=MenuItem.CONTINUE)),
                _button(labels.start_over(), _press(form, FormAct.FRESH)),
            ]
        ]
    hours = [_button(labels.hours(), Menu(item=MenuItem.HOURS))]
    if len(regulation.languages) > 1:
        hours.append(_button(labels.language(), Menu(item=MenuItem.LANGUAGE)))
    rest = [[_button(labels.my_requests(), Menu(item=MenuItem.TICKETS))], hours]
    call = [_button(service.call_back_label(), Menu(item=MenuItem.CALL_BACK))]
    calls = [] if regulation.call_back is None else [call]
    return InlineKeyboardMarkup(inline_keyboard=first + rest + calls)


def with_text() -> InlineKeyboardMarkup:
    """Under a message that belongs to nothing yet."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [_button(labels.new_request_with_text(), WithThis())],
            [_button(labels.my_requests(), Menu(item=MenuItem.TICKETS))],
        ]
    )


def found(view: FormView) -> InlineKeyboardMarkup:
    """Continue, or start over."""
    row = [
        _button(labels.go_on(), _press(view, FormAct.SHOW)),
        _button(labels.start_over(), _press(view, FormAct.FRESH)),
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def form(regulation: Regulation, view: FormView) -> InlineKeyboardMarkup:
    """The buttons of the present step."""
    step, last = view.draft.step, []
    if view.before is not None:
        last.append(_button(labels.back(), _press(view, FormAct.BACK)))
    last.append(_button(labels.cancel(), _press(view, FormAct.CANCEL)))
    rows = _summary(view) if step is Step.SUMMARY else [*_choices(regulation, view), *_going_on(regulation, view)]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, last])


def outside(regulation: Regulation, view: FormView) -> InlineKeyboardMarkup:
    """What is not supported, each with its reason behind it; and back to the topics."""
    pairs = [(one.key, "↗ " + regulation.text(one.name, spoken())) for one in regulation.out_of_scope]
    return InlineKeyboardMarkup(inline_keyboard=[*_chosen(view, pairs), *_to_topics(view)])


def elsewhere(view: FormView) -> InlineKeyboardMarkup:
    """Back to the topics, or give up."""
    return InlineKeyboardMarkup(inline_keyboard=_to_topics(view))


def _to_topics(view: FormView) -> Rows:
    return [
        [_button(labels.topics(), _press(view, FormAct.SHOW))],
        [_button(labels.cancel(), _press(view, FormAct.CANCEL))],
    ]


def _press(view: FormView, act: FormAct, value: str = "") -> FormPress:
    return FormPress(draft=view.draft.id, revision=view.draft.revision, act=act, at=view.draft.step, value=value)


def _choices(regulation: Regulation, view: FormView) -> Rows:
    language = spoken()
    match view.draft.step:
        case Step.TOPIC:
            pairs = [(topic.key, regulation.text(topic.name, language)) for topic in regulation.topics]
            pairs += [(one.key, "↗ " + regulation.text(one.name, language)) for one in regulation.redirects]
            more = [[_button(labels.outside(), _press(view, FormAct.OUTSIDE))]] if regulation.out_of_scope else []
            return [*_chosen(view, pairs), *more]
        case Step.IMPACT:
            pairs = [(impact.value, impact_label(impact)) for impact in Impact]
        case Step.SCALE:
            pairs = [(scale.value, scale_label(scale)) for scale in Scale]
        case _:
            return []
    return _chosen(view, pairs)


def _chosen(view: FormView, pairs: Sequence[tuple[str, str]]) -> Rows:
    """A row for each value with its label."""
    return [[_button(label, _press(view, FormAct.CHOOSE, key))] for key, label in pairs]


def _going_on(regulation: Regulation, view: FormView) -> Rows:
    """Skip, Keep, and what the screenshots need."""
    step = view.draft.step
    if step is Step.SCREENSHOTS:
        anew = [[_button(labels.pictures_anew(), _press(view, FormAct.ANEW))]] if view.pictures else []
        return [[_button(labels.ready(view.pictures), _press(view, FormAct.SKIP))], *anew]
    row = []
    if answered(view.draft.answers, step) and getattr(view.draft.answers, step):
        row.append(_button(labels.keep(), _press(view, FormAct.KEEP)))
    if not required(regulation, step):
        row.append(_button(labels.skip(), _press(view, FormAct.SKIP)))
    return [row] if row else []


def _summary(view: FormView) -> Rows:
    edits = [_button(labels.edit(step), _press(view, FormAct.EDIT, step.value)) for step in view.way]
    pairs = [edits[i : i + 2] for i in range(0, len(edits), 2)]
    return [[_button(labels.send(), _press(view, FormAct.SEND))], *pairs]


def phone(*, mail: bool = True) -> ReplyKeyboardMarkup:
    """Telegram's contact button, under the input field; `mail`: an e-mail address would do as well."""
    key = KeyboardButton(text=labels.share_phone(), request_contact=True)
    return ReplyKeyboardMarkup(
        keyboard=[[key]], resize_keyboard=True, is_persistent=True, input_field_placeholder=phone_hint(mail=mail)
    )


def languages(regulation: Regulation) -> InlineKeyboardMarkup:
    """Each in its own name."""
    row = [_button(_named(one), Choice(language=one)) for one in regulation.languages]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def _named(language: Language) -> str:
    return ("✓ " if language is spoken() else "") + LANGUAGE_NAMES[language]


def tickets(regulation: Regulation, page: ListPage) -> InlineKeyboardMarkup:
    """The requests of a page, and its neighbours."""
    rows = [
        [_button(requests.row(regulation, one), TicketPage(ticket=one.id, page=LAST, of=page.number))]
        for one in page.tickets
    ]
    around = []
    if page.number:
        around.append(_button(labels.newer(), TicketsPage(number=page.number - 1)))
    if page.number + 1 < page.pages:
        around.append(_button(labels.older(), TicketsPage(number=page.number + 1)))
    new = [_button(labels.new_request(), Menu(item=MenuItem.NEW))]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, *([around] if around else []), new])


def ticket(
    one: Ticket, page: int, pages: int, of: int, *, reopen: bool = False, complain: bool = False
) -> InlineKeyboardMarkup:
    """Earlier and later pages of the history, Answer or Add information, what can follow an end, Back to the list."""
    around = []
    if page:
        around.append(_button(labels.earlier(), TicketPage(ticket=one.id, page=page - 1, of=of)))
    if page + 1 < pages:
        around.append(_button(labels.later(), TicketPage(ticket=one.id, page=page + 1, of=of)))
    rows = [around] if around else []
    if one.status is not Status.DONE:
        label = labels.answer() if one.status is Status.CLARIFICATION else labels.add()
        rows.append([_button(label, Answer(ticket=one.id))])
    rows += after_end(one, reopen=reopen, complain=complain)
    rows.append([_button(labels.back(), TicketsPage(number=of))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def belongs(regulation: Regulation, of: Sequence[Ticket], *, carried: bool) -> InlineKeyboardMarkup:
    """Which request a message belongs to; `carried`: a new one begins with it."""
    names = requests.choice(regulation, of)
    rows = [[_button(name, Belongs(ticket=one.id))] for one, name in zip(of, names, strict=True)]
    return InlineKeyboardMarkup(inline_keyboard=[*rows[:20], [_new(carried=carried)]])


def _new(*, carried: bool) -> InlineKeyboardButton:
    return _button(labels.new_request_with_text() if carried else labels.new_request(), WithThis())


def not_solved(of: Ticket, *, carried: bool) -> InlineKeyboardMarkup:
    """Under a message about a request that was closed a short while ago; `carried`: a new one begins with it."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [_button(client.not_solved_label(of), Again(ticket=of.id))],
            [_new(carried=carried)],
        ]
    )


def after_end(of: Ticket, *, reopen: bool, complain: bool) -> Rows:
    """Not solved and Complain, as far as they are possible."""
    row = [_button(service.not_solved_label(), NotSolved(ticket=of.id))] if reopen else []
    row += [_button(service.complain_label(), Complain(ticket=of.id))] if complain else []
    return [row] if row else []


def stop() -> InlineKeyboardMarkup:
    """Under what asks for a text."""
    return InlineKeyboardMarkup(inline_keyboard=[[_button(labels.cancel(), Stop())]])


def known_phone(phone: str | None) -> InlineKeyboardMarkup:
    """The number they gave before, where they did."""
    known = [[_button(service.known_phone_label(phone), KnownPhone())]] if phone else []
    return InlineKeyboardMarkup(inline_keyboard=[*known, [_button(labels.cancel(), Stop())]])


def articles(regulation: Regulation, draft_id: int, offered: Sequence[HelpArticle]) -> InlineKeyboardMarkup:
    """This helped, for each where there are several; Not what I need."""
    several = len(offered) > 1
    rows = [
        [
            _button(
                service.helped_label(regulation.text(one.title, spoken()) if several else ""),
                Article(draft=draft_id, key=one.key),
            )
        ]
        for one in offered
    ]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [_button(service.not_helped_label(), Article(draft=draft_id))]])


def privacy(*, asked: bool) -> InlineKeyboardMarkup:
    """A copy; the deletion, or the way back from it."""
    last = (
        _button(privacy_texts.keep_label(), Privacy(act=PrivacyAct.KEEP))
        if asked
        else _button(privacy_texts.delete_label(), Privacy(act=PrivacyAct.DELETE))
    )
    return InlineKeyboardMarkup(
        inline_keyboard=[[_button(privacy_texts.copy_label(), Privacy(act=PrivacyAct.COPY))], [last]]
    )


def really_delete() -> InlineKeyboardMarkup:
    """Before the engineers are asked."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [_button(privacy_texts.really_label(), Privacy(act=PrivacyAct.REALLY))],
            [_button(privacy_texts.keep_label(), Privacy(act=PrivacyAct.KEEP))],
        ]
    )


def keep() -> InlineKeyboardMarkup:
    """While the deletion waits to be confirmed."""
    return InlineKeyboardMarkup(inline_keyboard=[[_button(privacy_texts.keep_label(), Privacy(act=PrivacyAct.KEEP))]])
