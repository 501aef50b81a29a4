"""Anything at all is read as a value, or refused; ``tests/soak`` goes on."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.soak import events
from tests.soak import fuzz_targets as targets
from webcast_widget.errors import RecordingError
from webcast_widget.recording import read

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(targets.KNOWN),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(targets.KNOWN) | st.text(), inner, max_size=6)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(anything)
@example([{"id": "audience", "data": "1700000040,9007199254740993,1;"}])
def test_any_answer_of_the_server(answer: object) -> None:
    targets.answers(answer)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
@example(b"[" * 100_000)
@example(json.dumps([{"id": "audience", "data": "1700000040,5"}]).encode())
def test_any_bytes_of_the_server(content: bytes) -> None:
    targets.payload(content)


@settings(max_examples=300, deadline=None)
@given(anything)
def test_any_message_of_the_browser(said: object) -> None:
    targets.messages(said)


@pytest.mark.parametrize("seed", range(20))
def test_any_event_through_all_that_is_made_of_one(seed: int, tmp_path: Path) -> None:
    events.check(seed, tmp_path)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100).map(lambda data: b"\1" + data) | st.binary())
def test_any_file_as_a_recording(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        targets.recorder(Path(folder))(data)


def test_what_is_changed_is_a_recording_and_is_read(tmp_path: Path) -> None:
    path = tmp_path / "event.webcast"
    path.write_bytes(targets.whole_recording())
    assert len(read(path).entries) == 3
    path.write_bytes(targets.mutated(targets.whole_recording(), bytes(5)))
    with pytest.raises(RecordingError):
        read(path)
