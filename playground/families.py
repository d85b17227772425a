"""The families of methods; importing them registers their answers."""

from types import ModuleType

from playground import (
    methods_bot,
    methods_callback,
    methods_chat,
    methods_copy,
    methods_edit,
    methods_file,
    methods_media,
    methods_text,
    methods_topic,
    methods_update,
)

FAMILIES: tuple[ModuleType, ...] = (
    methods_bot,
    methods_callback,
    methods_chat,
    methods_copy,
    methods_edit,
    methods_file,
    methods_media,
    methods_text,
    methods_topic,
    methods_update,
)
