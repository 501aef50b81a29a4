"""A notebook that was saved, opened with a kernel that knows nothing of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import wait_for_lab
from tests.browser.event import event
from tests.browser.screen import SETTLED, SETTLED_POINTS, Screen, Seen, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.event import Event
    from tests.browser.lab import Lab
    from tests.browser.notebook import Notebook

SAVE_STATE = """
async (wanted) => {
  const name = "@jupyter-widgets/jupyterlab-manager:saveWidgetState";
  if (jupyterapp.commands.isToggled(name) !== wanted)
    await jupyterapp.commands.execute(name);
}
"""
SAVE = "async panel => { await panel.context.save(); }"


def show_to_save(make: Callable[..., Notebook], cell: str) -> tuple[Notebook, Screen]:
    """Show a pane in a page of its own: after one that is loaded anew none is as before."""
    notebook = make(cell, own_kernel=True, own_page=True)
    notebook.page.evaluate(SAVE_STATE, True)
    return show(notebook)


def save(shown: Notebook, lab: Lab) -> None:
    """Save until the pane's state is in the file: JupyterLab may be behind the kernel."""
    for _ in range(20):
        shown.call(SAVE)
        book = json.loads((lab.root / shown.path).read_text())
        widgets = book["metadata"].get("widgets", {})
        known = widgets.get("application/vnd.jupyter.widget-state+json", {})
        views = [
            output["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]
            for cell in book["cells"]
            for output in cell.get("outputs", ())
            if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
        ]
        if views and set(views) <= set(known.get("state", ())):
            return
    pytest.fail("The pane's state was not saved.")


def opened_anew(notebook: Notebook, lab: Lab) -> Screen:
    """Open the notebook as somebody does who comes back another day."""
    page = notebook.page
    workspace = page.url.partition("/tree/")[0]
    page.goto("about:blank")
    for session in lab.call("GET", "sessions"):
        if session["path"] == notebook.path:
            lab.call("DELETE", f"sessions/{session['id']}")
    # Not by the notebook's address: JupyterLab would open it with a kernel of its choice.
    page.goto(f"{workspace}?reset")
    wait_for_lab(page)
    notebook.open(lab.start_kernel())
    return Screen(notebook.root.locator(".webcast-pane").first)


def claims_no_present(seen: Seen) -> None:
    assert seen.chip.startswith("Saved ")
    assert seen.subtitle.startswith("Live analytics, last data")
    assert seen.status.startswith("Saved at ")
    assert seen.banner == ""


@pytest.mark.parametrize("moment", ["soon", "in mid-event", "after the end"])
def test_what_was_saved_is_whole_and_alive_without_its_kernel(
    notebook: Callable[..., Notebook], town_hall: Event, lab: Lab, moment: str
) -> None:
    shown, screen = show_to_save(notebook, town_hall.show())
    if moment == "in mid-event":
        slot = screen.see().slot
        screen.until("seen.slot > arg + 60", slot)
    elif moment == "after the end":
        shown.do("feed.stop()")
        screen.until("seen.state === 'stopped'")
    # Of the youngest the chart shows an estimate, where there is one.
    slots = shown.ask(SETTLED)
    before = screen.see()
    save(shown, lab)
    screen = opened_anew(shown, lab)
    seen = screen.drawn()
    claims_no_present(seen)
    assert seen.slot >= before.slot
    assert seen.scroller
    # Scroller, presets and hover work in the browser alone.
    screen.drag(".selection", -200)
    moved = screen.until("seen.latest && seen.to < arg", seen.to)
    assert moved.to - moved.from_ == 1800
    box = screen.root.locator(".wp-plot").bounding_box()
    assert box is not None
    screen.page.mouse.move(box["x"] + 300, box["y"] + 100)
    expect(screen.root.locator(".wp-readout")).to_contain_text("attendees")
    screen.root.get_by_role("button", name="Go to latest").click()
    screen.until("!seen.latest")
    screen.root.locator(".wp-presets button", has_text="All").click()
    screen.until(f"{SETTLED_POINTS} >= arg", slots)


def test_an_event_that_was_over_is_so(
    notebook: Callable[..., Notebook], lab: Lab
) -> None:
    with event(speed=1, started_ago_s=5400, duration_s=3600) as over:
        shown, screen = show_to_save(notebook, over.show())
        screen.until("seen.state === 'ended'")
        save(shown, lab)
        screen = opened_anew(shown, lab)
        claims_no_present(screen.drawn())
        expect(screen.root.locator(".wp-counter")).to_contain_text("at the end")


def test_untrusted_it_is_a_true_page_without_a_widget(
    notebook: Callable[..., Notebook], town_hall: Event, lab: Lab
) -> None:
    shown, _ = show_to_save(notebook, town_hall.show())
    # Shown by another cell, when there are figures.
    shown.run(shown.add("pane"))
    save(shown, lab)
    path = lab.root / shown.path
    book = json.loads(path.read_text())
    book["cells"][0]["outputs"] = []
    # Somebody else's: its signature is none of ours.
    book["metadata"]["from"] = "elsewhere"
    path.write_text(json.dumps(book))
    opened_anew(shown, lab)
    still = shown.root.locator(".webcast-still")
    expect(still).to_contain_text("attendees at")
    expect(still).to_contain_text("Run the cell to make it live.")
    picture = still.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 1000
    expect(shown.root.locator(".webcast-pane")).to_have_count(0)
