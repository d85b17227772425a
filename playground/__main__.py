"""`python -m playground`: the playground alone, until it is interrupted."""

import argparse
import asyncio
import contextlib
import signal
import sys
import tempfile
from pathlib import Path

from playground.server import DEFAULT_TOKEN, Playground


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m playground", description="A Telegram of our own, on this machine.")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="the bot's token")
    parser.add_argument("--clock", type=Path, metavar="FILE", help="share the time with the bot by this file")
    parser.add_argument("--zone", metavar="NAME", help="show the time of this zone too, such as Europe/Kyiv")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep the chats in this file over restarts")
    return parser.parse_args()


async def run(options: argparse.Namespace) -> None:
    """Serve until SIGINT or SIGTERM."""
    with tempfile.TemporaryDirectory(prefix="playground-") as folder:
        beside = options.state.with_name(options.state.name + ".clock") if options.state else Path(folder) / "clock"
        await _serve(options, (options.clock or beside).absolute())


async def _serve(options: argparse.Namespace, clock: Path) -> None:
    playground = Playground(
        options.host, options.port, options.token, state_file=options.state, clock_file=clock, zone=options.zone
    )
    await playground.start()
    lines = (f"Playground: {playground.url}", f"BOT_API_URL={playground.url}", f"BOT_TOKEN={playground.token}",
             f"PLAYGROUND_CLOCK={clock}")  # fmt: skip
    sys.stdout.write("\n".join((*lines, f"ENGINEER_CHAT_ID={playground.group_id}")) + "\n")
    sys.stdout.flush()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        await stop.wait()
    finally:
        await playground.stop()


def main() -> int:
    """Exit status 2 where it cannot start."""
    try:
        asyncio.run(run(arguments()))
    except KeyboardInterrupt:
        return 0
    except (OSError, ValueError) as error:
        sys.stderr.write(f"The playground cannot start: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
