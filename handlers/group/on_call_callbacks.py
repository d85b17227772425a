"""What the buttons of /oncall carry. Nothing of it is trusted: every press is checked."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from desk.ports_on_call import HandoverState
from desk.rota import TurnKind

HOURS = 24


class Act(StrEnum):
    """The buttons of /oncall."""

    SHOW = "show"
    TAKE = "take"
    HAND = "hand"
    GIVE = "give"
    CLEAR = "clear"


class OnCallPress(CallbackData, prefix="oc"):
    """`value`: the stretch to take over for, or the colleague to hand over to; empty: show what there is."""

    act: Act
    value: Annotated[str, Field(max_length=24, pattern=r"^[a-z0-9_]*$")] = ""


class HandoverPress(CallbackData, prefix="oh"):
    """The colleague's word, or the asker's."""

    handover: Annotated[int, Field(ge=1, le=2**53)]
    state: HandoverState


class Deed(StrEnum):
    """What a button of the menu does."""

    OPEN = "o"
    PICK = "p"
    TURN = "t"
    HOUR = "h"
    SET = "s"


class RotaPress(CallbackData, prefix="or"):
    """`who` is an engineer at `place` of the order (0: not chosen), with PICK; `turn` and `hour` are what stands."""

    deed: Deed
    turn: TurnKind = TurnKind.WEEK
    hour: Annotated[int, Field(ge=0, lt=HOURS)] = 9
    who: Annotated[int, Field(ge=0, le=2**53)] = 0
    place: Annotated[int, Field(ge=0, le=99)] = 0
