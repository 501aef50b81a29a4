"""The kernel's side of the live update: what a cell shows, and who feeds it."""

from __future__ import annotations

import socket
import threading
from typing import Any

from tests.benchmarks.event import MadeUp, OnCommand
from tests.benchmarks.sights import SIGHTS
from webcast_widget import LiveFeed

POLL = b"p"
DONE = b"."


def show(what: str, slots: int, port: int) -> Any:
    """Give a widget on an event of `slots` slots, fed by the feed's own thread.

    Parameters
    ----------
    what
        One of `tests.benchmarks.sights.SIGHTS`.
    slots
        Length of the history.
    port
        Where the benchmark listens; it is told when each poll is through.
    """
    source = MadeUp(slots)
    clock = OnCommand(source)
    feed = LiveFeed(source, clock=clock).start()
    feed.refresh()
    shown = SIGHTS[what](feed)
    driver = socket.create_connection(("127.0.0.1", port))
    threading.Thread(target=_obey, args=(driver, feed, clock), daemon=True).start()
    return shown


def _obey(driver: socket.socket, feed: LiveFeed, clock: OnCommand) -> None:
    """Poll once for each byte that comes; end with the connection."""
    with driver:
        while driver.recv(1) == POLL:
            clock.advance()
            feed.refresh()
            driver.sendall(DONE)
