"""What is shipped: the wheel and the sdist, where there is no node."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUNDLE = tuple(
    f"webcast_widget/static/{name}"
    for name in (
        *("pane.js", "pane.css", "alone.js", "page.js", "page.css"),
        *("wall.js", "wall.css", "exports.js", "marking.js", "replay.js"),
    )
)

USE_IT = """
import webcast_widget as ww
from pathlib import Path
pane = ww.demo(viewers=50, started_ago="10min")
pane.feed.refresh()
assert pane.latest["live_viewers"] > 0, pane.latest
assert len(pane.df) > 50
pane.close()
print(Path(ww.__file__).parent)
"""


def run(*command: str, cwd: Path, **environ: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build the sdist, and the wheel from it, as publishing does."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), cwd=ROOT)
    (sdist,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return {"sdist": sdist, "wheel": wheel}


def test_the_wheel_has_the_bundle_and_no_sources_of_it(
    shipped: dict[str, Path],
) -> None:
    names = zipfile.ZipFile(shipped["wheel"]).namelist()
    assert set(BUNDLE) <= set(names)
    assert "webcast_widget/py.typed" in names
    assert "webcast_widget/commands/town-hall.webcast" in names
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"webcast_widget"}


def test_the_sdist_has_bundle_and_sources_and_nothing_installed(
    shipped: dict[str, Path],
) -> None:
    with tarfile.open(shipped["sdist"]) as archive:
        names = [name.split("/", 1)[1] for name in archive.getnames() if "/" in name]
    assert set(BUNDLE) <= set(names)
    assert "js/src/index.ts" in names
    assert not [name for name in names if "node_modules" in name or ".venv" in name]


@pytest.mark.parametrize("what", ["wheel", "sdist"])
def test_it_installs_and_works_where_there_is_no_node(
    what: str, shipped: dict[str, Path], tmp_path: Path
) -> None:
    target = tmp_path / "site"
    install = ("-m", "uv", "pip", "install", "--quiet", "--no-deps")
    nothing = tmp_path / "empty"
    nothing.mkdir()
    run(
        sys.executable,
        *install,
        *("--no-build-isolation", "--python", sys.executable),
        "--target",
        str(target),
        str(shipped[what]),
        cwd=tmp_path,
        PATH=str(nothing),
    )
    said = run(
        sys.executable,
        "-c",
        USE_IT,
        cwd=tmp_path,
        PATH=str(nothing),
        PYTHONPATH=str(target),
    )
    assert Path(said.strip()).parent == target


def test_what_a_pane_of_jupyter_loads_first_is_small() -> None:
    """Of `pane.js` alone, by gzip at its highest level: what is not needed in a pane's
    first second is a module of its own (`webcast_widget.pane.messages.PARTS`).
    """
    data = (ROOT / "webcast_widget/static/pane.js").read_bytes()
    assert len(gzip.compress(data, compresslevel=9)) < 30_000


def test_the_bundle_loads_nothing_from_the_network() -> None:
    for name in BUNDLE:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "http://" not in text.replace("http://www.w3.org/", "")
        assert "https://" not in text
        assert "@import" not in text
