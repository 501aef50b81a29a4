"""Watch simulated events, and see how true the estimates of their newest slots were.

``python -m tests.soak.right_edge [--events 40] [--seed 1]``. Both generations, with and
without faults, of several sizes and shapes, in virtual time: the real source, poller and
timeline in front of the real simulator. In the middle of each event three in ten viewers
leave at once. It says how far estimates and raw counts were from what the slots settled
at, how many of the 90 % intervals held that, and how soon the fall was seen.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import click
import numpy as np
import pandas as pd

from tests.soak.campaign import NOW, Wire
from tests.soak.virtual_time import LoopClock, VirtualLoop, run
from webcast_widget.poller import Answered, Failed, Poller
from webcast_widget.simulator import Account, Scenario, Simulation
from webcast_widget.sources import KalturaSource
from webcast_widget.timeline.slots import SLOT_S, slot_of
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.simulator.heartbeat import Heartbeat

LASTS_S = 3600
LEARNS_S = 300.0
"""Before that the intervals are the wide guess, and are not counted."""
STAY = 0.7
"""This share of the viewers stays when the others leave at once."""
MANY = 500
"""Errors are told of slots with so many viewers: chance alone moves smaller ones more."""
SHAPES = ("town-hall", "launch", "conference", "flop", "cut-off")
SIZES = (800, 200, 60, 800)
FAULTS = {
    "early": 0.02,
    "late": 0.03,
    "shrinking": 0.02,
    "unavailable": 0.03,
    "slow": 0.05,
    "reset": 0.02,
    "out-of-order": 0.1,
    "clock-skew": 0.01,
}
"""Rates of a server on a bad day."""


@dataclass(frozen=True)
class Kind:
    """What is watched."""

    seed: int

    @property
    def generation(self) -> str:
        return ("kava", "live_analytics")[self.seed % 2]

    @property
    def faults(self) -> bool:
        return self.seed // 2 % 2 == 1

    @property
    def viewers(self) -> int:
        return SIZES[self.seed // 4 % len(SIZES)]


@dataclass
class Watched:
    """An event that was watched: a row for each estimate that an answer left."""

    kind: Kind
    rows: list[tuple[int, float, float, int, int, int]] = field(default_factory=list)
    final: dict[int, int] = field(default_factory=dict)
    fall: int = 0

    def table(self) -> pd.DataFrame:
        """Give the estimates beside what the slots settled at."""
        names = ["start", "as_of", "count", "viewers", "low", "high"]
        table = pd.DataFrame(self.rows, columns=names)
        table["final"] = table["start"].map(self.final).fillna(0)
        table["age"] = (table["as_of"] - table["start"]).round().astype(int)
        table["held"] = table["final"].between(table["low"], table["high"])
        return table.assign(
            generation=self.kind.generation,
            faults=self.kind.faults,
            size=self.kind.viewers,
        )

    def slots_to_the_fall(self) -> int | None:
        """How many slots after the fall the first estimate saw it; None if none did."""
        before = self.final[self.fall - SLOT_S]
        for start, _, _, viewers, _, high in self.rows:
            fallen = start >= self.fall and viewers < (1 + STAY) / 2 * before
            if fallen and high < before:
                return (start - self.fall) // SLOT_S + 1
        return None


def leaving(
    step: Callable[[], list[Heartbeat]], fall: int
) -> Callable[[], list[Heartbeat]]:
    """Let some of the viewers send nothing from a moment on."""

    @cache
    def stays(session: str) -> bool:
        return random.Random(session).random() < STAY  # noqa: S311 - the same each time

    return lambda: [beat for beat in step() if beat.time < fall or stays(beat.session)]


def watch(seed: int) -> Watched:
    """Watch one event, all of it from its seed."""
    chance = random.Random(seed)  # noqa: S311 - the same each time
    watched = Watched(Kind(seed))

    async def main(loop: VirtualLoop) -> None:
        clock = LoopClock(loop, NOW + 10 * chance.random())
        scenario = Scenario(
            seed=seed,
            viewers=watched.kind.viewers,
            started_ago_s=0,
            duration_s=LASTS_S,
            outage_s=0,
            shape=chance.choice(SHAPES),
            generation=watched.kind.generation,
        )
        simulation = Simulation(scenario, clock)
        watched.fall = slot_of(simulation.start + LASTS_S / 2)
        audience = simulation._audience
        audience.step = leaving(audience.step, watched.fall)  # type: ignore[method-assign]
        account = Account(simulation)
        secret = chance.choice((scenario.user_secret, scenario.admin_secret))
        source = KalturaSource(
            scenario.entry_id,
            partner_id=scenario.partner_id,
            service_url="http://127.0.0.1",
            secret=secret,
            http=Wire(account),
            environ={},
        )
        line, begun = Timeline(), clock.now()

        def deliver(outcome: Answered | Failed) -> None:
            if isinstance(outcome, Failed):
                return
            line.merge(outcome.batch, clock.now())
            if line.as_of is None or clock.now() < begun + LEARNS_S:
                return
            for each in line.estimates:
                count = line.value("live_viewers", each.start)
                assert count is not None
                told = (each.viewers, each.low, each.high)
                watched.rows.append((each.start, line.as_of, count, *told))

        poller = Poller(source.fetch, deliver, clock, 10.0, chance.random)
        faults = FAULTS if watched.kind.faults else {}
        with account.faults.failing(faults), contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LASTS_S):
                await poller.run()
        await source.close()
        await asyncio.sleep(120)
        truth = simulation.truth()
        watched.final = dict(zip(truth["slot"], truth["live"], strict=True))

    run(main)
    return watched


def by(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Sum up: errors in percent of what was settled at, intervals in percent held."""
    of = table.assign(
        at=table["age"] // 10 * 10,
        raw=100 * (table["count"] - table["final"]).abs() / table["final"],
        error=100 * (table["viewers"] - table["final"]).abs() / table["final"],
        width=100 * (table["high"] - table["low"]) / table["final"],
    )
    grouped = of.groupby(list(names))
    # Where nothing changes any more, there is no interval to be held.
    open_ = of[of["low"] < of["high"]].groupby(list(names))["held"]
    return pd.DataFrame(
        {
            "estimates": grouped.size(),
            "raw, median %": grouped["raw"].median().round(2),
            "error, median %": grouped["error"].median().round(2),
            "width, median %": grouped["width"].median().round(1),
            "held, %": (100 * open_.mean()).round(1),
        }
    )


@click.command()
@click.option("--events", default=40, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--processes", default=2, show_default=True)
def main(events: int, seed: int, processes: int) -> None:
    """Watch the events, and say how true the estimates were."""
    with ProcessPoolExecutor(processes) as pool:
        watched = list(pool.map(watch, range(seed, seed + events)))
    table = pd.concat([each.table() for each in watched], ignore_index=True)
    table = table[table["final"] > 0]
    many = table[table["final"] >= MANY]
    print(f"slots with {MANY} viewers or more, by age in seconds since their start:")
    print(by(many, "at", "faults").to_string())
    for names in (["at"], ["generation"], ["faults"], ["size"]):
        print(f"\nall slots, by {names[0]}:")
        print(by(table, *names)[["estimates", "held, %"]].to_string())
    held = table.loc[table["low"] < table["high"], "held"].mean()
    print(f"\n{held:.1%} of {len(table)} intervals held what the slots settled at")
    falls = [each.slots_to_the_fall() for each in watched if each.kind.viewers >= 200]
    seen = np.array([np.inf if each is None else each for each in falls])
    print(f"falls of 30 % seen within two slots: {(seen <= 2).sum()} of {len(seen)}")
    sys.exit(not 0.85 <= held <= 0.95)


if __name__ == "__main__":
    main()
