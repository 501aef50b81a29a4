"""A replay: what was received, when it was received, in virtual time."""

from __future__ import annotations

import gc
import tempfile
import threading
import weakref
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import webcast_widget as ww
from tests.feed.conftest import PATIENCE_S, Watcher
from tests.recording.conftest import record
from webcast_widget.errors import ConfigurationError, RecordingError
from webcast_widget.feed import Reading, Replay
from webcast_widget.feed.timing import due
from webcast_widget.recording import Entry, read
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST = 1_700_000_100
"""When the first answer came."""
POLLS = 60


def answers() -> list[Batch]:
    """Ten minutes, a poll each ten seconds: a past, revisions, a gap of two minutes."""
    past = [Slot(FIRST - 10 * n, 50 + n, 1, 0) for n in range(90, 0, -1)]
    told = [Batch(slots=past, as_of=FIRST, event=Event("1_event", "Town hall"))]
    for n in range(1, POLLS):
        at = FIRST + 10 * n + (120 if n > 30 else 0)
        new = [Slot(at - 10, n, 1, 0), Slot(at - 20, 2 * n, 1, 0)]
        # One that had settled long ago is said otherwise.
        new += [Slot(FIRST - 300, 1000 + n)] if n % 20 == 0 else []
        minute = Minute(at // 60 * 60 - 60, 1500.0 + n, 1.0)
        told.append(Batch(slots=new, minutes=[minute], as_of=at, broadcasting=True))
    return told


LAST = FIRST + 10 * (POLLS - 1) + 120


@cache
def recorded() -> bytes:
    """Its file: written once, as the disk is waited for with each answer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "event.webcast")
        record(path, *answers())
        return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "event.webcast"
    path.write_bytes(recorded())
    return path


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(0.0)


@pytest.fixture
def replay(path: Path, clock: ManualClock) -> Iterator[Replay]:
    """A replay that plays when a test says so, at ten times the speed."""
    made = ww.open(path).replay(10, clock=clock, play=False)
    yield made
    made.stop()


def plays(replay: Replay, clock: ManualClock) -> None:
    """Let it play, and let no thread do it."""
    replay._stepped = clock.now()


def step(replay: Replay, clock: ManualClock, passed: float) -> float | None:
    clock.advance(passed)
    return replay._step()


def received_by(moment: float) -> pd.DataFrame:
    """What an analyst had at a moment, counted without the replay's code."""
    line = Timeline()
    for answer in answers():
        if answer.as_of is not None and answer.as_of <= moment:
            line.merge(answer, answer.as_of)
    return line.frame()


def at(seconds: float) -> pd.Timestamp:
    return pd.Timestamp(seconds, unit="s", tz="UTC")


def test_it_begins_with_what_the_first_answer_said(replay: Replay) -> None:
    assert replay.df.equals(received_by(FIRST))
    assert replay.position == at(FIRST)
    assert replay.span == (at(FIRST), at(LAST))
    assert replay.now() == FIRST
    assert replay.event == Event("1_event", "Town hall")
    assert (replay.status.state, replay.playing) == ("paused", False)
    assert replay.status.sentence == "A replay, paused at 14 Nov 2023, 22:15:00 UTC."
    assert repr(replay) == "<Replay 1_event at 22:15:00 UTC>"


def test_nothing_is_shown_before_it_was_received(
    replay: Replay, clock: ManualClock
) -> None:
    plays(replay, clock)
    moments = [float(FIRST)]
    wait: float | None = 0.0
    told = list[Reading]()
    replay.subscribe(told.append)
    while wait is not None:
        moment = replay.position.timestamp()
        assert replay.df.equals(received_by(moment))
        moments.append(moment)
        wait = step(replay, clock, wait)
    assert replay.df.equals(received_by(LAST))
    assert moments == sorted(moments)
    # Slot by slot: about a step for each answer, and all of them told of.
    assert len(set(moments)) >= POLLS
    assert not any(update.afresh for update in told)
    changed = {start for update in told for start in update.changed}
    assert changed >= {FIRST + 10 * n for n in range(29)} | {FIRST - 300}
    assert replay.status.revisions > 0


def test_the_end_is_that_of_the_recording(path: Path, replay: Replay) -> None:
    replay.seek(10_000)
    event = ww.open(path)
    assert replay.df.equals(event.df)
    assert replay.latest == event.latest
    assert replay.status.revisions == read_revisions(path)
    assert replay.status.state == "ended"
    assert replay.status.sentence == (
        "The replay has ended, at 14 Nov 2023, 22:26:50 UTC: play it again, or seek."
    )


def read_revisions(path: Path) -> int:
    line = Timeline()
    for poll in read(path).entries:
        line.merge(poll.batch, poll.as_of)
    return line.revisions


def test_the_speed_is_recorded_seconds_per_second(
    replay: Replay, clock: ManualClock
) -> None:
    plays(replay, clock)
    step(replay, clock, 1.0)
    assert replay.position == at(FIRST + 10)
    assert replay.status.sentence == (
        "A replay at 10 times the speed, at 14 Nov 2023, 22:15:10 UTC."
    )
    replay.speed = 100
    assert replay.status.sentence.startswith("A replay at 100 times")
    step(replay, clock, 1.0)
    assert replay.position == at(FIRST + 110)


def test_a_night_of_sleep_and_a_clock_set_back_are_not_played(
    replay: Replay, clock: ManualClock
) -> None:
    plays(replay, clock)
    for passed in (8 * 3600.0, -3600.0):
        step(replay, clock, passed)
        assert replay.position == at(FIRST)
    step(replay, clock, 1.0)
    assert replay.position == at(FIRST + 10)


def test_the_gap_in_which_nobody_listened_is_told(replay: Replay) -> None:
    replay.seek(350)
    assert "Nothing was received until 22:22:10 UTC." in replay.status.sentence
    replay.seek(440)
    assert "Nothing was received" not in replay.status.sentence


@pytest.mark.parametrize("start", [0, 100, 10_000])
@pytest.mark.parametrize("goal", [0, 1, 99.9, 100, 310, 430, 709, 710])
def test_after_a_seek_it_is_as_if_it_had_played_to_there(
    replay: Replay, start: float, goal: float
) -> None:
    replay.seek(start)
    before, seq = replay.df, replay.series()[0]
    told = list[Reading]()
    replay.subscribe(told.append)
    replay.seek(goal)
    assert replay.df.equals(received_by(FIRST + goal))
    assert replay.position == at(FIRST + goal)
    (update,) = told
    assert update.afresh == (FIRST + goal < min(FIRST + start, LAST))
    assert update.seq == replay.series()[0]
    if not before.equals(replay.df):
        assert update.seq > seq


@pytest.mark.parametrize(
    "when",
    [
        100,
        100.0,
        "100s",
        pd.Timedelta("100s"),
        f"{at(FIRST + 100)}",
        datetime.fromtimestamp(FIRST + 100, UTC),
        pd.Timestamp(FIRST + 100, unit="s", tz="Asia/Tokyo"),
        datetime.fromtimestamp(FIRST + 100, timezone(timedelta(hours=-7))),
    ],
)
def test_moments(replay: Replay, when: Any) -> None:
    replay.seek(when)
    assert replay.position == at(FIRST + 100)


@pytest.mark.parametrize(
    "when",
    [
        datetime(2023, 11, 14),  # noqa: DTZ001 - that is what is wrong with it
        "soon",
        -5,
        None,
        pd.NaT,
        "2023-11-14",
        "2023-99-99",
        [],
        float("nan"),
    ],
)
def test_what_is_no_moment_is_refused(replay: Replay, when: Any) -> None:
    replay.seek(50)
    with pytest.raises(ConfigurationError):
        replay.seek(when)
    assert replay.position == at(FIRST + 50)


def test_beyond_the_ends_is_the_end(replay: Replay) -> None:
    replay.seek(datetime(2040, 1, 1, tzinfo=UTC))
    assert replay.position == at(LAST)
    replay.seek(datetime(1980, 1, 1, tzinfo=UTC))
    assert replay.position == at(FIRST)


@pytest.mark.parametrize("speed", [0, -1, 0.01, 3601, "fast", None, True, float("nan")])
def test_speeds_that_cannot_be_used(path: Path, replay: Replay, speed: Any) -> None:
    with pytest.raises(ConfigurationError, match="recorded seconds per second"):
        ww.open(path).replay(speed)
    with pytest.raises(ConfigurationError, match="recorded seconds per second"):
        replay.speed = speed
    assert replay.speed == 10.0


def test_a_recording_in_which_nothing_is_cannot_be_replayed(tmp_path: Path) -> None:
    record(tmp_path / "event.webcast")
    with pytest.raises(RecordingError, match="nothing to replay"):
        ww.open(tmp_path / "event.webcast").replay()


def test_one_wrong_clock_is_played_with_its_neighbours() -> None:
    def moments(*told: float) -> list[float]:
        return due([Entry(0.0, as_of, Batch()) for as_of in told])

    assert moments(7) == [7]
    assert moments(1, 2, 3) == [1, 2, 3]
    assert moments(1, 2, 9e9, 4, 5) == [1, 2, 4, 5, 5]
    assert moments(1, 2, 0, 4, 5) == [1, 1, 2, 4, 5]
    assert moments(9e9, 2, 3) == [2, 3, 3]
    # A clock that was set right: the order stays.
    assert moments(10, 20, 30, 5, 15, 25) == [10, 20, 20, 20, 20, 25]


# -- in its thread ---------------------------------------------------------------------


def threads() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name.startswith("webcast replay")]


def test_played_by_its_thread_it_ends_as_the_recording(
    path: Path, clock: ManualClock
) -> None:
    event = ww.open(path)
    replay = event.replay(3600, clock=clock, play=False)
    told = Watcher(replay)
    with replay:
        told.until(lambda: replay.status.state == "ended")
        assert not replay.playing
        assert replay.df.equals(event.df)
        # Once more, from the beginning.
        replay.play()
        told.until(lambda: replay.status.state == "ended")
    assert replay.status.state == "stopped"
    assert threads() == []


def test_pause_stop_and_resume(path: Path) -> None:
    replay = ww.open(path).replay(0.1)
    states = [(replay.playing, len(threads()), replay.status.state)]
    replay.pause()
    states.append((replay.playing, len(threads()), replay.status.state))
    position = replay.position
    assert replay.resume() is replay
    replay.play()
    states.append((replay.playing, len(threads()), replay.status.state))
    replay.stop()
    replay.stop()
    states.append((replay.playing, len(threads()), replay.status.state))
    assert states == [
        (True, 1, "replaying"),
        (False, 0, "paused"),
        (True, 1, "replaying"),
        (False, 0, "stopped"),
    ]
    assert (replay.position - position).total_seconds() < 10


def test_it_may_be_paused_and_sought_from_its_own_thread(path: Path) -> None:
    replay = ww.open(path).replay(100, play=False)
    done = threading.Event()

    def once(_: Reading) -> None:
        if not done.is_set() and threading.current_thread() in threads():
            done.set()
            replay.seek("5m")
            replay.pause()

    replay.subscribe(once)
    replay.play()
    assert done.wait(PATIENCE_S)
    for thread in threads():
        thread.join(PATIENCE_S)
    assert replay.status.state == "paused"
    assert replay.position == at(FIRST + 300)


def test_seeking_while_it_plays_from_many_threads(path: Path) -> None:
    replay = ww.open(path).replay(0.1)
    seekers = [
        threading.Thread(target=replay.seek, args=(10.0 * n,)) for n in range(30)
    ]
    for each in seekers:
        each.start()
    for each in seekers:
        each.join(PATIENCE_S)
    replay.pause()
    assert replay.df.equals(received_by(replay.position.timestamp()))


def test_what_nobody_has_any_more_ends(path: Path) -> None:
    replay: Replay | None = ww.open(path).replay(0.1)
    (thread,) = threads()
    gone = weakref.ref(replay)
    replay = None
    gc.collect()
    thread.join(PATIENCE_S)
    assert gone() is None
    assert not thread.is_alive()


def test_a_replay_exports_what_it_shows(replay: Replay, tmp_path: Path) -> None:
    replay.seek(100)
    out = replay.export(tmp_path / "event.csv")
    assert ww.read(out).equals(received_by(FIRST + 100))
