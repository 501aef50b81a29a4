"""Whatever a source says: the file gives the same frame back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recording.conftest import AT, recorder_of
from webcast_widget.recording import read
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

START = 1_700_000_040
FAR_S = 401 * 86_400

starts = st.one_of(
    st.integers(-5, 30).map(lambda n: START + 10 * n),
    st.sampled_from([0, START + 3, -10, 2**70, START + FAR_S, START - FAR_S]),
)
counts = st.one_of(
    st.none(), st.integers(0, 5), st.sampled_from([-1, 2**32 - 2, 2**64])
)
quality = st.one_of(
    st.none(),
    st.sampled_from([0.0, 1.5, 59.99, 60.5, -1.0, float("nan"), float("inf")]),
)
minutes = st.builds(
    Minute, st.integers(-2, 4).map(lambda n: START + 60 * n), quality, quality
)
batches = st.builds(
    Batch,
    slots=st.lists(st.builds(Slot, starts, counts, counts, counts), max_size=8),
    minutes=st.lists(minutes, max_size=4),
    as_of=st.one_of(st.none(), st.integers(-100, 600).map(lambda n: float(START + n))),
    event=st.one_of(st.none(), st.builds(Event, st.text(max_size=5), st.text())),
    broadcasting=st.sampled_from([None, True, False]),
    progress=st.one_of(st.none(), st.floats(0, 1)),
    refused=st.integers(0, 3),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(batches, max_size=5), max_size=4))
def test_any_answers_in_any_number_of_runs_are_reopened_equal(
    runs: list[list[Batch]],
) -> None:
    live = Timeline()
    with TemporaryDirectory() as folder:
        path = Path(folder, "event.webcast")
        for run in runs:
            recorder = recorder_of(path)
            resumed = Timeline()
            for entry in recorder.open(AT):
                resumed.merge(entry.batch, entry.as_of)
            assert resumed.frame().equals(live.frame())
            for batch in run:
                change = live.examine(batch, AT)
                recorder.write(change, AT)
                live.apply(change)
            recorder.close()
        entries = read(path).entries if runs else []
    again = Timeline()
    for entry in entries:
        again.merge(entry.batch, entry.as_of)
    assert again.frame().equals(live.frame())
    assert (again.as_of, again.revisions) == (live.as_of, live.revisions)
    assert (again.peak(), again.event) == (live.peak(), live.event)
