"""The checks of what people type into the form: each returns the clean value or raises BadAnswerError."""

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from desk.errors import BadAnswerError
from desk.model import Step

LENGTHS: dict[Step, tuple[int, int]] = {
    Step.NAME: (3, 100),
    Step.COMPANY: (2, 120),
    Step.CONTACT: (5, 254),
    Step.POSITION: (2, 100),
    Step.PROBLEM: (10, 2500),
    Step.REPRODUCTION: (5, 700),
}
"""The shortest and the longest answer, in Telegram's characters (UTF-16 units): all of them fit one card together."""

COMMENT_LIMIT = 2500
"""The longest text of an engineer or a client in one message about a ticket, in Telegram's characters."""

_EXTENSION = re.compile(r"[\s,;(]+(?:дод|вн|внутр)[^\W\d]*\.?\s*(?=\d)", re.IGNORECASE)
"""Before the number of a desk in an office, in the words that phonenumbers does not know."""
_OLD_TRUNK = {"UA": "8"}
"""What was dialled before national numbers until not long ago, and is still written: 8 (067) 123-45-67."""

_WRITTEN = (Step.PROBLEM, Step.REPRODUCTION)


def length(text: str) -> int:
    """The length as Telegram counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def clean(text: str) -> str:
    """What can be shown of a text, without the white space around it."""
    return shown(text).strip()


def shown(text: str) -> str:
    """Without what no database or screen can show: control characters, lone surrogates, overrides of direction."""
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(char for char in kept if char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """`clean`, with every run of white space as one space."""
    return re.sub(r"\s+", " ", clean(text))


def check(step: Step, text: str, region: str) -> str:
    """The clean answer to a typed step. `region` (ISO 3166) reads phone numbers without a country code."""
    value = clean(text) if step in _WRITTEN else one_line(text)
    shortest, longest = LENGTHS[step]
    if not value:
        raise BadAnswerError(step, "empty")
    if length(value) > longest:
        raise BadAnswerError(step, "too_long", longest)
    if step is Step.CONTACT:
        return _contact(value, region)
    if length(value) < shortest:
        raise BadAnswerError(step, "too_short", shortest)
    if step is Step.NAME:
        return _full_name(value)
    if not any(char.isalnum() for char in value):
        raise BadAnswerError(step, "empty")
    return value


def _full_name(value: str) -> str:
    """Name and surname (IPMG 3.2.1): two words that begin with letters."""
    if sum(word[0].isalpha() for word in value.split(" ")) < 2:
        raise BadAnswerError(Step.NAME, "not_a_name")
    return value


def _contact(value: str, region: str) -> str:
    """A phone number in E.164 (with `#15`: extension 15), or a normalised e-mail address; no network is asked."""
    if "@" in value:
        try:
            return validate_email(value, check_deliverability=False).normalized
        except EmailNotValidError:
            raise BadAnswerError(Step.CONTACT, "not_a_contact") from None
    phone = _phone(value, region)
    if phone is None:
        raise BadAnswerError(Step.CONTACT, "not_a_contact")
    return phone


def _phone(value: str, region: str) -> str | None:
    written = _EXTENSION.sub(" ext. ", value)
    number = _read(written, region) or _read(written.removeprefix(_OLD_TRUNK.get(region, "")).strip(), region)
    if number is None:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164} #{number.extension}" if number.extension else str(e164)


def _read(value: str, region: str) -> phonenumbers.PhoneNumber | None:
    """None: it is no number that can be called."""
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def phone_number(text: str, region: str) -> str:
    """A typed phone number as `check` keeps it. BadAnswerError: it is none."""
    phone = _phone(one_line(text), region)
    if phone is None:
        raise BadAnswerError(Step.CONTACT, "not_a_phone")
    return phone


def shared_phone(phone_number: str, region: str) -> str:
    """The number of Telegram's contact button, which may come without its plus."""
    digits = re.sub(r"\D", "", phone_number)
    phone = _phone("+" + digits, region) or _phone(digits, region)
    if phone is None:
        raise BadAnswerError(Step.CONTACT, "not_a_phone")
    return phone
