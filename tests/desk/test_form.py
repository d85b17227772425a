"""The form as pure functions: its way, its buttons, what a deploy in the middle does to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desk import form
from desk.errors import BadAnswerError, IncompleteError
from desk.model import Answers, Draft, Identity, Impact, Scale, Step
from desk.regulation import Regulation
from tests.support.regulations import IPMG, PROVIDENCE

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
NOBODY = Identity()
TYPED = {
    Step.NAME: "Олена Коваль",
    Step.COMPANY: "Промінь",
    Step.CONTACT: "olena@example.com",
    Step.POSITION: "Інженер",
    Step.PROBLEM: "Нічого не працює з ранку",
    Step.REPRODUCTION: "Відкрити й чекати",
}
CHOSEN = {Step.IMPACT: "degraded", Step.SCALE: "all"}


def give(regulation: Regulation, draft: Draft) -> Draft:
    """Answer the present step with something good."""
    if draft.step is Step.TOPIC:
        return form.choose(regulation, draft, regulation.topics[0].key)
    if draft.step in CHOSEN:
        return form.choose(regulation, draft, CHOSEN[draft.step])
    if draft.step is Step.SCREENSHOTS:
        return form.skip(regulation, draft)
    return form.write(regulation, draft, TYPED[draft.step])


def filled(regulation: Regulation, identity: Identity = NOBODY) -> tuple[Draft, list[Step]]:
    draft = form.start(5, regulation, identity, NOW)
    way: list[Step] = []
    while draft.step is not Step.SUMMARY:
        way.append(draft.step)
        draft = give(regulation, draft)
    return draft, way


WAYS = [
    (IPMG, "topic impact scale name company contact position problem screenshots"),
    (PROVIDENCE, "topic impact name company contact problem reproduction screenshots"),
]


@pytest.mark.parametrize(("regulation", "way"), WAYS, ids=["IPMG", "providence"])
def test_the_form_goes_the_regulations_way(regulation: Regulation, way: str) -> None:
    assert " ".join(filled(regulation)[1]) == way


@pytest.mark.parametrize("regulation", [IPMG, PROVIDENCE], ids=["IPMG", "providence"])
def test_a_returning_client_is_not_asked_again_who_they_are(regulation: Regulation) -> None:
    draft, way = filled(regulation, Identity("Олена Коваль", "Промінь", "olena@example.com"))
    assert not {Step.NAME, Step.COMPANY, Step.CONTACT, Step.POSITION} & set(way)
    assert form.complete(regulation, draft).identity == Identity("Олена Коваль", "Промінь", "olena@example.com")


def test_ipmg_3_2_1_what_is_required_and_missing_of_a_known_client_is_asked() -> None:
    way = filled(IPMG, Identity(name="Олена Коваль", contact="olena@example.com"))[1]
    assert Step.COMPANY in way
    assert Step.NAME not in way


def test_the_scale_is_asked_only_where_the_matrix_needs_it() -> None:
    down = form.choose(IPMG, replace(form.start(5, IPMG, Identity(), NOW), step=Step.IMPACT), "down")
    assert Step.SCALE not in form.steps(IPMG, down.answers)
    assert Step.SCALE in form.steps(IPMG, Answers(impact=Impact.DEGRADED))


MATRIX = [
    (IPMG, "down", None, "operative"),
    (IPMG, "degraded", Scale.ONE, "standard"),
    (IPMG, "degraded", Scale.SOME, "operative"),
    (IPMG, "degraded", Scale.ALL, "operative"),
    (IPMG, "question", None, "standard"),
    (PROVIDENCE, "down", None, "high"),
    (PROVIDENCE, "degraded", None, "medium"),
    (PROVIDENCE, "question", None, "low"),
]


@pytest.mark.parametrize(("regulation", "impact", "scale", "priority"), MATRIX)
def test_the_answers_pick_the_priority(regulation: Regulation, impact: str, scale: Scale | None, priority: str) -> None:
    draft, _ = filled(regulation)
    draft = replace(draft, answers=replace(draft.answers, impact=Impact(impact), scale=scale))
    assert form.complete(regulation, draft).priority == priority


UNIDENTIFIED = [
    (Step.NAME, lambda answers, value: replace(answers, name=value)),
    (Step.COMPANY, lambda answers, value: replace(answers, company=value)),
    (Step.CONTACT, lambda answers, value: replace(answers, contact=value)),
]


@pytest.mark.parametrize(("missing", "without"), UNIDENTIFIED, ids=["name", "company", "contact"])
@pytest.mark.parametrize("value", [None, ""])
def test_ipmg_3_2_1_without_identification_there_is_no_request(
    missing: Step, without: Callable[[Answers, str | None], Answers], value: str | None
) -> None:
    draft, _ = filled(IPMG)
    draft = replace(draft, answers=without(draft.answers, value))
    with pytest.raises(IncompleteError) as caught:
        form.complete(IPMG, draft)
    assert caught.value.missing == (missing,)


@pytest.mark.parametrize("step", [Step.NAME, Step.COMPANY, Step.CONTACT, Step.PROBLEM])
def test_required_steps_cannot_be_skipped(step: Step) -> None:
    with pytest.raises(BadAnswerError) as caught:
        form.skip(IPMG, replace(form.start(5, IPMG, Identity(), NOW), step=step))
    assert caught.value.reason == "required"


@pytest.mark.parametrize("given", [None, "Engineer"])
def test_an_optional_step_is_left_out_also_when_it_had_an_answer(given: str | None) -> None:
    draft = form.start(5, IPMG, Identity(), NOW)
    draft = form.skip(IPMG, replace(draft, step=Step.POSITION, answers=replace(draft.answers, position=given)))
    assert (draft.answers.position, draft.step) == ("", Step.TOPIC)


FORGED = [
    (Step.TOPIC, "no_such_topic", "not_a_choice"),
    (Step.TOPIC, IPMG.out_of_scope[0].key, "not_a_choice"),
    (Step.IMPACT, "catastrophe", "not_a_choice"),
    (Step.SCALE, "", "not_a_choice"),
    (Step.NAME, "down", "wants_text"),
    (Step.SUMMARY, "down", "wants_text"),
]


@pytest.mark.parametrize(("step", "value", "reason"), FORGED)
def test_a_forged_choice_is_refused(step: Step, value: str, reason: str) -> None:
    with pytest.raises(BadAnswerError) as caught:
        form.choose(IPMG, replace(form.start(5, IPMG, Identity(), NOW), step=step), value)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("step", "reason"),
    [(Step.TOPIC, "wants_button"), (Step.SUMMARY, "wants_button"), (Step.SCREENSHOTS, "wants_picture")],
)
def test_text_where_something_else_is_wanted_says_what(step: Step, reason: str) -> None:
    with pytest.raises(BadAnswerError) as caught:
        form.write(IPMG, replace(form.start(5, IPMG, Identity(), NOW), step=step), "hello there")
    assert caught.value.reason == reason


def test_a_contact_counts_only_where_it_is_asked_for() -> None:
    draft = form.start(5, IPMG, Identity(), NOW)
    there = form.give_contact(IPMG, replace(draft, step=Step.CONTACT), "+380501234567")
    assert there.answers.contact == "+380501234567"
    for step, reason in ((Step.NAME, "wants_text"), (Step.TOPIC, "wants_button")):
        with pytest.raises(BadAnswerError) as caught:
            form.give_contact(IPMG, replace(draft, step=step), "+380501234567")
        assert caught.value.reason == reason


def test_back_goes_the_way_back_and_keep_goes_on_with_every_answer_in_place() -> None:
    draft, way = filled(IPMG)
    answers = draft.answers
    for step in reversed(way):
        draft = form.back(IPMG, draft)
        assert (draft.step, draft.answers) == (step, answers)
    assert form.before(IPMG, draft) is None
    assert form.back(IPMG, draft) is draft
    assert form.keep(IPMG, draft).step is Step.SUMMARY


def test_keep_needs_an_answer_to_keep() -> None:
    with pytest.raises(BadAnswerError):
        form.keep(IPMG, form.start(5, IPMG, Identity(), NOW))


def test_edit_leads_back_to_the_summary() -> None:
    draft, way = filled(PROVIDENCE)
    for step in way:
        editing = form.edit(PROVIDENCE, draft, step)
        assert (editing.step, editing.editing) == (step, True)
        assert form.back(PROVIDENCE, editing).step is Step.SUMMARY
        assert give(PROVIDENCE, editing).step is Step.SUMMARY


def test_an_edit_that_opens_a_new_question_asks_it() -> None:
    draft, _ = filled(IPMG)
    draft = replace(draft, answers=replace(draft.answers, impact=Impact.DOWN, scale=None))
    asked = form.choose(IPMG, form.edit(IPMG, draft, Step.IMPACT), "degraded")
    assert asked.step is Step.SCALE
    assert form.choose(IPMG, asked, "one").step is Step.SUMMARY


def test_only_the_summary_can_be_edited_and_only_steps_of_the_form() -> None:
    draft, _ = filled(PROVIDENCE)
    for where, step in ((draft, Step.POSITION), (draft, Step.SUMMARY), (replace(draft, step=Step.NAME), Step.TOPIC)):
        with pytest.raises(BadAnswerError):
            form.edit(PROVIDENCE, where, step)


def test_the_summary_itself_cannot_be_skipped() -> None:
    with pytest.raises(BadAnswerError):
        form.skip(IPMG, filled(IPMG)[0])


def test_a_problem_typed_before_the_form_is_kept() -> None:
    draft = form.start(5, IPMG, Identity(), NOW, problem="Нічого не працює")
    assert draft.answers.problem == "Нічого не працює"
    assert draft.step is Step.TOPIC


def test_a_deploy_that_takes_the_step_or_the_topic_away_leads_to_the_first_open_question() -> None:
    draft, _ = filled(IPMG)
    other = replace(draft, step=Step.REPRODUCTION)
    assert form.present(IPMG, other).step is Step.SUMMARY
    gone = replace(draft, answers=replace(draft.answers, topic="gone"))
    assert (form.present(IPMG, gone).step, form.present(IPMG, gone).answers.topic) == (Step.TOPIC, None)
    assert form.present(IPMG, draft) is draft


class FormMachine(RuleBasedStateMachine):
    """Whatever is pressed and typed: the step is one of the form, the revision grows, no answer is thrown away."""

    @initialize(regulation=st.sampled_from([IPMG, PROVIDENCE]), known=st.booleans())
    def begin(self, regulation: Regulation, known: bool) -> None:
        self.regulation = regulation
        identity = Identity("Олена Коваль", "Промінь", "olena@example.com") if known else Identity()
        self.draft = form.start(5, regulation, identity, NOW)

    def _to(self, draft: Draft) -> None:
        lost = [
            step
            for step in form.steps(self.regulation, draft.answers)
            if form.answered(self.draft.answers, step) and not form.answered(draft.answers, step)
        ]
        assert not lost
        assert draft is self.draft or draft.revision > self.draft.revision
        self.draft = draft

    @rule()
    def answer(self) -> None:
        if self.draft.step is not Step.SUMMARY:
            self._to(give(self.regulation, self.draft))

    def _try(self, act: Callable[[], Draft], *reasons: str) -> None:
        """An act that may be refused, for these reasons (none: for any), and then changes nothing."""
        try:
            changed = act()
        except BadAnswerError as error:
            if error.step is not self.draft.step or (reasons and error.reason not in reasons):
                raise
        else:
            self._to(changed)

    @rule(text=st.one_of(st.text(max_size=40), st.sampled_from(sorted(TYPED.values()))))
    def write(self, text: str) -> None:
        self._try(lambda: form.write(self.regulation, self.draft, text))

    @rule(value=st.one_of(st.sampled_from(["down", "degraded", "question", "one", "all"]), st.text(max_size=8)))
    def choose(self, value: str) -> None:
        self._try(lambda: form.choose(self.regulation, self.draft, value), "not_a_choice", "wants_text")

    @rule()
    def back(self) -> None:
        self._to(form.back(self.regulation, self.draft))

    @rule(move=st.sampled_from([form.skip, form.keep]))
    def move(self, move: Callable[[Regulation, Draft], Draft]) -> None:
        self._try(lambda: move(self.regulation, self.draft), "required")

    @rule(step=st.sampled_from(Step))
    def edit(self, step: Step) -> None:
        self._try(lambda: form.edit(self.regulation, self.draft, step), "not_a_choice")

    @invariant()
    def the_step_is_one_of_the_form(self) -> None:
        assert self.draft.step in (*form.steps(self.regulation, self.draft.answers), Step.SUMMARY)
        assert form.present(self.regulation, self.draft) is self.draft

    @invariant()
    def the_summary_can_be_sent(self) -> None:
        if self.draft.step is Step.SUMMARY:
            request = form.complete(self.regulation, self.draft)
            self.regulation.priority(request.priority)
            assert request.identity.name


FormMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestForm = FormMachine.TestCase
