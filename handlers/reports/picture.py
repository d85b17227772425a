"""Draws a chart as a PNG that reads on a phone: upright, few things, great letters.

matplotlib is imported with the first chart: it takes a second that the start of the bot does not have. Its own
`Figure` is used and never `pyplot`, which keeps figures and is not made for threads. `draw` belongs in a thread.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from handlers.texts.chart import Bars, Chart, Row, Rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 1080
"""Pixels; Telegram shows a photo of up to 1280 as it is."""
_DPI = 100
_HEAD, _BARS, _ROW, _GAP = 300, 460, 96, 110
"""Pixels: the title with the great numbers, the bars over time, one row, a panel's own title."""
_EMPTY = 160
_INK, _FAINT, _LINE = "#1b2733", "#5c6b7a", "#d8dee4"
_OPENED, _CLOSED, _KEPT, _LATE = "#f08c2e", "#2a6fbb", "#2b8a5b", "#f3c1bb"


def draw(chart: Chart, nothing: str) -> bytes:
    """The picture; `nothing` is said where there is nothing to show."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    mpl.rcParams["text.parse_math"] = False  # a $ in a name is a $
    heights = [_BARS if chart.bars else 0, *(_GAP + _ROW * len(panel.rows) for panel in chart.rows)]
    empty = not chart.rows and not (chart.bars and any((*chart.bars.opened, *chart.bars.closed)))
    height = _HEAD + (_EMPTY if empty else sum(heights)) + 30
    figure = Figure(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    _head(figure, chart, height)
    if empty:
        _text(figure, WIDTH / 2, height - _HEAD - 40, height, nothing, size=30, color=_FAINT, ha="center")
    else:
        _panels(figure, chart, height)
    out = BytesIO()
    figure.savefig(out, format="png", dpi=_DPI)
    return out.getvalue()


def _panels(figure: "Figure", chart: Chart, height: int) -> None:
    top = height - _HEAD
    if chart.bars is not None:
        _bars(_axes(figure, 115, top - _BARS + 95, WIDTH - 115 - 40, _BARS - 205, height), chart.bars)
        _text(figure, 40, top - 40, height, chart.bars.title, size=27, weight="bold")
        _legend(figure, chart.bars, top - 40, height)
        top -= _BARS
    for panel in chart.rows:
        tall = _ROW * len(panel.rows)
        _text(figure, 40, top - 50, height, panel.title, size=27, weight="bold")
        _rows(_axes(figure, 40, top - _GAP - tall + 30, WIDTH - 80, tall, height), panel)
        top -= _GAP + tall


def _head(figure: "Figure", chart: Chart, height: int) -> None:
    _text(figure, 40, height - 60, height, chart.title, size=36, weight="bold")
    _text(figure, 40, height - 112, height, chart.subtitle, size=24, color=_FAINT)
    wide = (WIDTH - 80) / len(chart.numbers)
    size = 44 if len(chart.numbers) < 5 else 36
    for place, (number, name) in enumerate(chart.numbers):
        left = 40 + place * wide
        _text(figure, left, height - 195, height, number, size=size, weight="bold")
        _text(figure, left, height - 252, height, _two_lines(name), size=21, color=_FAINT, linespacing=1.1)


def _two_lines(name: str) -> str:
    """Long names break before their last words."""
    first, _space, rest = name.partition(" ")
    return f"{first}\n{rest}" if len(name) > 9 and rest else name


def _bars(axes: "Axes", bars: Bars) -> None:
    places = range(len(bars.opened))
    width = 0.4
    axes.bar([place - width / 2 for place in places], bars.opened, width, color=_OPENED)
    axes.bar([place + width / 2 for place in places], bars.closed, width, color=_CLOSED)
    axes.set_xlim(-0.7, len(bars.opened) - 0.3)
    axes.set_ylim(0, max(*bars.opened, *bars.closed, 1) * 1.15)
    axes.locator_params(axis="y", integer=True, nbins=4)
    axes.set_xticks([place for place in places if bars.labels[place]], [label for label in bars.labels if label])
    axes.tick_params(axis="both", length=0, labelsize=21, labelcolor=_FAINT, pad=8)
    axes.grid(axis="y", color=_LINE, linewidth=1.5)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_LINE)


def _legend(figure: "Figure", bars: Bars, y: float, height: int) -> None:
    """On the line under the title's, at the left."""
    x = 40.0
    for name, colour in zip(bars.legend, (_OPENED, _CLOSED), strict=True):
        _text(figure, x, y - 42, height, "■", size=24, color=colour)
        shown = _text(figure, x + 32, y - 42, height, name, size=22, color=_FAINT)
        x += 32 + _width(figure, shown) + 40


def _rows(axes: "Axes", panel: Rows) -> None:
    count = len(panel.rows)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, count)
    axes.axis("off")
    for place, row in enumerate(panel.rows):
        _row(axes, row, count - place - 1, of_all=panel.of_all)


def _row(axes: "Axes", row: Row, bottom: float, *, of_all: bool) -> None:
    axes.text(0, bottom + 0.78, row.name, fontsize=23, color=_INK, va="center")
    axes.text(1, bottom + 0.78, row.value, fontsize=23, color=_INK, va="center", ha="right", fontweight="bold")
    if of_all:
        axes.barh(bottom + 0.34, 1, 0.34, color=_LATE)
    axes.barh(bottom + 0.34, row.share, 0.34, color=_KEPT if of_all else _OPENED)


def _axes(figure: "Figure", left: float, bottom: float, width: float, height: float, of: int) -> "Axes":
    return figure.add_axes((left / WIDTH, bottom / of, width / WIDTH, height / of))


def _text(figure: "Figure", x: float, y: float, of: int, text: str, **how: Any) -> Any:
    how = {"color": _INK, "va": "center", **how}
    return figure.text(x / WIDTH, y / of, text, **how)


def _width(figure: "Figure", text: Any) -> float:
    """Of a text in pixels."""
    return float(text.get_window_extent(figure.canvas.get_renderer()).width)  # type: ignore[attr-defined]
