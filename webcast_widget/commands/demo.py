"""A simulated event to look at: a pane in one line, or a whole JupyterLab."""

from __future__ import annotations

import contextlib
import json
import math
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from webcast_widget.commands import played
from webcast_widget.errors import ConfigurationError, MissingDependencyError
from webcast_widget.feed import background, connect, rerun
from webcast_widget.pane import WebcastPane
from webcast_widget.timeline.clock import SpedUpClock
from webcast_widget.timeline.length import seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.simulator import Server
    from webcast_widget.sources import KalturaSource


_QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
"""It asks whether to fetch news, and looks for updates, from the network."""

FOLDER = Path("demo")
"""Where the notebooks of the demonstration are, and what is saved there stays."""

_LOOK_AGAIN_S = 0.1

_GENERATION = "live_analytics"
"""The demonstration is of the tab as it was in 2015."""


def demo(
    *,
    viewers: int = 1200,
    started_ago: str = "90min",
    duration: str = "4h",
    seed: int = 7,
    speed: float = 1.0,
) -> WebcastPane:
    """Give a pane on a simulated event that is going on.

    Closing the pane, or running the cell again, ends the simulation. Where no server
    can run, as in JupyterLite, it is a recorded event of an hour that is played from
    its middle on; of the parameters `speed` counts.

    Parameters
    ----------
    viewers
        About how many watch at the same time.
    started_ago
        How long ago the event began, such as ``"90min"``.
    duration
        How long it lasts.
    seed
        The same seed gives the same audience.
    speed
        Simulated seconds per real second.

    Raises
    ------
    MissingDependencyError
        If the simulator's packages are not installed.
    ConfigurationError
        If a time cannot be read or a number cannot be used.
    """
    if not background.HAS_THREADS:
        return WebcastPane(replay := played.play(speed), on_close=replay.stop)
    from webcast_widget import simulator

    if not 0 < speed < math.inf:
        raise ConfigurationError(f"speed is {speed!r}: give a number above 0.")
    scenario = simulator.Scenario(
        seed=seed,
        viewers=viewers,
        started_ago_s=seconds(started_ago),
        duration_s=int(seconds(duration)),
        generation=_GENERATION,
    )
    simulation = simulator.Simulation(scenario, SpedUpClock(speed))
    simulation.catch_up()
    server = simulator.Server(simulation)
    rerun.register("simulation", scenario.entry_id, server, simulator.Server.stop)
    feed = connect(_source(server), clock=server.clock)

    def end() -> None:
        feed.stop()
        server.stop()

    return WebcastPane(feed, on_close=end)


def open_lab(
    notebooks: Path, say: Callable[[str], None], folder: Path | None = None
) -> int:
    """Run JupyterLab on a copy of some notebooks, with a simulated event going on.

    The notebooks find the event through the ``KALTURA_...`` variables. Returns when
    JupyterLab ends.

    Parameters
    ----------
    notebooks
        The folder that is copied.
    say
        Told the address to open as soon as JupyterLab answers there, and where what
        is saved stays.
    folder
        Where the copy is; what was saved there before stays. `FOLDER` by default.

    Returns
    -------
    int
        Exit status of JupyterLab.

    Raises
    ------
    MissingDependencyError
        If JupyterLab or the simulator's packages are not installed.
    ConfigurationError
        If there cannot be a copy.
    """
    from webcast_widget import simulator

    if find_spec("jupyterlab") is None:
        raise MissingDependencyError(
            "The demonstration needs JupyterLab: pip install 'webcast-widget[demo]'."
        )
    simulation = simulator.Simulation(
        simulator.Scenario(
            started_ago_s=90 * 60, duration_s=4 * 3600, generation=_GENERATION
        ),
        SpedUpClock(1.0),
    )
    simulation.catch_up()
    token, port = secrets.token_urlsafe(24), _free_port()
    with (
        tempfile.TemporaryDirectory(prefix="webcast-widget-") as home,
        simulator.running(simulation) as server,
    ):
        kept = (folder or FOLDER).absolute()
        _copied(notebooks, kept)
        settings = Path(home)
        (settings / "labconfig").mkdir(parents=True)
        (settings / "labconfig" / "page_config.json").write_text(json.dumps(_QUIET))
        names = sorted(path.name for path in notebooks.glob("[!.]*.ipynb"))
        page = f"/lab/tree/{names[0]}" if names else "/lab"
        address = f"http://127.0.0.1:{port}{page}?token={token}"
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={kept}",
            f"--LabApp.default_url={page}",
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--log-level=WARN",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # JupyterLab does not start for root unless it is told to.
            command.append("--allow-root")
        lab = subprocess.Popen(  # noqa: S603 - our own command line
            command,
            env={
                **os.environ,
                **_account(server),
                "JUPYTER_TOKEN": token,
                "JUPYTER_CONFIG_PATH": _before(settings, "JUPYTER_CONFIG_PATH"),
            },
        )
        # Whoever ends us would leave JupyterLab behind.
        before = signal.signal(signal.SIGTERM, lambda *_: lab.terminate())
        try:
            if _listens(lab, port):
                say(
                    "A simulated event is going on. Open its notebook and run all"
                    f" cells:\n\n    {address}\n\nWhat is saved there stays in"
                    f" {kept}.\nEnd with Ctrl+C."
                )
            return lab.wait()
        except KeyboardInterrupt:
            # The terminal has told JupyterLab too; a second one ends it at once.
            lab.terminate()
            lab.wait()
            return 0
        finally:
            signal.signal(signal.SIGTERM, before)


def _copied(notebooks: Path, folder: Path) -> None:
    """Copy what is not there yet; what was saved there is newer, and stays.

    Where the original has become the newer one, what was saved stays beside it.
    """
    try:
        for path in sorted(notebooks.rglob("*")):
            inside = path.relative_to(notebooks)
            if path.is_dir() or any(part.startswith(".") for part in inside.parts):
                continue
            copy = folder / inside
            copy.parent.mkdir(parents=True, exist_ok=True)
            if copy.exists():
                if copy.stat().st_mtime >= path.stat().st_mtime:
                    continue
                if copy.read_bytes() != path.read_bytes():
                    copy.replace(_beside(copy))
            shutil.copy2(path, copy)
    except OSError as error:
        raise ConfigurationError(
            f"The notebooks cannot be copied to {folder} ({error.strerror or error}):"
            " begin in a folder that can be written to."
        ) from error


def _beside(copy: Path) -> Path:
    """Give a name for what was saved before, which nothing has."""
    names = (f"{copy.stem}-saved-{number}{copy.suffix}" for number in count(1))
    return next(
        each for each in (copy.with_name(name) for name in names) if not each.exists()
    )


def _before(folder: Path, name: str) -> str:
    """Put a folder before those of an environment variable."""
    return os.pathsep.join(filter(None, (str(folder), os.environ.get(name))))


def _account(server: Server) -> dict[str, str]:
    return {
        "KALTURA_SERVICE_URL": server.service_url,
        "KALTURA_PARTNER_ID": str(server.partner_id),
        "KALTURA_SECRET": server.user_secret,
        "KALTURA_ENTRY_ID": server.entry_id,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(lab: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until JupyterLab listens, or has ended: till then its address is of no use."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
        except OSError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                lab.wait(_LOOK_AGAIN_S)
                return False
        else:
            return True


def _source(server: Server) -> KalturaSource:
    from webcast_widget.sources import KalturaSource

    return KalturaSource(
        server.entry_id,
        partner_id=server.partner_id,
        service_url=server.service_url,
        secret=server.user_secret,
    )
