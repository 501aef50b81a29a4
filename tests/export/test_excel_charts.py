"""The charts of a workbook: they point at the cells that they say."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd

from webcast_widget.export import to_bytes
from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from webcast_widget.export import Provenance


def charted(data: bytes) -> dict[str, list[Any]]:
    """Give by the title of each chart the cells of its series: names, then values."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    found: dict[str, list[Any]] = {}
    for chart in book["Charts"]._charts:
        assert chart.tagname == "scatterChart"
        assert (chart.scatterStyle, chart.display_blanks) == ("lineMarker", "gap")
        title = chart.title.tx.rich.p[0].r[0].t
        found[title] = []
        for series in chart.series:
            # openpyxl reads the symbol "none" as None; without a marker there are dots.
            assert series.marker is not None
            assert series.marker.symbol is None
            columns = []
            for cells in (series.xVal, series.yVal):
                sheet, area = cells.numRef.f.split("!")
                columns.append([cell.value for (cell,) in book[sheet][area]])
            found[title].append(columns)
    return found


def test_each_chart_is_of_the_slots(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    found = charted(to_bytes(frame, provenance, "xlsx"))
    assert list(found) == [
        "Attendees, viewers",
        "Average bitrate, kbps",
        "Average buffering, s per minute viewed",
    ]
    times = list(frame.index.tz_localize(None))  # type: ignore[attr-defined]
    names = ["live_viewers", "dvr_viewers", "avg_bitrate_kbps"]
    drawn = [*found["Attendees, viewers"], *found["Average bitrate, kbps"]]
    for name, (x, y) in zip(names, drawn, strict=True):
        assert x == times
        # A gap is an empty cell: no number, and no zero.
        assert [pd.NA if each is None else each for each in y] == list(frame[name])


def test_what_nobody_knows_has_no_chart(
    frame: pd.DataFrame, empty: pd.DataFrame, provenance: Provenance
) -> None:
    frame.loc[:, ["dvr_viewers", "avg_bitrate_kbps"]] = None
    found = charted(to_bytes(frame, provenance, "xlsx"))
    assert [len(each) for each in found.values()] == [1, 1]
    book = openpyxl.load_workbook(io.BytesIO(to_bytes(empty, provenance, "xlsx")))
    assert book.sheetnames == ["Attendance", "About"]


def test_a_long_event_is_charted_by_the_means_of_its_minutes(
    provenance: Provenance,
) -> None:
    start = 1_795_342_500
    line = Timeline()
    slots = [Slot(start + 10 * at, at % 600) for at in range(8646) if at // 60 != 3]
    line.merge(Batch(slots, as_of=start + 100_000.0), now=0.0)
    data = to_bytes(line.frame(), provenance, "xlsx")
    ((x, y),) = charted(data)["Attendees, viewers"]
    assert len(x) == 1441
    for minute in (0, 1, 700, 1440):
        there = [
            each.live_viewers for each in slots if (each.start - start) // 60 == minute
        ]
        assert y[minute] == sum(each or 0 for each in there) / len(there)
    assert y[30:40] == [None] * 10
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Attendance", "Minutes", "Charts", "About"]
