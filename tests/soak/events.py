"""Any event, through all that is made of one: a value, or an error of ours.

``python -m tests.soak.events [--cases 5000]`` draws events and, of each, makes summary,
segments, swings, comparison, alerts, each kind of file and the document; a number that
two of them tell must be the same. What went wrong is told with the seed that makes it
again.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pandas as pd

import webcast_widget as ww
from tests.soak.drawn_events import ZONES, drawn
from webcast_widget import alerts, analysis
from webcast_widget.errors import WebcastWidgetError
from webcast_widget.export import FORMATS, READABLE, Provenance, read, to_bytes
from webcast_widget.timeline.latest import latest

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.timeline.timeline import Timeline

RULES = (
    alerts.Rule("live_viewers", below=10, for_="1min"),
    alerts.Rule("avg_buffering_s_per_min", above=1.0),
    alerts.Rule("live_viewers", no_data=True),
)
SUMMED = (
    *("peak_viewers", "average_viewers", "missing_s", "watch_time_s"),
    *("avg_bitrate_kbps", "avg_buffering_s_per_min"),
)
MOST_WRONG = 5
"""After so many that went wrong it ends."""


def check(seed: int, folder: Path) -> Counter[str]:
    """Draw an event, and make all of it; give how much was refused, by what.

    Raises
    ------
    Exception
        Whatever is no error of ours.
    """
    chance = random.Random(seed)  # noqa: S311 - drawn, not secret
    line, other = drawn(chance), drawn(chance)
    frame = line.frame().tz_convert(chance.choice(ZONES))
    agrees(line, frame)
    of_line, of_frame = (analysis.summary(each) for each in (line, frame))
    for name in SUMMED:
        assert getattr(of_line, name) == getattr(of_frame, name), name
    made: dict[str, Callable[[], object]] = {
        "segments": lambda: analysis.segments(frame, _agenda(chance, frame)),
        "swings": lambda: analysis.swings(frame),
        "compare": lambda: analysis.compare([other, frame]),
        "usual": lambda: analysis.usual([other, frame]),
        "alerts": lambda: alerts.backtest(RULES, [frame]),
        "explain": lambda: analysis.explain(chance.choice([*frame.columns]), frame),
        "cut": lambda: analysis.summary(frame, start=chance.choice(("02:30", "3:10"))),
        "files": lambda: files(line, chance, folder),
        "document": lambda: ww.report(
            line,
            folder / "event.html",
            agenda=_agenda(chance, frame),
            usual=chance.choice(([], [other])),
            alerts=chance.choice(([], RULES)),
            time_zone=chance.choice(ZONES),
        ),
    }
    refused: Counter[str] = Counter()
    for name, make in made.items():
        before = frame.copy()
        try:
            str(make())
        except WebcastWidgetError:
            refused[name] += 1
        pd.testing.assert_frame_equal(frame, before)
    return refused


def agrees(line: Timeline, frame: pd.DataFrame) -> None:
    """Check that all that a timeline tells is what its frame tells."""
    assert frame.index.is_unique
    assert frame.index.is_monotonic_increasing
    live = frame["live_viewers"].dropna()
    assert len(line.rows()) == len(live)
    settled = live[~frame["provisional"][live.index].astype(bool)]
    newest, peak = latest(line, line.as_of or 0.0), line.peak()
    assert newest.live_viewers == (settled.iloc[-1] if len(settled) else None)
    assert (peak and peak.viewers) == (settled.max() if len(settled) else None)
    for each in line.estimates:
        assert 0 <= each.low <= each.viewers <= each.high


def files(line: Timeline, chance: random.Random, folder: Path) -> None:
    """Write an event as one of the formats, and read it again."""
    zone = chance.choice(ZONES)
    provenance = Provenance(
        event=line.event,
        source=line.origin,
        time_zone=zone,
        exported_at=line.as_of or 0.0,
        version="0",
    )
    name = chance.choice([*FORMATS])
    content = to_bytes(line.frame(), provenance, name)
    if name in READABLE:
        path = folder / f"event.{name}"
        path.write_bytes(content)
        pd.testing.assert_frame_equal(read(path), line.frame(), rtol=1e-12)


def _agenda(chance: random.Random, frame: pd.DataFrame) -> list[tuple[str, object]]:
    first, last = frame.index[[0, -1]] if len(frame) else ("10:00", "11:00")
    return [("Talk", first), ("Q&A", chance.choice((last, "23:59", "02:30")))]


@click.command()
@click.option("--cases", default=5_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option(
    "--seconds", default=3600.0, show_default=True, help="No longer than this."
)
def main(cases: int, seed: int, seconds: float) -> None:
    """Draw events until there were so many; say what was refused."""
    begun, wrong, done = time.monotonic(), 0, Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for each in range(seed, seed + cases):
            if wrong == MOST_WRONG or time.monotonic() - begun > seconds:
                break
            done["cases"] += 1
            try:
                done += check(each, Path(folder))
            except Exception:  # noqa: BLE001 - told with its seed
                wrong += 1
                print(f"seed {each}: {traceback.format_exc()}", flush=True)
    print(f"{wrong} wrong, {dict(done)}, {time.monotonic() - begun:.0f} s")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
