"""answerCallbackQuery: what a person sees after they pressed a button."""

from urllib.parse import urlparse

from aiogram.methods import AnswerCallbackQuery

from playground.entities import utf16
from playground.errors import bad
from playground.registry import answers
from playground.world import PATIENCE, World

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@answers(AnswerCallbackQuery)
def answer_callback_query(world: World, method: AnswerCallbackQuery) -> bool:
    """Once, in time, with at most 200 characters."""
    press = world.presses.get(method.callback_query_id)
    if press is None or press.answered or world.clock.real() - press.at > PATIENCE:
        raise bad(TOO_OLD)
    if method.text and utf16(method.text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    if method.url and urlparse(method.url).netloc not in ("t.me", "telegram.me"):
        raise bad("URL_INVALID")
    press.answered = True
    alert = bool(method.show_alert)
    world.events.emit(
        "answer",
        user_id=press.user_id,
        chat_id=press.chat_id,
        callback_query_id=method.callback_query_id,
        text=method.text or None,
        alert=alert,
        url=method.url,
    )
    world.on_change()
    return True
