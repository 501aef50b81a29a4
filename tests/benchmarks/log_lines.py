"""Access-log lines: parsed here, and by the obvious loop in plain Python."""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from tests.benchmarks.tables import short, table, whole
from webcast_widget.heartbeats import read
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.simulator.raw_files import LOG, RawFiles
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = 1_700_003_007.0
VIEWERS = 300
COPIES = 10
RUNS = 3
LEAST_RATIO = 9.0
LINE = re.compile(r'\S+ \[([^\]]+)\] "(?:[A-Z]+ )?(\S+)[^"]*" (\d{3})')


def plain(path: Path) -> Iterator[tuple[object, ...]]:
    """Read a log as anybody would; it tolerates less than the reader does."""
    with gzip.open(path, "rt", encoding="utf-8") as log:
        for line in log:
            found = LINE.match(line)
            if found is None:
                continue
            at, url, _ = found.groups()
            fields = dict(parse_qsl(urlsplit(url).query))
            bitrate = fields.get("event:bitrate", "0")
            start = fields.get("event:startTime")
            yield (
                datetime.strptime(at, "%d/%b/%Y:%H:%M:%S %z"),
                fields["event:entryId"],
                fields.get("event:sessionId"),
                int(fields["event:eventType"]),
                int(fields["event:eventIndex"]),
                int(bitrate) if bitrate.isdigit() else None,
                max(0.0, float(fields.get("event:bufferTime", "0"))),
                int(start.split(":")[2][:2]) % 10 if start else None,
                fields.get("event:referrer"),
            )


def parsed(path: Path) -> list[tuple[object, ...]]:
    """Read a log as the package does, in the columns of `plain`."""
    names = ["ts", "entry_id", "session_id", "event_type", "event_index", "bitrate"]
    names += ["buffer_time", "start_phase", "referrer"]
    rows = read(path).table.select(*names).to_pyarrow().to_pylist()
    return [tuple(row.values()) for row in rows]


def seconds(path: Path) -> float:
    """Time the reading of a log, to the table of its rows and what was refused."""
    began = time.perf_counter()
    got = read(path)
    assert got.left_out.total == 0
    return time.perf_counter() - began


def main() -> None:
    """Print lines per second, and the ratio, from one run."""
    with tempfile.TemporaryDirectory() as folder:
        one, many = Path(folder) / LOG, Path(folder) / "many.log.gz"
        event = Scenario(viewers=VIEWERS, started_ago_s=3600)
        simulation = Simulation(event, ManualClock(NOW))
        simulation.raw_files = RawFiles(Path(folder))
        simulation.raw_files.close([simulation])
        with many.open("wb") as file:
            for _ in range(COPIES):
                with one.open("rb") as part:
                    shutil.copyfileobj(part, file)
        expected = sorted(plain(one), key=str)
        assert sorted(parsed(one), key=str) == expected
        lines = len(expected)
        loops, reads = [], []
        for _ in range(RUNS):  # in turn, so that both meet the same machine
            began = time.perf_counter()
            assert sum(1 for _ in plain(one)) == lines
            loops.append(lines / (time.perf_counter() - began))
            reads.append(COPIES * lines / seconds(many))
        loop, here = max(loops), max(reads)
        with gzip.open(many) as log:
            unpacked = sum(map(len, log))
    table(
        f"Access-log lines, gzipped ({unpacked / 1e6:,.0f} MB unpacked, best of {RUNS})",
        ["", "lines", "lines per s", "times"],
        [
            ["plain Python, urllib.parse", whole(lines), whole(loop), short(1.0)],
            ["webcast_widget", whole(COPIES * lines), whole(here), short(here / loop)],
        ],
    )
    print(
        f"\nAt least {LEAST_RATIO:g} times: {'yes' if here / loop >= LEAST_RATIO else 'NO'}"
    )


if __name__ == "__main__":
    main()
