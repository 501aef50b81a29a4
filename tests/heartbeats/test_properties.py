"""Whatever the heartbeats are: order, files, copies and neighbours change nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.heartbeats import loops, made_up
from tests.heartbeats.comparing import seconds
from webcast_widget import heartbeats
from webcast_widget.errors import HeartbeatsError

if TYPE_CHECKING:
    import random

    import pandas as pd
    from ibis.backends.duckdb import Backend

    from webcast_widget.heartbeats.counting.timeline import CountedTimeline

RULES = st.sampled_from(["kaltura-2015", "kava"])
ROWS = st.lists(made_up.heartbeats(), min_size=1, max_size=40)
few = settings(max_examples=10, deadline=None)


@pytest.fixture(scope="module")
def duckdb() -> Backend:
    """One engine for many small questions."""
    return heartbeats.duckdb(threads=1)


def aggregated(source: Any, engine: Backend, **how: Any) -> pd.DataFrame | None:
    """Count; None where there is nothing to count."""
    try:
        counted = heartbeats.aggregate(source, engine=engine, **how)
    except HeartbeatsError:
        return None
    # Whatever came, the frame is one that a feed could have.
    assert counted.df["avg_buffering_s_per_min"].dropna().between(0, 60).all()
    return counted.counts


def same(one: pd.DataFrame | None, other: pd.DataFrame | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.equals(other)


@few
@given(ROWS, RULES)
def test_it_is_what_plain_loops_count(
    duckdb: Backend, rows: list[dict[str, Any]], rules: str
) -> None:
    counts = aggregated(made_up.table(rows), duckdb, rules=rules)
    expected = loops.slots(rows, rules)
    if counts is None:
        assert not expected
        return
    found = dict(zip(seconds(counts.index), counts.to_dict("records"), strict=True))
    assert found == dict(sorted(expected.items()))
    assert list(found) == sorted(found)


@few
@given(ROWS, RULES, st.randoms(use_true_random=False))
def test_order_and_files_do_not_matter(
    duckdb: Backend, rows: list[dict[str, Any]], rules: str, chance: random.Random
) -> None:
    whole = aggregated(made_up.table(rows), duckdb, rules=rules)
    shuffled = chance.sample(rows, len(rows))
    assert same(whole, aggregated(made_up.table(shuffled), duckdb, rules=rules))
    cut = chance.randrange(len(rows) + 1)
    with tempfile.TemporaryDirectory() as folder:
        for number, part in enumerate((shuffled[:cut], shuffled[cut:])):
            path = Path(folder) / f"part-{number}.parquet"
            pq.write_table(made_up.table(part), path)
        assert same(whole, aggregated(folder, duckdb, rules=rules))


@few
@given(ROWS, RULES, st.integers(0, 40))
def test_two_halves_add_up_to_the_whole(
    duckdb: Backend, rows: list[dict[str, Any]], rules: str, cut: int
) -> None:
    parts = []
    for part in (rows, rows[:cut], rows[cut:]):
        try:
            counted = heartbeats.aggregate(
                made_up.table(part), engine=duckdb, rules=rules
            )
        except HeartbeatsError:
            continue
        parts.append(counted)
    if not parts:
        return
    whole, *halves = parts
    together: CountedTimeline = sum(halves[1:], start=halves[0])
    assert together.counts.equals(whole.counts)
    assert together.df.equals(whole.df)


@few
@given(ROWS, RULES, st.randoms(use_true_random=False))
def test_copies_do_not_matter_where_they_are_left_out(
    duckdb: Backend, rows: list[dict[str, Any]], rules: str, chance: random.Random
) -> None:
    for number, row in enumerate(rows):
        row["session_id"] = row["session_id"] or "s0"
        row["event_index"] = 1 + number % 7
    copied = [*rows, *chance.sample(rows, chance.randrange(len(rows) + 1))]
    counted = [
        aggregated(made_up.table(each), duckdb, rules=rules, deduplicate=True)
        for each in (rows, copied)
    ]
    assert same(*counted)
    identities = {
        (
            loops.slot_of(row, rules),
            *(row[name] for name in ("entry_id", "session_id", "event_index")),
            row["event_type"],
        )
        for row in rows
    }
    if len(identities) == len(rows):
        assert same(counted[0], aggregated(made_up.table(rows), duckdb, rules=rules))


@few
@given(ROWS, st.lists(made_up.heartbeats(("c",)), max_size=20), RULES)
def test_other_entries_do_not_matter(
    duckdb: Backend,
    rows: list[dict[str, Any]],
    others: list[dict[str, Any]],
    rules: str,
) -> None:
    mixed = made_up.table([*others, *rows, *others])
    for entry in ("a", "b"):
        alone = [row for row in rows if row["entry_id"] == entry]
        assert same(
            aggregated(mixed, duckdb, rules=rules, entry_id=entry),
            aggregated(made_up.table(alone), duckdb, rules=rules),
        )


@few
@given(ROWS, RULES)
def test_the_parts_of_a_breakdown_add_up(
    duckdb: Backend, rows: list[dict[str, Any]], rules: str
) -> None:
    whole = aggregated(made_up.table(rows), duckdb, rules=rules)
    if whole is None:
        return
    parts = heartbeats.breakdown(
        made_up.table(rows), "country", rules=rules, engine=duckdb
    )
    counted = {
        row["country"] for row in rows if rules != "kava" or row["event_type"] < 3
    }
    assert parts.keys() == counted
    first, *more = parts.values()
    assert sum(more, start=first).counts.equals(whole)


@few
@given(ROWS, st.sampled_from([10, 25.5, 60, 300]), st.randoms(use_true_random=False))
def test_sessions_are_what_plain_loops_find(
    duckdb: Backend, rows: list[dict[str, Any]], gap_s: float, chance: random.Random
) -> None:
    shuffled = chance.sample(rows, len(rows))
    table = heartbeats.sessions(made_up.table(shuffled), gap_s=gap_s, engine=duckdb)
    assert session_rows(table.to_pyarrow().to_pylist()) == loops.sessions(rows, gap_s)


@few
@given(ROWS, st.none() | st.tuples(st.integers(0, 20), st.integers(1, 20)))
def test_attendance_is_what_plain_loops_find(
    duckdb: Backend, rows: list[dict[str, Any]], slots: tuple[int, int] | None
) -> None:
    span = None
    if slots is not None:
        first = made_up.START + 10 * slots[0]
        span = (first, first + 10 * slots[1])
    table = heartbeats.attendance(made_up.table(rows), 0, span=span, engine=duckdb)
    found = table.to_pyarrow().to_pylist()
    expected = loops.attendance(rows, span)
    assert {
        (row["entry_id"], row["viewer"]): (row["watched_s"], row["event_s"])
        for row in found
    } == expected
    for row in found:
        assert row["share"] == row["watched_s"] / row["event_s"] <= 1


def session_rows(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Give what plain loops find, out of the table."""
    names = [
        "entry_id",
        "viewer",
        "first_seen",
        "last_seen",
        "watch_time_s",
        "live_time_s",
        "dvr_time_s",
        "plays",
        "reconnects",
        "stalls",
        "buffering_s",
        "avg_bitrate_kbps",
    ]
    return sorted(
        tuple(
            round(row[name], 6) if isinstance(row[name], float) else row[name]
            for name in names
        )
        for row in rows
    )
