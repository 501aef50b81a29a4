"""The command `report`: a document beside each file, of whatever kind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tests.recording.conftest import record
from webcast_widget.cli import commands
from webcast_widget.errors import ConfigurationError
from webcast_widget.feed import open_recording
from webcast_widget.pane import WebcastPane
from webcast_widget.timeline.records import Batch, Slot

if TYPE_CHECKING:
    from pathlib import Path

START = 1_795_342_500


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    recording = tmp_path / "town-hall.webcast"
    slots = [Slot(START + 10 * at, 100 + at % 30, 5, 1) for at in range(360)]
    record(recording, Batch(slots, as_of=START + 4000.0))
    return [recording, open_recording(recording).export(tmp_path / "copy.parquet")]


def test_each_file_has_its_document(files: list[Path], tmp_path: Path) -> None:
    asked = ["report", *map(str, files), "--start", "10:15"]
    ran = CliRunner().invoke(commands, asked, catch_exceptions=False)
    made = [tmp_path / "town-hall.html", tmp_path / "copy.html"]
    assert ran.output.split() == [str(each) for each in made]
    for path in made:
        assert "<b>129</b> at 10:19:50" in path.read_text()


def test_the_output_is_a_file_or_a_folder(files: list[Path], tmp_path: Path) -> None:
    for asked, made in (
        ([files[0], "-o", tmp_path / "x.html"], [tmp_path / "x.html"]),
        ([files[0], "-o", tmp_path], [tmp_path / "town-hall.html"]),
    ):
        ran = CliRunner().invoke(
            commands, ["report", *map(str, asked)], catch_exceptions=False
        )
        assert ran.output.split() == [str(each) for each in made]
        assert all(each.exists() for each in made)


def test_no_document_takes_the_place_of_a_recording(
    files: list[Path], tmp_path: Path
) -> None:
    whole = files[0].read_bytes()
    for name in ("event.html", "event.csv"):
        disguised = tmp_path / name
        disguised.write_bytes(whole)
        event = open_recording(files[0])
        with pytest.raises(ConfigurationError, match="is a recording, which would be"):
            event.report(disguised) if name.endswith("html") else event.export(
                disguised
            )
        with pytest.raises(ConfigurationError, match="is a recording, which would be"):
            WebcastPane(event).to_html(tmp_path / "event.html")
        assert disguised.read_bytes() == whole


def test_no_document_takes_the_place_of_another(
    files: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    again = files[0].rename(tmp_path / "more" / "copy.webcast")
    asked = ["report", str(again), str(files[1]), "-o", str(tmp_path)]
    with pytest.raises(ConfigurationError, match=r"would be .*copy\.html"):
        CliRunner().invoke(commands, asked, catch_exceptions=False)
    assert not list(tmp_path.glob("*.html"))


def test_heartbeats_are_of_one_event(files: list[Path]) -> None:
    asked = ["report", *map(str, files), "--heartbeats", "a.gz"]
    with pytest.raises(ConfigurationError, match="one FILE"):
        CliRunner().invoke(commands, asked, catch_exceptions=False)


def test_a_run_sheet_and_earlier_events_are_told(
    files: list[Path], tmp_path: Path
) -> None:
    agenda = tmp_path / "agenda.csv"
    agenda.write_text("title,start\nWelcome,10:15\nQ&A,10:45\n")
    asked = ["report", files[0], "--agenda", agenda, "--usual", files[1]]
    CliRunner().invoke(commands, [*map(str, asked)], catch_exceptions=False)
    page = (tmp_path / "town-hall.html").read_text()
    for told in ("By segment", "Q&amp;A", "Against earlier events", "22 Nov 2026"):
        assert told in page


def test_a_run_sheet_that_cannot_be_read_is_a_sentence(
    files: list[Path], tmp_path: Path
) -> None:
    asked = ["report", str(files[0]), "--agenda", str(tmp_path / "none.csv")]
    with pytest.raises(ConfigurationError, match="columns title and start"):
        CliRunner().invoke(commands, asked, catch_exceptions=False)
