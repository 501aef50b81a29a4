"""The command ``webcast-widget``: one line of JSON, one sentence of error."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pandas as pd
import pytest

from webcast_widget import __version__, cli
from webcast_widget.commands import simulate
from webcast_widget.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_S = 120.0
MODULE = [sys.executable, "-m", "webcast_widget"]
SCRIPT = [str(Path(sys.executable).with_name("webcast-widget"))]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MODULE, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


@pytest.mark.parametrize("program", [MODULE, SCRIPT], ids=["module", "script"])
def test_simulate_says_where_and_writes_the_truth_when_told_to_stop(
    program: list[str], tmp_path: Path
) -> None:
    truth = tmp_path / "truth.parquet"
    options = ["--viewers", "5", "--started-ago", "10m", "--duration", "1h"]
    with subprocess.Popen(
        [*program, "simulate", *options, "--write-truth", str(truth)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        ready = json.loads(process.stdout.readline())
        answer = httpx.post(
            f"{ready['service_url']}/api_v3/service/session/action/start",
            json={
                "secret": ready["user_secret"],
                "partnerId": ready["partner_id"],
                "format": 1,
            },
            timeout=PATIENCE_S,
        )
        process.send_signal(signal.SIGTERM)
        rest, errors = process.stdout.read(), process.stderr.read()
        assert process.wait(PATIENCE_S) == 0
    assert isinstance(answer.json(), str)
    assert ready["entries"] == [{"id": "1_k2m4x9a1", "name": "Quarterly town hall"}]
    assert ready["clock"]["speed"] == 1.0
    assert (rest, errors) == ("", "")
    written = pd.read_parquet(truth)
    assert len(written) > 50
    assert written["live"].max() > 0


@pytest.fixture
def called(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Run the command in this process; give its exit status and what it serves."""
    asked: dict[str, Any] = {}
    monkeypatch.setattr(simulate, "simulate", lambda **given: asked.update(given))

    def call(*arguments: str) -> tuple[int, dict[str, Any]]:
        monkeypatch.setattr(sys, "argv", ["webcast-widget", *arguments])
        try:
            cli.main()
        except SystemExit as end:
            return int(end.code or 0), asked
        return 0, asked

    return call


def test_the_defaults(called: Callable[..., Any]) -> None:
    assert called("simulate") == (
        0,
        {
            "port": 0,
            "seed": 7,
            "viewers": 1200,
            "started_ago_s": 5400.0,
            "duration_s": 14_400,
            "speed": 1.0,
            "events": 1,
            "shape": "town-hall",
            "stall_leave_share": 0.0,
            "generation": "kava",
            "write_truth": None,
            "write_heartbeats": None,
            "faults": "",
        },
    )


def test_the_options(called: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "truth.parquet"
    status, asked = called(
        "simulate",
        *("--port", "8123", "--seed", "1", "--viewers", "9", "--speed", "60"),
        *("--started-ago", "0s", "--duration", "90m", "--write-truth", str(path)),
        *("--generation", "live_analytics", "--faults", "html=0.5"),
        *("--shape", "launch", "--stall-leave-share", "0.05"),
    )
    assert status == 0
    assert asked == {
        "port": 8123,
        "seed": 1,
        "viewers": 9,
        "started_ago_s": 0.0,
        "duration_s": 5400,
        "speed": 60.0,
        "events": 1,
        "shape": "launch",
        "stall_leave_share": 0.05,
        "generation": "live_analytics",
        "write_truth": path,
        "write_heartbeats": None,
        "faults": "html=0.5",
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["simulate", "--viewers", "0"], "viewers must be between 1 and"),
        (["simulate", "--faults", "fire=1"], "no fault 'fire': choose among rate-"),
        (["simulate", "--faults", "html=2"], "between 0 and 1, not 2.0"),
        (["simulate", "--faults", "html"], "NAME=RATE"),
        (["simulate", "--duration", "0s"], "duration_s must be above 0"),
        (["simulate", "--duration", "99h"], "duration_s must be above 0"),
        (["simulate", "--speed", "0"], "speed must be above 0"),
        (["simulate", "--speed", "nan"], "speed must be above 0"),
        (["simulate", "--port", "70000"], "port must be between"),
        (["simulate", "--write-truth", "/nowhere/at/all"], "does not exist"),
    ],
)
def test_an_argument_that_cannot_be_used_is_one_sentence(
    arguments: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["webcast-widget", *arguments])
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr()
    assert end.value.code == 1
    assert said.out == ""
    assert said.err.startswith("webcast-widget: ")
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert said.err.endswith(".\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["simulate", "--started-ago", "soon"],
        ["simulate", "--started-ago", "90"],
        ["simulate", "--duration", "-4h"],
        ["simulate", "--port", "x"],
        ["simulate", "--nonsense"],
        ["simulate", "extra"],
        ["dance"],
        [],
        ["demo"],
        ["demo", "/nowhere/at/all"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_read_shows_the_usage(
    called: Callable[..., Any],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    status, asked = called(*arguments)
    said = capsys.readouterr()
    assert status == 2
    assert asked == {}
    assert said.out == ""
    assert said.err.startswith("Usage: webcast-widget")
    assert "Traceback" not in said.err


def test_a_length_of_time_that_is_none_says_how_to_write_it(
    called: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    called("simulate", "--started-ago", "90")
    assert "write it as '10s', '90m' or '4h'." in capsys.readouterr().err


def test_an_error_of_ours_is_one_sentence(
    called: Callable[..., Any],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(**_: Any) -> None:
        raise ExportError("The truth could not be written.")

    monkeypatch.setattr(simulate, "simulate", fails)
    status, _ = called("simulate")
    assert status == 1
    assert capsys.readouterr().err == (
        "webcast-widget: The truth could not be written.\n"
    )


def test_an_interrupt_is_no_traceback(
    called: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(**_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(simulate, "simulate", interrupted)
    assert called("simulate")[0] == 130


def test_version_and_help(
    called: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("--version")[0] == 0
    assert __version__ in capsys.readouterr().out
    assert called("simulate", "--help")[0] == 0
    assert "SIGTERM" in capsys.readouterr().out


def test_without_the_simulators_packages_the_command_says_what_to_install(
    tmp_path: Path,
) -> None:
    # A package of that name which cannot be imported stands in for its absence.
    (tmp_path / "starlette.py").write_text("raise ImportError('no')")
    done = subprocess.run(
        [*MODULE, "simulate"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 1
    assert "pip install 'webcast-widget[simulator]'" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_module_is_the_command() -> None:
    assert importlib.util.find_spec("webcast_widget.__main__") is not None
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout == f"webcast-widget, version {__version__}\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux's device")
def test_where_nothing_can_be_said_it_ends_with_a_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*MODULE, "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
