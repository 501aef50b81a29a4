"""Kill a recorder at random moments: nothing that it had shown may be missing.

``python -m tests.soak.kill_recorder [--kills 200] [--seed 1]`` serves a simulated event
at speed. Each round starts a recorder as a process of its own on a new file, kills it
with SIGKILL, and looks at what is left: the file opens, is whole by SQLite's own check,
and holds every slot that had been acknowledged. Then the recording is gone on with,
and has to end equal to the truth, with the gap in it.
"""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd

import webcast_widget as ww
from tests.soak.whole_event import difference
from webcast_widget.recording import read
from webcast_widget.simulator import Scenario, Server, Simulation
from webcast_widget.timeline.clock import SpedUpClock, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.feed import Reading

SPEED = 120.0
LATEST_S = 1.5
"""Kills come up to this long after the recorder is up, real seconds."""
HISTORY_S = 3600.0
"""How far back each recorder asks: else the rounds would become longer and longer."""
PATIENCE_S = 60.0
"""A run that is gone on with has this long to become the truth, real seconds."""
UNFINISHED = pd.Timedelta("4min")
"""At the frame's end some minutes still wait for their quality."""
ROOT = Path(__file__).parents[2]

Viewers = tuple[int, int]


@dataclass(frozen=True)
class Account:
    """Where a recorder finds the event."""

    entry_id: str
    partner_id: int
    service_url: str
    secret: str
    speed: float
    start: float
    real: float

    def feed(self, path: Path) -> ww.LiveFeed:
        source = ww.KalturaSource(
            self.entry_id,
            partner_id=self.partner_id,
            service_url=self.service_url,
            secret=self.secret,
            history_s=HISTORY_S,
            environ={},
        )
        clock = SpedUpClock(self.speed, self.start, self.real)
        return ww.connect(source, "5s", recording=path, start=False, clock=clock)


@dataclass(frozen=True)
class Outcome:
    """What was wrong after a kill; nothing, if all is well."""

    acknowledged: int
    recorded: int
    wrong: list[str]


def account_of(server: Server, clock: SpedUpClock) -> Account:
    return Account(
        server.entry_id,
        server.partner_id,
        server.service_url,
        server.user_secret,
        clock.speed,
        clock.start,
        clock.real,
    )


def served() -> tuple[Server, Account]:
    """Serve an event that has been going on for a while."""
    clock = SpedUpClock(SPEED)
    scenario = Scenario(
        viewers=30, started_ago_s=900, duration_s=47 * 3600, generation="live_analytics"
    )
    simulation = Simulation(scenario, clock)
    simulation.catch_up()
    server = Server(simulation)
    return server, account_of(server, clock)


def acknowledge(account: Account, path: Path) -> None:
    """Record for ever; print what has been shown, a line per poll."""
    feed = account.feed(path)

    def shown(reading: Reading) -> None:
        print(json.dumps(reading.rows.tolist()), flush=True)

    feed.subscribe(shown)
    print("ready", flush=True)
    with feed:
        threading.Event().wait()


def killed(account: Account, path: Path, after_s: float) -> dict[int, list[Viewers]]:
    """Run a recorder and kill it; give what it had acknowledged, by slot."""
    command = [sys.executable, "-m", "tests.soak.kill_recorder", "--child"]
    with subprocess.Popen(
        [*command, json.dumps(asdict(account)), "--file", str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        timer = threading.Timer(after_s, process.send_signal, [signal.SIGKILL])
        timer.start()
        lines = process.stdout.readlines()
        timer.join()
    assert process.returncode == -signal.SIGKILL
    told: dict[int, list[Viewers]] = {}
    for line in lines:
        if line.endswith("\n"):
            for start, live, dvr in json.loads(line):
                told.setdefault(int(start), []).append((int(live), int(dvr)))
    return told


def missing(path: Path, told: dict[int, list[Viewers]]) -> tuple[int, list[str]]:
    """Look at a file; give how many slots it has, and what is wrong with it."""
    if not path.exists():
        return 0, ["there is no file"] if told else []
    wrong = []
    with closing(sqlite3.connect(path)) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchall()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    if whole != [("ok",)]:
        wrong.append(f"integrity_check: {whole}")
    if version == 0:
        return 0, [*wrong, "it has no tables"] if told else wrong
    said: dict[int, set[Viewers]] = {}
    for poll in read(path).entries:
        for slot in poll.batch.slots:
            if slot.live_viewers is not None and slot.dvr_viewers is not None:
                said.setdefault(slot.start, set()).add(
                    (slot.live_viewers, slot.dvr_viewers)
                )
    wrong += [
        f"slot {start} was acknowledged as {viewers} and is not in the file"
        for start, all_viewers in told.items()
        for viewers in all_viewers
        if viewers not in said.get(start, set())
    ]
    return len(said), wrong


def resumed(account: Account, path: Path, truth: Any) -> list[str]:
    """Go on with a recording until it is the truth; say where it never is."""
    feed = account.feed(path)
    deadline = SystemClock().now() + PATIENCE_S
    # What had no quality when it was killed, and is older than this, is not asked for
    # again: it stays missing.
    since = pd.Timestamp(feed.now() - HISTORY_S + 60, unit="s", tz="UTC")

    def wrong() -> list[str]:
        frame = feed.df
        counts = difference(frame[since : frame.index[-1] - UNFINISHED], truth())
        return [f"{name}: {n} slots differ" for name, n in counts.items() if n]

    with feed:
        feed.refresh()
        while (differs := wrong()) and SystemClock().now() < deadline:
            feed.refresh()
    if not ww.open(path).df.equals(feed.df):
        differs.append("the file is not what the feed had")
    return differs


def campaign(
    kills: int,
    seed: int,
    folder: Path,
    say: Callable[[list[Outcome]], None] = lambda _: None,
) -> list[Outcome]:
    """Kill as many recorders; each seed has its own moments. Tell `say` of each."""
    chance = random.Random(seed)  # noqa: S311 - the same moments each time
    server, account = served()
    outcomes: list[Outcome] = []
    with server:
        for number in range(kills):
            path = folder / f"killed-{number}.webcast"
            told = killed(account, path, chance.uniform(0, LATEST_S))
            recorded, wrong = missing(path, told)
            wrong += resumed(account, path, server.simulation.truth)
            outcomes.append(Outcome(len(told), recorded, wrong))
            say(outcomes)
    return outcomes


@click.command()
@click.option("--kills", default=200, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--child", help="An account, as JSON: record it (this program's own).")
@click.option("--file", type=click.Path(path_type=Path))
def main(kills: int, seed: int, child: str | None, file: Path | None) -> None:
    """Kill recorders and say what was lost."""
    if child is not None and file is not None:
        acknowledge(Account(**json.loads(child)), file)
        return
    with tempfile.TemporaryDirectory() as folder:
        outcomes = campaign(kills, seed, Path(folder), report)
    sys.exit(any(each.wrong for each in outcomes))


def report(outcomes: list[Outcome]) -> None:
    """Print how it goes so far, and what is wrong with the last file."""
    acknowledged = sum(each.acknowledged for each in outcomes)
    bad = sum(bool(each.wrong) for each in outcomes)
    print(
        f"{len(outcomes)} kills, {acknowledged} slots acknowledged, {bad} files wrong",
        flush=True,
    )
    for sentence in outcomes[-1].wrong:
        print(f"  {sentence}", flush=True)


if __name__ == "__main__":
    main()
