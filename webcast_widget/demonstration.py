"""A pane on a simulated event, in one line: no account, no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.feed import connect, rerun
from webcast_widget.pane import WebcastPane
from webcast_widget.sources import KalturaSource
from webcast_widget.timeline.clock import SpedUpClock

if TYPE_CHECKING:
    from webcast_widget.simulator import Server


def demo(
    *,
    viewers: int = 1200,
    started_ago: str = "90min",
    duration: str = "4h",
    seed: int = 7,
    speed: float = 1.0,
) -> WebcastPane:
    """Give a pane on a simulated event that is going on.

    Closing the pane, or running the cell again, ends the simulation.

    Parameters
    ----------
    viewers
        About how many watch at the same time.
    started_ago
        How long ago the event began, such as ``"90min"``.
    duration
        How long it lasts.
    seed
        The same seed gives the same audience.
    speed
        Simulated seconds per real second.

    Raises
    ------
    MissingDependencyError
        If the simulator's packages are not installed.
    ConfigurationError
        If a time cannot be read or a number cannot be used.
    """
    from webcast_widget import simulator

    scenario = simulator.Scenario(
        seed=seed,
        viewers=viewers,
        started_ago_s=span(started_ago),
        duration_s=int(span(duration)),
    )
    simulation = simulator.Simulation(scenario, SpedUpClock(speed))
    server = simulator.Server(simulation)
    rerun.register("simulation", scenario.entry_id, server, simulator.Server.stop)
    feed = connect(_source(server), clock=server.clock)

    def end() -> None:
        feed.stop()
        server.stop()

    return WebcastPane(feed, on_close=end)


def span(text: str) -> float:
    """Read a length of time such as ``"90min"``, ``"90m"`` or ``"4h"``, in seconds.

    Raises
    ------
    ConfigurationError
        If it is none, or negative.
    """
    try:
        seconds = float(pd.Timedelta(text).total_seconds())
    except ValueError:
        seconds = -1.0
    if not seconds >= 0:
        raise ConfigurationError(
            f"{text!r} is no length of time: write it as '90m', '4h' or '30s'."
        )
    return seconds


def _source(server: Server) -> KalturaSource:
    return KalturaSource(
        server.entry_id,
        partner_id=server.partner_id,
        service_url=server.service_url,
        secret=server.user_secret,
    )
