"""What the Export menu gives: the whole event or the window, never one for the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import webcast_widget as ww
from tests.export.document.reading import Read
from tests.feed.conftest import AS_OF, START, batch
from tests.pane.conftest import long_event, utc
from webcast_widget.export import READABLE
from webcast_widget.pane import messages, requests
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.records import Slot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pane.conftest import Bench

AT = re.compile(r'"at":[0-9.]+|written \S+|\d\d:\d\d:\d\d \S+')
WHOLE = [START - 10.0, START + 7200.0]
WINDOW = [START + 600.0, START + 1200.0]


def asked(window: list[float] | None, file_format: str = "csv") -> Any:
    return messages.ExportRequest(
        type="export", id="7", format=file_format, window=window
    )


@pytest.mark.parametrize("file_format", READABLE)
def test_a_window_reads_back_as_its_rows(
    bench: Bench, tmp_path: Path, file_format: str
) -> None:
    bench.poll(long_event())
    bench.say(asked(WINDOW, file_format))
    ((reply, (data,)),) = bench.replies
    assert reply["type"] == "file"
    assert "_window_" in reply["name"]
    path = tmp_path / reply["name"]
    path.write_bytes(data)
    rows = bench.feed.df.loc[utc(START + 600) : utc(START + 1200)]
    assert len(rows) == 61
    assert ww.read(path).equals(rows)


def test_a_window_is_never_given_for_the_whole_nor_for_another(bench: Bench) -> None:
    bench.poll(long_event())
    exports = requests.Exports(ManualClock(AS_OF))
    other = [START + 600.0, START + 1210.0]
    windows = (None, WINDOW, other, None)
    sent = [
        exports.answer(asked(window), bench.feed, "UTC", bench.pane._page)
        for window in windows
    ]
    names = [reply["name"] for reply, _ in sent if reply["type"] == "file"]
    files = [data for _, (data,) in sent]
    assert files[0] == files[3]
    assert len({*files}) == 3
    assert ["_window_" in name for name in names] == [False, True, True, False]
    assert [data.count(b"\n2023-") for data in files] == [720, 61, 62, 720]


def test_what_settled_meanwhile_is_another_file(bench: Bench) -> None:
    exports = requests.Exports(ManualClock(AS_OF))
    slots = [Slot(START + 10 * n, n, 0, 0) for n in range(60)]
    provisional = []
    for later in (0, 20):
        # The same slots, so that nothing changed but what is settled.
        bench.poll(batch(slots=slots, minutes=[], as_of=START + 610.0 + later))
        _, (data,) = exports.answer(asked(WHOLE), bench.feed, "UTC", bench.pane._page)
        provisional.append(data.count(b",True,"))
    assert bench.feed.reading.seq == 1
    assert provisional[0] - provisional[1] == 2
    assert provisional[1] > 0


def test_windows_are_no_way_around_the_brake(bench: Bench) -> None:
    bench.poll(long_event())
    exports = requests.Exports(ManualClock(AS_OF))
    replies = [
        exports.answer(
            asked([START + 0.0, START + 10.0 * n]), bench.feed, "UTC", bench.pane._page
        )[0]
        for n in range(1, 50)
    ]
    assert [reply["type"] for reply in replies].count("file") == requests.MOST_SENT
    assert len(exports._made["csv"].files) == requests.MOST_SENT
    outside = [asked([1.0, float(n)]) for n in range(2, 50)]
    exports = requests.Exports(ManualClock(AS_OF))
    told = [
        exports.answer(each, bench.feed, "UTC", bench.pane._page)[0] for each in outside
    ]
    sentences = [each["sentence"] for each in told if each["type"] == "error"]
    assert sum("No slot begins" in each for each in sentences) == requests.MOST_SENT


def test_a_window_outside_of_the_event_is_answered_with_a_sentence(
    bench: Bench,
) -> None:
    bench.poll(long_event())
    bench.say(asked([1.0, 2.0]))
    ((reply, _),) = bench.replies
    assert reply["type"] == "error"
    assert "give a window in it" in reply["sentence"]


def test_python_exports_what_the_pane_shows(bench: Bench, tmp_path: Path) -> None:
    bench.poll(long_event())
    bench.pane.window = (utc(START + 600), utc(START + 1200))
    path = bench.pane.export(tmp_path / "part.parquet", window=bench.pane.window)
    assert ww.read(path).equals(bench.pane.visible_df)
    assert len(bench.pane.visible_df) == 61
    assert bench.pane.export_window is False
    assert "export_window" in bench.pane.settings


def test_a_page_is_the_one_of_to_html(bench: Bench, tmp_path: Path) -> None:
    bench.poll(long_event())
    whole = bench.pane.to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    bench.say(asked(None, "page"))
    ((reply, (data,)),) = bench.replies
    assert reply["mime"] == "text/html"
    assert reply["name"].split("_2023")[0].endswith("_page")
    assert reply["name"].endswith("Z.html")
    # When it was written stands in both.
    assert AT.sub("", data.decode()) == AT.sub("", whole)


def test_a_page_is_of_what_is_chosen_now(bench: Bench) -> None:
    bench.poll(long_event())
    for figure in ("live_viewers", "dvr_viewers"):
        bench.pane.figure = figure
        bench.say(asked(None, "page"))
    shown = [data for _, (data,) in bench.replies]
    assert b'"figure":"live_viewers"' in shown[0]
    assert b'"figure":"dvr_viewers"' in shown[1]


def test_a_document_of_a_window_is_of_its_rows(bench: Bench) -> None:
    bench.poll(long_event())
    bench.say(asked(WINDOW, "html"))
    ((reply, (data,)),) = bench.replies
    assert reply["name"].endswith(".html")
    seen = Read(data)
    assert seen.after("Peak attendees") == "120"
    assert "61 of the event's 720 rows" in seen.after("Window")
