"""Trouble on purpose: a slow Telegram, 429, 5xx and broken connections, for some chats and some number of calls."""

from dataclasses import asdict, dataclass, field
from typing import Any

from playground.errors import PeopleError

ACTING = (
    "send",
    "edit",
    "copy",
    "forward",
    "delete",
    "answer",
    "pin",
    "unpin",
    "create",
    "close",
    "reopen",
    "setMessage",
)
QUIET = frozenset({"deleteWebhook", "deleteMyCommands", "close"})
DROPS = ("none", "before", "after")
ERRORS = (0, 500, 502)


@dataclass(slots=True)
class Trouble:
    """What goes wrong, until it is switched off or has hit `times` calls.

    `delay_ms` waits before the answer; `rate_limit` (seconds) answers 429; `server_error` is 0, 500 or 502 (an HTML
    page); `drop` breaks the connection before or after the call took effect; `chats` empty means all chats; `methods`
    empty means the calls that act in chats, and "*" every call; `reroute_topics` puts a message for a topic that is
    gone into General without an error.
    """

    delay_ms: int = 0
    rate_limit: int = 0
    server_error: int = 0
    drop: str = "none"
    chats: list[int] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    times: int | None = None
    reroute_topics: bool = False

    def as_json(self) -> dict[str, Any]:
        """As the page reads and writes it."""
        return asdict(self)

    @property
    def active(self) -> bool:
        """Whether any call may be hit."""
        return bool(self.delay_ms or self.rate_limit or self.server_error or self.drop != "none") and self.times != 0

    def hits(self, method: str, chat_id: int | None) -> bool:
        """Whether this call is hit; if so it is counted."""
        if not self.active or not self._concerns(method):
            return False
        if self.chats and chat_id not in self.chats:
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def _concerns(self, method: str) -> bool:
        if self.methods:
            return "*" in self.methods or method in self.methods
        return method.startswith(ACTING) and method not in QUIET


def read(body: dict[str, Any]) -> Trouble:
    """The trouble that a person asked for. Raises PeopleError for unknown keys and values."""
    known = Trouble.__dataclass_fields__
    unknown = sorted(set(body) - set(known))
    if unknown:
        raise PeopleError(f"unknown trouble: {', '.join(unknown)}")
    trouble = Trouble(**body)
    numbers = (trouble.delay_ms, trouble.rate_limit, 0 if trouble.times is None else trouble.times)
    if any(type(number) is not int or number < 0 for number in numbers):
        raise PeopleError("delay_ms, rate_limit and times are whole numbers from 0 up")
    if trouble.server_error not in ERRORS or trouble.drop not in DROPS:
        raise PeopleError(f"server_error is one of {ERRORS}, drop is one of {DROPS}")
    if not isinstance(trouble.chats, list) or not isinstance(trouble.methods, list):
        raise PeopleError("chats and methods are lists")
    return trouble
