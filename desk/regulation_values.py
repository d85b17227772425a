"""The single values of a regulation file: durations, texts, contacts.

A ValueError of this module says what is wrong in plain words.
"""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import email_validator
import phonenumbers
from pydantic import ValidationInfo

from desk.model import Language

_WRITTEN = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?")


def duration(value: Any) -> Any:
    """ "2d", "12h", "4h30m", "90m": a day is 24 hours. What is a duration already stays as it is."""
    if isinstance(value, timedelta):
        return value
    match = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
    if match is None or not value:
        raise ValueError(f'{value!r} is not a duration; write it as "90m", "4h30m" or "2d"')
    days, hours, minutes = (int(part or 0) for part in match.groups())
    found = timedelta(days=days, hours=hours, minutes=minutes)
    if not found:
        raise ValueError("a duration must be longer than nothing")
    return found


def check_text(text: dict[Language, str], info: ValidationInfo) -> dict[Language, str]:
    """A text in each of the regulation's languages (known while a file is read), and nothing empty."""
    wanted = info.context["languages"] if info.context else ()
    lacking = [language for language in wanted if not text.get(language, "").strip()]
    if lacking:
        raise ValueError(f"has no text in {', '.join(lacking)}")
    return text


def check_contact(kind: str, value: str) -> None:
    """A phone number with its country code, an e-mail address, or an https address; nothing is asked of the network."""
    if kind == "phone":
        _check_phone(value)
    elif kind == "email":
        try:
            email_validator.validate_email(value, check_deliverability=False)
        except email_validator.EmailNotValidError as error:
            raise ValueError(f'"{value}" is not an e-mail address: {error}') from error
    elif urlsplit(value).scheme != "https" or not urlsplit(value).hostname:
        raise ValueError(f'"{value}" is not an address of a site; it begins with https://')


def _check_phone(value: str) -> None:
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f'"{value}" is not a phone number with its country code, such as "+380 44 ..."') from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError(f'"{value}" is not a phone number that can exist')
