"""How a mailing runs: its recipients, the few of its messages that wait in the outbox, its progress and its report.

Only a few messages are in the outbox at a time, so that Pause and Stop act at once and urgent news pass.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from desk.house import House
from desk.model import Urgency
from desk.notices_mailings import MailingNotice, MailingProgress, MailingReport
from desk.ports import Post, Work
from desk.ports_mailings import Mailing, MailingKind, MailingState, Progress, RecipientState, message_key
from desk.ports_timers import Subject, Timer

MOST_QUEUED = 100
"""Messages of one mailing in the outbox at a time."""
SHOWN_EVERY = timedelta(seconds=5)
"""Between two looks of the group at the progress, for the first minute."""
SHOWN_SELDOM = timedelta(seconds=20)
"""After it: an edit counts against the group's 20 messages a minute."""
_FIRST_MINUTE = timedelta(minutes=1)
_USUAL_PACE = 20.0
"""Messages a second, before there is anything to measure."""
_MEASURED = timedelta(seconds=5)


def start(work: Work, house: House, mailing: Mailing) -> Mailing:
    """It runs from now on: its recipients are found, and the first of them have their message in the outbox."""
    now = work.now
    mailing = replace(mailing, state=MailingState.RUNNING, started_at=now, running_since=now)
    mailing = work.mailings.save(mailing)
    work.mailings.enlist(mailing, house.regulation.languages)
    done = progress(work, mailing).done
    mailing = work.mailings.save(replace(mailing, done_before=done))
    feed(work, mailing)
    show(work, mailing)
    return mailing


def fire(work: Work, house: House, subject: Subject, _timer: Timer) -> None:
    """The time that a mailing was scheduled for has come."""
    mailing = work.mailings.get(subject.id)
    if mailing is None or mailing.state is not MailingState.SCHEDULED:
        return
    if is_late(mailing, work.now):
        stop(work, mailing)
    else:
        start(work, house, mailing)


def is_late(mailing: Mailing, at: datetime) -> bool:
    """At this moment the work that it tells of is over."""
    over = mailing.window_end is not None and mailing.window_end <= at
    return over and mailing.kind is not MailingKind.FINISHED


def pause(work: Work, mailing: Mailing) -> Mailing:
    """What is not on the wire goes back to wait."""
    work.mailings.take_back(mailing.id)
    mailing = work.mailings.save(replace(mailing, state=MailingState.PAUSED, running_since=None))
    show(work, mailing)
    return mailing


def resume(work: Work, mailing: Mailing) -> Mailing:
    """On with those who wait."""
    done = progress(work, mailing).done
    mailing = replace(mailing, state=MailingState.RUNNING, running_since=work.now, done_before=done)
    mailing = work.mailings.save(mailing)
    feed(work, mailing)
    show(work, mailing)
    return mailing


def stop(work: Work, mailing: Mailing) -> Mailing:
    """What is not on the wire is withdrawn; the report comes with the last result."""
    work.mailings.take_back(mailing.id)
    work.mailings.withdraw(mailing.id)
    mailing = work.mailings.save(replace(mailing, state=MailingState.STOPPED, running_since=None, ended_at=work.now))
    _finish(work, mailing)
    return mailing


def attended(work: Work) -> Sequence[int]:
    """The mailings that need a look each second."""
    return work.mailings.attended()


def attend(work: Work, mailing_id: int) -> None:
    """What a running mailing needs each second, from whichever process: messages in the outbox, progress, the end."""
    mailing = work.mailings.seize(mailing_id)
    if mailing is None:
        return
    if mailing.state is MailingState.RUNNING:
        feed(work, mailing)
        _show_progress(work, mailing)
        _finish(work, mailing)
    elif mailing.state is MailingState.STOPPED:
        work.mailings.take_back(mailing.id)  # what was on the wire may have come back to be tried again
        work.mailings.withdraw(mailing.id)
        _finish(work, mailing)


def go_on(work: Work, mailing_ids: Collection[int]) -> None:
    """Some of their messages have come to their end: make room for the next ones, or show the last of them."""
    for mailing_id in sorted(mailing_ids):
        mailing = work.mailings.seize(mailing_id)
        if mailing is not None and mailing.state is MailingState.RUNNING:
            feed(work, mailing)
        elif mailing is not None and mailing.state is MailingState.PAUSED:
            show(work, mailing)


def withheld(work: Work, notice: MailingNotice) -> RecipientState | None:
    """What the recipient is instead, where the message in the outbox must not go any more; None: it goes.

    It may have come back to the outbox after Pause or Stop, or the person may have switched mailings off since.
    """
    mailing, client = work.mailings.get(notice.mailing_id), work.people.get(notice.person_id)
    if mailing is None or client is None or mailing.state not in (MailingState.RUNNING, MailingState.PAUSED):
        return RecipientState.WITHDRAWN
    if not client.mailings:
        return RecipientState.SKIPPED
    return RecipientState.WAITING if mailing.state is MailingState.PAUSED else None


def feed(work: Work, mailing: Mailing) -> None:
    """Bring the outbox up to MOST_QUEUED of its messages, once half of them are gone. Its row is locked."""
    queued = work.mailings.queued(mailing.id)
    if queued > MOST_QUEUED // 2:
        return
    work.outbox.put_all(
        [
            Post(
                MailingNotice(mailing.id, person_id),
                key=message_key(mailing.id, person_id),
                chat_id=person_id,
                urgency=Urgency.MAILING,
            )
            for person_id in work.mailings.queue_up(mailing.id, MOST_QUEUED - queued)
        ]
    )


def show(work: Work, mailing: Mailing, urgency: Urgency = Urgency.CARD) -> None:
    """Have its message in the group say how far it is."""
    work.outbox.put(
        MailingProgress(mailing.id),
        key=f"mailing_progress:{mailing.id}:{work.now.isoformat()}:{mailing.version}",
        chat_id=mailing.chat_id,
        urgency=urgency,
        silent=True,
        collapse=f"mailing:{mailing.id}",
    )


def _show_progress(work: Work, mailing: Mailing) -> None:
    """Now and then, and only where there is something new."""
    since = mailing.started_at or work.now
    every = SHOWN_EVERY if work.now - since < _FIRST_MINUTE else SHOWN_SELDOM
    if work.now - (mailing.shown_at or since) < every:
        return
    done = progress(work, mailing).done
    work.mailings.showing(mailing.id, done)
    if done != mailing.shown_done:
        show(work, mailing, Urgency.MAILING)


def _finish(work: Work, mailing: Mailing) -> None:
    """With every result known it is over, and the report is told once."""
    if work.mailings.unsettled(mailing.id):
        return
    if mailing.state is MailingState.RUNNING:
        ended = replace(mailing, state=MailingState.DONE, running_since=None, ended_at=work.now)
        mailing = work.mailings.save(ended)
    if work.mailings.reported(mailing.id):
        show(work, mailing)
        work.outbox.put(
            MailingReport(mailing.id),
            key=f"mailing_report:{mailing.id}",
            chat_id=mailing.chat_id,
            urgency=Urgency.REPLY,
        )


def progress(work: Work, mailing: Mailing) -> Progress:
    """How far it is, and how long the rest takes at the pace since it was started or resumed."""
    counts = work.mailings.counts(mailing.id)
    left = counts.get(RecipientState.WAITING, 0) + counts.get(RecipientState.QUEUED, 0)
    known = Progress(
        total=sum(counts.values()),
        sent=counts.get(RecipientState.SENT, 0),
        blocked=counts.get(RecipientState.BLOCKED, 0),
        failed=counts.get(RecipientState.FAILED, 0),
        uncertain=counts.get(RecipientState.UNCERTAIN, 0),
        left=left,
        skipped=counts.get(RecipientState.SKIPPED, 0),
        withdrawn=counts.get(RecipientState.WITHDRAWN, 0),
    )
    return replace(known, time_to_go=_time_to_go(mailing, known, work.now))


def _time_to_go(mailing: Mailing, known: Progress, now: datetime) -> timedelta | None:
    if mailing.running_since is None:
        return None
    lasted, done = now - mailing.running_since, known.done - mailing.done_before
    pace = done / lasted.total_seconds() if lasted >= _MEASURED and done > 0 else _USUAL_PACE
    return timedelta(seconds=known.left / pace)
