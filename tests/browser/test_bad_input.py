"""What cannot work says so in a sentence, in the pane; the cell does not raise."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.event import event
from tests.browser.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.event import Event
    from tests.browser.notebook import Notebook

HOSTILE = "<img src=x onerror=\"window.hacked=1\"><b>& 'quoted'</b>"


def run(notebook: Notebook) -> Screen:
    """Run the first cell, whose pane has nothing to draw."""
    outputs = notebook.run(0)
    assert [output["output_type"] for output in outputs] == ["execute_result"]
    return Screen(notebook.root.locator(".webcast-pane"))


def test_a_wrong_secret(notebook: Callable[..., Notebook], town_hall: Event) -> None:
    wrong = "0" * 32
    screen = run(notebook(town_hall.show(secret=wrong)))
    seen = screen.until("seen.state === 'signed_out'")
    assert seen.chip == "Signed out"
    assert seen.banner.endswith(".")
    assert "secret" in seen.banner
    assert wrong not in screen.root.inner_html()
    assert "retrying" in seen.status
    assert seen.count == "\u2014"
    assert all(tile["text"] == "\u2014" for tile in seen.tiles.values())
    # Without data the axes have no range that would mean anything.
    axes = screen.root.locator(".wp-plot .axis")
    expect(axes).to_have_count(3)
    for axis in axes.all():
        expect(axis).to_have_css("visibility", "hidden")


def test_an_unknown_event(notebook: Callable[..., Notebook], town_hall: Event) -> None:
    screen = run(notebook(town_hall.show().replace("1_k2m4x9a1", "1_nosuch00")))
    seen = screen.until("seen.state === 'unknown_event'")
    assert seen.chip == "Unknown event"
    assert "1_nosuch00" in seen.banner
    assert seen.count == "\u2014"


def test_a_server_that_does_not_answer(
    notebook: Callable[..., Notebook], town_hall: Event
) -> None:
    with socket.socket() as closed:
        # Bound and not listening: nobody else gets the port, and nobody answers.
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        screen = run(notebook(town_hall.show(service_url=url)))
        seen = screen.until("seen.state === 'unreachable'")
    assert "127.0.0.1" in seen.banner
    assert "retrying" in seen.status
    assert seen.count == "\u2014"
    assert screen.root.locator(".wp-note").text_content() == "No data yet"


def test_a_server_that_goes_away(notebook: Callable[..., Notebook]) -> None:
    with event(started_ago_s=2700, viewers=60) as short_lived:
        shown = notebook(short_lived.show())
        screen = run(shown)
        live = screen.until("seen.state === 'live' && seen.lines[0]")
    seen = screen.until("seen.state === 'unreachable'")
    assert seen.chip.startswith("Stale")
    assert seen.banner.startswith("No new data since ")
    assert seen.value is not None
    assert seen.slot >= live.slot
    assert seen.lines[0]
    assert "last data" in seen.subtitle


@pytest.mark.parametrize("name", [HOSTILE])
def test_a_hostile_name_is_text(notebook: Callable[..., Notebook], name: str) -> None:
    with event(started_ago_s=600, viewers=30, entry_name=name) as hostile:
        shown = notebook(hostile.show())
        screen = run(shown)
        screen.until("seen.name === arg", name)
        assert screen.root.locator("img").count() == 0
        assert screen.page.evaluate("window.hacked") is None
        assert shown.ask("feed.event.name") == name
