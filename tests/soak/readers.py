"""The same heartbeats in ten spellings give one answer, or a counted refusal.

``python -m tests.soak.readers [--cases 100000]`` draws tables, writes each in ten
spellings, reads them, and compares every row with what was meant: a difference that
nobody is told of ends it with the seed that makes it again. A case is one table in one
spelling; those of a batch share their files.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tests.heartbeats import loops
from tests.soak.random_tables import (
    Beat,
    Traits,
    as_row,
    drawn,
    found,
    logged,
    meant,
    right,
)
from tests.soak.spellings import SPELLINGS, Spelt
from webcast_widget import heartbeats
from webcast_widget.heartbeats.engines.epoch import microseconds
from webcast_widget.heartbeats.readers.columns import REASONS

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend

TEN = (
    "csv",
    "csv",
    "csv",
    "beacons",
    "beacons",
    "log",
    "parquet",
    "parquet",
    "frame",
    "frame",
)
ENTRIES = 100
MOST_WRONG = 5
"""After so many batches that went wrong it ends."""


class DifferenceError(AssertionError):
    """Something was read otherwise than it was meant, and nobody was told."""


def batch(seed: int, engine: Backend, entries: int = ENTRIES) -> Counter[str]:
    """Draw tables, and read them in ten spellings; give how many cases there were.

    Raises
    ------
    DifferenceError
        Which spelling, how it was written, and what is wrong.
    """
    chance = random.Random(seed)  # noqa: S311 - drawn, not secret
    traits = Traits(*(chance.random() < 0.5 for _ in range(4)))
    beats = drawn(chance, entries, traits)
    done: Counter[str] = Counter()
    for name in TEN:
        # The vendor's parser has no fractions, and a tolerance of its own.
        told = [logged(beat) for beat in beats] if name == "log" else beats
        with tempfile.TemporaryDirectory() as folder:
            spelt = SPELLINGS[name](told, Path(folder), chance)
            try:
                refused = compare(told, spelt, engine, counting=chance.random() < 0.1)
            except Exception as error:
                raise DifferenceError(
                    f"seed {seed}, {name}, {spelt.how}: {error}"
                ) from error
        done[name] += entries
        done["refused"] += refused
    return done


def compare(beats: list[Beat], spelt: Spelt, engine: Backend, *, counting: bool) -> int:
    """Compare what is read with what was meant; give how many rows were refused."""
    got = heartbeats.read(spelt.source, connection=engine, max_refused=None)
    table = got.table
    rows = table.mutate(us=microseconds(table.ts)).drop("ts").to_pyarrow().to_pylist()
    fine = right(beats)
    wanted = Counter(meant(beat, spelt.columns, log=spelt.log) for beat in fine)
    read = Counter(found(row) for row in rows)
    lacking, extra = wanted - read, read - wanted
    refused = got.left_out.total
    if extra:
        raise DifferenceError(f"read {_first(extra)} for {_first(lacking)}")
    if lacking.total() + len(beats) - len(fine) != refused:
        lack = f"{lacking.total()} rows lack ({_first(lacking)})"
        raise DifferenceError(f"{lack}, refused {got.left_out}")
    wrong = any(beat.odd.get("ts") == "" for beat in beats)
    # Epoch nanoseconds do not go as far as the year 9999.
    if wrong and got.left_out.complete and not got.left_out.by_reason[REASONS["ts"]]:
        raise DifferenceError("a clock was years off, and nothing said so")
    if counting and not lacking:
        told = [_told(beat, spelt) for beat in fine]
        slots = _counted(got, engine)
        if slots != _by_loops(told):
            raise DifferenceError("slots are counted otherwise than by loops")
        if _sessions(got, engine) != sorted(
            one[:5] for one in loops.sessions(told, 300)
        ):
            raise DifferenceError("sessions are other than those of loops")
        if isinstance(spelt.source, Path):
            shutil.copytree(spelt.source, spelt.source / "again")
            if _counted(spelt.source, engine, deduplicate=True) != slots:
                raise DifferenceError("copies in another folder are counted")
    return refused


def _counted(
    source: Any, engine: Backend, **how: Any
) -> dict[Any, dict[int, dict[Any, Any]]]:
    """Count each entry's slots."""
    parts = heartbeats.breakdown(
        source, "entry_id", engine=engine, max_refused=None, **how
    )
    return {
        entry: {
            int(at.timestamp()): row
            for at, row in zip(
                part.counts.index, part.counts.to_dict("records"), strict=True
            )
        }
        for entry, part in parts.items()
    }


def _by_loops(told: list[dict[str, Any]]) -> dict[Any, dict[int, dict[str, float]]]:
    entries: dict[str, list[dict[str, Any]]] = {}
    for row in told:
        entries.setdefault(row["entry_id"], []).append(row)
    return {entry: loops.slots(rows, "kaltura-2015") for entry, rows in entries.items()}


def _sessions(got: heartbeats.Read, engine: Backend) -> list[tuple[Any, ...]]:
    names = ("entry_id", "viewer", "first_seen", "last_seen", "watch_time_s")
    table = heartbeats.sessions(got, engine=engine).to_pyarrow()
    return sorted(tuple(row[name] for name in names) for row in table.to_pylist())


def _told(beat: Beat, spelt: Spelt) -> dict[str, Any]:
    """Give a heartbeat as far as the spelling tells it."""
    row = as_row(beat)
    for name in ("start_phase", "user_id", "country"):
        if name not in spelt.columns:
            row[name] = None
    if spelt.log and row["bitrate"] is None:
        row["bitrate"] = 0.0
    return row


def _first(rows: Counter[Any]) -> Any:
    return next(iter(rows), None)


@click.command()
@click.option("--cases", default=100_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option(
    "--seconds", default=3600.0, show_default=True, help="No longer than this."
)
def main(cases: int, seed: int, seconds: float) -> None:
    """Read until there were so many cases; say what they were."""
    begun, done = time.monotonic(), Counter[str]()
    engine = heartbeats.duckdb(threads=1)
    wrong = 0
    while sum(done[name] for name in SPELLINGS) < cases:
        if time.monotonic() - begun > seconds:
            break
        try:
            done += batch(seed, engine)
        except DifferenceError as error:
            print(str(error)[:1500], flush=True)
            wrong += 1
            if wrong == MOST_WRONG:
                break
        seed += 1
    total = sum(done[name] for name in SPELLINGS)
    print(
        f"{total:,} cases in {time.monotonic() - begun:.0f} s: {dict(done)}; {wrong} WRONG"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
