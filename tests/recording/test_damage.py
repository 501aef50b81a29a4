"""Bits that a disk changed: told and left out, and never another number."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import webcast_widget as ww
from tests.feed.conftest import AS_OF, START, batch
from tests.recording.conftest import record, recorder_of, recording, replayed, write
from webcast_widget.errors import RecordingError
from webcast_widget.recording import Recorded, Recorder, logbook, read
from webcast_widget.timeline.records import Batch, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

ANSWERS = 30


def answers() -> list[Batch]:
    """An event in which each answer adds a slot and revises the two before it."""
    more = [
        Batch(
            slots=[
                Slot(START + 90 + 10 * k, 700 + n * k, k, n) for k in range(n, n + 3)
            ],
            minutes=[Minute(START + 60 * n, 1500.5 + n, 0.25)],
            as_of=AS_OF + 10 * n,
        )
        for n in range(1, ANSWERS)
    ]
    return [batch(), *more]


def frame_of(recorded: Recorded) -> pd.DataFrame:
    line = Timeline()
    for entry in recorded.entries:
        line.merge(entry.batch, entry.as_of)
    return line.frame()


def changed(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement)


def test_of_200_flipped_bits_none_gives_another_number_in_silence(path: Path) -> None:
    true = record(path, *answers()).frame().drop(columns="provisional")
    whole, outcomes = path.read_bytes(), {"same": 0, "told": 0, "refused": 0}
    chance = random.Random(1)  # noqa: S311 - the same bits each time
    said = {
        (pd.Timestamp(slot.start, unit="s", tz="UTC"), slot.live_viewers)
        for each in answers()
        for slot in each.slots
    }
    # Most of a page of SQLite is empty: only bits that may mean something.
    meant = [at for at, byte in enumerate(whole) if byte]
    for _ in range(200):
        content = bytearray(whole)
        content[chance.choice(meant)] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        try:
            recorded = read(path)
        except RecordingError:
            outcomes["refused"] += 1
            continue
        found = frame_of(recorded).drop(columns="provisional")
        is_same = found.equals(true) and recorded.event_id == "1_event"
        assert is_same or recorded.lost
        # What is there at all is what was said of that very slot.
        viewers = found["live_viewers"].dropna()
        assert {*zip(viewers.index, viewers, strict=True)} <= said
        outcomes["same" if is_same else "told"] += 1
    assert outcomes["told"] > 30


@pytest.mark.parametrize(
    ("damage", "lost"),
    [
        ("UPDATE slot SET live_viewers = live_viewers + 1 WHERE poll = 3", [3]),
        ("UPDATE slot SET live_viewers = 'many' WHERE poll = 3 AND start % 20", [3]),
        ("UPDATE slot SET poll = 4 WHERE poll = 3", [3, 4]),
        ("UPDATE minute SET avg_bitrate_kbps = 0.0 WHERE poll = 3", [3]),
        ("UPDATE poll SET as_of = as_of + 1 WHERE id = 3", [3]),
        ("UPDATE poll SET checksum = 7 WHERE id = 3", [3]),
        ("UPDATE event SET name = x'ff' WHERE poll = 1", [1]),
        ("DELETE FROM slot WHERE poll = 3", [3]),
        ("DELETE FROM poll WHERE id = 3", [3]),
        ("DELETE FROM poll WHERE id = (SELECT max(id) FROM poll)", [ANSWERS]),
    ],
)
def test_a_damaged_answer_is_named_and_left_out(
    path: Path, damage: str, lost: list[int]
) -> None:
    record(path, *answers())
    changed(path, damage)
    recorded = read(path)
    assert recorded.lost == [f"answer {number}" for number in lost]
    assert len(recorded.entries) == ANSWERS - len(lost)
    event = ww.open(path)
    assert event.trouble.startswith("Damaged in the file and left out ")
    assert f"answer {lost[0]}" in event.status.sentence
    assert event.trouble in event.replay(play=False).status.sentence
    event.refresh()
    assert f"answer {lost[0]}" in event.status.sentence
    told = [slot for entry in recorded.entries for slot in entry.batch.slots]
    assert len(logbook(path).slots) >= len(told)


def test_what_a_damaged_answer_revised_is_missing_and_not_what_it_was(
    path: Path,
) -> None:
    record(
        path,
        Batch(slots=[Slot(START, 5), Slot(START + 10, 5)], as_of=AS_OF),
        Batch(slots=[Slot(START, 9), Slot(START + 10, 9)], as_of=AS_OF + 10),
        Batch(slots=[Slot(START + 10, 11), Slot(START + 20, 1)], as_of=AS_OF + 20),
    )
    changed(path, "UPDATE slot SET live_viewers = 8 WHERE poll = 2 AND start % 60 = 0")
    line = replayed(path)
    told = [line.value("live_viewers", START + 10 * n) for n in range(3)]
    assert told == [None, 11, 1]


def test_many_are_counted_and_five_are_named(path: Path) -> None:
    record(path, *answers())
    changed(path, "UPDATE poll SET refused = 1 WHERE id > 10")
    assert read(path).trouble == (
        "Damaged in the file and left out are answers 11, 12, 13, 14, 15 and 15 more:"
        " a copy may have it whole."
    )


@pytest.mark.parametrize(
    ("damage", "lost", "event_id"),
    [
        ("UPDATE about SET value = '1_evenu'", "the id of the event", "1_event"),
        ("DELETE FROM about", "the id of the event", "1_event"),
        ("UPDATE about SET value = '1_evenu'; DELETE FROM event", "answer 1", ""),
        (
            "UPDATE about SET value = '60' WHERE key = 'cadence_s'",
            "how often its source counts",
            "1_event",
        ),
    ],
)
def test_a_damaged_id_is_told(
    path: Path, damage: str, lost: str, event_id: str
) -> None:
    record(path, *answers())
    for statement in damage.split(";"):
        changed(path, statement)
    recorded = read(path)
    assert any(each.startswith(lost) for each in recorded.lost)
    assert recorded.event_id == event_id


def test_what_is_damaged_is_asked_for_again(path: Path) -> None:
    record(path, *answers())
    changed(path, "UPDATE poll SET refused = 1 WHERE id = 3")
    with recording(path) as recorder:
        assert recorder.resume_from == AS_OF + 10
        assert "answer 3" in recorder.trouble
        write(recorder, Batch(as_of=AS_OF + 400))
    assert read(path).lost == ["answer 3"]


def test_nobody_goes_on_with_an_event_of_an_unknown_id(path: Path) -> None:
    record(path, batch())
    changed(path, "UPDATE about SET value = '1_evenu'")
    with pytest.raises(RecordingError, match="is damaged"), recording(path):
        pass


def test_a_copy_without_its_log_says_what_is_missing(path: Path) -> None:
    with recording(path) as recorder:
        write(recorder, batch())
        copy = path.with_name("copy.webcast")
        copy.write_bytes(path.read_bytes())
        event = ww.open(copy)
        assert "stand in 'copy.webcast-wal'" in event.status.sentence
        log = path.with_name(path.name + "-wal")
        copy.with_name("copy.webcast-wal").write_bytes(log.read_bytes())
        event.refresh()
        assert event.df.equals(ww.open(path).df)
        assert not event.trouble
    assert not ww.open(path).trouble


def test_of_an_old_copy_without_its_log_is_told_where_all_of_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    with pytest.raises(RecordingError, match=r"stands in 'event\.webcast-wal'"):
        read(path)


def test_the_rows_of_a_lost_answer_damage_no_later_one(path: Path) -> None:
    record(path, *answers())
    changed(path, "DELETE FROM poll WHERE id >= 29")
    record(path, Batch(slots=[Slot(START + 600, 5)], as_of=AS_OF + 600))
    recorded = read(path)
    assert recorded.lost == ["answer 29", "answer 30"]
    assert recorded.entries[-1].batch.slots == [Slot(START + 600, 5)]


@pytest.mark.parametrize("number", [2**62, 2**63 - 1])
def test_a_number_beyond_all_answers_is_told_at_once(path: Path, number: int) -> None:
    record(path, *answers())
    changed(path, f"UPDATE poll SET id = {number} WHERE id = {ANSWERS}")  # noqa: S608
    assert read(path).trouble.startswith(
        "Damaged in the file and left out are answers 30, 31, 32, 33, 34 and 4,611,"
        if number == 2**62
        else "Damaged in the file and left out are answers 30, 31, 32, 33, 34 and 9,223,"
    )
    with pytest.raises(RecordingError, match="is damaged"), recording(path):
        pass


def test_what_is_no_number_belongs_to_no_answer(path: Path) -> None:
    record(path, *answers())
    changed(path, "UPDATE slot SET poll = 'three' WHERE poll = 3")
    assert read(path).lost == ["answer 3"]


def test_damage_is_told_of_a_recording_that_is_gone_on_with_twice(path: Path) -> None:
    record(path, *answers())
    changed(path, "UPDATE poll SET refused = 1 WHERE id = 3")
    recorder = recorder_of(path)
    told = []
    for _ in range(2):
        recorder.open(AS_OF)
        told.append("answer 3" in recorder.trouble)
        recorder.close()
    assert told == [True, True]


def test_a_cadence_that_is_damaged_is_what_values_are_apart_and_told(
    path: Path,
) -> None:
    slots = [Slot(START + 7 + 60 * n, n) for n in range(9) if n != 5]

    def minutely() -> Recorder:
        return Recorder(path, "1_event", "a script", "1.2.3", 60)

    recorder, line = minutely(), Timeline(cadence_s=60)
    recorder.open(AS_OF)
    recorder.write(line.examine(Batch(slots, as_of=START + 507.0), AS_OF), AS_OF)
    recorder.close()
    changed(path, "UPDATE about SET value = '10' WHERE key = 'cadence_s'")
    recorded = read(path)
    assert recorded.cadence_s == 60
    said = "how often its source counts (once in 60 s, as its values are so far apart)"
    assert recorded.lost == [said]
    assert ww.open(path).df["live_viewers"].count() == len(slots)
    assert logbook(path).slots["provisional"].tolist()[-3:] == [False, False, True]
    recorder = minutely()
    recorder.open(AS_OF)
    assert said in recorder.trouble
    recorder.close()
    with pytest.raises(RecordingError, match=r"every 60 s.*every 10 s"):
        recorder_of(path).open(AS_OF)


def test_who_follows_a_file_sees_what_damage_took_away(path: Path) -> None:
    with recording(path) as recorder:
        write(recorder, Batch(slots=[Slot(START, 5), Slot(START + 10, 6)], as_of=AS_OF))
        event = ww.open(path)
        write(recorder, Batch(slots=[Slot(START, 9)], as_of=AS_OF + 10))
        write(recorder, Batch(slots=[Slot(START + 20, 7)], as_of=AS_OF + 20))
        changed(path, "UPDATE slot SET live_viewers = 8 WHERE poll = 2")
        event.refresh()
    assert event.trouble
    assert event.df.equals(ww.open(path).df)
    assert event.df["live_viewers"].tolist() == [6, 7]


def leaves(content: bytes) -> list[int]:
    """Give where the pages begin that hold many rows of a table."""
    pages = range(0, len(content), 4096)
    return [at for at in pages if content[at] == 0x0D and content[at + 4] > 20]


def many() -> list[Batch]:
    return [
        Batch(slots=[Slot(START + 10 * n, 700 + n, 1, 2)], as_of=START + 60.0 + 10 * n)
        for n in range(900)
    ]


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("long") / "event.webcast"
    record(path, *many())
    return path.read_bytes()


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.6, 0.8, 0.99])
@pytest.mark.parametrize("what", [b"\0", b"\xff", b"xyz"])
def test_what_stands_around_a_damaged_page_is_read_and_told(
    path: Path, long: bytes, share: float, what: bytes
) -> None:
    pages = leaves(long)
    at = pages[int(share * len(pages))]
    path.write_bytes(long[:at] + (what * 4096)[:4096] + long[at + 4096 :])
    before = path.read_bytes()
    event = ww.open(path)
    assert "what stood on damaged pages" in event.trouble
    assert event.trouble in event.status.sentence
    true = {slot.start: slot.live_viewers for each in many() for slot in each.slots}
    told = event.df["live_viewers"].dropna()
    assert 600 < len(told) < 900
    starts = pd.DatetimeIndex(told.index).tz_localize(None).astype("datetime64[s]")
    found = zip(starts.astype("int64").tolist(), told.tolist(), strict=True)
    assert all(true[at] == value for at, value in found)
    assert len(logbook(path).slots) == len(told)
    event.refresh()
    assert len(event.df["live_viewers"].dropna()) == len(told)
    assert path.read_bytes() == before
    with pytest.raises(RecordingError, match="is damaged"), recording(path):
        pass
