"""The demonstration: JupyterLab on a copy, with a simulated event behind it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from webcast_widget import simulator
from webcast_widget.commands import demo
from webcast_widget.errors import ConfigurationError, MissingDependencyError


class Lab:
    """Stands in for JupyterLab: looks at what it was given, and ends."""

    interrupted = False
    ended = False
    fails = False
    seen: list[Lab]

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self.command, self.env, self.terminated = command, env, False
        (root,) = [each for each in command if each.startswith("--ServerApp.root_dir=")]
        self.root = Path(root.partition("=")[2])
        self.files = sorted(path.name for path in self.root.iterdir())
        config = Path(env["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
        page_config = config / "labconfig" / "page_config.json"
        self.page_config = json.loads(page_config.read_text())
        # The event is going on while JupyterLab runs.
        self.session = httpx.post(
            f"{env['KALTURA_SERVICE_URL']}/api_v3/service/session/action/start",
            json={
                "secret": env["KALTURA_SECRET"],
                "partnerId": env["KALTURA_PARTNER_ID"],
                "format": 1,
            },
        ).json()
        self.seen.append(self)
        (port,) = [each for each in command if each.startswith("--ServerApp.port=")]
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", int(port.partition("=")[2])))
        self.listens = False

    def wait(self, timeout: float | None = None) -> int:
        # Not listening at first: it begins to, or ends, while somebody waits for that.
        if timeout is not None and not self.fails:
            self.socket.listen()
            self.listens = True
            raise subprocess.TimeoutExpired(self.command, timeout)
        self.socket.close()
        if self.interrupted and not self.terminated:
            raise KeyboardInterrupt
        if self.ended:
            signal.raise_signal(signal.SIGTERM)
        return 3

    def terminate(self) -> None:
        self.terminated = True


@pytest.fixture
def labs(monkeypatch: pytest.MonkeyPatch) -> list[Lab]:
    seen: list[Lab] = []
    monkeypatch.setattr(Lab, "seen", seen, raising=False)
    monkeypatch.setattr(subprocess, "Popen", Lab)
    monkeypatch.setattr(demo, "_LOOK_AGAIN_S", 0.0)
    few = partial(simulator.Scenario, viewers=5)
    monkeypatch.setattr(simulator, "Scenario", few)
    return seen


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    originals = tmp_path / "originals"
    originals.mkdir()
    for name in ("2.ipynb", "1.ipynb", "data.csv", ".hidden"):
        (originals / name).write_text("{}")
    return originals


def test_opens_a_copy_on_this_machine_alone(labs: list[Lab], notebooks: Path) -> None:
    said: list[str] = []
    assert demo.open_lab(notebooks, said.append) == 3
    (lab,) = labs
    assert lab.files == ["1.ipynb", "2.ipynb", "data.csv"]
    assert lab.root == Path("demo").absolute()
    assert f"What is saved there stays in {lab.root}." in said[0]
    assert isinstance(lab.session, str)
    assert "--ServerApp.ip=127.0.0.1" in lab.command
    # Nothing is asked of the network: neither news, nor whether there are updates.
    config = Path(lab.env["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
    assert config not in lab.root.parents
    assert lab.page_config["disabledExtensions"] == {
        "@jupyterlab/apputils-extension:announcements": True
    }
    assert any("NeverCheckForUpdate" in part for part in lab.command)
    token = lab.env["JUPYTER_TOKEN"]
    assert len(token) >= 32
    # What others on the machine can see of a process is its command line.
    for secret in (token, lab.env["KALTURA_SECRET"]):
        assert not any(secret in part for part in lab.command)
    assert f"/lab/tree/1.ipynb?token={token}" in said[0]
    assert "http://127.0.0.1:" in said[0]


def test_the_address_is_told_when_it_answers(
    labs: list[Lab], notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    demo.open_lab(notebooks, lambda _: told.append(labs[0].listens))
    assert told == [True]
    monkeypatch.setattr(Lab, "fails", True)
    assert demo.open_lab(notebooks, lambda _: told.append(False)) == 3
    assert told == [True]


def test_what_was_saved_stays(labs: list[Lab], notebooks: Path) -> None:
    def run() -> dict[str, str]:
        demo.open_lab(notebooks, lambda _: None)
        return {path.name: path.read_text() for path in labs[-1].root.iterdir()}

    assert run().keys() == {"1.ipynb", "2.ipynb", "data.csv"}
    saved, mine = labs[0].root / "1.ipynb", labs[0].root / "mine.webcast"
    saved.write_text("saved")
    mine.write_text("mine")
    assert run() == {
        "1.ipynb": "saved",
        "2.ipynb": "{}",
        "data.csv": "{}",
        "mine.webcast": "mine",
    }
    (notebooks / "1.ipynb").write_text("newer")
    later = saved.stat().st_mtime + 60
    os.utime(notebooks / "1.ipynb", (later, later))
    found = run()
    assert (found["1.ipynb"], found["1-saved-1.ipynb"]) == ("newer", "saved")


def test_a_place_that_cannot_be_written_to_is_told(
    labs: list[Lab], notebooks: Path
) -> None:
    Path("demo").write_text("a file")
    with pytest.raises(ConfigurationError, match="begin in a folder that can be"):
        demo.open_lab(notebooks, lambda _: None)
    assert labs == []


def test_an_interrupt_ends_it_without_a_traceback(
    labs: list[Lab], notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lab, "interrupted", True)
    assert demo.open_lab(notebooks, lambda _: None) == 0
    assert labs[0].terminated


def test_whoever_ends_it_ends_jupyterlab_too(
    labs: list[Lab], notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lab, "ended", True)
    before = signal.getsignal(signal.SIGTERM)
    assert demo.open_lab(notebooks, lambda _: None) == 3
    assert labs[0].terminated
    assert signal.getsignal(signal.SIGTERM) is before


def test_without_jupyterlab_it_says_what_to_install(
    notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(_: str) -> Any:
        return None

    monkeypatch.setattr(demo, "find_spec", nothing)
    with pytest.raises(MissingDependencyError, match="pip install"):
        demo.open_lab(notebooks, lambda _: None)
