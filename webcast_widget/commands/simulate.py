"""The `simulate` command: serve until told to stop, then write down the truth."""

from __future__ import annotations

import json
import math
import signal
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from webcast_widget.errors import ConfigurationError, ExportError
from webcast_widget.simulator.account import Account
from webcast_widget.simulator.faults.plan import FaultPlan, rates_of
from webcast_widget.simulator.raw_files import RawFiles
from webcast_widget.simulator.scenario import Scenario
from webcast_widget.simulator.serve import Server, running
from webcast_widget.simulator.simulation import Simulation
from webcast_widget.timeline.clock import ManualClock, SpedUpClock, SystemClock

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

MAX_EVENTS = 100
MAX_PORT = 65_535

ROUNDS = 2
"""How often what passed meanwhile is lived through, before the service is ready."""
WAKE_S = 1.0
"""How often the wait looks up, seconds: some systems deliver no signal into it."""


def simulate(  # noqa: PLR0913 - one for each option
    *,
    port: int,
    seed: int,
    viewers: int,
    started_ago_s: float,
    duration_s: int,
    speed: float,
    write_truth: Path | None,
    events: int = 1,
    shape: str = "town-hall",
    stall_leave_share: float = 0.0,
    generation: str = "kava",
    write_heartbeats: Path | None = None,
    faults: str = "",
) -> None:
    """Serve a simulated event on 127.0.0.1 until SIGINT or SIGTERM.

    When it is ready, one line of JSON on standard output says where it is, what its
    secrets are, and how another process makes the same clock.

    Parameters
    ----------
    port
        Port on 127.0.0.1; 0 takes a free one.
    seed, viewers, started_ago_s, duration_s
        As in `Scenario` (times in seconds).
    speed
        Simulated seconds per real second.
    write_truth
        Parquet file for the true slots, written at the end; None for none.
    events
        How many events go on at once, each with an audience of its own.
    shape, stall_leave_share
        As in `Scenario`.
    generation
        Whose rules the backend follows: "kava", or "live_analytics" of 2015.
    write_heartbeats
        Folder for the raw heartbeats; None for none.
    faults
        Which requests fail, as ``NAME=RATE,NAME=RATE``; empty for none.

    Raises
    ------
    ConfigurationError
        An argument cannot be used.
    ExportError
        The truth could not be written.
    """
    _check(port, speed, write_truth)
    # While the past is lived through, the time of the events stands still.
    still = ManualClock(SystemClock().now())
    if not 1 <= events <= MAX_EVENTS:
        message = f"events must be between 1 and {MAX_EVENTS}, not {events}."
        raise ConfigurationError(message)
    rates = rates_of(faults)
    first = Scenario(
        seed=seed,
        viewers=viewers,
        started_ago_s=started_ago_s,
        duration_s=duration_s,
        generation=generation,
        shape=shape,
        stall_leave_share=stall_leave_share,
    )
    scenarios = [first] + [
        replace(
            first,
            seed=seed + number,
            entry_id=f"1_event{number:03d}",
            entry_name=f"{first.entry_name} {number + 1}",
        )
        for number in range(1, events)
    ]
    account = Account(*(Simulation(scenario, still) for scenario in scenarios))
    account.faults = FaultPlan(seed, rates)
    raw_files = _opened(write_heartbeats, account)
    stop = threading.Event()

    def heed(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    previous = {number: signal.signal(number, heed) for number in STOP_SIGNALS}
    try:
        _catch_up(account)
        # At another speed it is no time of ours anyway, and begins where it was asked to.
        clock = SpedUpClock(speed, None if speed == 1 else still.now())
        for simulation in account.entries.values():
            simulation.clock = clock
        for _ in range(ROUNDS):
            _catch_up(account)
        with running(account, port) as server:
            sys.stdout.write(json.dumps(announcement(server, clock)) + "\n")
            sys.stdout.flush()
            while not stop.wait(WAKE_S):
                pass
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
        _freeze(account, raw_files)
    if write_truth is not None:
        _write(account, write_truth)


def _check(port: int, speed: float, write_truth: Path | None) -> None:
    if not math.isfinite(speed) or speed <= 0:
        message = f"speed must be above 0, not {speed}."
        raise ConfigurationError(message)
    if not 0 <= port <= MAX_PORT:
        message = f"port must be between 0 and {MAX_PORT}, not {port}."
        raise ConfigurationError(message)
    if write_truth is not None and not write_truth.absolute().parent.is_dir():
        message = f"The folder of {write_truth} does not exist: make it first."
        raise ConfigurationError(message)


def _catch_up(account: Account) -> None:
    for simulation in account.entries.values():
        simulation.catch_up()


def announcement(server: Server, clock: SpedUpClock) -> dict[str, object]:
    """Say everything that another process needs to use the service.

    Parameters
    ----------
    server
        The service.
    clock
        Its clock; `start` and `real` (epoch seconds, UTC) make the same one elsewhere.
    """
    scenario = server.simulation.scenario
    return {
        "service_url": server.service_url,
        "partner_id": server.partner_id,
        "user_secret": server.user_secret,
        "admin_secret": server.admin_secret,
        "app_token_id": scenario.app_token_id,
        "app_token": scenario.app_token,
        "app_token_hash": scenario.app_token_hash,
        "entries": [
            {"id": one.scenario.entry_id, "name": one.scenario.entry_name}
            for one in server.account.entries.values()
        ],
        "clock": {"speed": clock.speed, "start": clock.start, "real": clock.real},
    }


def _write(account: Account, path: Path) -> None:
    truths = [simulation.truth() for simulation in account.entries.values()]
    try:
        pd.concat(truths, ignore_index=True).to_parquet(path, index=False)
    except OSError as error:
        message = (
            f"The truth could not be written to {path}: {error.strerror or error}."
        )
        raise ExportError(message) from error


def _opened(folder: Path | None, account: Account) -> RawFiles | None:
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        raw_files = RawFiles(folder)
    except OSError as error:
        message = (
            f"The heartbeats cannot be written to {folder}: {error.strerror or error}."
        )
        raise ExportError(message) from error
    for simulation in account.entries.values():
        simulation.raw_files = raw_files
    return raw_files


def _freeze(account: Account, raw_files: RawFiles | None) -> None:
    """Stop the time: heartbeats and truth are of the same moment."""
    still = ManualClock(account.now())
    for simulation in account.entries.values():
        simulation.clock = still
    if raw_files is not None:
        raw_files.close(list(account.entries.values()))
