"""What an event's revisions teach is the same live, resumed, opened and replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import webcast_widget as ww
from tests.recording.conftest import recording, replayed, write
from tests.timeline.filling import Server, usual
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path


def test_a_recording_teaches_what_the_event_did(path: Path) -> None:
    server, line = Server(lambda _: 500, usual), Timeline()
    answers = [server.answer(10 * k + 6.0) for k in range(60)]
    for run in (answers[:30], answers[30:]):
        with recording(path) as recorder:
            for each in run:
                write(recorder, each)
                line.merge(each, 0.0)
    assert len(line.estimates) == 5
    assert line.estimates[-1].high - line.estimates[-1].low < 60
    assert replayed(path).estimates == line.estimates
    event = ww.open(path)
    assert event.latest.estimate == line.estimates[-1]
    replay = event.replay(play=False)
    replay.seek("1h")
    assert replay.latest.estimate == line.estimates[-1]
    assert replay.df.equals(event.df)
    replay.seek(300)
    assert replay.latest.estimate not in (None, line.estimates[-1])


def test_who_asks_late_learns_from_the_last_answers() -> None:
    """Of a long recording no more is looked at than is remembered."""
    server, often, once = Server(lambda _: 50, usual), Timeline(), Timeline()
    for k in range(700):
        batch = server.answer(10 * k + 6.0, back_s=60)
        often.merge(batch, 0.0)
        once.merge(batch, 0.0)
        assert often.estimates is not None
    assert once.estimates == often.estimates
