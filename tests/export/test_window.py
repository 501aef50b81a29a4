"""A window of an event as a file: those rows, said to be a window, and never taken for all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

import webcast_widget as ww
from tests.export.document.reading import Read
from webcast_widget.errors import ConfigurationError
from webcast_widget.export import READABLE, Provenance, to_file, window_of
from webcast_widget.export.document import to_html
from webcast_widget.feed import FinishedEvent
from webcast_widget.timeline.from_frame import timeline_of

if TYPE_CHECKING:
    from pathlib import Path

    from webcast_widget.feed import Feed

FIRST, LAST = "2026-11-22 10:30:00", "2026-11-22 10:40:00"
TOLD = (
    "2026-11-22T10:30:00+00:00 to 2026-11-22T10:40:00+00:00, both included: 61 of the"
    " event's 540 rows"
)


@pytest.fixture
def event(frame: pd.DataFrame) -> Feed:
    return FinishedEvent(timeline_of(frame))


def said(path: Path) -> str | None:
    """What a file says of its window, read as someone without this package would."""
    match path.suffix:
        case ".csv":
            begin = "# window: "
            lines = path.read_text(encoding="utf-8").splitlines()
            told = [
                line.removeprefix(begin) for line in lines if line.startswith(begin)
            ]
        case ".parquet":
            about = json.loads((pq.read_schema(path).metadata or {})[b"webcast_widget"])
            told = [about[name] for name in about if name == "window"]
        case _:
            sheet = openpyxl.load_workbook(path)["About"]
            rows = sheet.iter_rows(max_col=2, values_only=True)
            told = [str(text) for name, text in rows if name == "window"]
    return told[0] if told else None


@pytest.mark.parametrize("suffix", READABLE)
def test_a_file_holds_the_rows_of_its_window_and_says_so(
    event: Feed, tmp_path: Path, suffix: str
) -> None:
    path = event.export(tmp_path / f"part.{suffix}", window=(FIRST, LAST))
    rows = event.df.loc[FIRST:LAST]
    assert len(rows) == 61
    pd.testing.assert_frame_equal(ww.read(path), rows, check_freq=False)
    assert said(path) == TOLD
    whole = event.export(tmp_path / f"whole.{suffix}")
    assert said(whole) is None
    assert len(ww.read(whole)) == 540


@pytest.mark.parametrize("suffix", ["csv", "html"])
def test_the_name_of_a_file_says_that_it_is_a_window(event: Feed, suffix: str) -> None:
    name = event.file(suffix, window=(FIRST, LAST)).name
    span = "20261122T103000Z_20261122T104010Z"
    assert name == event.file(suffix).name.split("_2026")[0] + (
        f"_window_{span}.{suffix}"
    )
    assert "window" not in event.file(suffix).name


def test_the_document_of_a_window_is_of_nothing_else(event: Feed) -> None:
    rows = event.df.loc[FIRST:LAST]
    seen = Read(event.file("html", window=(FIRST, LAST)).data)
    assert seen.texts[2] == (
        "Sunday 22 November 2026, 10:30 to 10:40:10 UTC \N{MIDDLE DOT} 10 min 10 s"
        " \N{MIDDLE DOT} a window of the event, and not all of it"
    )
    assert seen.after("Window").startswith(TOLD)
    assert seen.after("Peak attendees") == f"{rows['live_viewers'].max():,}"
    plays = f"{rows['plays'].sum():,}"
    assert seen.after("Plays") == plays
    assert [text for text in seen.texts if "broadcast" in text.lower()] == []
    assert seen.after("Data coverage", 2) == "of this window"
    whole = Read(event.file("html").data).texts
    assert "of the broadcast" in whole
    assert "Broadcast" in whole
    assert "Window" not in whole
    assert whole[2].count("window") == 0


def test_an_item_keeps_its_title_in_the_document_of_a_window(
    event: Feed, provenance: Provenance
) -> None:
    window = window_of(event.df, (FIRST, LAST))
    rows, about = window.of(event.df), replace(provenance, window=window)
    fell = rows["live_viewers"].astype(float).diff().idxmin()
    agenda = [("Talk of the broadcast", fell)]
    texts = Read(to_html(rows, about, agenda=agenda)).texts
    assert any("“Talk of the broadcast" in each for each in texts)


def test_moments_are_read_as_everywhere(event: Feed) -> None:
    begin = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
    epoch = begin.timestamp()
    ways: list[tuple[Any, str]] = [
        (("10:30", "10:40"), "UTC"),
        (("11:30", "11:40"), "Europe/Paris"),
        ((begin, begin + timedelta(minutes=10)), "Asia/Tokyo"),
        ((epoch, epoch + 600), "Asia/Tokyo"),
        ([pd.Timestamp(FIRST, tz="UTC"), "2026-11-22T10:40:00Z"], "Asia/Tokyo"),
    ]
    for window, zone in ways:
        data = event.file("csv", window=window, time_zone=zone).data
        assert b"61 of the event's 540 rows" in data


def test_both_ends_are_in_it(event: Feed) -> None:
    window = window_of(event.df, ("10:30:00", "10:30:10"))
    assert len(window.of(event.df)) == 2
    window = window_of(event.df, ("10:29:51", "10:30:09"))
    assert len(window.of(event.df)) == 1


@pytest.mark.parametrize(
    ("window", "sentence"),
    [
        (("10:40", "10:30"), "does not end after it begins"),
        (("10:40", "10:40"), "does not end after it begins"),
        (
            ("2026-11-23 10:00", "2026-11-23 11:00"),
            "the event is from 2026-11-22 10:15",
        ),
        (("2026-11-21 10:00", "2026-11-22 10:14"), "at least one slot"),
        (("10:30:01", "10:30:09"), "at least one slot"),
        (("soon", "10:40"), "'soon' is no moment"),
        (("10:40",), "first and its last moment"),
        (7, "first and its last moment"),
        ((None, None), "is no moment"),
        ((float("nan"), 1.0), "is no moment"),
    ],
)
def test_a_window_that_cannot_be_had_is_a_sentence(
    event: Feed, tmp_path: Path, window: Any, sentence: str
) -> None:
    path = tmp_path / "part.csv"
    with pytest.raises(ConfigurationError, match=sentence):
        event.export(path, window=window)
    assert not path.exists()


def test_an_event_without_slots_has_no_window(empty: pd.DataFrame) -> None:
    with pytest.raises(ConfigurationError, match="Nothing of this event was received"):
        window_of(empty, ("10:30", "10:40"))


def test_a_window_of_slots_that_did_not_come_is_written(
    frame: pd.DataFrame, provenance: Provenance, tmp_path: Path
) -> None:
    frame.loc[FIRST:LAST, list(frame.columns)] = pd.NA
    frame["provisional"] = frame["provisional"].fillna(value=False)
    window = window_of(frame, (FIRST, LAST))
    rows, about = window.of(frame), replace(provenance, window=window)
    for suffix in (*READABLE, "html"):
        file = to_file(rows, about, suffix)
        path = tmp_path / file.name
        path.write_bytes(file.data)
        if suffix in READABLE:
            assert ww.read(path).equals(rows)
