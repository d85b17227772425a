"""Tracebacks for the log: where it broke and what broke, without what people wrote.

The message of an exception may quote data (pydantic, SQLAlchemy, int("...")); so only messages of kinds that speak of
the program, the network or Telegram's refusal are shown.
"""

import traceback
from collections.abc import Iterator

from aiogram.exceptions import ClientDecodeError, TelegramAPIError

_HARMLESS = (
    AssertionError,
    AttributeError,
    ImportError,
    NameError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TelegramAPIError,
    TypeError,
)


def say(error: BaseException) -> str:
    """The exception in one line: its kind, and its message where that cannot quote people."""
    kind = type(error).__name__
    if isinstance(error, ClientDecodeError):
        return f"{kind}: {error.message}"
    if isinstance(error, _HARMLESS):
        return f"{kind}: {' '.join(str(error).split())}"
    origin = getattr(error, "orig", None)  # SQLAlchemy: what the driver said, without statement and parameters
    return f"{kind} ({type(origin).__name__})" if origin is not None else kind


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def trace(error: BaseException) -> str:
    """The stack and the chain of causes, the outermost first; no source lines' values, no quoted data."""
    lines: list[str] = []
    for link in _chain(error):
        lines.append(say(link))
        frames = traceback.extract_tb(link.__traceback__)
        lines.extend(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    return "\n".join(lines)
