"""The pane beside other ways of showing a live line, all in one run.

``python -m tests.benchmarks.side_by_side``. The practical limit is a bare canvas of
uPlot's. Bokeh and plotly are measured where they are installed: ``pip install bokeh
jupyter_bokeh plotly`` into the same environment.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.browser import Bench, Tab, bench
from tests.benchmarks.live_update import Driver, cell, driving
from tests.benchmarks.tables import short, table
from webcast_widget.timeline.clock import SystemClock

if TYPE_CHECKING:
    from playwright.sync_api import Browser

UPDATES = 20
PACE_MS = 500
LENGTHS = (8_640, 100_000)
LARGEST = 1_000_000
NEEDS = {"bokeh": ("bokeh", "jupyter_bokeh"), "plotly": ("plotly",)}
WAYS = ("pane", "uplot", "bokeh", "plotly", "arrays", "label")
BRUSHED = ("pane", "uplot")
# When a line was drawn, on the clock that the kernel has too.
WATCH = """
new MutationObserver((changes) => {
  for (const { target } of changes)
    if (target.matches(".wp-settled path.line")) bench.at = Date.now();
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["d"] });
"""
# A hand that draws a new brush over the overview, one move for each frame.
BRUSH = """
async () => {
  const overlay = document.querySelector(".wp-overview .overlay");
  const box = overlay?.getBoundingClientRect();
  const say = (type, target, share) => {
    const at = { bubbles: true, cancelable: true, view: window, button: 0,
      clientX: box.left + share * box.width, clientY: box.top + box.height / 2 };
    const kind = type.startsWith("pointer") ? PointerEvent : MouseEvent;
    target.dispatchEvent(new kind(type, at));
  };
  const step = box ? (from, to) => say("mousemove", window, to) : bench.step;
  if (box) {
    say("pointerdown", overlay, 0.1);
    say("mousedown", overlay, 0.1);
  }
  const frames = [];
  const drawn = bench.drawn, settled = [];
  const begin = performance.now();
  await new Promise((done) => {
    const frame = (now) => {
      frames.push(now);
      settled.push(bench.drawn);
      const share = (now - begin) / 4000;
      if (share > 1) return done();
      step(0.1, 0.12 + 0.8 * share);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  if (box) {
    say("mouseup", window, 0.92);
    say("pointerup", window, 0.92);
  }
  const gaps = frames.slice(1).map((each, i) => each - frames[i]).sort((a, b) => a - b);
  const redrawn = settled.slice(1).filter((each, i) => each > settled[i]).length;
  const seconds = (frames[frames.length - 1] - frames[0]) / 1000;
  return { redraws: redrawn / seconds, p95: gaps[Math.floor(gaps.length * 0.95)] };
}
"""


@dataclass(frozen=True)
class Measured:
    """One way of showing one length; None is what was not measured of it."""

    way: str
    slots: int
    main_ms: float
    """Processor time of the page's main thread for an update."""
    painted_ms: float | None
    """From published to drawn, median."""
    bytes: float
    """On the websocket for an update, median."""
    long: int
    """Tasks of more than 50 ms of the processor in the updates."""
    redraws: float | None
    gap_ms: float | None


def main_thread(trace: bytes) -> list[float]:
    """Give the processor time of each task of the page's main thread, ms."""
    events = json.loads(trace)["traceEvents"]
    pages = {
        (each["pid"], each["tid"])
        for each in events
        if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"
    }
    return [
        each.get("tdur", 0) / 1000
        for each in events
        if each["name"].endswith("RunTask") and (each["pid"], each["tid"]) in pages
    ]


def show(tab: Tab, driver: Driver, way: str) -> None:
    """Run the cell, and wait until what it shows is at rest."""
    tab.page.evaluate(WATCH)
    tab.notebook.run(0)
    driver.accept()
    if way in ("pane", "arrays", "uplot"):
        tab.until_drawn(0)
    tab.page.wait_for_timeout(3000)
    driver.poll()
    tab.page.wait_for_timeout(1000)


def measure(
    at: Bench, browser: Browser, driver: Driver, way: str, slots: int
) -> Measured:
    """Update what is shown, without looking at it meanwhile."""
    with at.tab([cell(way, slots, driver.port)]) as tab:
        show(tab, driver, way)
        late = []
        clock = SystemClock()
        begin = len(tab.wire.received)
        browser.start_tracing(page=tab.page, categories=["toplevel"])
        for _ in range(UPDATES):
            driver.poll()
            tab.page.wait_for_timeout(PACE_MS)
        tasks = main_thread(browser.stop_tracing())
        sizes = [frame.size for frame in tab.wire.received[begin:]]
        for _ in range(UPDATES if way in BRUSHED else 0):
            driver.poll()
            now = clock.now() * 1000
            tab.page.wait_for_timeout(200)
            late.append(float(tab.page.evaluate("bench.at")) - now)
        brushed = tab.page.evaluate(BRUSH) if way in BRUSHED else {}
        return Measured(
            way,
            slots,
            sum(tasks) / UPDATES,
            median(late) if late else None,
            sum(sizes) / UPDATES,
            sum(each > 50 for each in tasks),
            brushed.get("redraws"),
            brushed.get("p95"),
        )


def _told(value: float | None) -> str:
    return "-" if value is None else short(value)


def installed(way: str) -> bool:
    """Whether what a way needs is there."""
    return all(map(importlib.util.find_spec, NEEDS.get(way, ())))


def main(arguments: list[str]) -> None:
    """Run it; with names of ways, those alone."""
    ways = [way for way in WAYS if way in (arguments or WAYS) and installed(way)]
    with bench() as at, driving() as driver:
        results = [
            measure(at, at.browser, driver, way, slots)
            for slots in LENGTHS
            for way in ways
        ]
        results.append(measure(at, at.browser, driver, "pane", LARGEST))
    table(
        "Side by side: an update, and a brush drawn anew",
        (
            "way",
            "slots",
            "main thread, CPU ms",
            "published to drawn, ms",
            "bytes",
            "long tasks",
            "redraws a second",
            "p95 of frame gap, ms",
        ),
        [
            (
                each.way,
                f"{each.slots:,}",
                short(each.main_ms),
                _told(each.painted_ms),
                f"{each.bytes:,.0f}",
                each.long,
                _told(each.redraws),
                _told(each.gap_ms),
            )
            for each in results
        ],
    )


if __name__ == "__main__":
    main(sys.argv[1:])
