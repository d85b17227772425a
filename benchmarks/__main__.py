"""`python -m benchmarks [--quick] [--only echo|relay|form|alert|store]`: everything in one run, as plain tables."""

import argparse
import sys
from collections.abc import Sequence

import uvloop

from benchmarks import loads, report, store
from benchmarks.loads import Alerts, Scale
from benchmarks.meter import COLUMNS, Stretch
from benchmarks.report import Table, median, milliseconds, percentile

PARTS = ("echo", "relay", "form", "alert", "store")
_QUICK = Scale(crowd=20, warm=0.5, seconds=1.5, alerts=30)
_SIZES, _QUICK_SIZES = (1_000, 100_000, 1_000_000), (1_000, 3_000)
_ROUNDS, _QUICK_ROUNDS = 500, 20


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 1 when something that was measured did not work."""
    options = _parser().parse_args(arguments)
    parts = options.only or list(PARTS)
    try:
        uvloop.run(_run(parts, quick=options.quick))
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a short run that shows that it runs; its figures say little"
    )
    parser.add_argument("--only", action="append", choices=PARTS, help="this part; may be given several times")
    return parser


async def _run(parts: Sequence[str], *, quick: bool) -> None:
    _print(report.machine())
    scale = _QUICK if quick else Scale()
    if {"echo", "relay", "form"} & set(parts):
        await _loads(parts, scale)
    if "alert" in parts:
        await _alerts(scale)
    if "store" in parts:
        sizes, rounds = (_QUICK_SIZES, _QUICK_ROUNDS) if quick else (_SIZES, _ROUNDS)
        _print((await store.measure(sizes, rounds)).text())


async def _loads(parts: Sequence[str], scale: Scale) -> None:
    echo = await loads.echo(scale) if "echo" in parts else None
    rows, notes = [], [f"{scale.crowd} people at once, {scale.seconds:.0f} s each; 100 % is one core"]
    if echo is not None:
        rows.append(echo.row("bare echo", None))
    if "relay" in parts:
        relay, times = await loads.relay(scale)
        rows.append(relay.row("relay: an addition to a ticket", echo))
        notes += [_calls("relay", relay), f"relay: from the client to the group {_times(times)} at this load"]
    if "form" in parts:
        form = await loads.form(scale)
        rows.append(form.row("form: from /start to Send", echo))
        notes += [_calls("form", form), _requests(form)]
    _print(Table("Load: the bot in its process, server and people in another", COLUMNS, rows, tuple(notes)).text())


def _requests(form: Stretch) -> str:
    rate = f"form: {form.requests / form.seconds:.1f} complete requests a second"
    if not form.requests:
        return rate
    updates, calls = form.updates / form.requests, form.calls / form.requests
    return f"{rate}, {updates:.1f} updates and {calls:.1f} API calls each"


def _calls(name: str, measured: Stretch) -> str:
    shares = (f"{method} {count / measured.updates:.2f}" for method, count in measured.methods.items())
    return f"{name}: API calls an update: {', '.join(shares)}"


def _times(times: Sequence[float]) -> str:
    return f"{milliseconds(median(times))} / {milliseconds(percentile(times, 99))}" if times else "not measured"


async def _alerts(scale: Scale) -> None:
    pressed, whole = await loads.alerts(scale)
    rows = [
        _alert_row("Send pressed, forms filled in before", pressed),
        _alert_row("whole requests, from /start on", whole),
    ]
    columns = ("", "requests/s", "median", "99th percentile", "longest", "bot")
    notes = (f"{scale.alerts} critical requests each, from the press of Send to the message in the engineers' group",)
    _print(Table("The engineers' alert", columns, rows, notes).text())


def _alert_row(name: str, alerts: Alerts) -> tuple[str, ...]:
    times = alerts.times
    shown = (median(times), percentile(times, 99), max(times))
    return (name, f"{alerts.rate:.1f}", *map(milliseconds, shown), f"{alerts.bot_cpu:.0%}")


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
