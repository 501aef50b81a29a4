"""A page of JupyterLab that tells what its main thread does."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.frames import Wire
from tests.browser import chromium
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
# Counts the lines that bqplot draws, and keeps the long tasks.
WATCH = """
(() => {
  window.bench = { drawn: 0, long: [] };
  const keep = (entries) => {
    for (const { startTime, duration } of entries)
      window.bench.long.push([startTime, duration]);
  };
  const observer = new PerformanceObserver((list) => keep(list.getEntries()));
  observer.observe({ type: "longtask", buffered: true });
  window.bench.take = () => { keep(observer.takeRecords()); return bench.long; };
  new MutationObserver((changes) => {
    for (const { target } of changes)
      if (target.matches(".bqplot path.line")) window.bench.drawn++;
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["d"] });
})()
"""
# A task that was long is reported after it: let two frames and one more task pass.
SETTLE = """
() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))
"""


ANSWERED_WITHIN = 1000
"""Looks at what has come, two frames of the screen apart."""


@dataclass(frozen=True)
class Work:
    """What the main thread did over a stretch of time."""

    long: list[float]
    """Tasks above 50 ms, as the browser reports them, ms each."""
    longest_cpu_ms: float
    """Processor time of the longest task: without waiting for a busy machine."""
    busy_ms: float
    heap_mb: float
    """In use at the end, after a collection."""

    @property
    def longest(self) -> str:
        """The longest task above 50 ms, if any."""
        return f"{max(self.long):.0f} ms" if self.long else "-"


class Tab:
    """One page with one notebook in it."""

    def __init__(self, page: Page, lab: Lab, cells: list[str]) -> None:
        self.page = page
        browser = page.context.browser
        assert browser is not None
        self._browser = browser
        self.wire = Wire(page)
        page.add_init_script(WATCH)
        lab.write_notebook("bench.ipynb", cells)
        page.goto(f"{lab.url}/lab?token={lab.token}")
        page.wait_for_function("window.jupyterapp !== undefined")
        page.evaluate("window.jupyterapp.restored.then(() => null)")
        self.notebook = Notebook(page, "bench.ipynb")
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("Performance.enable")

    @property
    def drawn(self) -> int:
        """How many lines were drawn since the page was opened."""
        return int(self.page.evaluate("bench.drawn"))

    def until_drawn(self, before: int) -> None:
        """Wait until more lines were drawn than before, and are on the screen."""
        self.page.wait_for_function(
            "before => bench.drawn > before", arg=before, timeout=120_000
        )
        self.settle()

    def settle(self) -> None:
        """Wait until what was begun is on the screen."""
        self.page.evaluate(SETTLE)

    def until_answered(self, before: int) -> None:
        """Wait until the kernel is done with what the page told it."""
        for _ in range(ANSWERED_WITHIN):
            frames = self.wire.received[before:]
            if any(frame.idle for frame in frames):
                return
            self.settle()
        raise TimeoutError("The kernel has not answered the page.")

    @contextlib.contextmanager
    def watched(self) -> Iterator[list[Work]]:
        """Watch the main thread; the list holds one `Work` afterwards."""
        self.settle()
        self.heap_mb()
        begin = self.page.evaluate("performance.now()")
        busy = self._metric("TaskDuration")
        result: list[Work] = []
        self._browser.start_tracing(page=self.page, categories=["toplevel"])
        yield result
        self.settle()
        trace = self._browser.stop_tracing()
        busy = self._metric("TaskDuration") - busy
        tasks = self.page.evaluate("bench.take()")
        long = [duration for start, duration in tasks if start >= begin]
        result.append(Work(long, longest_cpu_ms(trace), busy * 1000, self.heap_mb()))

    def heap_mb(self) -> float:
        """Give the JavaScript heap in use, after a collection."""
        self._devtools.send("HeapProfiler.collectGarbage")
        return self._metric("JSHeapUsedSize") / 1e6

    def _metric(self, name: str) -> float:
        found = self._devtools.send("Performance.getMetrics")["metrics"]
        return next(float(each["value"]) for each in found if each["name"] == name)


def longest_cpu_ms(trace: bytes) -> float:
    """Give the processor time of the longest task of a page's main thread."""
    events = json.loads(trace)["traceEvents"]
    pages = {
        (each["pid"], each["tid"])
        for each in events
        if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"
    }
    return max(
        (
            each.get("tdur", 0) / 1000
            for each in events
            if each["name"].endswith("RunTask") and (each["pid"], each["tid"]) in pages
        ),
        default=0.0,
    )


class Bench:
    """A JupyterLab and a Chromium; every tab begins with a new page and kernel."""

    def __init__(self, lab: Lab, browser: Browser) -> None:
        self._lab = lab
        self.browser = browser

    @contextlib.contextmanager
    def tab(self, cells: list[str]) -> Iterator[Tab]:
        """Open a notebook; its kernel ends with it."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900})
        try:
            yield Tab(context.new_page(), self._lab, cells)
        finally:
            context.close()
            for session in self._lab.call("GET", "sessions"):
                self._lab.call("DELETE", f"sessions/{session['id']}")


@contextlib.contextmanager
def bench() -> Iterator[Bench]:
    """Start JupyterLab and Chromium, and end them."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as home,
        chromium.driver() as playwright,
    ):
        lab = Lab(Path(home), {"PYTHONPATH": str(ROOT)})
        try:
            path = chromium.find(playwright)
            if path is None:
                sys.exit(chromium.MISSING)
            browser = chromium.launch(playwright, path)
            yield Bench(lab, browser)
            browser.close()
        finally:
            lab.stop()
