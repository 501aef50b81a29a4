"""An event writes its document, whoever fills it in."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

import webcast_widget as ww
from tests.recording.conftest import record
from webcast_widget.analysis.alerts import Rule
from webcast_widget.errors import ConfigurationError, ExportError
from webcast_widget.feed import FinishedEvent, open_recording
from webcast_widget.timeline.records import Batch, Event, Slot
from webcast_widget.timeline.timeline import Timeline

START = 1_795_342_500


@pytest.fixture
def event() -> FinishedEvent:
    line = Timeline(Event("1_a", "Town hall"), "made up")
    slots = [Slot(START + 10 * at, 100 + at % 30, 5, 1) for at in range(360)]
    line.merge(Batch(slots, as_of=START + 4000.0), now=0.0)
    line.merge(Batch([Slot(START, 90)], as_of=START + 4000.0), now=0.0)
    return FinishedEvent(line)


def test_a_report_is_an_export_and_what_is_given(
    event: FinishedEvent, tmp_path: Path
) -> None:
    path = event.report(tmp_path / "report.html", end="11:00", time_zone="Europe/Paris")
    page = path.read_text()
    assert "11:15 to 11:00" not in page
    assert "22 November 2026, 11:15 to" in page
    assert "1 value revised" in page
    plain = event.export(tmp_path / "plain.html").read_text()
    # One renderer, for both: the same style, and the same sections.
    headings = re.compile("<h2>.*?</h2>|<style>.*?</style>", re.DOTALL)
    same = event.report(tmp_path / "same.html").read_text()
    assert headings.findall(plain) == headings.findall(same)


def test_whatever_is_an_event_has_a_document(
    event: FinishedEvent, tmp_path: Path
) -> None:
    event.report(tmp_path / "feed.html")
    line = event._timeline
    for name, each in (("timeline", line), ("frame", event.df), ("feed", event)):
        page = ww.report(each, tmp_path / f"{name}.html", end="10:30").read_text()
        assert "Average attendance was" in page
        assert "10:15 to 10:30" in page
    with pytest.raises(ConfigurationError, match="A str is no event"):
        ww.report("town-hall.webcast", tmp_path / "none.html")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["report.pdf", "report"])
def test_a_report_is_html(event: FinishedEvent, tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"end in \.html"):
        event.report(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_used_is_said(event: FinishedEvent, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="first_seen"):
        event.report(tmp_path / "a.html", sessions=pd.DataFrame({"a": [1]}))
    with pytest.raises(ConfigurationError, match="time zone"):
        event.report(tmp_path / "a.html", time_zone="Mars/Olympus")
    with pytest.raises(ExportError, match="could not be written"):
        event.report(tmp_path / "none" / "a.html")


def test_a_notebook_computes_the_document_again(tmp_path: Path) -> None:
    recording = tmp_path / "town-hall.webcast"
    slots = [Slot(START + 10 * at, 100 + at % 30, 5, 1) for at in range(360)]
    record(recording, Batch(slots, as_of=START + 4000.0))
    event = open_recording(recording)
    page = event.report(tmp_path / "wanted.html", start="10:15")
    book = event.report(tmp_path / "report.ipynb", start="10:15")
    notebook = json.loads(book.read_text())
    nbformat.validate(notebook)
    code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    names: dict[str, object] = {}
    there = Path.cwd()
    os.chdir(tmp_path)
    try:
        for cell in code:
            exec(cell, names)  # noqa: S102 - the notebook that we wrote
    finally:
        os.chdir(there)
    footer = re.compile("<footer>.*?</footer>", re.DOTALL)
    same = footer.sub("", (tmp_path / "report.html").read_text())
    assert same == footer.sub("", page.read_text())


def test_a_notebook_names_what_a_cell_can(tmp_path: Path) -> None:
    recording = tmp_path / "town-hall.webcast"
    slots = [Slot(START + 10 * at, 100) for at in range(360)]
    record(recording, Batch(slots, as_of=START + 4000.0))
    event, book = open_recording(recording), tmp_path / "report.ipynb"
    for start in ("11:20", float(START + 300)):
        event.report(book, start=start, time_zone="Europe/Berlin")
        assert "start='2026-11-22T11:20:00+01:00'" in book.read_text()
    rule = Rule("live_viewers", above=1)
    others: list[dict[str, Any]] = [
        {"usual": [event]},
        {"alerts": rule},
        {"agenda": [("Q&A", START)]},
        {"stays": pd.DataFrame()},
    ]
    for given in others:
        with pytest.raises(ConfigurationError, match="in memory"):
            event.report(book, **given)


def test_one_rule_and_one_earlier_event_will_do(
    event: FinishedEvent, tmp_path: Path
) -> None:
    rule = Rule("live_viewers", above=1)
    pages = [
        event.report(tmp_path / "a.html", alerts=rule, usual=event.df).read_text(),
        event.report(
            tmp_path / "a.html", alerts=iter([rule]), usual=[event]
        ).read_text(),
    ]
    event.report(tmp_path / "none.html", alerts=None, usual=None)  # type: ignore[arg-type]
    footer = re.compile("<footer>.*?</footer>", re.DOTALL)
    assert len({footer.sub("", page) for page in pages}) == 1
    assert "<h2>Alerts" in pages[0]


def test_without_a_recording_there_is_nothing_to_compute_it_of(
    event: FinishedEvent, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match="record it"):
        event.report(tmp_path / "report.ipynb")
