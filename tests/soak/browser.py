"""Watch an event for long in a real JupyterLab: the page must not grow.

``python -m tests.soak.browser [--updates 2000] [--shows 100]`` shows a simulated event at
speed, and measures what the page holds after collecting garbage: the heap stays flat to
5 MB, and when the last view is gone the listeners, nodes, views and models are as many as
they were before. A control goes first: a plain widget of ipywidgets, shown again as often in
the same page, tells what that costs by itself.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.census import COUNT
from tests.browser.event import event
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.screen import Screen, show

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

SPEED = 100.0
MOST_MB = 5.0
WARM_UP = 200
"""Updates until everything was compiled and cached once."""
WARM_SHOWS = 5
EVERY = 250
SETTLE_MS = 1500
TRIES = 8
AGAIN_MS = 200
AT_REST_S = 150.0
"""JupyterLab listens for more until it has drawn its workspace indicator, some seconds
after it was opened, and has saved the notebook by itself, after two minutes."""
ROOT = Path(__file__).parents[2]
COUNTED = """
updates = [0]
def _count(update):
    updates[0] += bool(update.changed)
feed.subscribe(_count)
"""
AGAIN = "shown"
"""The cell that is run again. It is one for both widgets: with each change of the active
cell, JupyterLab keeps the listeners of the cell's toolbar, hundreds of them."""
PLAIN = """
import ipywidgets
shown = plain = ipywidgets.HTML("<b class='plain'>A plain widget</b>")
"""
CLEAR = "panel => panel.content.widgets[1].model.sharedModel.setOutputs([])"


@dataclass(frozen=True)
class Census:
    """What a page holds, after collecting garbage."""

    heap_mb: float
    listeners: int
    """Of all that the page holds, JupyterLab's own among them."""
    on_page: int
    """Of the window, the document and its body alone: there they would stay."""
    nodes: int
    models: int
    views: int
    panes: int

    def __str__(self) -> str:
        return (
            f"{self.heap_mb:7.2f} MB, {self.listeners} listeners,"
            f" {self.on_page} on the page, {self.nodes} nodes,"
            f" {self.models} models, {self.views} views, {self.panes} panes"
        )


class Watched:
    """A notebook with a pane, and a look at what its page holds."""

    def __init__(self, page: Page, notebook: Notebook, screen: Screen) -> None:
        self.page = page
        self.notebook = notebook
        self.screen = screen
        self._devtools: CDPSession = page.context.new_cdp_session(page)
        self._devtools.send("Performance.enable")

    def census(self) -> Census:
        """Count, when nothing moves."""
        self.page.wait_for_timeout(SETTLE_MS)
        there = self.notebook.call(COUNT)
        # Each count is of what is held, and of what was dropped since the collection:
        # each update makes bqplot's brush drop a dozen listeners. So the least of
        # several is the nearest; what is held is in all of them.
        counts = [self._collected() for _ in range(TRIES)]
        least = {name: min(each[name] for each in counts) for name in counts[0]}
        return Census(
            least["JSHeapUsedSize"] / 1e6,
            int(least["JSEventListeners"]),
            sum(map(self._listeners, ("window", "document", "document.body"))),
            int(least["Nodes"]),
            there["models"],
            there["views"],
            there["panes"],
        )

    def _collected(self) -> dict[str, float]:
        self.page.wait_for_timeout(AGAIN_MS)
        # What the first collection lets go of, the second can collect. Then counted at
        # once: the feed does not wait.
        for _ in range(2):
            self._devtools.send("HeapProfiler.collectGarbage")
        found: list[dict[str, Any]]
        found = self._devtools.send("Performance.getMetrics")["metrics"]
        return {each["name"]: each["value"] for each in found}

    def _listeners(self, of: str) -> int:
        remote = self._devtools.send("Runtime.evaluate", {"expression": of})["result"]
        found = self._devtools.send(
            "DOMDebugger.getEventListeners", {"objectId": remote["objectId"]}
        )
        return len(found["listeners"])

    def updated(self, updates: int) -> None:
        """Wait until the feed has had that many updates, and the page the last one."""
        give_up = time.monotonic() + 60.0 + updates
        while self.notebook.ask("updates[0]") < updates:
            if time.monotonic() > give_up:
                raise TimeoutError("The updates do not come.")
            self.page.wait_for_timeout(1000)
        slot = self.notebook.ask("int(feed.latest.at.timestamp())")
        self.screen.until("seen.slot >= arg", slot)

    def show_again(self) -> None:
        """Display the pane once more in place of its last display, and wait for it."""
        self.notebook.run(1)
        lines = self.notebook.root.locator(".wp-plot .wp-settled path.line")
        expect(lines).to_have_count(2, timeout=30_000)

    def show_plain(self) -> None:
        """Display the plain widget once more in place of its last display."""
        self.notebook.run(1)
        expect(self.notebook.root.locator(".plain")).to_have_count(1)

    def clear(self) -> None:
        """Take away what was shown again."""
        self.notebook.call(CLEAR)
        expect(self.notebook.root.locator(".webcast-pane")).to_have_count(1)
        expect(self.notebook.root.locator(".plain")).to_have_count(0)

    def rest(self, since: float) -> None:
        """Wait until JupyterLab has all that it ever has."""
        left_s = since + AT_REST_S - time.monotonic()
        self.page.wait_for_timeout(max(0.0, left_s) * 1000)


def warm_up(watched: Watched) -> None:
    """Do everything once or more, until it needs nothing new."""
    since = time.monotonic()
    watched.notebook.do(COUNTED + "shown = pane")
    watched.updated(WARM_UP)
    for _ in range(WARM_SHOWS):
        watched.show_again()
    watched.notebook.do(PLAIN)
    for _ in range(WARM_SHOWS):
        watched.show_plain()
    watched.clear()
    watched.rest(since)


def control(watched: Watched, shows: int) -> dict[str, int]:
    """Show the plain widget again and again; give the listeners and nodes it cost."""
    before = watched.census()
    print(f"{'plain, before':>16}: {before}", flush=True)
    for _ in range(shows):
        watched.show_plain()
    watched.clear()
    after = watched.census()
    print(f"{'plain, after':>16}: {after}", flush=True)
    watched.notebook.do(
        "plain.layout.close(); plain.style.close(); plain.close(); shown = pane"
    )
    return {
        "listeners": after.listeners - before.listeners,
        "nodes": after.nodes - before.nodes,
    }


def soak(watched: Watched, updates: int, shows: int) -> list[str]:
    """Let the updates come and show the pane again; say what has grown."""
    notebook = watched.notebook
    warm_up(watched)
    own = control(watched, shows)
    before = watched.census()
    print(f"{'before':>16}: {before}", flush=True)
    seen = [before]
    for count in range(EVERY, updates + 1, EVERY):
        watched.updated(WARM_UP + count)
        seen.append(watched.census())
        print(f"{count:>8} updates: {seen[-1]}", flush=True)
    for count in range(1, shows + 1):
        watched.show_again()
        if count % 10 == 0:
            print(f"{count:>10} shows: {watched.census()}", flush=True)
    watched.clear()
    seen.append(watched.census())
    print(f"{'after':>16}: {seen[-1]}", flush=True)
    wrong = grown(before, seen, own)
    notebook.do("pane.close(); feed.stop()")
    print(f"{'closed':>16}: {watched.census()}", flush=True)
    return wrong


def grown(before: Census, seen: list[Census], own: dict[str, int]) -> list[str]:
    """Say what is more than it was, and more than a plain widget costs too."""
    most = max(each.heap_mb for each in seen) - before.heap_mb
    after = seen[-1]
    wrong = [f"the heap grew by {most:.2f} MB"] if most > MOST_MB else []
    for name in ("listeners", "on_page", "nodes", "models", "views", "panes"):
        was, now = getattr(before, name), getattr(after, name)
        if now > was + max(own.get(name, 0), 0):
            wrong.append(f"{name}: {now} after {was}")
    print(f"The heap grew by {most:.2f} MB at the most.", flush=True)
    return wrong


@click.command()
@click.option("--updates", default=2000, show_default=True)
@click.option("--shows", default=100, show_default=True)
def main(updates: int, shows: int) -> None:
    """Watch, and say what has grown."""
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        served = stack.enter_context(
            event(speed=SPEED, duration_s=47 * 3600, viewers=30)
        )
        playwright = stack.enter_context(chromium.driver())
        path = chromium.find(playwright)
        if path is None:
            sys.exit(chromium.MISSING)
        browser = chromium.launch(playwright, path)
        stack.callback(browser.close)
        lab = Lab(home, {"PYTHONPATH": str(ROOT)})
        stack.callback(lab.stop)
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        page.goto(f"{lab.url}/lab?token={lab.token}")
        chromium.wait_for_lab(page)
        lab.write_notebook("soak.ipynb", [served.show(), AGAIN])
        shown, screen = show(Notebook(page, "soak.ipynb", lab.start_kernel()))
        wrong = soak(Watched(page, shown, screen), updates, shows)
    for sentence in wrong:
        print(f"  {sentence}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
