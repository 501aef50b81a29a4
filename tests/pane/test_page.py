"""The pane as a page of its own: whole, and closed to all that is not its own."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.feed.conftest import batch
from tests.pane.conftest import Bench, long_event, unpacked
from webcast_widget.errors import ConfigurationError, ExportError
from webcast_widget.feed import FinishedEvent
from webcast_widget.pane import contract, view
from webcast_widget.pane.figures import TRAVELS
from webcast_widget.timeline.from_frame import timeline_of
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from pathlib import Path

STATE = re.compile(
    r'<script type="application/json" id="state">(.*?)</script>', re.DOTALL
)


@pytest.fixture
def written(bench: Bench, tmp_path: Path) -> str:
    bench.poll(long_event())
    return bench.pane.to_html(tmp_path / "town-hall.html").read_text(encoding="utf-8")


def test_it_holds_all_that_was_received(bench: Bench, written: str) -> None:
    found = STATE.search(written)
    assert found
    state = json.loads(found[1])
    rows = base64.b64decode(state["history"]["rows"]["base64"])
    assert unpacked(rows) == unpacked(bench.pane.snapshot()["rows"])
    assert len(unpacked(rows)) == 720
    for trait in TRAVELS:
        assert state[trait] == view.unnamed(bench.pane.latest, trait)
    assert state.keys() == contract.TRAITS.keys() - {"chart", "overview"}


def test_it_holds_what_is_usual(bench: Bench, tmp_path: Path) -> None:
    bench.poll(long_event())
    bench.pane.usual = [FinishedEvent(timeline_of(bench.feed.df))]
    told = bench.pane.usual_band
    # Closed or not: a page needs no kernel.
    bench.pane.close()
    path = bench.pane.to_html(tmp_path / "town-hall.html")
    found = STATE.search(path.read_text(encoding="utf-8"))
    assert found
    band = json.loads(found[1])["usual_band"]
    assert base64.b64decode(band["rows"]["base64"]) == bytes(told["rows"])
    assert (band["at"], band["events"]) == (told["at"], 1)


def test_its_policy_allows_its_own_script_and_style_and_nothing_else(
    written: str,
) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', written)
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    inline = {
        "script-src": re.findall(r"<script>(.*?)</script>", written, re.DOTALL),
        "style-src": re.findall(r"<style>(.*?)</style>", written, re.DOTALL),
    }
    for directive, (text,) in inline.items():
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert allowed.pop(directive) == f"'sha256-{digest}'"
    assert allowed == {
        "default-src": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_it_loads_nothing(written: str) -> None:
    assert re.findall(r"""(?:src|href)=["'](?!data:)""", written) == []
    assert "@import" not in written
    assert "url(" not in written


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "<!--<script>", "</title><b>"]
)
def test_what_a_server_calls_its_event_ends_no_element(
    bench: Bench, tmp_path: Path, name: str
) -> None:
    bench.poll(batch(event=Event("1_event", name)))
    text = bench.pane.to_html(tmp_path / "x.html").read_text(encoding="utf-8")
    assert name not in text
    found = STATE.search(text)
    assert found
    assert json.loads(found[1])["event"]["name"] == name


def test_without_a_script_it_is_the_still(written: str) -> None:
    (shown,) = re.findall(r"<noscript>(.*?)</noscript>", written, re.DOTALL)
    assert "attendees at" in shown
    assert "Run the cell" not in shown


def test_before_any_data_it_is_a_page_all_the_same(
    bench: Bench, tmp_path: Path
) -> None:
    text = bench.pane.to_html(tmp_path / "x.html").read_text(encoding="utf-8")
    assert "no data yet" in text


def test_a_page_ends_in_html(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"'town-hall\.csv' end in \.html"):
        bench.pane.to_html(tmp_path / "town-hall.csv")
    with pytest.raises(ExportError):
        bench.pane.to_html(tmp_path / "nowhere" / "x.html")
