"""What people type into the form, cleaned and checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.answers import LENGTHS, check, clean, length, one_line, shared_phone
from desk.errors import BadAnswerError
from desk.model import Step

GOOD = [
    (Step.NAME, "  Олена   Коваль ", "Олена Коваль"),
    (Step.NAME, "Jean-Luc O'Neil", "Jean-Luc O'Neil"),
    (Step.NAME, "Ганна Петрівна Сич", "Ганна Петрівна Сич"),
    (Step.COMPANY, "ТОВ «Промінь»\n<b>", "ТОВ «Промінь» <b>"),
    (Step.CONTACT, "+380 50 123 45 67", "+380501234567"),
    (Step.CONTACT, "050 123-45-67", "+380501234567"),
    (Step.CONTACT, "8 (050) 123-45-67", "+380501234567"),
    (Step.CONTACT, "80501234567", "+380501234567"),
    (Step.CONTACT, "+44 20 7946 0018", "+442079460018"),
    (Step.CONTACT, "(044) 235-92-58 доб. 15", "+380442359258 #15"),
    (Step.CONTACT, "044 235 92 58, дод. 15", "+380442359258 #15"),
    (Step.CONTACT, "044 235-92-58 внутренний 15", "+380442359258 #15"),
    (Step.CONTACT, "+380442359258 #15", "+380442359258 #15"),
    (Step.CONTACT, "Olena.Koval@Example.COM", "Olena.Koval@example.com"),
    (Step.CONTACT, "олена@приклад.укр", "олена@приклад.укр"),
    (Step.POSITION, "CTO", "CTO"),
    (Step.PROBLEM, "Не працює нічого.\r\nЗовсім.", "Не працює нічого.\nЗовсім."),
    (Step.PROBLEM, "Не працює\x00 нічого\u202e зовсім", "Не працює нічого зовсім"),
    (Step.REPRODUCTION, "1. Open\n2. Wait", "1. Open\n2. Wait"),
]


@pytest.mark.parametrize(("step", "typed", "kept"), GOOD)
def test_a_good_answer_is_kept_clean(step: Step, typed: str, kept: str) -> None:
    assert check(step, typed, "UA") == kept


BAD = [
    (Step.NAME, "", "empty", None),
    (Step.NAME, " \u200d\x00 ", "too_short", 3),
    (Step.NAME, "Олена", "not_a_name", None),
    (Step.NAME, "12 34", "not_a_name", None),
    (Step.NAME, "Я " * 100, "too_long", 100),
    (Step.COMPANY, "---", "empty", None),
    (Step.COMPANY, "x", "too_short", 2),
    (Step.CONTACT, "call me", "not_a_contact", None),
    (Step.CONTACT, "+380 12", "not_a_contact", None),
    (Step.CONTACT, "12345678901234567890", "not_a_contact", None),
    (Step.CONTACT, "olena@", "not_a_contact", None),
    (Step.CONTACT, "a@b@c.de", "not_a_contact", None),
    (Step.CONTACT, "x" * 300, "too_long", 254),
    (Step.PROBLEM, "help", "too_short", 10),
    (Step.PROBLEM, "!?!?!?!?!?!?", "empty", None),
    (Step.PROBLEM, "я" * 2501, "too_long", 2500),
    (Step.PROBLEM, "😀" * 1251, "too_long", 2500),
]


@pytest.mark.parametrize(("step", "typed", "reason", "limit"), BAD)
def test_a_bad_answer_says_why(step: Step, typed: str, reason: str, limit: int | None) -> None:
    with pytest.raises(BadAnswerError) as caught:
        check(step, typed, "UA")
    assert (caught.value.step, caught.value.reason, caught.value.limit) == (step, reason, limit)


@pytest.mark.parametrize("shared", ["+380501234567", "380501234567", "+38 (050) 123-45-67", "0501234567"])
def test_the_contact_button_gives_a_number_with_or_without_its_plus(shared: str) -> None:
    assert shared_phone(shared, "UA") == "+380501234567"


@pytest.mark.parametrize("shared", ["", "12", "hello"])
def test_a_contact_with_no_phone_number_is_refused(shared: str) -> None:
    with pytest.raises(BadAnswerError):
        shared_phone(shared, "UA")


@given(st.text())
def test_clean_text_can_always_be_stored_and_is_clean_for_good(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned
    assert "\n" not in one_line(text)


@given(st.sampled_from(sorted(LENGTHS)), st.text(max_size=3000))
def test_an_accepted_answer_keeps_to_its_limits(step: Step, text: str) -> None:
    try:
        value = check(step, text, "UA")
    except BadAnswerError:
        return
    assert 0 < length(value) <= LENGTHS[step][1]
