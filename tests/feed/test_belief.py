"""A first answer that is years off: shown, outvoted, taken back, and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import webcast_widget as ww
from tests.feed.conftest import AS_OF, PATIENCE_S, START, Scripted, batch
from webcast_widget.feed import LiveFeed, Reading, connect
from webcast_widget.pane import WebcastPane
from webcast_widget.poller import Answered
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Batch, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TEN_YEARS = 10 * 365 * 86_400


def answer(number: int, off: int = 0) -> Batch:
    """What is told in one poll, in a time that is off by so much."""
    first = START + 10 * number + off
    return Batch(
        slots=[Slot(first + 10 * k, 100 + k, 1, 2) for k in range(9)],
        minutes=[Minute(START + off, 1500.0, 2.5)],
        as_of=AS_OF + 10 * number,
    )


ANSWERS = [answer(0, -TEN_YEARS), *(answer(n) for n in range(1, 8))]


def truth(answers: Sequence[Batch]) -> Timeline:
    line = Timeline()
    for each in answers:
        line.merge(each, AS_OF)
    return line


def fed(feed: LiveFeed, answers: Sequence[Batch]) -> list[str]:
    """Hand answers to a feed; give what its status says after each."""
    said = []
    for each in answers:
        feed._deliver(Answered(each, 10.0))
        said.append(feed.status.sentence)
    return said


@pytest.mark.parametrize("off", [-TEN_YEARS, TEN_YEARS // 10 * 12])
def test_what_several_answers_agree_on_is_believed(off: int) -> None:
    feed, heard = LiveFeed(Scripted()), list[Reading]()
    feed.subscribe(heard.append)
    pane = WebcastPane(feed)
    # A server whose clock is ahead says so of the moment of its answer, too.
    first = batch(slots=answer(0, off).slots, minutes=(), as_of=AS_OF + max(off, 0))
    said = fed(feed, [first, *ANSWERS[1:]])
    assert ["another time than those before" in each for each in said[:3]] == [
        False,
        True,
        True,
    ]
    assert [reading.afresh for reading in heard] == [n == 3 for n in range(8)]
    assert all("was taken back, as several answers agree" in each for each in said[3:])
    frame = truth(ANSWERS[3:]).frame()
    assert feed.df.equals(frame)
    assert feed.latest.peak_viewers == 107
    assert pane.visible_df.equals(frame)
    assert pane.status["sentence"] == said[-1]
    pane.close()


def test_all_of_it_is_asked_for_again(source: Scripted) -> None:
    source.reply = ANSWERS[0]
    with connect(source) as feed:
        feed.refresh(PATIENCE_S)
        for each in ANSWERS[1:4]:
            source.reply = each
            feed.refresh(PATIENCE_S)
        feed.refresh(PATIENCE_S)
    # The first, the second and the third; and once more after the one that decided.
    assert [since is None for since in source.asked[-2:]] == [True, False]
    assert sum(since is None for since in source.asked) == 2


def test_the_recording_gives_the_truth_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "event.webcast"
    feed = LiveFeed(Scripted(), recording=path)
    feed._begin()
    fed(feed, ANSWERS[:2])
    event, heard = ww.open(path), list[Reading]()
    event.subscribe(heard.append)
    assert len(event.df) == 9
    fed(feed, ANSWERS[2:])
    assert feed._recorder is not None
    feed._recorder.end()
    event.refresh()
    assert heard[-1].afresh
    frame = truth(ANSWERS[3:]).frame()
    assert event.df.equals(frame)
    again = ww.open(path)
    assert again.df.equals(frame)
    assert len(again.logbook().gaps) == 0
    replay = again.replay(play=False)
    assert replay.df.index[0].year == 2013
    replay.seek(0)
    replay.seek(60)
    assert replay.df.index[0].year == 2023
    replay.seek(10_000)
    assert replay.df.equals(frame)


def test_a_recording_that_holds_what_is_false_is_healed(tmp_path: Path) -> None:
    path = tmp_path / "event.webcast"
    for answers in (ANSWERS[:1], ANSWERS[1:]):
        feed = LiveFeed(Scripted(), recording=path)
        feed._begin()
        fed(feed, answers)
        assert feed._recorder is not None
        feed._recorder.end()
    assert ww.open(path).df.equals(truth(ANSWERS[3:]).frame())


def test_an_answer_that_agrees_is_not_said_to_speak_of_another_time() -> None:
    feed = LiveFeed(Scripted())
    silent = Batch(as_of=AS_OF + 60)
    said = fed(feed, [*ANSWERS[1:5], ANSWERS[0], ANSWERS[0], silent, ANSWERS[6]])
    assert ["another time" in each for each in said] == [
        *([False] * 4),
        *(True, True),
        *(False, False),
    ]


def test_that_something_was_taken_back_is_said_for_a_while() -> None:
    clock = ManualClock(AS_OF)
    feed = LiveFeed(Scripted(), clock=clock)
    told = [each for each in fed(feed, ANSWERS) if "was taken back" in each]
    assert len(told) == 5
    clock.moment += 890
    assert "was taken back" in fed(feed, [answer(9)])[0]
    clock.moment += 20
    assert "was taken back" not in fed(feed, [answer(10)])[0]


def test_a_new_start_forgets_that_something_was_taken_back() -> None:
    source = Scripted()
    feed = LiveFeed(source, clock=ManualClock(AS_OF))
    assert "was taken back" in fed(feed, ANSWERS)[-1]
    source.reply = answer(9)
    with feed:
        feed.refresh(PATIENCE_S)
        assert "was taken back" not in feed.status.sentence


def test_a_source_that_tells_all_of_it_anew_says_so_and_is_not_asked_again(
    source: Scripted,
) -> None:
    source.reply = batch(afresh=True)
    with connect(source) as feed:
        for _ in range(3):
            feed.refresh(PATIENCE_S)
        assert "as the source told all of it anew" in feed.status.sentence
    assert sum(since is None for since in source.asked) == 1
