"""The browser is not trusted: a value of the contract, or refused."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webcast_widget.errors import ConfigurationError
from webcast_widget.pane import contract
from webcast_widget.pane.messages import ExportRequest, SnapshotRequest
from webcast_widget.pane.validation import NotAllowed, checked, command, state
from webcast_widget.timeline.figures import DRAWN

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
names = st.sampled_from(sorted(contract.TRAITS)) | st.text()
messages = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["export", "snapshot", "file"]) | anything,
        "id": st.text(max_size=80) | anything,
        "format": st.sampled_from(["csv", "parquet", "xlsx", "html", "exe"]) | anything,
        "window": st.none() | st.lists(st.floats() | st.integers(0)) | anything,
        "path": st.text(),
    },
)


@given(messages | anything)
def test_a_message_is_a_command_or_refused(content: Any) -> None:
    try:
        request = command(content)
    except NotAllowed:
        return
    assert 0 < len(request["id"]) <= 64
    if request["type"] == "export":
        assert request.keys() == ExportRequest.__annotations__.keys()
        assert request["format"] in {"csv", "parquet", "xlsx", "html", "page"}
        window = request["window"]
        assert window is None or 0 <= window[0] < window[1]
    else:
        assert request.keys() == SnapshotRequest.__annotations__.keys()


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xlsx", "html"])
def test_commands(file_format: str) -> None:
    for window in (None, [1_700_000_000.5, 1_700_000_600.0]):
        asked = {"type": "export", "id": "7", "format": file_format, "window": window}
        assert command({**asked, "path": "/etc/passwd"}) == asked
    page = {"type": "export", "id": "7", "format": "page", "window": None}
    assert command(page) == page
    part = {"type": "part", "id": "7", "part": "exports"}
    assert command(part) == part
    assert command({"type": "snapshot", "id": "7"}) == {"type": "snapshot", "id": "7"}


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        "export",
        {},
        {"type": "export", "id": "7"},
        {"type": "export", "format": "csv"},
        {"type": "export", "id": "", "format": "csv"},
        {"type": "export", "id": 7, "format": "csv"},
        {"type": "export", "id": "7" * 65, "format": "csv"},
        {"type": "export", "id": "7", "format": "exe"},
        {"type": "export", "id": "7", "format": "page", "window": [1, 2]},
        {"type": "export", "id": "7", "format": ["csv"]},
        {"type": "part", "id": "7"},
        {"type": "part", "id": "7", "part": "pane"},
        {"type": "part", "id": "7", "part": "../secrets"},
        {"type": "part", "id": "7", "part": ["exports"]},
        {"type": "snapshot"},
        {"type": "eval", "id": "7"},
        {"type": {"export": 1}, "id": "7"},
    ],
)
def test_what_is_no_command_is_refused(content: Any) -> None:
    if isinstance(content, dict):
        content = {"window": None} | content
    with pytest.raises(NotAllowed):
        command(content)


WINDOWS = [[], [1], [1, 2, 3], [2, 1], [1, 1], [-1, 5], [0, math.nan], [0, math.inf]]


@pytest.mark.parametrize("window", [*WINDOWS, "whole", (1, 2), [False, True], ["1", 2]])
def test_what_is_no_window_is_refused(window: Any) -> None:
    asked = {"type": "export", "id": "7", "format": "csv"}
    with pytest.raises(NotAllowed):
        command(asked | {"window": window})


def test_how_much_is_wanted_is_said_and_not_guessed() -> None:
    with pytest.raises(NotAllowed):
        command({"type": "export", "id": "7", "format": "csv"})


@given(names, anything)
@example("window_s", 10**400)
@example("window_end_s", -(10**400))
@example("interval_s", 10**400)
@example("window_s", math.nan)
@example("time_zone", "../../etc/passwd")
def test_a_trait_is_set_to_a_value_of_its_type_or_refused(
    name: str, value: Any
) -> None:
    try:
        result = state(name, value)
    except NotAllowed:
        return
    assert contract.TRAITS[name].from_browser
    match name:
        case "visible" | "audience_shown" | "table_shown" | "export_window":
            assert result is value
            assert isinstance(result, bool)
        case "figure" | "second":
            assert result == value
            assert result in DRAWN or (name == "second" and result is None)
        case "window_s":
            assert type(result) is float
            assert 60 <= result < 4e7
        case "window_end_s":
            assert result is None or (type(result) is float and 0 <= result < 2**32)
        case "interval_s":
            assert 5 <= result <= 3600
        case "time_zone":
            assert result == value
        case _:
            pytest.fail(f"{name} may not be set")


@given(st.floats(60, 7 * 86_400), st.floats(0, 4e9), st.floats(5, 3600))
def test_what_a_viewer_chooses_is_taken(length: float, end: float, each: float) -> None:
    assert state("window_s", length) == length
    assert state("window_end_s", end) == end
    assert state("interval_s", each) == each


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "America/St_Johns"])
def test_zones(zone: str) -> None:
    assert checked("time_zone", zone) == zone


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("time_zone", "Mars/Olympus", "IANA name"),
        ("time_zone", "", "IANA name"),
        ("time_zone", None, "IANA name"),
        ("window_s", 59.9, "from 60 to 34,560,000 \\(400 days\\)"),
        ("window_s", "30min", "length in seconds, from 60"),
        ("window_s", 4e7, "from 60 to 34,560,000 \\(400 days\\)"),
        ("window_end_s", -1, "None to follow"),
        ("window_end_s", True, "None to follow"),
        ("visible", 1, "True or False"),
        ("export_window", "window", "True or False"),
        ("interval_s", 4.9, "every 5 s"),
        ("interval_s", math.nan, "5 or more"),
        ("interval_s", "10s", "5 or more"),
    ],
)
def test_a_refusal_says_what_to_do(name: str, value: Any, advice: str) -> None:
    with pytest.raises(ConfigurationError, match=advice):
        checked(name, value)
    with pytest.raises(NotAllowed, match=advice):
        state(name, value)
