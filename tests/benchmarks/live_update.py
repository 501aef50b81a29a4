"""What a live update costs: bytes on the websocket, and time of the main thread.

A real JupyterLab in a real Chromium shows a pane, and the feed's background thread
polls twenty times. The same is done in the obvious way beside it: the arrays of a
bqplot mark are replaced.
"""

from __future__ import annotations

import contextlib
import socket
from collections import Counter
from dataclasses import dataclass
from statistics import mean, median
from typing import TYPE_CHECKING

from tests.benchmarks.browser import Bench, Tab, Work, bench
from tests.benchmarks.event import LENGTHS
from tests.benchmarks.frames import PARTS, PAYLOAD, Frame
from tests.benchmarks.stage import DONE, POLL
from tests.benchmarks.tables import short, table, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

UPDATES = 20
FIRST_SLOTS = 180
DAY = 8_640
PROMISED_BYTES = 1000
WAYS = {"pane": "the pane", "arrays": "arrays replaced"}
BRUSH = ".wp-overview .brushintsel .selection"


@dataclass(frozen=True)
class Measured:
    """One way of showing one history."""

    way: str
    slots: int
    draw: Work
    idle_heap_mb: float
    updates: list[list[Frame]]
    """The frames of each update, whatever they are."""
    work: Work

    @property
    def sizes(self) -> list[int]:
        """Bytes of each update."""
        return [sum(frame.size for frame in frames) for frames in self.updates]

    @property
    def parts(self) -> dict[str, float]:
        """Bytes of each part of a message, of the average update."""
        total: Counter[str] = Counter()
        for frames in self.updates:
            for frame in frames:
                total.update(frame.parts)
        return {name: size / len(self.updates) for name, size in total.items()}


class Driver:
    """Tells the kernel to poll: not with a cell, whose own frames would be counted."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.port = int(listening.getsockname()[1])
        self._kernel: socket.socket | None = None

    def accept(self) -> None:
        """Take the connection of the stage that was set last."""
        self._kernel, _ = self._listening.accept()

    def poll(self) -> None:
        """Let the feed poll, and wait until it has published."""
        assert self._kernel is not None
        self._kernel.sendall(POLL)
        assert self._kernel.recv(1) == DONE


@contextlib.contextmanager
def driving() -> Iterator[Driver]:
    """Listen on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(60)
        yield Driver(listening)


def cell(way: str, slots: int, port: int) -> str:
    """Write the cell that shows something."""
    return (
        "from tests.benchmarks.stage import show\n"
        f"shown = show({way!r}, {slots}, {port}); shown"
    )


def update(tab: Tab, driver: Driver) -> list[Frame]:
    """Let one poll through; give the frames it took until it was on the screen."""
    before, drawn = len(tab.wire.received), tab.drawn
    driver.poll()
    tab.until_drawn(drawn)
    return tab.wire.received[before:]


def first_draw(tab: Tab, driver: Driver) -> Work:
    """Show the second cell, after the first one has loaded the page's code."""
    tab.notebook.run(0)
    driver.accept()
    tab.until_drawn(0)
    tab.page.evaluate("window.jupyterapp.commands.execute('editmenu:clear-all')")
    drawn = tab.drawn
    with tab.watched() as watched:
        tab.notebook.run(1)
        driver.accept()
        tab.until_drawn(drawn)
    return watched[0]


def measure(at: Bench, driver: Driver, way: str, slots: int) -> Measured:
    """Show a history in one way, and update it."""
    cells = [cell(way, FIRST_SLOTS - 1, driver.port), cell(way, slots, driver.port)]
    with at.tab(cells) as tab:
        draw = first_draw(tab, driver)
        update(tab, driver)
        heap = tab.heap_mb()
        with tab.watched() as watched:
            updates = [update(tab, driver) for _ in range(UPDATES)]
        return Measured(way, slots, draw, heap, updates, watched[0])


@dataclass(frozen=True)
class Dragged:
    """One drag of the brush, and the updates after it."""

    work: Work
    steps: int
    drawn: int
    sent: int
    """Bytes sent to the kernel."""
    received: int
    updates: list[int]
    """Bytes of each update afterwards: the kernel has heard of the page since."""


def drag(at: Bench, driver: Driver, slots: int) -> Dragged:
    """Drag the brush to the left and back a bit, a frame for each step."""
    with at.tab([cell("pane", slots, driver.port)]) as tab:
        tab.notebook.run(0)
        driver.accept()
        tab.until_drawn(0)
        tab.page.locator(BRUSH).wait_for()
        box = tab.page.locator(BRUSH).bounding_box()
        area = tab.page.locator(".wp-overview .plotarea_events").bounding_box()
        assert box is not None
        assert area is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        leftmost = area["x"] + box["width"]
        parts = (*range(1, 61), *range(60, 20, -1))
        steps = [x + (leftmost - x) * part / 60 for part in parts]
        mouse = tab.page.mouse
        mouse.move(x, y)
        drawn, sent, before = tab.drawn, tab.wire.sent, len(tab.wire.received)
        with tab.watched() as watched:
            mouse.down()
            for at_x in steps:
                mouse.move(at_x, y)
                tab.settle()
            mouse.up()
            tab.page.locator(".wp-latest").wait_for()
            tab.until_answered(before)
        drawn, sent = tab.drawn - drawn, tab.wire.sent - sent
        received = sum(frame.size for frame in tab.wire.received[before:])
        # Back to the newest slots, so that updates are drawn.
        before = len(tab.wire.received)
        tab.page.locator(".wp-latest").click()
        tab.until_answered(before)
        updates = [
            sum(frame.size for frame in update(tab, driver)) for _ in range(UPDATES)
        ]
        return Dragged(watched[0], len(steps), drawn, sent, received, updates)


def report(results: list[Measured]) -> None:
    """Print what came, and what it cost."""
    panes = [each for each in results if each.way == "pane"]
    by_slots = {each.slots: median(each.sizes) for each in panes}
    table(
        f"Received on the websocket for each of {UPDATES} live updates, bytes",
        ("", "history", "slots", "median", "mean", "largest", "frames", "times"),
        [
            (
                WAYS[each.way],
                LENGTHS[each.slots],
                whole(each.slots),
                whole(median(each.sizes)),
                whole(mean(each.sizes)),
                whole(max(each.sizes)),
                whole(sum(map(len, each.updates))),
                f"{median(each.sizes) / by_slots[each.slots]:,.1f}",
            )
            for each in results
        ],
    )
    names = ("framing", *PARTS, "buffers")
    table(
        "Of which, on average",
        ("the pane", "slots", *names, "protocol", "payload"),
        [
            (
                LENGTHS[each.slots],
                whole(each.slots),
                *(whole(each.parts[name]) for name in names),
                f"{1 - payload(each):.0%}",
                f"{payload(each):.0%}",
            )
            for each in panes
        ],
    )
    table(
        f"Main thread over the {UPDATES} updates",
        (
            "",
            "slots",
            "long tasks",
            "longest",
            "longest, CPU",
            "busy per update",
            "heap before, after",
        ),
        [
            (
                WAYS[each.way],
                whole(each.slots),
                len(each.work.long),
                each.work.longest,
                f"{each.work.longest_cpu_ms:.0f} ms",
                f"{short(each.work.busy_ms / UPDATES)} ms",
                f"{each.idle_heap_mb:.1f}, {each.work.heap_mb:.1f} MB",
            )
            for each in results
        ],
    )
    table(
        "Main thread at the first draw, in a page that has drawn another before",
        ("", "slots", "long tasks", "longest", "longest, CPU", "busy"),
        [
            (
                WAYS[each.way],
                whole(each.slots),
                len(each.draw.long),
                each.draw.longest,
                f"{each.draw.longest_cpu_ms:.0f} ms",
                f"{whole(each.draw.busy_ms)} ms",
            )
            for each in results
        ],
    )


def payload(each: Measured) -> float:
    """Give the share of the bytes that are ours and not the protocol's."""
    return sum(each.parts[name] for name in PAYLOAD) / sum(each.parts.values())


def main() -> None:
    """Run it."""
    with bench() as at, driving() as driver:
        results = [measure(at, driver, way, slots) for way in WAYS for slots in LENGTHS]
        dragged = drag(at, driver, DAY)
    report(results)
    table(
        f"Dragging the brush over {DAY:,} slots",
        (
            "steps",
            "lines drawn",
            "long tasks",
            "longest",
            "longest, CPU",
            "busy per step",
            "bytes sent",
            "received",
        ),
        [
            (
                dragged.steps,
                dragged.drawn,
                len(dragged.work.long),
                dragged.work.longest,
                f"{dragged.work.longest_cpu_ms:.0f} ms",
                f"{short(dragged.work.busy_ms / dragged.steps)} ms",
                whole(dragged.sent),
                whole(dragged.received),
            )
        ],
    )
    verdict([each for each in results if each.way == "pane"], dragged)


def verdict(panes: list[Measured], dragged: Dragged) -> None:
    """Print what was promised beside what was measured."""
    print("\nThe last update of the longest history, without its buffer:")
    print(panes[-1].updates[-1][-1].content)
    sizes = [size for each in panes for size in each.sizes]
    works = [each.work for each in panes if each.slots <= DAY]
    long = sum(len(work.long) for work in works)
    cpu = max(work.longest_cpu_ms for work in works)
    print(
        f"\nLargest live update: {max(sizes):,} bytes,"
        f" {max(dragged.updates):,} once the page has spoken to the kernel"
        f" (promised: less than {PROMISED_BYTES:,})."
        f"\nLong tasks in the updates of up to {DAY:,} slots: {long}, the longest task"
        f" takes {cpu:.0f} ms of the processor; while dragging:"
        f" {len(dragged.work.long)}, {dragged.work.longest_cpu_ms:.0f} ms"
        " (promised: none above 50 ms)."
    )


if __name__ == "__main__":
    main()
