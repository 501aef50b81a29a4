"""Serving: on loopback alone, in a thread that ends, in a process that obeys."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest

from webcast_widget.commands.simulate import simulate
from webcast_widget.errors import ConfigurationError
from webcast_widget.simulator import Scenario, Server, Simulation, running, serve
from webcast_widget.timeline.clock import ManualClock, SpedUpClock

NOW = 1_700_003_007.0

PROGRAM = """
import json, sys
from pathlib import Path
from webcast_widget.commands.simulate import simulate
arguments = json.loads(sys.argv[1])
simulate(**arguments, write_truth=Path(sys.argv[2]))
"""


def small() -> Simulation:
    return Simulation(Scenario(viewers=30, started_ago_s=600), ManualClock(NOW))


def session(http: httpx.Client, facts: Any) -> str:
    url = f"{facts['service_url']}/api_v3/service/session/action/start"
    form = {"secret": facts["user_secret"], "partnerId": facts["partner_id"]}
    form["format"] = 1
    ks = http.post(url, data=form).json()
    assert isinstance(ks, str)
    return ks


def test_it_serves_over_a_real_socket() -> None:
    simulation = small()
    with running(simulation) as server, httpx.Client() as http:
        assert server.simulation is simulation
        assert server.clock is simulation.clock
        assert (server.partner_id, server.entry_id) == (4321, "1_k2m4x9a1")
        facts = {
            "service_url": server.service_url,
            "user_secret": server.user_secret,
            "partner_id": server.partner_id,
        }
        ks = session(http, facts)
        answer = http.get(
            f"{server.service_url}/api_v3/service/liveStream/action/get",
            params={"ks": ks, "entryId": server.entry_id, "format": 1},
        )
        assert answer.json()["id"] == server.entry_id
        assert answer.headers.get_list("date") == ["Tue, 14 Nov 2023 23:03:27 GMT"]
        assert "server" not in answer.headers


def test_it_stops_cleanly() -> None:
    before = set(threading.enumerate())
    server = Server(small())
    port = httpx.URL(server.service_url).port
    assert httpx.get(f"{server.service_url}/api_v3/").status_code == 200
    server.stop()
    server.stop()
    assert set(threading.enumerate()) == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.service_url}/api_v3/")
    assert port is not None
    with running(small(), port) as again:
        assert httpx.URL(again.service_url).port == port


def test_a_thread_that_takes_longer_to_stop_ends_without_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed = list[threading.ExceptHookArgs]()
    monkeypatch.setattr(threading, "excepthook", failed.append)
    monkeypatch.setattr(serve, "STOP_S", 0.0)
    server = Server(small())
    assert httpx.get(f"{server.service_url}/api_v3/").status_code == 200
    server.stop()
    server._thread.join()
    assert failed == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.service_url}/api_v3/")


def test_it_stops_when_it_has_hardly_begun() -> None:
    before = set(threading.enumerate())
    for _ in range(3):
        server = Server(small())
        server.stop()
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.service_url}/api_v3/")
    assert set(threading.enumerate()) == before


@pytest.mark.parametrize("host", ["0.0.0.0", "localhost", "::1", "", "192.0.2.1"])
def test_it_refuses_any_other_host(host: str) -> None:
    with pytest.raises(ConfigurationError, match=r"127\.0\.0\.1 only"):
        Server(small(), host=host)


@pytest.mark.parametrize("port", [-1, 65_536])
def test_it_refuses_what_is_no_port(port: int) -> None:
    with pytest.raises(ConfigurationError, match="between 0 and 65535"):
        Server(small(), port)


def test_it_says_when_the_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"Port {port} .* cannot be used"):
            Server(small(), port)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_says_where_it_is_and_obeys(
    tmp_path: Path, number: signal.Signals
) -> None:
    truth = tmp_path / "truth.parquet"
    arguments = {
        "port": 0,
        "seed": 3,
        "viewers": 50,
        "started_ago_s": 900,
        "duration_s": 1800,
        "speed": 60,
    }
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM, json.dumps(arguments), truth],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
    ) as process:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        clock = SpedUpClock(**facts["clock"])
        with httpx.Client() as http:
            ks = session(http, facts)
            early = clock.now()
            url = f"{facts['service_url']}/api_v3/service/liveReports/action/getEvents"
            query = {
                "ks": ks,
                "format": 1,
                "reportType": "ENTRY_TIME_LINE",
                "filter:entryIds": facts["entries"][0]["id"],
                "filter:fromTime": "-600",
                # What is younger may still grow.
                "filter:toTime": "-120",
            }
            answer = http.get(url, params=query)
            late = clock.now()
        process.send_signal(number)
        rest, errors = process.communicate(timeout=120)
    assert (process.returncode, rest, errors) == (0, "", "")
    date = parsedate_to_datetime(answer.headers["date"]).timestamp()
    assert early - 1 <= date <= late
    assert facts["entries"] == [{"id": "1_k2m4x9a1", "name": "Quarterly town hall"}]
    frame = pd.read_parquet(truth)
    rows = frame[["slot", "live", "dvr"]].to_numpy().tolist()
    points = [point.split(",") for point in answer.json()[0]["data"].split(";")[:-1]]
    assert len(points) >= 40
    assert all([int(text) for text in point] in rows for point in points)


@pytest.mark.parametrize("module", ["cryptography", "starlette", "uvicorn"])
def test_it_says_which_extra_is_missing(module: str) -> None:
    program = f"import sys; sys.modules[{module!r}] = None\n"
    program += "import webcast_widget.simulator"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    last = answer.stderr.strip().splitlines()[-1]
    assert "MissingDependencyError" in last
    assert "pip install 'webcast-widget[simulator]'" in last


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"speed": 0.0}, "speed must be above 0"),
        ({"speed": float("inf")}, "speed must be above 0"),
        ({"write_truth": Path("nowhere/at/all.parquet")}, "does not exist"),
        ({"viewers": 0}, "viewers must be"),
    ],
)
def test_the_command_refuses_what_it_cannot_do(
    wrong: dict[str, Any], words: str
) -> None:
    arguments: dict[str, Any] = {
        "port": 0,
        "seed": 1,
        "viewers": 10,
        "started_ago_s": 60,
        "duration_s": 600,
        "speed": 1.0,
        "write_truth": None,
    }
    with pytest.raises(ConfigurationError, match=words):
        simulate(**(arguments | wrong))


async def test_it_lives_on_though_nobody_asks() -> None:
    simulation = small()
    with running(simulation) as server:
        clock = simulation.clock
        assert isinstance(clock, ManualClock)
        clock.advance(300)
        assert await server._server.on_tick(20) is False
        lived = simulation._counted_until
    assert lived == int(NOW) + 300


def test_answers_are_not_held_back() -> None:
    with running(small()) as server:
        # What asyncio looks at before it switches Nagle's algorithm off.
        assert server._socket.proto == socket.IPPROTO_TCP
