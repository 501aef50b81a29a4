"""A shelf of events: its table, and what is taken from it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import webcast_widget as ww
from tests.recording.conftest import record, recording, write
from webcast_widget import analysis
from webcast_widget.errors import ConfigurationError, RecordingError
from webcast_widget.recording import final
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

WEEK_S = 7 * 86_400
T = 1_700_000_040
COLUMNS = ["peak_viewers", "average_viewers", "avg_buffering_s_per_min", "coverage"]


def batches(start: int, viewers: int, name: str = "") -> list[Batch]:
    """An event of half an hour, told in three answers, the last with revisions."""
    slots = [
        Slot(start + 10 * n, viewers + n % 7, 3, 1, 1500.0, 0.5) for n in range(180)
    ]
    minutes = [Minute(start + 60 * n, 1500.0, 0.5) for n in range(30)]
    event = Event("1_event", name)
    end = float(start + 1800)
    return [
        Batch(slots[:90], minutes[:14], as_of=start + 900.0, event=event),
        Batch(slots[90:120], minutes[15:20], as_of=start + 1200.0),
        # 130 to 139 are missing.
        Batch([*slots[120:130], *slots[140:]], minutes[20:], as_of=end + 60),
        Batch([Slot(start + 20, viewers + 50)], as_of=end + 70),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for week, viewers in enumerate((400, 300, 500)):
        told = batches(T + week * WEEK_S, viewers, f"Town hall {week + 1}")
        # In another order by name than by date.
        record(tmp_path / f"{'cab'[week]}.webcast", *told)
    (tmp_path / "notes.txt").write_text("no recording")
    (tmp_path / "below").mkdir()
    return tmp_path


def test_a_row_for_each_recording_with_its_own_figures(folder: Path) -> None:
    shelf = ww.shelf(folder)
    table = shelf.table
    assert table["name"].tolist() == ["Town hall 1", "Town hall 2", "Town hall 3"]
    assert table["file"].tolist() == ["c.webcast", "a.webcast", "b.webcast"]
    assert table["trouble"].tolist() == [""] * 3
    assert str(table["date"].dtype) == "datetime64[us, UTC]"
    assert table["date"].tolist() == [
        pd.Timestamp(T + week * WEEK_S, unit="s", tz="UTC") for week in range(3)
    ]
    assert set(table.attrs["units"]) < set(table.columns)
    for number, name in enumerate("cab"):
        found = analysis.summary(ww.open(folder / f"{name}.webcast"))
        row = table.loc[number]
        assert [row[column] for column in COLUMNS] == [
            getattr(found, column) for column in COLUMNS
        ]
        assert found.span is not None
        assert row["length_s"] == found.span.seconds
    assert table.loc[0, "peak_viewers"] == 450
    assert table.loc[0, "coverage"] == pytest.approx(170 / 180)


def test_what_is_taken_from_it(folder: Path) -> None:
    shelf = ww.shelf(str(folder))
    assert len(shelf) == 3
    assert shelf[0].event.name == "Town hall 1"
    assert shelf[-1].event.name == "Town hall 3"
    assert shelf[np.int64(-1)].event.name == "Town hall 3"
    assert shelf["Town hall 2"].path.name == "a.webcast"
    assert shelf["b.webcast"].event.name == "Town hall 3"
    names = [
        each.table["name"].str[-1].tolist()
        for each in (
            shelf[1:],
            shelf.last(2),
            shelf.last(),
            shelf[[2, 0]],
            shelf[shelf.table["peak_viewers"] > 420],
        )
    ]
    assert names == [["2", "3"], ["2", "3"], ["1", "2", "3"], ["3", "1"], ["1", "3"]]
    compared = analysis.compare(shelf.last(5), align="start")
    assert compared.this == "Town hall 3"
    assert compared.earlier == ("Town hall 1", "Town hall 2")


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        ("Town hal 2", "did you mean Town hall 2"),
        (7, "There is no event 7 on the shelf: it has 3, from 0."),
        ([0, 9], "There is no event 9"),
        ([True, False], "There are 3 events and 2 truths"),
        (None, "is no event of the shelf"),
        (2.5, "is no event of the shelf"),
    ],
)
def test_what_is_not_there_is_a_sentence(
    folder: Path, which: object, sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        ww.shelf(folder)[which]


@pytest.mark.parametrize("n", [0, -1, True, 2.0, "5"])
def test_last_takes_how_many(folder: Path, n: object) -> None:
    with pytest.raises(ConfigurationError, match="how many events"):
        ww.shelf(folder).last(n)  # type: ignore[arg-type]


def test_a_damaged_file_is_a_row_that_says_so_and_the_rest_goes_on(
    folder: Path,
) -> None:
    (folder / "broken.webcast").write_bytes(b"SQLite format 3\0" + bytes(200))
    (folder / "empty.webcast").write_bytes(b"")
    shutil.copy(folder / "a.webcast", folder / "copy")
    shelf = ww.shelf(folder)
    table = shelf.table
    assert table["name"].tolist()[-2:] == ["broken", "empty"]
    assert table["peak_viewers"].isna().tolist() == [False] * 4 + [True] * 2
    assert table["trouble"].str.len().gt(20).tolist() == [False] * 4 + [True] * 2
    assert "copy" in table["file"].tolist()
    assert len(list(shelf)) == 4
    assert len(shelf.last(9)) == 4
    with pytest.raises(RecordingError):
        shelf["broken.webcast"]
    assert "nothing was recorded yet" in shelf._repr_html_()


def test_one_that_is_being_written_is_there(tmp_path: Path) -> None:
    with recording(tmp_path / "live.webcast") as recorder:
        for told in batches(T, 400, "Tonight")[:2]:
            write(recorder, told)
        table = ww.shelf(tmp_path).table
    assert table["name"].tolist() == ["Tonight"]
    assert table.loc[0, "peak_viewers"] == 406


def test_events_of_any_kind_stand_on_it(folder: Path) -> None:
    line = Timeline(Event("1_other", "From elsewhere"))
    for told in batches(T + WEEK_S // 2, 200):
        line.merge(told, T)
    shelf = ww.shelf([ww.open(folder / "a.webcast"), line, folder / "c.webcast"])
    names = ["Town hall 1", "1_event", "Town hall 2"]
    assert shelf.table["name"].tolist() == names
    assert shelf[1] is line
    named = ww.shelf({"ours": folder / "c.webcast", "theirs": line})
    assert named.table["name"].tolist() == ["ours", "theirs"]
    with pytest.raises(ConfigurationError, match="On a shelf stand events"):
        ww.shelf([3])


def test_an_empty_folder_and_none(tmp_path: Path) -> None:
    shelf = ww.shelf(tmp_path)
    assert len(shelf.table) == len(shelf) == 0
    assert "There are no recordings here" in shelf._repr_html_()
    with pytest.raises(ConfigurationError, match="it is empty"):
        shelf["x"]
    with pytest.raises(RecordingError, match="cannot be read"):
        ww.shelf(tmp_path / "nowhere")


def test_hostile_names_are_text(tmp_path: Path) -> None:
    record(tmp_path / "x.webcast", *batches(T, 5, "<img src=x onerror=alert(1)>"))
    assert "<img" not in ww.shelf(tmp_path)._repr_html_()


SAID = st.lists(
    st.tuples(
        st.integers(0, 40), st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)
    ),
    max_size=9,
)


@given(st.lists(st.tuples(SAID, st.integers(0, 600), st.booleans()), max_size=6))
@settings(max_examples=40, deadline=None)
def test_all_at_once_is_as_one_after_the_other(
    tmp_path_factory: pytest.TempPathFactory,
    told: list[tuple[list[tuple[int, int | None, int | None]], int, bool]],
) -> None:
    path = tmp_path_factory.mktemp("drawn") / "event.webcast"
    record(
        path,
        *(
            Batch(
                slots=[Slot(T + 10 * n, live, dvr) for n, live, dvr in slots],
                minutes=[
                    Minute(T + 60 * n, None if dvr is None else float(dvr), 0.5)
                    for n, _, dvr in slots
                ],
                as_of=float(T + 400 + age),
                afresh=afresh,
            )
            for slots, age, afresh in told
        ),
    )
    timeline, recorded = final(path)
    opened = ww.open(path)
    # What newest slots will settle at is learnt from one answer after the other.
    learnt = ["live_estimate", "live_low", "live_high"]
    pd.testing.assert_frame_equal(
        timeline.frame().drop(columns=learnt), opened.df.drop(columns=learnt)
    )
    assert recorded.trouble == opened.trouble
