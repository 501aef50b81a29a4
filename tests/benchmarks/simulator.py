"""What the simulator costs: how many polls it answers, and how many viewers it follows.

It runs as a process of its own, as ``webcast-widget simulate`` starts it. A poll is the
last two minutes of the event, over a real socket. Needs a POSIX system, for the
processor time and the memory of the other process.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from tests.benchmarks.tables import short, table, whole
from webcast_widget.timeline.clock import SpedUpClock

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = "24h"
POLL_S = 10.0
FOLLOW_S = 60.0
CONNECTIONS = 8
WANTED = 300
"""Polls a second."""

CROWD = 50_000
GENERATIONS = ("live_analytics", "kava")


@dataclass(frozen=True)
class Running:
    """A simulator that is up: what it announced, its process, and its start."""

    facts: Any
    pid: int
    started_s: float

    @property
    def cpu_s(self) -> float:
        """Processor time so far, seconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def peak_mb(self) -> float:
        """The most memory so far, megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        (line,) = [one for one in status.splitlines() if one.startswith("VmHWM:")]
        return int(line.split()[1]) / 1000

    def ask(self, http: httpx.Client, call: str, **params: Any) -> Any:
        service, _, action = call.partition(".")
        url = f"{self.facts['service_url']}/api_v3/service/{service}/action/{action}"
        return http.post(url, json={"format": 1, **params}).json()

    def session(self) -> str:
        with httpx.Client() as http:
            secret, partner = self.facts["admin_secret"], self.facts["partner_id"]
            return str(
                self.ask(
                    http, "session.start", secret=secret, partnerId=partner, type=2
                )
            )

    def now(self) -> float:
        return SpedUpClock(**self.facts["clock"]).now()


@contextlib.contextmanager
def running(**options: object) -> Iterator[Running]:
    """Run a simulator for the length of a `with` block."""
    command = [sys.executable, "-m", "webcast_widget", "simulate"]
    for name, value in options.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            facts = json.loads(process.stdout.readline())
            yield Running(facts, process.pid, time.perf_counter() - begin)
        finally:
            process.send_signal(signal.SIGTERM)


def polls(one: Running) -> dict[str, tuple[str, dict[str, Any]]]:
    """Give the ways of asking for the last two minutes."""
    entry = one.facts["entries"][0]["id"]
    live = {"entryIds": entry, "fromTime": -120, "toTime": 0, "live": 1}
    events = (
        "service/liveReports/action/getEvents",
        {
            "reportType": "ENTRY_TIME_LINE",
            "filter": live,
        },
    )
    totals = {
        "1": {"service": "liveReports", "action": "getEvents", **events[1]},
        "2": {
            "service": "liveReports",
            "action": "getReport",
            "reportType": "ENTRY_TOTAL",
            "filter": live | {"fromTime": -60, "toTime": -2},
        },
    }
    dates = {"fromDate": -120, "toDate": 0, "interval": "ten_seconds"}
    query = {"reportType": 10013, "reportInputFilter": dates | {"entryIdIn": entry}}
    return {
        "getEvents": events,
        "getEvents and getReport": ("service/multirequest", totals),
        "report.getGraphs": ("service/report/action/getGraphs", query),
    }


async def polled(one: Running, path: str, body: dict[str, Any]) -> list[float]:
    """Poll on several connections for a while; give how long each answer took."""
    took: list[float] = []
    content = json.dumps({"ks": one.session(), "format": 1, **body}).encode()
    host, _, port = one.facts["service_url"].removeprefix("http://").partition(":")
    head = (
        f"POST /api_v3/{path} HTTP/1.1\r\nHost: {host}:{port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    # The plainest client there is: what it costs is not what is measured.
    request, end = head.encode() + content, time.perf_counter() + POLL_S

    async def poll() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        while (begin := time.perf_counter()) < end:
            writer.write(request)
            answer = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(answer.partition(b"content-length:")[2].split(b"\r", 1)[0])
            answer = await reader.readexactly(length)
            took.append(time.perf_counter() - begin)
            assert b"KalturaAPIException" not in answer, answer
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(poll() for _ in range(CONNECTIONS)))
    return took


def polling(generation: str) -> list[tuple[object, ...]]:
    """Measure polls of an event that has gone on for a day."""
    options = {"started_ago": DAY, "duration": "25h", "generation": generation}
    with running(**options) as one:
        found: list[tuple[object, ...]] = []
        for name, (path, body) in polls(one).items():
            if generation == "live_analytics" and name.startswith("report"):
                continue
            cpu = one.cpu_s
            took = sorted(asyncio.run(polled(one, path, body)))
            cost = (one.cpu_s - cpu) / len(took)
            found.append(
                (
                    generation,
                    name,
                    whole(len(took) / POLL_S),
                    short(1000 * took[len(took) // 2]),
                    short(1000 * took[len(took) * 99 // 100]),
                    short(1000 * cost),
                    whole(1 / cost),
                    whole(one.peak_mb),
                    short(one.started_s),
                )
            )
        return found


def following(generation: str) -> tuple[object, ...]:
    """Measure a crowd in real time, with a poll every ten seconds, after the start."""
    with running(
        viewers=CROWD, started_ago="25m", duration="2h", generation=generation
    ) as one:
        (path, body), *_ = polls(one).values()
        body = {"ks": one.session(), "format": 1, **body}
        url = f"{one.facts['service_url']}/api_v3/{path}"
        cpu, began, slowest, answer = one.cpu_s, one.now(), 0.0, None
        with httpx.Client(timeout=60) as http:
            while one.now() - began < FOLLOW_S:
                begin = time.perf_counter()
                answer = http.post(url, json=body).json()
                slowest = max(slowest, time.perf_counter() - begin)
                time.sleep(10)  # noqa: TID251 - in real time, and in no test
        assert answer
        viewers = answer[0]["data"].split(";")[-7].split(",")[1:]
        seconds = one.now() - began
        return (
            generation,
            whole(sum(map(int, viewers))),
            short((one.cpu_s - cpu) / seconds),
            short(1000 * slowest),
            whole(one.peak_mb),
            short(one.started_s),
        )


def main() -> None:
    """Run it."""
    table(
        f"Polls of the last two minutes of a {DAY} event, {CONNECTIONS} connections "
        f"(wanted: {WANTED} a second)",
        (
            "generation",
            "poll",
            "polls/s",
            "median ms",
            "99 % ms",
            "CPU ms",
            "polls/s of a core",
            "peak MB",
            "start s",
        ),
        [row for generation in GENERATIONS for row in polling(generation)],
    )
    table(
        f"{CROWD:,} viewers in real time, for {FOLLOW_S:.0f} s "
        "(wanted: below 1 CPU s a second, and 1,000 MB)",
        ("generation", "viewers", "CPU s a second", "slowest poll ms", "MB", "start s"),
        [following(generation) for generation in GENERATIONS],
    )


if __name__ == "__main__":
    main()
