"""What a cell may show of a feed: the pane, and what others would do."""

from __future__ import annotations

import struct
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import bqplot
import ipywidgets
import numpy as np
import traitlets

from webcast_widget import LiveFeed, WebcastPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

WINDOW_S = 1800
UPLOT = Path(__file__).parents[2] / "js/node_modules/uplot/dist"


def pane(feed: LiveFeed) -> WebcastPane:
    """Show our pane."""
    return WebcastPane(feed)


def label(feed: LiveFeed) -> ipywidgets.Label:
    """Show the number of slots alone: what any update costs."""
    shown = ipywidgets.Label()

    def replace() -> None:
        _, rows = feed.series()
        shown.value = str(len(rows))

    replace()
    feed.subscribe(lambda _: replace())
    return shown


def arrays(feed: LiveFeed) -> bqplot.Figure:
    """Show a line in the obvious way: each poll replaces its x and its y."""
    x, y = bqplot.DateScale(), bqplot.LinearScale(min=0)
    line = bqplot.Lines(scales={"x": x, "y": y})

    def replace() -> None:
        _, rows = feed.series()
        with line.hold_sync():
            line.x = _moments(rows)
            line.y = rows[:, 1]

    replace()
    feed.subscribe(lambda _: replace())
    return bqplot.Figure(
        marks=[line],
        axes=[bqplot.Axis(scale=x), bqplot.Axis(scale=y, orientation="vertical")],
        animation_duration=0,
    )


def bokeh(feed: LiveFeed) -> Any:
    """Show a line that is streamed to, and follows its end."""
    # Not among the extras: whoever compares installs it.
    io, models, plotting, resources, widgets = map(
        import_module,
        (
            "bokeh.io",
            "bokeh.models",
            "bokeh.plotting",
            "bokeh.resources",
            "jupyter_bokeh.widgets",
        ),
    )
    # Its widget draws with the script that is in the page, and brings none itself.
    io.output_notebook(resources.INLINE, hide_banner=True)
    _, rows = feed.series()
    data = models.ColumnDataSource({"x": _moments(rows), "y": rows[:, 1]})
    follows = models.DataRange1d(
        follow="end", follow_interval=WINDOW_S * 1000, range_padding=0
    )
    plot = plotting.figure(
        x_axis_type="datetime", x_range=follows, width=800, height=250
    )
    plot.line("x", "y", source=data)
    newest = [rows[-1, 0]]

    def stream() -> None:
        _, rows = feed.series()
        new = rows[rows[:, 0] > newest[0]]
        newest[0] = rows[-1, 0]
        data.stream({"x": _moments(new), "y": new[:, 1]})

    feed.subscribe(lambda _: stream())
    return widgets.BokehModel(plot)


def plotly(feed: LiveFeed) -> Any:
    """Show a line whose arrays are replaced."""
    go = import_module("plotly.graph_objects")
    shown = go.FigureWidget(go.Scatter())

    def replace() -> None:
        _, rows = feed.series()
        end = rows[-1, 0] * 1000
        with shown.batch_update():
            shown.data[0].x = _moments(rows)
            shown.data[0].y = rows[:, 1]
            shown.layout.xaxis.range = [end - WINDOW_S * 1000, end]

    replace()
    feed.subscribe(lambda _: replace())
    return shown


def uplot(feed: LiveFeed) -> anywidget.AnyWidget:
    """Show a line on a bare canvas, to which the new slot alone is sent."""
    _, rows = feed.series()
    shown = _UPlot(history=np.ascontiguousarray(rows[:, :2]).tobytes())

    def send() -> None:
        _, rows = feed.series()
        shown.newest = struct.pack("<2d", *rows[-1, :2])

    feed.subscribe(lambda _: send())
    return shown


class _UPlot(anywidget.AnyWidget):
    history = traitlets.Bytes().tag(sync=True)
    newest = traitlets.Bytes().tag(sync=True)
    # Without its own style the canvas lies under what its container shows.
    _css = (UPLOT / "uPlot.min.css").read_text("utf-8") if UPLOT.is_dir() else ""
    _esm = (
        (UPLOT / "uPlot.esm.js")
        .read_text("utf-8")
        .replace("export { uPlot as default };", "")
        + """
export async function render({ model, el }) {
  const read = (name) => {
    const { buffer, byteOffset, byteLength } = model.get(name);
    return new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
  };
  const history = read("history");
  const x = [], y = [];
  for (let i = 0; i < history.length; i += 2) {
    x.push(history[i]);
    y.push(history[i + 1]);
  }
  const told = () => window.bench.drawn++;
  const plot = new uPlot({
    width: 800, height: 250, pxAlign: 0,
    series: [{}, { stroke: "#1976d2", fill: "#1976d222" }],
    hooks: { draw: [() => { told(); window.bench.at = Date.now(); }] },
  }, [[], []], el);
  const show = (from, to) => {
    let [low, high] = [0, x.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (x[middle] < from) low = middle + 1; else high = middle;
    }
    let end = low;
    while (end < x.length && x[end] <= to) end++;
    plot.setData([x.slice(low, end), y.slice(low, end)]);
  };
  const last = () => x[x.length - 1];
  model.on("change:newest", () => {
    const [moment, value] = read("newest");
    x.push(moment);
    y.push(value);
    show(last() - 1800, last());
  });
  // In one of a pane's overview, a brush is drawn anew over these shares of the whole.
  window.bench.step = (from, to) =>
    show(x[0] + from * (last() - x[0]), x[0] + to * (last() - x[0]));
  show(last() - 1800, last());
}
export default { render };
"""
        if UPLOT.is_dir()
        else ""
    )


SIGHTS: dict[str, Callable[[LiveFeed], Any]] = {
    each.__name__: each for each in (pane, label, arrays, bokeh, plotly, uplot)
}


def _moments(rows: NDArray[np.float64]) -> NDArray[np.datetime64]:
    return (rows[:, 0] * 1000).astype("datetime64[ms]")
