"""Watch simulated events while everything fails: in the end the frame is the truth.

``python -m tests.soak.campaign [--events 1000] [--seed 1]``. Each event has its own
audience, faults and interruptions, all from its seed, and runs in virtual time: the
real source, poller, timeline and recording in front of the real simulator. When the
faults are over and the event has ended, the frame equals what the server counted in
every slot, what is missing is what nobody watched, nothing escaped, and the recording
says the same. While nothing fails the settled slots are true at once. ``--only SEED`` runs one event again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import os
import random
import sys
import tempfile
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click
import httpx

import webcast_widget as ww
from tests.soak.final_truth import difference, served
from tests.soak.virtual_time import LoopClock, VirtualLoop, run
from webcast_widget.poller import Answered, Failed, Poller
from webcast_widget.recording import TolerantRecorder
from webcast_widget.simulator import Account, Scenario, Simulation, create_app
from webcast_widget.simulator.faults.connection import SeveredError
from webcast_widget.simulator.faults.plan import KINDS
from webcast_widget.sources import KalturaSource
from webcast_widget.timeline.slots import SLOT_S, newest_settled, slot_of
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = 1_700_003_007.0
CALM_S = 900.0
"""After the faults and the event, all is to be had for this long, seconds."""

ANSWERED_S = 15.0
"""Who watches has had an answer in the last so many seconds."""

SAY_EACH = 100
"""After so many events it says how it goes."""

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - one of its own in there
"""Where there is one, a folder in memory: a disk is waited for with each answer."""

AT_ONCE = 4
"""So many faults at once, at the most."""


@dataclass
class Outcome:
    """What became of one event."""

    seed: int
    polls: int = 0
    failures: int = 0
    interruptions: int = 0
    slots: int = 0
    meanwhile: int = 0
    refused: int = 0
    met: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Wire(httpx.AsyncBaseTransport):
    """Stands in for the network: the simulator in the same process."""

    def __init__(self, account: Account) -> None:
        self._app = httpx.ASGITransport(create_app(account))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        patience = request.extensions["timeout"]["read"]
        try:
            async with asyncio.timeout(patience):
                return await self._app.handle_async_request(request)
        except TimeoutError:
            raise httpx.ReadTimeout("", request=request) from None
        except SeveredError as end:
            if end.fault == "reset":
                raise httpx.ReadError("", request=request) from None
            raise httpx.RemoteProtocolError("", request=request) from None


class Escaped(logging.Handler):
    """Hears of exceptions that nobody expected."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._wrong = wrong

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self._wrong.append(f"{record.name}: {record.getMessage()} {error!r}")


class Watcher:
    """Watches one event, with interruptions, and writes it down.

    Parameters
    ----------
    seed
        Everything comes from it.
    loop
        In whose time it happens.
    path
        The recording.
    """

    def __init__(self, seed: int, loop: VirtualLoop, path: Path) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same each time
        self.outcome = Outcome(seed)
        self.path = path
        self.clock = LoopClock(loop, NOW)
        scenario = Scenario(
            seed=seed,
            viewers=self.chance.randint(2, 12),
            started_ago_s=self.chance.choice((0, 60, 600, 1800)),
            duration_s=60 * self.chance.randint(10, 40),
            outage_s=self.chance.choice((0, 0, 50, 120)),
            generation=self.chance.choice(("kava", "live_analytics")),
        )
        self.simulation = Simulation(scenario, self.clock)
        self.account = Account(self.simulation)
        self.end = max(self.simulation.end, NOW + 600)
        self.secret = self.chance.choice((scenario.user_secret, scenario.admin_secret))
        self.timeline = Timeline()
        self.answered_at = -math.inf

    async def watch(self) -> Outcome:
        """Watch to the end, and look at what there is then."""
        weather = asyncio.create_task(self.weather())
        while self.clock.now() < self.end:
            await self.sit_down(self.chance.uniform(60, 1800))
            if self.clock.now() < self.end:
                self.outcome.interruptions += 1
                await asyncio.sleep(self.chance.choice((1, 30, 300, 1200)))
        await weather
        await self.sit_down(CALM_S)
        self.look()
        return self.outcome

    async def weather(self) -> None:
        """Let other faults happen every few minutes, until the event has ended."""
        while (left := self.end - self.clock.now()) > 0:
            rates, since = self.drawn_rates(), self.clock.now()
            with self.account.faults.failing(rates):
                await asyncio.sleep(min(left, self.chance.uniform(20, 600)))
            if not rates:
                self.look_meanwhile(since)

    def drawn_rates(self) -> dict[str, float]:
        many = self.chance.randint(0, AT_ONCE)
        names = self.chance.sample(sorted(KINDS), many)
        self.outcome.met.update(names)
        return {name: self.chance.choice((0.05, 0.3, 1.0)) for name in names}

    async def sit_down(self, seconds: float) -> None:
        """Connect, watch for so long, and leave; the recording is gone on with."""
        scenario = self.simulation.scenario
        source = KalturaSource(
            scenario.entry_id,
            partner_id=scenario.partner_id,
            service_url="http://127.0.0.1",
            secret=self.secret,
            http=Wire(self.account),
            environ={},
        )
        self.timeline = Timeline()
        recorder = TolerantRecorder(
            self.path, source.event_id, source.name, self.timeline
        )
        for poll in recorder.begin():
            self.timeline.merge(poll.batch, poll.as_of)

        def deliver(outcome: Answered | Failed) -> None:
            if isinstance(outcome, Failed):
                self.outcome.failures += 1
                return
            self.outcome.polls += 1
            if not outcome.batch.more:
                self.answered_at = self.clock.now()
            change = self.timeline.examine(outcome.batch, self.clock.now())
            recorder.write(change)
            self.timeline.apply(change)

        poller = Poller(
            source.fetch,
            deliver,
            self.clock,
            10.0,
            self.chance.random,
            since=recorder.since,
        )
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await poller.run()
        await source.close()
        if recorder.problem:
            self.outcome.wrong.append(recorder.problem)
        recorder.end()

    def look_meanwhile(self, since: float) -> None:
        """Compare what came while nothing failed, if somebody watched to this moment."""
        now = self.clock.now()
        if now - self.answered_at > ANSWERED_S:
            return
        there = served(self.simulation)
        for start in range(
            slot_of(since) + SLOT_S, newest_settled(now - ANSWERED_S), 10
        ):
            self.outcome.meanwhile += 1
            for name in ("live_viewers", "dvr_viewers"):
                told = self.timeline.value(name, start)
                true = there.get(start, {}).get(name)
                if told != true:
                    self.outcome.wrong.append(
                        f"at {now:.0f} {name} of {start} was {told} instead of {true}"
                    )

    def look(self) -> None:
        """Compare what came of it with what the server counted."""
        frame = self.timeline.frame()
        self.outcome.slots = len(frame)
        self.outcome.refused = self.timeline.refused
        self.outcome.wrong += difference(self.simulation, frame)
        if not ww.open(self.path).df.equals(frame):
            self.outcome.wrong.append("the recording is not what the feed had")


@contextlib.contextmanager
def listening(wrong: list[str]) -> Iterator[None]:
    """Hear of every error that is logged."""
    handler, root = Escaped(wrong), logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


def event(seed: int) -> Outcome:
    """Run one event from its seed."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder, "event.webcast")

        async def main(loop: VirtualLoop) -> Outcome:
            watcher = Watcher(seed, loop, path)
            with listening(watcher.outcome.wrong):
                try:
                    return await watcher.watch()
                except Exception:  # noqa: BLE001 - whatever it is, it escaped
                    watcher.outcome.wrong.append(traceback.format_exc())
                    return watcher.outcome

        outcome: Outcome = run(main)
        return outcome


@click.command()
@click.option("--events", default=1000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--only", type=int, help="Run the event of this seed alone.")
@click.option("--processes", default=2, show_default=True)
def main(events: int, seed: int, only: int | None, processes: int) -> None:
    """Run the campaign and say what was not the truth."""
    seeds = range(seed, seed + events) if only is None else range(only, only + 1)
    total: Counter[str] = Counter()
    met: Counter[str] = Counter()
    bad: list[Outcome] = []
    with ProcessPoolExecutor(processes) as pool:
        for outcome in pool.map(event, seeds, chunksize=4):
            total.update(
                events=1,
                polls=outcome.polls,
                failures=outcome.failures,
                interruptions=outcome.interruptions,
                slots=outcome.slots,
                slots_compared_meanwhile=outcome.meanwhile,
                refused=outcome.refused,
            )
            met.update(outcome.met)
            if outcome.wrong:
                bad.append(outcome)
                print(f"event {outcome.seed}:")
                print("\n".join(f"  {sentence}" for sentence in outcome.wrong))
            if total["events"] % SAY_EACH == 0:
                print(f"{total['events']} events, {len(bad)} went wrong", flush=True)
    print(", ".join(f"{number} {name}" for name, number in total.items()))
    print(f"faults met: {dict(sorted(met.items()))}")
    print(f"{len(bad)} events went wrong: {[each.seed for each in bad]}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
