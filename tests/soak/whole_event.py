"""Watch a whole simulated event at speed, over a real socket, to the last slot.

``python -m tests.soak.whole_event [--duration 4h] [--speed 60]`` starts the simulator
as a process of its own, follows the event with a feed on the same clock, ends the
simulator after the event, and compares the frame with the truth it wrote: every
settled slot, every column. A 4-hour event at speed 60 takes a little over 4 minutes.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import click
import numpy as np
import pandas as pd

import webcast_widget as ww
from webcast_widget.timeline.length import seconds

TAIL_S = 900.0
"""The audience leaves for a while after the end."""


def difference(frame: pd.DataFrame, truth: pd.DataFrame) -> dict[str, int]:
    """Count the settled slots in which the frame is not exactly the truth."""
    settled = frame[~frame["provisional"].astype(bool)]
    slots = truth.set_index(pd.to_datetime(truth["slot"], unit="s", utc=True))
    slots = slots.reindex(settled.index)
    minute = pd.DatetimeIndex(settled.index).floor("min")
    sums = truth.groupby(truth["slot"] // 60 * 60).sum(numeric_only=True)
    sums.index = pd.to_datetime(sums.index, unit="s", utc=True)
    beats = sums["plays"] + sums["live"] + sums["dvr"]
    expected = pd.DataFrame(
        {
            "live_viewers": slots["live"],
            "dvr_viewers": slots["dvr"],
            "plays": slots["plays"],
            "avg_bitrate_kbps": (sums["bitrate_sum"] / sums["bitrate_count"])
            .reindex(minute)
            .to_numpy(),
            "avg_buffering_s_per_min": (6 * sums["buffer_sum"] / beats)
            .reindex(minute)
            .to_numpy(),
        },
        index=settled.index,
    )
    expected[slots["live"].isna()] = np.nan
    # A minute is complete when its last slot has settled.
    whole = minute + pd.Timedelta("50s") <= settled.index.max()
    wrong = {}
    for name, want in expected.items():
        got = settled[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        close = np.isclose(got, want.to_numpy(dtype=float), atol=0.0051, rtol=0)
        same = got == want.to_numpy(dtype=float)
        equal = close if str(name).startswith("avg") else same
        equal |= np.isnan(got) & want.isna().to_numpy()
        relevant = whole if str(name).startswith("avg") else np.ones(len(got), bool)
        wrong[str(name)] = int((~equal & relevant).sum())
    return wrong


@click.command()
@click.option("--duration", default="4h", show_default=True)
@click.option("--speed", default=60.0, show_default=True)
@click.option("--viewers", default=1200, show_default=True)
def main(duration: str, speed: float, viewers: int) -> None:
    """Follow the event and say how many slots differ."""
    with tempfile.TemporaryDirectory() as folder:
        truth = Path(folder, "truth.parquet")
        command = [
            sys.executable, "-m", "webcast_widget", "simulate",
            "--started-ago", "0s", "--duration", duration,
            "--speed", str(speed), "--viewers", str(viewers),
            "--write-truth", str(truth), "--generation", "live_analytics",
        ]  # fmt: skip
        simulator = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert simulator.stdout is not None
            ready = json.loads(simulator.stdout.readline())
            frame, polls = follow(ready, seconds(duration) + TAIL_S)
        finally:
            simulator.send_signal(signal.SIGTERM)
            simulator.wait(30)
        slots = pd.read_parquet(truth)
    settled = int((~frame["provisional"].astype(bool)).sum())
    wrong = difference(frame, slots)
    print(f"{polls} polls, {settled} settled slots, {len(slots)} true slots")
    for name, count in wrong.items():
        print(f"{name:>24}: {count} slots differ")
    sys.exit(any(wrong.values()))


def follow(ready: dict[str, object], until_s: float) -> tuple[pd.DataFrame, int]:
    """Watch the event for `until_s` of its own seconds; give frame and polls."""
    clock = ww.SpedUpClock(**ready["clock"])  # type: ignore[arg-type]
    entry = ready["entries"][0]["id"]  # type: ignore[index]
    source = ww.KalturaSource(
        entry,
        partner_id=str(ready["partner_id"]),
        service_url=str(ready["service_url"]),
        secret=str(ready["user_secret"]),
    )
    over, polls, end = threading.Event(), [0], clock.start + until_s

    def count(_: object) -> None:
        polls[0] += 1
        if clock.now() >= end:
            over.set()

    with ww.connect(source, clock=clock) as feed:
        feed.subscribe(count)
        over.wait()
        feed.refresh()
        return feed.df, polls[0]


if __name__ == "__main__":
    main()
