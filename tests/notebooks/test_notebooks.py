"""Every notebook runs from top to bottom, against a simulated event."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from webcast_widget.simulator import Scenario, Simulation, running
from webcast_widget.timeline.clock import SpedUpClock

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CELL_S = 120
ALL_S = 900
OWN = (
    "IPYTHONDIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
)


@pytest.fixture
def account() -> Iterator[dict[str, str]]:
    """An event that began 90 minutes ago, as the environment names it."""
    scenario = Scenario(
        viewers=300,
        started_ago_s=5400,
        duration_s=4 * 3600,
        generation="live_analytics",
    )
    simulation = Simulation(scenario, SpedUpClock(1))
    simulation.catch_up()
    with running(simulation) as server:
        yield {
            "KALTURA_SERVICE_URL": server.service_url,
            "KALTURA_PARTNER_ID": str(server.partner_id),
            "KALTURA_SECRET": server.user_secret,
            "KALTURA_ENTRY_ID": server.entry_id,
        }


def test_they_are_numbered_without_holes() -> None:
    numbers = [path.name.partition("-")[0] for path in NOTEBOOKS]
    assert numbers == [f"{n:02}" for n in range(1, len(NOTEBOOKS) + 1)]


def test_the_notebooks_run(account: dict[str, str], tmp_path: Path) -> None:
    assert NOTEBOOKS, "There is no notebook."
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "IPYTHON", "KALTURA_", "PYTEST", "COV_"))
    }
    own = {name: str(tmp_path / name.lower()) for name in OWN}
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--nbval-lax",
            f"--nbval-sanitize-with={HERE / 'sanitize.cfg'}",
            f"--nbval-cell-timeout={CELL_S}",
            "--nbval-kernel-name=python3",
            "-p",
            "no:randomly",
            "-p",
            "no:cacheprovider",
            "-vv",
            str(ROOT / "notebooks"),
        ],
        cwd=ROOT,
        env=kept | own | account,
        capture_output=True,
        text=True,
        timeout=ALL_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for notebook in NOTEBOOKS:
        # nbval names the cells of `a.ipynb` so.
        assert f"{notebook.stem}::ipynb::Cell" in ran.stdout, ran.stdout


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_readers_find_the_notebook_and_its_pictures(notebook: Path) -> None:
    assert f"(notebooks/{notebook.name})" in (ROOT / "README.md").read_text()
    page = notebook.read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page)
    assert all((notebook.parent / picture).is_file() for picture in pictures)
    # Whose machine it ran on is nobody's business.
    assert not re.findall(r"/(?:tmp|home)/|NBVAL|application/vnd.jupyter", page)


@pytest.mark.parametrize("stem", ["03-after-the-event", "04-comparing", "05-alerts"])
def test_what_is_shown_of_a_cell_can_be_read_without_running_it(stem: str) -> None:
    cells = json.loads((ROOT / f"notebooks/{stem}.ipynb").read_text())["cells"]
    shown = [cell for cell in cells if cell.get("outputs")]
    assert len(shown) > 5
    for cell in shown:
        assert not [out for out in cell["outputs"] if out["output_type"] == "error"]
        assert not [out for out in cell["outputs"] if out.get("name") == "stderr"]


def test_the_demonstration_installs_what_its_notebooks_import() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (demo,) = project["optional-dependencies"]["demo"]
    code = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS)
    needed = set(re.findall(r"from webcast_widget import (heartbeats)", code))
    needed |= set(re.findall(r"from webcast_widget\.(simulator)", code))
    assert needed == {"heartbeats", "simulator"}
    assert needed | {"lab"} <= set(re.findall(r"\w+", demo))
