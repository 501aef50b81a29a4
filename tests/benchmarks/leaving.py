"""How long viewers stayed, and whether stalls and leaving go together: how fast."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.heartbeat_rows import written
from tests.benchmarks.heartbeats import MOST_SESSIONS_MB, measured
from tests.benchmarks.tables import short, table, whole

STAYS, STALLS = 100_000_000, 10_000_000
MOST_OF_SESSIONS = 1.3
MOST_STALLS_S = 10.0


def main() -> None:
    """Print the table; fail where a promise is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(STAYS, Path(folder))
        found = {way: measured(way, path) for way in ("sessions", "stays")}
        path.unlink()
        path = written(STALLS, Path(folder))
        found["stalls"] = measured("stalls", path)
    rows = [
        [way, whole(STALLS if way == "stalls" else STAYS), short(seconds), whole(mb)]
        for way, (seconds, mb) in found.items()
    ]
    head = ["what", "heartbeats", "s", "MB"]
    table("Who stayed, and who left: seconds and peak memory", head, rows)
    ratio = found["stays"][0] / found["sessions"][0]
    print(f"\nStays take {short(ratio)} times as long as sessions; each once.\n")
    promises = {
        f"Stays within {MOST_OF_SESSIONS:g} times sessions": ratio <= MOST_OF_SESSIONS,
        f"Stays below {MOST_SESSIONS_MB:,} MB": found["stays"][1] < MOST_SESSIONS_MB,
        f"Stalls within {MOST_STALLS_S:g} s": found["stalls"][0] <= MOST_STALLS_S,
    }
    for promise, kept in promises.items():
        print(f"{promise}: {'yes' if kept else 'NO'}")
    assert all(promises.values()), "A promise is not kept."


if __name__ == "__main__":
    main()
