"""What a timeline believes, and what it takes back."""

from __future__ import annotations

import pytest

from webcast_widget.timeline.records import Batch, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

START = 1_700_000_040


def test_an_answer_that_begins_afresh_takes_the_place_of_all() -> None:
    line = Timeline()
    line.merge(Batch(slots=[Slot(START, 900), Slot(START + 10, 5)]), START + 130)
    again = Batch(slots=[Slot(START + 10, 7)], afresh=True)
    change = line.examine(again, START + 140)
    assert (change.afresh, change.revised, change.shrunk) == (True, 0, 0)
    assert line.value("live_viewers", START) == 900
    line.apply(change)
    alone = Timeline()
    alone.merge(again, START + 140)
    assert line.frame().equals(alone.frame())
    assert line.peak() == alone.peak()


FAR = 10 * 365 * 86_400


def told(*moments: int) -> list[int | None]:
    """The first slot that is known after each of these answers."""
    line = Timeline()
    firsts = []
    for number, moment in enumerate(moments):
        slots = [Slot(moment + 10 * number + 10 * k, 5) for k in range(3)]
        line.merge(Batch(slots=slots), START + FAR * 3)
        firsts.append(line.first)
    return firsts


A, B, C = START, START + FAR, START + 2 * FAR


@pytest.mark.parametrize(
    ("moments", "last"),
    [
        ([A, B, B, B], B),
        ([B, A, A, A], A),
        ([A, B, B], A),
        # More have to agree than agreed before.
        ([A, A, A, B, B, B], A),
        ([A, A, A, B, B, B, B], B),
        # Those that agree with nobody decide nothing.
        ([A, B, C, B, C, B, C], A),
        # One that comes now and then stays alone.
        ([A, B, A, B, A, B, A, B, A], A),
        ([B, A, A, B, A, A, A], A),
        # And who was outvoted may come back.
        ([A, B, B, B, A, A, A, A], A),
    ],
)
def test_a_time_is_believed_when_most_of_several_answers_speak_of_it(
    moments: list[int], last: int
) -> None:
    line_firsts = told(*moments)
    assert line_firsts[-1] is not None
    assert abs(line_firsts[-1] - last) < 1000


def test_however_long_one_was_believed_five_minutes_of_another_decide() -> None:
    assert told(*[A] * 200, *[B] * 30)[-1] == A
    assert told(*[A] * 200, *[B] * 31)[-1] != A


def test_to_examine_an_answer_that_decides_changes_nothing() -> None:
    line = Timeline()
    for moment in (A, B, B):
        line.merge(Batch(slots=[Slot(moment, 5)]), C)
    deciding = Batch(slots=[Slot(B, 7)])
    changes = [line.examine(deciding, C) for _ in range(3)]
    assert [change.afresh for change in changes] == [True] * 3
    assert line.value("live_viewers", A) == 5
    seq = line.seq
    line.apply(changes[0])
    assert (line.first, line.last, line.seq) == (B, B, seq + 1)
    assert line.value("live_viewers", A) is None


def test_without_slots_minutes_tell_the_time() -> None:
    line = Timeline()
    line.merge(Batch(slots=[Slot(A, 5)]), C)
    for _ in range(3):
        line.merge(Batch(minutes=[Minute(B // 60 * 60, 1.0, 1.0)]), C)
    assert line.minute(B).avg_bitrate_kbps == 1.0
    assert line.first is None
