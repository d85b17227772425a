"""Notices of mailings, in words: the mailing itself for a client, its progress and its report for the group."""

from datetime import datetime

from desk.briefing import Briefing
from desk.house import House, language_of
from desk.model import Language
from desk.notices import Notice
from desk.notices_mailings import AboutMailing, MailingNotice, MailingProgress
from desk.ports_mailings import Mailing
from desk.regulation import Regulation
from handlers.client import notices
from handlers.group.mailings import keyboards
from handlers.outgoing import Edit, Say
from handlers.texts import mailings as texts
from handlers.texts.common import speak

KINDS = AboutMailing


def for_client(notice: Notice) -> bool:
    """Whether it goes to the client, in their language."""
    return isinstance(notice, MailingNotice)


def word(briefing: Briefing, house: House, now: datetime) -> Say | Edit:
    """What to send; the language is spoken already."""
    regulation, mailing, progress = house.regulation, briefing.mailing, briefing.progress
    assert mailing is not None, "a briefing of this notice has its mailing"
    if isinstance(briefing.notice, MailingNotice):
        language = language_of(regulation, briefing.client)
        text = texts.notice_body(mailing, language, regulation, now)
        return Say(text, notices.keyboard(wanted=True, page=False))
    assert progress is not None, "a briefing for the group has the figures"
    if not isinstance(briefing.notice, MailingProgress):
        text = texts.report_text(regulation, mailing, progress, now)
        return Say(text, keyboards.ended(mailing), reply_to=mailing.message_id)
    text, buttons = texts.progress_text(regulation, mailing, progress, now), keyboards.controls(mailing)
    return Say(text, buttons) if mailing.message_id is None else Edit(mailing.message_id, text, buttons)


def notice(regulation: Regulation, mailing: Mailing, language: Language, spoken: Language, now: datetime) -> str:
    """What a client whose language this is gets, for a preview among people who are spoken to in another one."""
    speak(language)
    try:
        return texts.notice_body(mailing, language, regulation, now)
    finally:
        speak(spoken)
