"""A week of one event in virtual time: what the kernel's memory does.

``python -m tests.soak.week [--days 7] [--interval 10] [--kind report]`` watches an event
as a user's kernel does: a feed in its thread, with a recording, and a pane on it, whose
messages are counted and dropped. Once a day somebody looks at the frame. The server
remembers nothing; what is measured is ours. Each kind of session and server has a
process of its own, all of them unless one is named.

After the first day the process (RSS) may grow by 5 MB, all included: the figures, which
are kept by design, and what the allocator holds though it is free. What would be left
if glibc were told to give that back is printed beside it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import subprocess
import sys
import tempfile
import threading
import tracemalloc
from pathlib import Path
from typing import Any
from unittest import mock

import click
import comm
import psutil
from comm.base_comm import BaseComm

from tests.soak.forgetful import ENTRY, KINDS, NOW, Forgetful
from tests.soak.virtual_time import LoopClock, VirtualLoop
from webcast_widget.feed import LiveFeed
from webcast_widget.pane import WebcastPane
from webcast_widget.sources import KalturaSource
from webcast_widget.timeline.clock import SystemClock

DAY_S = 86_400
MB = 1e6
SLOTS_A_DAY = DAY_S // 10
PATIENCE_S = 3600.0
"""Of real time: a week that takes longer has failed."""


class Discarding(BaseComm):
    """A way to the browser that counts what is sent and drops it."""

    messages = 0
    size = 0

    def publish_msg(
        self, msg_type: str, *args: Any, buffers: Any = None, **more: Any
    ) -> None:
        del msg_type, args, more
        Discarding.messages += 1
        Discarding.size += sum(memoryview(each).nbytes for each in buffers or [])


class Days:
    """Looks at the process at the end of each day, from the feed's thread.

    Parameters
    ----------
    kind
        Of the session and the server.
    feed
        Whose days they are.
    days
        After so many they are over.
    """

    def __init__(self, kind: str, feed: LiveFeed, days: int) -> None:
        self.over = threading.Event()
        self.held: list[int] = []
        self.trimmed: list[int] = []
        self._kind = kind
        self._feed = feed
        self._days = days
        self._failures = 0

    def on_update(self, _: object) -> None:
        self._failures += bool(self._feed.status.failures)
        day = len(self.held) + 1
        if not self.over.is_set() and self._feed.now() >= NOW + day * DAY_S:
            self._look(day)
            if day == self._days:
                self.over.set()

    def _look(self, day: int) -> None:
        slots = len(self._feed.df)
        self.held.append(_rss())
        self.trimmed.append(self.held[-1] - _free())
        ours, _ = tracemalloc.get_traced_memory()
        print(
            f"{self._kind}, day {day}: {slots} slots, {self._failures} failures,"
            f" RSS {self.held[-1] / MB:.1f} MB"
            f" ({self.trimmed[-1] / MB:.1f} without what is free),"
            f" Python {ours / MB:.1f} MB, {Discarding.messages} messages with"
            f" {Discarding.size / MB:.1f} MB of series",
            flush=True,
        )


def week(kind: str, days: int, interval: float, path: Path) -> Days:
    """Watch for some days, and look at each."""
    loop = VirtualLoop()
    clock = LoopClock(loop, NOW)
    source = KalturaSource(
        ENTRY,
        partner_id=1,
        service_url="http://127.0.0.1",
        secret="a-secret-of-a-week",
        http=Forgetful(clock, kind),
        environ={},
    )
    with (
        # The machine's clock too: what is done every few minutes is to be done so.
        mock.patch.object(SystemClock, "now", clock.now),
        mock.patch.object(comm, "create_comm", Discarding),
    ):
        feed = LiveFeed(source, interval, clock, path, new_loop=lambda: loop)
        pane = WebcastPane(feed)
        watched = Days(kind, feed, days)
        feed.subscribe(watched.on_update)
        with feed:
            assert watched.over.wait(PATIENCE_S), "It took too long."
        pane.close()
    return watched


def _rss() -> int:
    return int(psutil.Process().memory_info().rss)


def _free() -> int:
    """Give what the process could give back, in bytes.

    Asked of a copy of it: nobody tells a user's kernel to give anything back.
    """
    receiver, sender = os.pipe()
    child = os.fork()
    if not child:
        try:
            before = _anonymous()
            gc.collect()
            trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
            if trim is not None:
                trim(0)
            os.write(sender, str(before - _anonymous()).encode())
        finally:
            os._exit(0)
    os.close(sender)
    told = os.read(receiver, 100)
    os.close(receiver)
    os.waitpid(child, 0)
    return int(told)


def _anonymous() -> int:
    """Give what is in no file: a copy of a process begins without its files' pages."""
    held = psutil.Process().memory_info()
    return int(held.rss - getattr(held, "shared", 0))


def _grown(held: list[int], slots: int) -> str:
    grew = held[-1] - held[0]
    return f"{grew / MB:.1f} MB, {grew / max(1, slots):.0f} bytes for each new slot"


@click.command()
@click.option("--kind", type=click.Choice(list(KINDS)), help="All when left out.")
@click.option("--days", default=7, show_default=True)
@click.option("--interval", default=10.0, show_default=True, help="Seconds.")
@click.option("--trace", is_flag=True, help="Trace Python's memory too; it is slow.")
@click.option("--most", default=5.0, show_default=True, help="MB.")
def main(
    kind: str | None, days: int, interval: float, trace: bool, most: float
) -> None:
    """Watch a week and say what it costs; fails where memory is not flat."""
    if kind is None:
        command = [sys.executable, "-m", "tests.soak.week", *sys.argv[1:], "--kind"]
        running = [subprocess.Popen([*command, each]) for each in KINDS]
        codes = [each.wait() for each in running]
        sys.exit(any(codes))
    print(f"{kind}: {KINDS[kind]}", flush=True)
    if trace:
        tracemalloc.start()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "week.webcast")
        watched = week(kind, days, interval, path)
        size = path.stat().st_size
    slots = SLOTS_A_DAY * (days - 1)
    print(
        f"{kind}: grew after the first day by {_grown(watched.held, slots)}"
        f" ({_grown(watched.trimmed, slots)} without what is free);"
        f" the recording has {size / MB:.1f} MB"
    )
    sys.exit(watched.held[-1] - watched.held[0] > most * MB)


if __name__ == "__main__":
    main()
