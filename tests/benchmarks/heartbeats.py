"""Counting raw heartbeats: against SQL by hand, against pandas, and how it grows."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import duckdb
import pandas as pd

from tests.benchmarks.heartbeat_rows import written
from tests.benchmarks.tables import short, table, whole
from webcast_widget import heartbeats

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (1_000_000, 10_000_000, 100_000_000)
PANDAS_ROWS = 10_000_000
MOST_OF_SQL = 1.5
LEAST_OF_PANDAS = 10
MOST_MB = 2048
MOST_GROWTH = 1.25
"""Of peak memory, from the fewest heartbeats to the most."""

MOST_SESSIONS_MB = 2048
SESSIONS_MEMORY = "1GB"
"""As much as is held unless told otherwise: 100 million do not fit, and are spilled."""

REPEATS = 5
"""How often what is compared with something is done."""

SQL = """
SELECT (epoch_us(ts) // 1000000 + 5 - coalesce(start_phase % 10, 5)) // 10 * 10 AS slot,
    count(*) FILTER (event_type = 1 AND event_index > 1) AS live,
    count(*) FILTER (event_type = 2 AND event_index > 1) AS dvr,
    count(*) FILTER (event_type = 1 AND event_index <= 1) AS plays,
    sum(bitrate) FILTER (bitrate >= 0) AS bitrate_sum,
    count(*) FILTER (bitrate >= 0) AS bitrate_count,
    sum(greatest(buffer_time, 0)) AS buffer_sum
FROM read_parquet('{path}') GROUP BY 1 ORDER BY 1
"""


def by_hand(path: Path) -> pd.DataFrame:
    """Count with the SQL that one would write."""
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '1GB'")
        frame: pd.DataFrame = connection.sql(SQL.format(path=path)).df()
        return frame


def by_pandas(path: Path) -> pd.DataFrame:
    """Count with the pandas that one would write: read the file, then count.

    To name the six columns that are needed halves its time.
    """
    frame = pd.read_parquet(path)
    second = frame["ts"].astype("int64") // 1_000_000
    phase = frame["start_phase"].fillna(5).astype("int64") % 10
    later = frame["event_index"] > 1
    frame = frame.assign(
        slot=(second + 5 - phase) // 10 * 10,
        live=later & (frame["event_type"] == 1),
        dvr=later & (frame["event_type"] == 2),
        plays=~later & (frame["event_type"] == 1),
        bitrate_sum=frame["bitrate"].where(frame["bitrate"] >= 0),
        buffer_sum=frame["buffer_time"].clip(lower=0),
    )
    return frame.groupby("slot").agg(
        live=("live", "sum"),
        dvr=("dvr", "sum"),
        plays=("plays", "sum"),
        bitrate_sum=("bitrate_sum", "sum"),
        bitrate_count=("bitrate_sum", "count"),
        buffer_sum=("buffer_sum", "sum"),
    )


def by_us(path: Path) -> pd.DataFrame:
    """Count as a user does: reading, counting, Timeline."""
    return heartbeats.aggregate(path).counts


def viewers(path: Path) -> int:
    """Find all viewer sessions, and write them."""
    engine = heartbeats.duckdb(SESSIONS_MEMORY, temp_directory=path.parent / "spilled")
    found = path.with_name("sessions.parquet")
    heartbeats.sessions(path, engine=engine).to_parquet(found)
    return len(pd.read_parquet(found, columns=["viewer"]))


def stays(path: Path) -> int:
    """Count how long viewers of each country stayed."""
    engine = heartbeats.duckdb(SESSIONS_MEMORY, temp_directory=path.parent / "spilled")
    return int(heartbeats.stays(path, by="country", engine=engine)["n"].sum())


def stalls(path: Path) -> int:
    """Compare who had stalled and who had not, of each slot and tenure."""
    engine = heartbeats.duckdb(SESSIONS_MEMORY, temp_directory=path.parent / "spilled")
    return len(heartbeats.stalls(path, engine=engine))


WAYS: dict[str, Callable[[Path], object]] = {
    "SQL by hand": by_hand,
    "pandas": by_pandas,
    "aggregate": by_us,
    "sessions": viewers,
    "stays": stays,
    "stalls": stalls,
}


def measured(way: str, path: Path) -> tuple[float, float]:
    """Do it in a process of its own; give its seconds, and its peak memory in MB."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.heartbeats", way, str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, memory = json.loads(done.stdout.splitlines()[-1])
    return seconds, memory


def once(way: str, path: Path) -> None:
    """Do it here, for `measured`."""
    begun = time.perf_counter()
    WAYS[way](path)
    seconds = time.perf_counter() - begun
    # The peak of getrusage begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak_kb = int(status.partition("VmHWM:")[2].split()[0])
    print(json.dumps([seconds, peak_kb / 1024]))


def in_turn(ways: list[str], path: Path) -> dict[str, list[tuple[float, float]]]:
    """Do several things in turn, several times; give the seconds and MB of each run.

    So runs of one number meet the same machine, whoever else uses it, and the file is
    in memory.
    """
    _warmed(path)
    runs: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for number in range(REPEATS):
        for way in ways if number % 2 else reversed(ways):
            runs[way].append(measured(way, path))
    return runs


def best(runs: list[tuple[float, float]]) -> tuple[float, float]:
    """Give the seconds of the quickest run, and the largest memory of all."""
    return min(run[0] for run in runs), max(run[1] for run in runs)


def times(slow: list[tuple[float, float]], quick: list[tuple[float, float]]) -> float:
    """Give how many times as long the one takes: the median of the pairs."""
    return median(one[0] / other[0] for one, other in zip(slow, quick, strict=True))


def _warmed(path: Path) -> None:
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def main() -> None:
    """Print the tables; fail where a promise is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        rows: list[list[object]] = []
        peaks: list[float] = []
        for size in SIZES:
            path = written(size, Path(folder))
            if size == SIZES[0]:
                _agree(path)
            ways = ["SQL by hand", "aggregate"]
            runs = in_turn([*ways, "pandas"] if size == PANDAS_ROWS else ways, path)
            (hand, hand_mb), (ours, ours_mb) = (best(runs[way]) for way in ways)
            of_hand = times(runs["aggregate"], runs["SQL by hand"])
            peaks.append(ours_mb)
            seen, seen_mb = measured("sessions", path)
            if size == PANDAS_ROWS:
                slow, slow_mb = best(runs["pandas"])
                gain = times(runs["pandas"], runs["aggregate"])
                pandas = [short(slow), whole(slow_mb), short(gain)]
            else:
                pandas = ["", "", ""]
            rows.append(
                [
                    whole(size),
                    *(short(ours), whole(ours_mb), short(hand), whole(hand_mb)),
                    short(of_hand),
                    *pandas,
                    *(short(seen), whole(seen_mb)),
                ]
            )
            path.unlink()
    head = [
        *("heartbeats", "aggregate s", "MB", "SQL s", "MB", "of SQL"),
        *("pandas s", "MB", "times", "sessions s", "MB"),
    ]
    table("Raw heartbeats in Parquet: seconds and peak memory", head, rows)
    print(f"\nQuickest of {REPEATS} in turn, median of their ratios; sessions once.\n")
    promises = {
        f"Within {MOST_OF_SQL:g} times SQL by hand": of_hand <= MOST_OF_SQL,
        f"At least {LEAST_OF_PANDAS} times pandas": gain >= LEAST_OF_PANDAS,
        f"Below {MOST_MB:,} MB": max(peaks) < MOST_MB,
        "Memory does not grow with the input": peaks[-1] <= MOST_GROWTH * peaks[0],
        f"Sessions below {MOST_SESSIONS_MB:,} MB": seen_mb < MOST_SESSIONS_MB,
    }
    for promise, kept in promises.items():
        print(f"{promise}: {'yes' if kept else 'NO'}")
    assert all(promises.values()), "A promise is not kept."


def _agree(path: Path) -> None:
    """Compare what is counted before how fast it is."""
    ours, hand, slow = by_us(path), by_hand(path), by_pandas(path)
    for name in ours.columns:
        figures = ours[name].to_numpy()
        assert abs(figures - hand[name].to_numpy()).max() < 1e-3, name
        assert abs(figures - slow[name].to_numpy()).max() < 1e-3, name


if __name__ == "__main__":
    if len(sys.argv) > 1:
        once(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
