"""A week of one event in virtual time: what the kernel's memory does.

``python -m tests.soak.week [--days 7] [--interval 10]`` polls a server that remembers
nothing, through the real source, poller, timeline and recording, and prints each day
what the process holds (RSS) and what Python does (tracemalloc, of our package). The
figures themselves grow by design: 8,640 slots a day of seven float64 each. Beyond them
RSS may grow by 5 MB after the first day, in which is what the recorder and the source's
plan remember of each slot, and the room ahead in the timeline. What is free goes back
to the system before it is looked (glibc alone can be told to): the next array takes it
anyway, and it is no leak. RSS before that is printed too.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import json
import sys
import tempfile
import tracemalloc
from email.utils import formatdate
from pathlib import Path
from typing import Any

import click
import httpx
import psutil

from tests.soak.virtual_time import LoopClock, VirtualLoop, run
from webcast_widget.feed.keeping import Keeping
from webcast_widget.poller import Answered, Failed, Poller
from webcast_widget.sources import KalturaSource
from webcast_widget.timeline.timeline import Timeline

NOW = 1_700_003_040.0
DAY_S = 86_400
MB = 1e6
SLOTS_A_DAY = DAY_S // 10
SERIES_B = 7 * 8
"""What one slot of the timeline is: live, DVR, plays, and quality twice, as float64."""


class Forgetful(httpx.AsyncBaseTransport):
    """A server whose figures follow from the time alone, and that remembers nothing."""

    def __init__(self, clock: LoopClock) -> None:
        self._clock = clock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(await request.aread())
        calls = [body[name] for name in sorted(body, key=len) if name.isdecimal()]
        calls.sort(key=lambda call: list(body.values()).index(call))
        said: Any = [self._answer(call) for call in calls] if calls else "a-session"
        headers = {"Date": formatdate(self._clock.now(), usegmt=True)}
        return httpx.Response(200, headers=headers, json=said, request=request)

    def _answer(self, call: dict[str, Any]) -> Any:
        match call["action"]:
            case "getEvents":
                points = self._span(call["filter"], int(self._clock.now()))
                data = "".join(f"{at},{at // 10 % 977},{at % 7};" for at in points)
                return [{"id": "audience", "data": data}]
            case "getReport":
                points = self._span(call["filter"], int(self._clock.now()))
                live = sum(at // 10 % 977 for at in points)
                row = {"entryId": "1_week", "audience": live, "dvrAudience": 0}
                row |= {"plays": 0, "avgBitrate": 1500 + live % 99, "bufferTime": 0.5}
                return {"objects": [row], "totalCount": 1}
            case "isLive":
                return True
            case "get" if call["service"] == "liveStream":
                return {"id": "1_week", "name": "A long week"}
        refused = {"code": "SERVICE_FORBIDDEN", "message": "It is forbidden"}
        return {**refused, "objectType": "KalturaAPIException", "args": []}

    def _span(self, asked: dict[str, Any], now: int) -> range:
        first, last = (
            at if at > DAY_S * 365 else now + at
            for at in (int(asked["fromTime"]), int(asked["toTime"]))
        )
        first = max(first, int(NOW))
        return range(-(-first // 10) * 10, min(last, now) + 1, 10)


async def week(loop: VirtualLoop, days: int, interval: float, path: Path) -> float:
    """Watch for some days; give what grew after the first, in bytes of RSS."""
    clock = LoopClock(loop, NOW)
    source = KalturaSource(
        "1_week",
        partner_id=1,
        service_url="http://127.0.0.1",
        secret="a secret",
        http=Forgetful(clock),
        environ={},
    )
    line, keeping, failures = Timeline(), Keeping(path, source), 0
    for poll in keeping.begin():
        line.merge(poll.batch, poll.as_of)

    def deliver(outcome: Answered | Failed) -> None:
        nonlocal failures
        if isinstance(outcome, Failed):
            failures += 1
            return
        keeping.keep(outcome.batch, clock.now())
        line.merge(outcome.batch, clock.now())

    poller = Poller(source.fetch, deliver, clock, interval, since=keeping.since)
    polling = asyncio.create_task(poller.run())
    held: list[int] = []
    for day in range(1, days + 1):
        await asyncio.sleep(DAY_S)
        # Looked at first: the libraries that it needs are loaded once.
        slots = len(line.frame())
        gc.collect()
        before = psutil.Process().memory_info().rss
        held.append(_trimmed())
        ours, _ = tracemalloc.get_traced_memory()
        print(
            f"day {day}: {slots} slots, {failures} failures,"
            f" RSS {held[-1] / MB:.1f} MB ({before / MB:.1f} with what is free), Python"
            f" {ours / MB:.1f} MB",
            flush=True,
        )
    polling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await polling
    await source.close()
    keeping.end()
    return held[-1] - held[0]


def _trimmed() -> int:
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    return int(psutil.Process().memory_info().rss)


@click.command()
@click.option("--days", default=7, show_default=True)
@click.option("--interval", default=10.0, show_default=True, help="Seconds.")
@click.option("--trace", is_flag=True, help="Trace Python's memory too; it is slow.")
@click.option("--most", default=5.0, show_default=True, help="MB beyond the figures.")
def main(days: int, interval: float, trace: bool, most: float) -> None:
    """Watch a week and say what it costs; fails where memory is not flat."""
    if trace:
        tracemalloc.start()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "week.webcast")
        grew = float(run(lambda loop: week(loop, days, interval, path)))
        size = path.stat().st_size
    slots = SLOTS_A_DAY * (days - 1)
    beyond = grew - SERIES_B * slots
    print(
        f"grew by {grew / MB:.1f} MB after the first day, {grew / max(1, slots):.0f}"
        f" bytes for each new slot; {beyond / MB:.1f} MB beyond the {SERIES_B} bytes of"
        f" its figures; the recording has {size / MB:.1f} MB"
    )
    sys.exit(beyond > most * MB)


if __name__ == "__main__":
    main()
