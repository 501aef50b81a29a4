"""A simulated event on a fast clock, and the code that shows it in a kernel."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webcast_widget.simulator import Scenario, Server, Simulation, running
from webcast_widget.timeline.clock import SpedUpClock, SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

SPEED = 20.0
"""A poll each 10 s of the event is one each half second of ours."""


@dataclass(frozen=True)
class Event:
    """An event that is being served."""

    server: Server
    clock: SpedUpClock

    @property
    def truth(self) -> pd.DataFrame:
        """The true slots, by their start."""
        return self.server.simulation.truth().set_index("slot")

    def connect(self, **source: str) -> str:
        """Give the code that connects a kernel to the event, in the event's time."""
        server, clock = self.server, self.clock
        given = {
            "service_url": server.service_url,
            "partner_id": server.partner_id,
            "secret": server.user_secret,
        } | source
        arguments = ", ".join(f"{name}={value!r}" for name, value in given.items())
        return (
            "import webcast_widget as ww\n"
            f"clock = ww.SpedUpClock({clock.speed!r}, {clock.start!r}, {clock.real!r})\n"
            f"source = ww.KalturaSource({server.entry_id!r}, {arguments})\n"
            "feed = ww.connect(source, clock=clock)\n"
        )

    def show(self, options: str = "", **source: str) -> str:
        """Give the code of a cell that shows the pane."""
        comma = ", " if options else ""
        return (
            self.connect(**source)
            + f"pane = ww.WebcastPane(feed{comma}{options})\npane"
        )


@contextlib.contextmanager
def event(speed: float = SPEED, **scenario: float | str) -> Iterator[Event]:
    """Serve an event for the length of a `with` block."""
    chosen: dict[str, float | str] = {
        "viewers": 150,
        "started_ago_s": 5400,
        "duration_s": 8 * 3600,
        "generation": "live_analytics",
        # On a slow machine the tests would come to it.
        "outage_s": 0,
    }
    now = SystemClock().now()
    clock = SpedUpClock(speed, now, now)
    simulation = Simulation(Scenario(**chosen | scenario), clock)  # type: ignore[arg-type]
    simulation.catch_up()
    with running(simulation) as server:
        yield Event(server, clock)
