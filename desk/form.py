"""The request form as data and pure functions: visible steps, answer, skip, back, keep, edit, complete.

A draft's present step is always one of the visible ones; answers are never thrown away. Every change raises the
draft's revision.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from desk.answers import check
from desk.errors import BadAnswerError, IncompleteError
from desk.model import Answers, Draft, Identity, Impact, Request, Scale, Step
from desk.regulation import Regulation

TYPED = (Step.NAME, Step.COMPANY, Step.CONTACT, Step.POSITION, Step.PROBLEM, Step.REPRODUCTION)
"""Steps that are answered by text."""

CHOSEN = (Step.TOPIC, Step.IMPACT, Step.SCALE)
"""Steps that are answered by a button."""


def steps(regulation: Regulation, answers: Answers) -> tuple[Step, ...]:
    """The steps this request goes through, without the summary; the scale only where its impact asks for it."""
    scaled = answers.impact is not None and regulation.asks_scale(answers.impact)
    return tuple(part.step for part in regulation.form if part.step is not Step.SCALE or scaled)


def answered(answers: Answers, step: Step) -> bool:
    """Whether a step has its answer, or was skipped."""
    if step is Step.SCREENSHOTS:
        return answers.screenshots_done
    return getattr(answers, step) is not None


def required(regulation: Regulation, step: Step) -> bool:
    """Whether a step cannot be skipped."""
    part = regulation.step(step)
    return part is not None and part.required


def start(
    person_id: int, regulation: Regulation, identity: Identity, now: datetime, problem: str | None = None
) -> Draft:
    """A new form; what is known of the person from before is answered already (IPMG 1.2)."""
    unknown = "" if identity.name else None
    answers = Answers(
        name=identity.name or None,
        company=identity.company or unknown,
        contact=identity.contact or unknown,
        position=identity.position or unknown,
        problem=problem,
    )
    return Draft(0, person_id, 1, _next(regulation, answers), answers, now, now)


def present(regulation: Regulation, draft: Draft) -> Draft:
    """The draft with a step that exists: a deploy may have taken the stored step, topic or choice away."""
    answers = _settled(regulation, draft.answers)
    known = draft.step is Step.SUMMARY and not _missing(regulation, answers)
    step = draft.step if known or draft.step in steps(regulation, answers) else _next(regulation, answers)
    return draft if (step, answers) == (draft.step, draft.answers) else replace(draft, step=step, answers=answers)


def choose(regulation: Regulation, draft: Draft, value: str) -> Draft:
    """Answer a step by a button. BadAnswerError: not a choice of this step (buttons can be forged)."""
    step = draft.step
    if step not in CHOSEN:
        raise BadAnswerError(step, "wants_text")
    try:
        match step:
            case Step.TOPIC:
                chosen: object = regulation.topic(value).key
            case Step.IMPACT:
                chosen = Impact(value)
            case _:
                chosen = Scale(value)
    except (KeyError, ValueError):
        raise BadAnswerError(step, "not_a_choice") from None
    return _answered(regulation, draft, _with(draft.answers, step, chosen))


def write(regulation: Regulation, draft: Draft, text: str) -> Draft:
    """Answer a step by text. BadAnswerError says what is expected."""
    if draft.step not in TYPED:
        raise BadAnswerError(draft.step, "wants_picture" if draft.step is Step.SCREENSHOTS else "wants_button")
    value = check(draft.step, text, regulation.phone_region)
    return _answered(regulation, draft, _with(draft.answers, draft.step, value))


def give_contact(regulation: Regulation, draft: Draft, phone: str) -> Draft:
    """Answer the contact step by Telegram's contact button; `phone` is checked already."""
    if draft.step is not Step.CONTACT:
        raise BadAnswerError(draft.step, "wants_text" if draft.step in TYPED else "wants_button")
    return _answered(regulation, draft, replace(draft.answers, contact=phone))


def skip(regulation: Regulation, draft: Draft) -> Draft:
    """Leave an optional step out, also one that had an answer. For the screenshots this is Ready as well."""
    step = draft.step
    if step is Step.SUMMARY or required(regulation, step):
        raise BadAnswerError(step, "required")
    if step is Step.SCREENSHOTS:
        return _answered(regulation, draft, replace(draft.answers, screenshots_done=True))
    return _answered(regulation, draft, _with(draft.answers, step, ""))


def keep(regulation: Regulation, draft: Draft) -> Draft:
    """Leave the present step's answer as it is and go on. BadAnswerError: it has none."""
    if draft.step is Step.SUMMARY or not answered(draft.answers, draft.step):
        raise BadAnswerError(draft.step, "required")
    return _answered(regulation, draft, draft.answers)


def before(regulation: Regulation, draft: Draft) -> Step | None:
    """Where Back leads: the summary while editing, else the previous visible step; None at the first one."""
    if draft.editing:
        return Step.SUMMARY
    way = (*steps(regulation, draft.answers), Step.SUMMARY)
    place = way.index(draft.step)
    return way[place - 1] if place else None


def back(regulation: Regulation, draft: Draft) -> Draft:
    """One step back; at the first one nothing changes."""
    step = before(regulation, draft)
    return draft if step is None else _moved(draft, step, draft.answers)


def edit(regulation: Regulation, draft: Draft, step: Step) -> Draft:
    """From the summary to one step, whose answer leads back. BadAnswerError: the form has no such step."""
    if draft.step is not Step.SUMMARY or step not in steps(regulation, draft.answers):
        raise BadAnswerError(draft.step, "not_a_choice")
    return replace(_moved(draft, step, draft.answers), editing=True)


def complete(regulation: Regulation, draft: Draft) -> Request:
    """The request, ready to be opened. IncompleteError: required answers are missing (IPMG 3.2.1)."""
    answers = draft.answers
    missing = _missing(regulation, answers)
    if missing or answers.topic is None or answers.impact is None:
        raise IncompleteError(missing)
    scale = answers.scale if regulation.asks_scale(answers.impact) else None
    return Request(
        draft_id=draft.id,
        topic=answers.topic,
        impact=answers.impact,
        scale=scale,
        priority=regulation.priority_for(answers.impact, scale),
        identity=Identity(answers.name or "", answers.company or "", answers.contact or "", answers.position or ""),
        problem=answers.problem or "",
        reproduction=answers.reproduction or "",
    )


def _with(answers: Answers, step: Step, value: Any) -> Answers:
    return replace(answers, **{step.value: value})


def _missing(regulation: Regulation, answers: Answers) -> tuple[Step, ...]:
    """The required steps without an answer, and the optional ones that nobody came to yet."""
    return tuple(
        step
        for step in steps(regulation, answers)
        if not answered(answers, step)
        or (required(regulation, step) and step is not Step.SCREENSHOTS and not getattr(answers, step))
    )


def _next(regulation: Regulation, answers: Answers) -> Step:
    missing = _missing(regulation, answers)
    return missing[0] if missing else Step.SUMMARY


def _settled(regulation: Regulation, answers: Answers) -> Answers:
    """Without a topic that the regulation has no more."""
    try:
        return answers if answers.topic is None else replace(answers, topic=regulation.topic(answers.topic).key)
    except KeyError:
        return replace(answers, topic=None)


def _answered(regulation: Regulation, draft: Draft, answers: Answers) -> Draft:
    """On to the first step that still needs an answer, in the end to the summary."""
    return _moved(draft, _next(regulation, answers), answers)


def _moved(draft: Draft, step: Step, answers: Answers) -> Draft:
    return replace(draft, step=step, answers=answers, revision=draft.revision + 1, editing=False)
