"""What the Bot API answers when it refuses: an HTTP status, a description in Telegram's own words, parameters."""

from typing import Any


class ApiError(Exception):
    """A refusal of the Bot API; `parameters` are Telegram's ResponseParameters."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(text: str, **parameters: int) -> ApiError:
    """A 400; Telegram puts the kind of the error before its text."""
    return ApiError(400, f"Bad Request: {text}", parameters or None)


def forbidden(text: str) -> ApiError:
    """A 403: the bot may not write there, and trying again will not help."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """A 409: two ways of getting updates at once."""
    return ApiError(409, f"Conflict: {text}")


class PeopleError(Exception):
    """A person asked for what a messenger would not let them do; the text is shown on the page."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.text = text
        self.status = status
