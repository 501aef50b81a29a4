"""Record the event that ``ww.demo()`` plays where no server can run.

``python -m tests.commands.town_hall`` writes ``webcast_widget/commands/town-hall.webcast``
anew: a simulated town hall of an hour, watched from its beginning by the real source and
recorded by the real recorder, in virtual time. The same seed gives the same audience.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from typing import TYPE_CHECKING

from tests.soak.campaign import Wire
from tests.soak.virtual_time import LoopClock, VirtualLoop, run
from webcast_widget.commands.played import TOWN_HALL
from webcast_widget.poller import Answered, Failed, Poller
from webcast_widget.recording import Recorder
from webcast_widget.simulator import Account, Scenario, Simulation
from webcast_widget.sources import KalturaSource
from webcast_widget.timeline.records import Event
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

BEGINS = 1_763_818_200.0
"""2025-11-22 at 13:30 UTC."""
LASTS_S = 3600
EVERY_S = 30.0
"""Seconds between two answers: they are what makes the file large."""


def record(path: Path) -> None:
    """Write the recording."""

    async def main(loop: VirtualLoop) -> None:
        clock = LoopClock(loop, BEGINS)
        scenario = Scenario(seed=7, viewers=1200, started_ago_s=0, duration_s=LASTS_S)
        source = KalturaSource(
            scenario.entry_id,
            partner_id=scenario.partner_id,
            service_url="http://127.0.0.1",
            secret=scenario.admin_secret,
            http=Wire(Account(Simulation(scenario, clock))),
            environ={},
        )
        recorder = Recorder(path, scenario.entry_id, "a simulated server", "demo")
        recorder.open(clock.now())
        line = Timeline(Event(scenario.entry_id))

        def deliver(outcome: Answered | Failed) -> None:
            assert isinstance(outcome, Answered)
            change = line.examine(outcome.batch, clock.now())
            recorder.write(change, clock.now())
            line.apply(change)

        poller = Poller(source.fetch, deliver, clock, EVERY_S, lambda: 0.5)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LASTS_S + 240):
                await poller.run()
        await source.close()
        recorder.close()

    run(main)
    # One file without a log beside it, as small as it can be.
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("VACUUM")


if __name__ == "__main__":
    TOWN_HALL.unlink(missing_ok=True)
    record(TOWN_HALL)
    print(f"{TOWN_HALL} has {TOWN_HALL.stat().st_size:,} bytes.")  # noqa: T201 - it was called for that
