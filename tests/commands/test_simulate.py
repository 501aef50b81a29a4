"""The `simulate` command: what it does before it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from webcast_widget.commands import simulate
from webcast_widget.errors import ConfigurationError
from webcast_widget.simulator import Simulation
from webcast_widget.timeline.clock import SpedUpClock, SystemClock

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account

OPTIONS: dict[str, Any] = {
    "port": 0,
    "seed": 7,
    "viewers": 5,
    "started_ago_s": 600.0,
    "duration_s": 3600,
    "write_truth": None,
}


class ReadyError(Exception):
    """The service would begin now."""


@pytest.fixture
def lived(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When the past had been lived through, each time."""
    moments: list[float] = []
    whole = Simulation.catch_up

    def catch_up(simulation: Simulation) -> int:
        until = whole(simulation)
        moments.append(SystemClock().now())
        return until

    monkeypatch.setattr(Simulation, "catch_up", catch_up)
    return moments


@pytest.mark.parametrize("speed", [1.0, 3600.0])
def test_the_event_is_as_old_as_asked_for_when_it_is_served(
    speed: float, lived: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks: list[tuple[SpedUpClock, int]] = []

    def ready(account: Account, _port: int) -> None:
        assert isinstance(account.clock, SpedUpClock)
        clocks.append((account.clock, account.main.start))
        raise ReadyError

    monkeypatch.setattr(simulate, "running", ready)
    begun = SystemClock().now()
    with pytest.raises(ReadyError):
        simulate.simulate(speed=speed, **OPTIONS)
    ((clock, start),) = clocks
    assert clock.speed == speed
    # What it took to live through the past is no time of a fast event; of ours it is.
    assert clock.real >= lived[0]
    assert (clock.start == clock.real) == (speed == 1.0)
    assert clock.start - start >= OPTIONS["started_ago_s"]
    if speed != 1.0:
        assert begun <= clock.start <= lived[0]
        assert clock.start - start < OPTIONS["started_ago_s"] + 60


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_is_none_is_refused_at_once(port: int, lived: list[float]) -> None:
    with pytest.raises(ConfigurationError, match=f"port.*not {port}"):
        simulate.simulate(speed=1.0, **OPTIONS | {"port": port})
    assert lived == []
