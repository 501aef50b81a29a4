"""The still of the pane: true where no widget runs, and harmless."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from tests.export.conftest import START
from webcast_widget.export.document import Still
from webcast_widget.timeline.latest import Latest, latest
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

NOW = START + 700.0
SOURCE = re.compile(r'src="data:image/svg\+xml;base64,([^"]+)"')


def still(slots: int = 60, name: str = "Town hall", zone: str = "UTC") -> Still:
    event = Event("1_k2m4x9a1", name)
    line = Timeline(event)
    if slots:
        told = [Slot(START + 10 * n, 1000 + n, 30, 0) for n in range(slots)]
        minute = Minute(START + 480, 1840.0, 0.417)
        line.merge(Batch(told, [minute], as_of=NOW), NOW)
    return Still(line.frame(), latest(line, NOW), event, ZoneInfo(zone), 10, NOW)


def picture(page: str) -> ET.Element:
    found = SOURCE.search(page)
    assert found
    return ET.fromstring(base64.b64decode(found[1]))  # noqa: S314 - ours


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_it_says_the_figures_and_their_moments() -> None:
    page = still().as_html()
    assert "\n" not in page
    assert "1,059 attendees at 22 Nov 2026, 10:24:50 UTC" in page
    assert "<b>1.84</b> Mbps" in page
    assert "As of 22 Nov 2026, 10:26:40 UTC. Run the cell to make it live." in page
    assert still().as_text() == (
        "Town hall: 1,059 attendees at 22 Nov 2026, 10:24:50 UTC; Peak attendees 1,059"
        " viewers at 22 Nov 2026, 10:24:50 UTC; DVR viewers 30 viewers at 22 Nov 2026,"
        " 10:24:50 UTC; Average bitrate 1.84 Mbps at 22 Nov 2026, 10:23:00 UTC; Average"
        " buffering 0.42 s per minute viewed at 22 Nov 2026, 10:23:00 UTC. As of 22 Nov"
        " 2026, 10:26:40 UTC."
    )


def test_moments_are_in_the_panes_zone() -> None:
    assert "at 22 Nov 2026, 11:24:50 CET" in still(zone="Europe/Berlin").as_text()


def test_before_any_data_nothing_is_made_up() -> None:
    page = still(slots=0).as_html()
    assert "no data yet" in page
    assert "<img" not in page
    assert "<table" not in page
    assert still(slots=0).as_text() == (
        "Town hall: no data yet. As of 22 Nov 2026, 10:26:40 UTC."
    )


def test_hosts_that_take_away_styles_and_drawings_leave_it_whole() -> None:
    found = Tags(still().as_html())
    assert found.tags == {"div", "p", "b", "img", "table", "tbody", "tr", "th", "td"}
    assert found.attributes == {"class", "src", "alt", "width", "scope"}


def test_the_picture_is_one_of_its_own_and_draws_every_slot() -> None:
    drawn = picture(still().as_html())
    line = drawn.find(".//{*}path[@class='line live']")
    assert line is not None
    assert line.attrib["d"].count("L") == 59
    namespace = "http://www.w3.org/2000/svg"
    assert b"http" not in ET.tostring(drawn).replace(namespace.encode(), b"")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img onerror=x>'])
def test_what_a_server_calls_its_event_is_text(name: str) -> None:
    page = still(name=name).as_html()
    assert Tags(page).tags <= Tags(still().as_html()).tags
    assert Tags(page).attributes <= Tags(still().as_html()).attributes


def test_an_event_that_only_tells_gaps_has_no_picture(frame: pd.DataFrame) -> None:
    gaps = frame.assign(live_viewers=pd.array([pd.NA] * len(frame), dtype="Int64"))
    shown = Still(gaps, Latest(), Event("1_x", ""), ZoneInfo("UTC"), 10, NOW)
    assert "<img" not in shown.as_html()
    assert shown.as_text().startswith("1_x: no data yet")
