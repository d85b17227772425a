"""Where the real processes of the tests are born: `python -m tests.support.nursery FOLDER`.

A start of the product is five seconds of imports, aiogram's for the most part, and there are some hundred of them. Here
they are done once: every `python -m …` of a test is a fork of this process, which has imported the modules and done
nothing else, and runs its `__main__` in an environment, with arguments and output of its own.

A line of JSON on stdin starts one, its process id comes back as a line. When it has ended, its exit status is in
FOLDER under its id.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import sys
from pathlib import Path
from typing import Any

PRELOADED = ("bot.__main__", "playground.__main__", "uvloop")


def main(folder: Path) -> None:
    """Until stdin ends."""
    for name in PRELOADED:
        importlib.import_module(name)
        if name.endswith("__main__"):
            del sys.modules[name]  # each child runs it anew, with all it imports already there
    gc.freeze()
    signal.signal(signal.SIGCHLD, lambda number, frame: _note_the_dead(folder))
    while line := sys.stdin.readline():
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(asked)
            return
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _note_the_dead(folder: Path) -> None:
    while True:
        try:
            child, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if child == 0:
            return
        draft = folder / f"{child}.new"
        draft.write_text(str(os.waitstatus_to_exitcode(status)))
        draft.rename(folder / str(child))


def _live(asked: dict[str, Any]) -> None:
    """In the child: be that process. It ends as Python does, with what this raises."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    gc.unfreeze()
    out = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for number, source in ((0, os.open(os.devnull, os.O_RDONLY)), (1, out), (2, out)):
        os.dup2(source, number)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w", buffering=1), os.fdopen(2, "w", buffering=1)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    sys.argv = asked["arguments"]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
