"""What a recording came to, as it says itself: equal to all of it read, or not there."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import closing
from dataclasses import asdict
from sqlite3 import connect
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import webcast_widget as ww
from tests.recording.conftest import AT, EVENT, recorder_of, rows
from webcast_widget import analysis
from webcast_widget.recording import Digest, TolerantRecorder, digest, digest_in
from webcast_widget.recording.insertion import insert_alone
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

T = 1_700_000_040
COUNTERS = [*range(24, 28), *range(92, 100)]


def record(path: Path, *batches: Batch, end: bool = True) -> TolerantRecorder:
    line = Timeline(Event(EVENT))
    recorder = TolerantRecorder(path, EVENT, "a script", line)
    for entry in recorder.begin():
        line.merge(entry.batch, entry.as_of)
    for batch in batches:
        change = line.examine(batch, AT)
        recorder.write(change)
        line.apply(change)
    if end:
        recorder.end()
    return recorder


def half_an_hour(name: str = "Town hall") -> Batch:
    return Batch(
        [Slot(T + 10 * n, 400 + n % 7, 3, 1, 1500.0, 0.5) for n in range(180)],
        [Minute(T + 60 * n, 1500.0 + n, 0.5) for n in range(30)],
        float(T + 1900),
        Event(EVENT, name),
    )


def all_of_it(path: Path) -> Digest | None:
    return digest(analysis.summary(ww.open(path)))


@pytest.fixture
def sealed(path: Path) -> Path:
    record(path, half_an_hour())
    return path


def test_a_shelf_asks_a_recording_for_it(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = ww.shelf([_without_digest(sealed)]).table
    # Its room has a function of that name, too.
    monkeypatch.delattr(sys.modules["webcast_widget.feed.shelf"], "final")
    quick = ww.shelf([sealed]).table
    assert quick.drop(columns="file").equals(slow.drop(columns="file"))
    assert quick.loc[0, "peak_viewers"] == 406
    assert quick.loc[0, "name"] == "Town hall"


FIGURE = st.none() | st.integers(0, 9)
SLOTS = st.lists(st.tuples(st.integers(0, 40), FIGURE, FIGURE), max_size=9)


@given(st.lists(st.tuples(SLOTS, st.integers(0, 600), st.booleans()), max_size=6))
@settings(max_examples=30, deadline=None)
def test_it_is_what_all_of_it_comes_to(
    tmp_path_factory: pytest.TempPathFactory,
    told: list[tuple[list[tuple[int, int | None, int | None]], int, bool]],
) -> None:
    path = tmp_path_factory.mktemp("drawn") / "event.webcast"
    batches = [
        Batch(
            [Slot(T + 10 * n, live, dvr) for n, live, dvr in slots],
            [Minute(T + 60 * n, 1500.0, dvr or 0.25) for n, _, dvr in slots],
            float(T + 400 + age),
            afresh=afresh,
        )
        for slots, age, afresh in told
    ]
    record(path, *batches)
    assert digest_in(path) == all_of_it(path)


def test_a_bit_that_changed_takes_it_away(sealed: Path, tmp_path: Path) -> None:
    whole = sealed.read_bytes()
    before = digest_in(sealed)
    assert before is not None
    ((page,),) = rows(sealed, "SELECT rootpage FROM sqlite_schema WHERE name = 'about'")
    ((size,),) = rows(sealed, "PRAGMA page_size")
    where = range((page - 1) * size, page * size)
    drawn = np.random.default_rng(5)
    some = map(int, drawn.choice(len(whole), 300, replace=False))
    for at in [*some, *COUNTERS, 100, len(whole) - 1]:
        other = tmp_path / "other.webcast"
        bits = bytearray(whole)
        bits[at] ^= 1 << int(drawn.integers(8))
        other.write_bytes(bits)
        found = digest_in(other)
        if at in where or at in COUNTERS:
            assert found in (None, before), at
        else:
            assert found is None, at


def test_whoever_goes_on_takes_it_out(sealed: Path) -> None:
    before = digest_in(sealed)
    recorder = record(sealed, end=False)
    # Its answers stand in the log: the file is as it was.
    assert digest_in(sealed) is None
    copy = sealed.with_name("copy.webcast")
    shutil.copy(sealed, copy)
    recorder.end()
    assert digest_in(sealed) == before == all_of_it(sealed)
    record(sealed, Batch([Slot(T + 20, 999)], as_of=T + 1950.0))
    after = digest_in(sealed)
    assert after == all_of_it(sealed)
    assert after is not None
    assert after.peak_viewers == 999


def test_who_did_not_end_has_none(path: Path) -> None:
    recorder = recorder_of(path)
    recorder.open(AT)
    recorder.close()
    assert digest_in(path) is None
    assert digest_in(path.with_name("none")) is None
    assert digest_in(path.parent) is None


def test_it_outlives_a_run_sheet_that_is_set_afterwards(sealed: Path) -> None:
    before = digest_in(sealed)
    ww.open(sealed).mark("Q&A", at=T + 600)
    assert ww.open(sealed).marks["title"].tolist() == ["Q&A"]
    assert digest_in(sealed) == before


def test_what_is_damaged_says_nothing_of_itself(sealed: Path) -> None:
    with closing(connect(sealed)) as connection, connection:
        connection.execute("UPDATE slot SET live_viewers = 7 WHERE start = ?", (T,))
    record(sealed)
    assert digest_in(sealed) is None
    assert "Damaged" in ww.shelf([sealed]).table["trouble"].iloc[0]


SOUND = {**asdict(Digest(EVENT, "", 1.0, 2.0, 3, 4.0, None, 1.0))}


@pytest.mark.parametrize(
    "change",
    [
        {"name": 3},
        {"id": None},
        {"start_s": -1.0},
        {"start_s": 2.0},
        {"end_s": 1e300},
        {"end_s": "2"},
        {"peak_viewers": True},
        {"peak_viewers": 2.5},
        {"average_viewers": float("nan")},
        {"coverage": -0.5},
        {"coverage": [1]},
        {"more": 1},
        {"by": "0.0.0"},
        {"seal": None},
    ],
)
def test_what_somebody_made_up_is_not_taken(
    sealed: Path, change: dict[str, Any]
) -> None:
    kept = json.loads(dict(rows(sealed, "SELECT key, value FROM about"))["digest"])
    ours = {**SOUND, "by": kept["by"], "seal": kept["seal"]}
    _put(sealed, json.dumps(ours))
    assert digest_in(sealed) == Digest(**SOUND)
    _put(sealed, json.dumps({**ours, **change}))
    assert digest_in(sealed) is None


@pytest.mark.parametrize("text", ["", "3", "[", "[" * 5000, '{"by": 1}', "{}"])
def test_what_is_no_digest_is_none(sealed: Path, text: str) -> None:
    _put(sealed, text)
    assert digest_in(sealed) is None


def _put(path: Path, text: str) -> None:
    with closing(connect(path)) as connection, connection:
        connection.execute("DELETE FROM about WHERE key = 'digest'")
        insert_alone(connection, "about", "digest", text)


def _without_digest(path: Path) -> Path:
    other = path.with_name("other.webcast")
    shutil.copy(path, other)
    with closing(connect(other)) as connection, connection:
        connection.execute("DELETE FROM about WHERE key = 'digest'")
    return other
