"""Which function answers which method of the Bot API."""

from collections.abc import Callable
from typing import Any, TypeVar

from aiogram.methods import TelegramMethod

from playground.world import World

Method = TypeVar("Method", bound=TelegramMethod[Any])
Answer = Callable[[World, Any], Any]
ANSWERS: dict[str, Answer] = {}


def answers(model: type[Method]) -> Callable[[Callable[[World, Method], Any]], Callable[[World, Method], Any]]:
    """Register the decorated function as the answer to a method; it gets the world and the checked call."""

    def register(function: Callable[[World, Method], Any]) -> Callable[[World, Method], Any]:
        ANSWERS[model.__api_method__] = function
        return function

    return register
