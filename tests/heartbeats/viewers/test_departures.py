"""Stays and stalls: by plain loops, by example, and where the horizon is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.heartbeats import made_up
from tests.heartbeats.viewers import departures
from webcast_widget import heartbeats
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend

START = made_up.START
ROWS = st.lists(made_up.heartbeats(), min_size=1, max_size=60)
ENDS = st.none() | st.integers(0, 500).map(lambda second: float(START + second))
few = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="module")
def duckdb() -> Backend:
    """One engine for many small questions."""
    return heartbeats.duckdb(threads=1)


def one_country_each(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for row in rows:
        row["country"] = {"u1": "France", "u2": None}.get(row["user_id"], "Germany")
        row["session_id"] = row["session_id"] or "s0"
    return rows


@few
@given(ROWS.map(one_country_each), ENDS, st.sampled_from([10, 30, 60]))
def test_stays_are_what_plain_loops_count(
    duckdb: Backend, rows: list[dict[str, Any]], end: float | None, gap_s: int
) -> None:
    how: Any = {"horizon": end, "gap_s": gap_s, "engine": duckdb}
    found = heartbeats.stays(made_up.table(rows), by="country", **how)
    assert list(found.columns) == ["country", "stay_s", "left", "n"]
    got = Counter(
        {
            (None if pd.isna(country) else country, stay_s, left): n
            for country, stay_s, left, n in found.itertuples(index=False)
        }
    )
    assert got == departures.stays(rows, end, gap_s, "country")
    together = heartbeats.stays(made_up.table(rows), **how)
    assert together.n.sum() == got.total()
    assert together.dtypes.astype(str).to_dict() == {
        "stay_s": "int64",
        "left": "bool",
        "n": "int64",
    }


@few
@given(ROWS, ENDS, st.sampled_from([10, 30, 60]))
def test_stalls_are_what_plain_loops_count(
    duckdb: Backend, rows: list[dict[str, Any]], end: float | None, gap_s: int
) -> None:
    found = heartbeats.stalls(
        made_up.table(rows), horizon=end, gap_s=gap_s, engine=duckdb
    )
    assert list(found.columns) == ["slot", "young", "n", "k", "d", "x"]
    expected: dict[Any, list[int]] = {}
    counted = departures.stalls(rows, end, gap_s).items()
    for (entry, slot, young, recent, leaves), number in counted:
        sums = expected.setdefault((entry, slot, young), [0, 0, 0, 0])
        for place, counts in enumerate((True, recent, leaves, recent and leaves)):
            sums[place] += number * counts
    assert sorted(tuple(row) for row in found.itertuples(index=False)) == sorted(
        (slot, young, *sums) for (_, slot, young), sums in expected.items()
    )


def event(*seen: tuple[str, int, int, float]) -> pd.DataFrame:
    """Give heartbeats of viewers: from, to (seconds after START) and buffering."""
    rows = [
        (viewer, second, stalled)
        for viewer, begins, ends, stalled in seen
        for second in range(begins, ends + 1, 10)
    ]
    return pd.DataFrame(
        {
            "ts": [START + second for _, second, _ in rows],
            "entry_id": "1_a",
            "session_id": [viewer for viewer, _, _ in rows],
            "event_type": 1,
            "event_index": 2,
            "bitrate": 900.0,
            "buffer_time": [stalled for _, _, stalled in rows],
        }
    )


AN_HOUR = event(
    ("leaves", 0, 600, 0.0),
    ("stays to the end", 100, 3590, 0.0),
    ("lingers", 0, 4000, 0.0),
    ("comes late", 3700, 4000, 0.0),
)


def test_the_end_of_the_event_is_no_leaving() -> None:
    found = heartbeats.stays(AN_HOUR, horizon=START + 3600)
    assert found.to_dict("split")["data"] == [
        [600, True, 1],
        [3490, False, 1],
        [3600, False, 1],
    ]
    # As a frame has it: seconds, and no nanoseconds.
    end: Any = np.int64(START + 3600)
    pd.testing.assert_frame_equal(heartbeats.stays(AN_HOUR, horizon=end), found)


def test_while_it_runs_the_newest_heartbeats_tell_of_nobody() -> None:
    """Of the last five minutes nobody knows: all is cut at the newest less the gap."""
    so_far = AN_HOUR[AN_HOUR.ts <= START + 800]
    found = heartbeats.stays(so_far)
    # cut at 500: who was heard at 600 was there, whatever came of it
    assert found.to_dict("split")["data"] == [[400, False, 1], [500, False, 2]]
    end_far_ahead = heartbeats.stays(so_far, horizon=START + 3600)
    pd.testing.assert_frame_equal(found, end_far_ahead)


def test_who_leaves_with_a_stall_is_counted_there() -> None:
    rows = pd.concat(
        [
            event(
                ("stalled", 0, 190, 0.0), ("well", 0, 195, 0.0), ("stays", 0, 900, 0)
            ),
            event(("stalled", 200, 200, 3.0)),
        ]
    )
    table = heartbeats.stalls(rows, horizon=START + 900)
    found = {
        (slot - START, young): counts
        for slot, young, *counts in table.itertuples(index=False)
    }
    assert found[50, True] == [3, 0, 0, 0]
    assert found[60, False] == [3, 0, 0, 0]
    assert found[190, False] == [3, 0, 1, 0]
    assert found[200, False] == [2, 1, 1, 1]
    assert max(found) == (590, False)


def test_several_columns_and_names_of_our_own() -> None:
    rows = AN_HOUR.assign(country="France", stay_s="x", begins="y")
    found = heartbeats.stays(rows, by=["country", "begins"], horizon=START + 3600)
    assert list(found.columns) == ["country", "begins", "stay_s", "left", "n"]
    assert set(found.begins) == {"y"}
    assert found.n.sum() == 3


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"by": "planet"}, "There is no column 'planet': choose one of ts,"),
        ({"horizon": "noon-ish"}, "horizon is 'noon-ish'"),
        ({"horizon": "22:20"}, "horizon is '22:20'"),
        ({"horizon": float("nan")}, "horizon is nan"),
        ({"gap_s": 3}, "gap_s is 3"),
        ({"by": ["ts", "ts"]}, "name each column once"),
        ({"by": "n"}, "none that the table of stays has itself"),
        ({"columns": {"ts": 0}}, "columns says 0 for ts"),
    ],
)
def test_what_cannot_be_is_a_sentence(how: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        heartbeats.stays(AN_HOUR, **how)
