"""The kernel's side of the live update: what a cell shows, and who feeds it."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

import bqplot

from tests.benchmarks.event import MadeUp, OnCommand
from webcast_widget import LiveFeed, WebcastPane

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

POLL = b"p"
DONE = b"."


def show(what: str, slots: int, port: int) -> Any:
    """Give a widget on an event of `slots` slots, fed by the feed's own thread.

    Parameters
    ----------
    what
        ``"pane"``, or ``"arrays"`` for the obvious way.
    slots
        Length of the history.
    port
        Where the benchmark listens; it is told when each poll is through.
    """
    source = MadeUp(slots)
    feed = LiveFeed(source, clock=OnCommand(source)).start()
    feed.refresh()
    shown = WebcastPane(feed) if what == "pane" else arrays(feed)
    driver = socket.create_connection(("127.0.0.1", port))
    threading.Thread(target=_obey, args=(driver, feed), daemon=True).start()
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


def _moments(rows: NDArray[np.float64]) -> NDArray[np.datetime64]:
    return (rows[:, 0] * 1000).astype("datetime64[ms]")


def _obey(driver: socket.socket, feed: LiveFeed) -> None:
    """Poll once for each byte that comes; end with the connection."""
    with driver:
        while driver.recv(1) == POLL:
            feed.refresh()
            driver.sendall(DONE)
