"""Notebooks that no page shows: what they keep of a pane, and what becomes of it."""

from __future__ import annotations

import base64
import copy
import json
import logging
from typing import TYPE_CHECKING, Any

import nbconvert
import nbformat
import pytest
from nbclient import NotebookClient

from tests.browser.event import Event, event
from tests.browser.lab import environment
from tests.feed.conftest import batch
from tests.pane.conftest import unpacked
from webcast_widget.export.document import Still
from webcast_widget.pane.figures import AFTER, TRAVELS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pane.conftest import Bench

WIDGETS = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
TELL = (
    "import json\n"
    "known = feed.df.live_viewers.dropna()\n"
    "print(json.dumps([[int(at.timestamp()), int(n)] for at, n in known.items()]))"
)
MOMENTS = {
    "soon": "feed.refresh()",
    "in mid-event": "for _ in range(4): feed.refresh()",
    "after the end": "feed.refresh(); feed.stop()",
}


@pytest.fixture(scope="module")
def town_hall() -> Iterator[Event]:
    with event() as served:
        yield served


def executed(home: Path, *cells: str) -> Any:
    v4: Any = nbformat.v4
    book = v4.new_notebook(cells=[v4.new_code_cell(source) for source in cells])
    client = NotebookClient(book, timeout=120, kernel_name="python3")
    client.execute(env=environment(home))
    return book


def saved(book: Any) -> tuple[dict[str, Any], dict[int, int]]:
    """Give the pane's state in a notebook, and the slots in it."""
    models = book.metadata.widgets[WIDGETS]["state"].values()
    (model,) = [each for each in models if "history" in each["state"]]
    (rows,) = [
        base64.b64decode(each["data"])
        for each in model["buffers"]
        if each["path"] == ["history", "rows"]
    ]
    return model["state"], {start: live for start, live, _ in unpacked(rows)}


def told(book: Any) -> dict[int, int]:
    return dict(json.loads(book.cells[-1].outputs[-1]["text"]))


@pytest.mark.parametrize("moment", MOMENTS)
def test_all_that_was_received_is_in_it(
    moment: str, town_hall: Event, tmp_path: Path
) -> None:
    book = executed(tmp_path, town_hall.show(), MOMENTS[moment], TELL)
    state, slots = saved(book)
    received = told(book)
    assert len(received) > 500
    assert received.keys() <= slots.keys()
    begin, settled, received_at = (
        state["latest"][TRAVELS["latest"].index(name)] for name in ("at", *AFTER)
    )
    old = {at for at in received if at < begin + settled - 600}
    assert {at: received[at] for at in old} == {at: slots[at] for at in old}
    assert abs(state["history"]["at"] - begin - received_at) < 60


MARKED = """
from webcast_widget import alerts
feed.refresh()
feed.mark("Q&A", feed.latest.at)
watch = alerts.watch(feed, alerts.Rule("live_viewers", above=1, for_="1min", name="Open"))
feed.stop()
"""


def test_the_run_sheet_and_the_alerts_are_in_it(
    town_hall: Event, tmp_path: Path
) -> None:
    state, _ = saved(executed(tmp_path, town_hall.show(), MARKED))
    assert "Q&A" in [each["title"] for each in state["run_sheet"]]
    (alarm,) = state["alarms"]
    assert (alarm["rule"], alarm["figure"], alarm["cleared"]) == (
        "Open",
        "live_viewers",
        None,
    )


@pytest.fixture(scope="module")
def finished(town_hall: Event, tmp_path_factory: pytest.TempPathFactory) -> Any:
    connect = town_hall.connect() + "feed.refresh(); feed.stop()"
    return executed(tmp_path_factory.mktemp("home"), connect, "ww.WebcastPane(feed)")


def shown(book: Any) -> dict[str, Any]:
    return dict(book.cells[1].outputs[0]["data"])


def converted(to: str, book: Any) -> str:
    exporter: Any = getattr(nbconvert, f"{to}Exporter")()
    return str(exporter.from_notebook_node(book)[0])


def test_the_output_carries_widget_page_and_text(finished: Any) -> None:
    bundle = shown(finished)
    assert bundle.keys() == {VIEW, "text/html", "text/plain"}
    assert " attendees at " in bundle["text/plain"]
    assert "<script" not in bundle["text/html"]


def test_as_markdown_it_is_the_page(finished: Any) -> None:
    text = converted("Markdown", finished)
    assert "Run the cell to make it live." in text
    assert "data:image/svg+xml;base64," in text


def test_for_print_it_is_the_text(finished: Any) -> None:
    text = converted("Latex", finished)
    assert "attendees at" in text
    assert "WebcastPane 1" not in text


def test_as_html_it_is_the_widget_with_its_state(finished: Any) -> None:
    text = converted("HTML", finished)
    assert json.dumps(shown(finished)[VIEW]["model_id"]) in text
    assert WIDGETS in text


def test_as_html_without_its_state_it_is_the_page(finished: Any) -> None:
    bare = copy.deepcopy(finished)
    bare.metadata = {}
    text = converted("HTML", bare)
    assert "Run the cell to make it live." in text


def test_a_pane_is_shown_where_its_still_cannot_be_made(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench.poll(batch())
    monkeypatch.setattr(Still, "as_html", lambda _: 1 / 0)
    with caplog.at_level(logging.ERROR):
        bundle, _ = bench.pane._repr_mimebundle_()
    assert bundle.keys() == {VIEW, "text/plain"}
    assert "could not be made" in caplog.text
