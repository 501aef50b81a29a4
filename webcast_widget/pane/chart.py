"""The two bqplot figures of the pane: the chart, and the overview with its scroller.

Their marks start empty and stay so in the kernel. The browser keeps the whole series
and feeds them itself, thinned to the screen, so that the history travels once and the
scroller works while the kernel is busy, or gone.

The browser finds the parts by name (`openFigures` in ``js/src/host/figures.ts``): a mark
by its one label, a scale by what it is to its marks, an axis by its scale. The brush is
the overview's interaction.
"""

from __future__ import annotations

from typing import Any

import bqplot
import numpy as np

_EMPTY_TIMES = np.array([], dtype="datetime64[ms]")
_EMPTY_COUNTS = np.array([], dtype="float64")
# Without a domain of its own, a date scale would start in 1970 until the first data.
_START = np.datetime64("2026-01-01T00:00:00", "ms")
_END = np.datetime64("2026-01-01T00:30:00", "ms")


def figures() -> tuple[bqplot.Figure, bqplot.Figure]:
    """Build the two figures, empty.

    Returns
    -------
    tuple of bqplot.Figure
        The chart of the window, and the overview of the whole event with the brush
        that moves the window.
    """
    return _chart(), _overview()


def _scales() -> dict[str, bqplot.Scale]:
    return {
        "x": bqplot.DateScale(min=_START, max=_END, allow_padding=False),
        "y": _values(),
    }


def _values() -> bqplot.Scale:
    return bqplot.LinearScale(min=0, max=1, allow_padding=False)


def _line(
    name: str, scales: dict[str, bqplot.Scale], fill: str = "bottom", **style: Any
) -> bqplot.Lines:
    return bqplot.Lines(
        # Shown nowhere: there is no legend.
        labels=[name],
        x=_EMPTY_TIMES,
        y=_EMPTY_COUNTS,
        scales=scales,
        fill=fill,
        # The browser sets both domains with the data; neither follows from the data.
        preserve_domain={"x": True, "y": True},
        **style,
    )


def _figure(**parts: Any) -> bqplot.Figure:
    return bqplot.Figure(
        animation_duration=0,
        display_toolbar=False,
        padding_x=0,
        padding_y=0,
        # The element around it has the size; the figure takes whatever that is.
        min_aspect_ratio=0.01,
        max_aspect_ratio=100,
        layout={"width": "100%", "height": "100%", "min_width": "0"},
        **parts,
    )


def _chart() -> bqplot.Figure:
    scales = _scales()
    settled = _line(
        "settled", scales, stroke_width=2, opacities=[1], fill_opacities=[0.14]
    )
    provisional = _line(
        "provisional",
        scales,
        stroke_width=2,
        line_style="dashed",
        opacities=[0.75],
        fill_opacities=[0.06],
    )
    # Between what provisional slots may settle at, and between the lowest and the highest
    # of earlier events: their points go around.
    band, usual = (
        _line(
            name,
            scales,
            fill="inside",
            stroke_width=0,
            opacities=[0],
            fill_opacities=[opacity],
        )
        for name, opacity in (("band", 0.22), ("usual", 0.08))
    )
    median = _line(
        "median",
        scales,
        fill="none",
        stroke_width=1,
        line_style="dashed",
        opacities=[0.5],
    )
    # What is pinned, with a scale and an axis of its own: without ticks until then.
    beside = {"x": scales["x"], "y": _values()}
    second = _line("second", beside, fill="none", stroke_width=1.5, opacities=[1])
    axes = [
        bqplot.Axis(scale=scales["x"], grid_lines="none", tick_format="%H:%M"),
        # Ticks of 1.5k: the axis is narrow, and the exact number is in the readout.
        bqplot.Axis(
            scale=scales["y"],
            orientation="vertical",
            grid_lines="solid",
            tick_format="~s",
        ),
        bqplot.Axis(
            scale=beside["y"],
            orientation="vertical",
            side="right",
            grid_lines="none",
            # Of no ticks bqplot cannot guess a format, and says so in the console.
            tick_format="~s",
            tick_values=[],
        ),
    ]
    return _figure(
        marks=[usual, median, second, settled, provisional, band],
        axes=axes,
        fig_margin={"top": 8, "bottom": 22, "left": 38, "right": 4},
    )


def _overview() -> bqplot.Figure:
    scales = _scales()
    whole = _line("whole", scales, stroke_width=0, opacities=[0], fill_opacities=[0.3])
    # Without marks: a brush with marks would send their selected points as it moves.
    brush = bqplot.interacts.BrushIntervalSelector(scale=scales["x"], marks=[])
    return _figure(
        marks=[whole],
        axes=[],
        interaction=brush,
        fig_margin={"top": 0, "bottom": 0, "left": 38, "right": 4},
    )
