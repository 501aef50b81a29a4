"""The house: files that can be read at once, and floors that hold."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES = 300
MOST_LINES_OF_TESTS = 400
VAGUE = ("util", "helper", "manager", "misc", "common")
SUFFIXES = {".py", ".ts"}
BINARY = {".png", ".webcast"}
NOT_OURS = {".venv", "node_modules", "__pycache__", "dist", "build", "static"}


def sources() -> list[Path]:
    folders = ("webcast_widget", "js/src", "js/tests", "tests")
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in SUFFIXES
        # The checkout itself may lie in a folder of any name.
        and not NOT_OURS & set(path.relative_to(ROOT).parts)
    ]


def package() -> list[Path]:
    return [path for path in sources() if path.is_relative_to(ROOT / "webcast_widget")]


def test_it_looks_at_something() -> None:
    assert len(package()) > 40
    assert len(sources()) > 100


def test_no_source_is_longer_than_can_be_read() -> None:
    tests = [ROOT / "tests", ROOT / "js" / "tests"]
    too_long = {}
    # What is generated is looked at in what it is generated from.
    for path in (each for each in sources() if ".gen." not in each.name):
        length = len(path.read_text(encoding="utf-8").splitlines())
        is_test = any(path.is_relative_to(folder) for folder in tests)
        if length > (MOST_LINES_OF_TESTS if is_test else MOST_LINES):
            too_long[str(path.relative_to(ROOT))] = length
    assert too_long == {}


def test_every_file_that_contributors_are_sent_to_is_there() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", page)
    rooms = (ROOT, ROOT / "webcast_widget", ROOT / "js" / "src")
    assert len(named) > 30
    assert [
        name for name in named if not any((room / name).exists() for room in rooms)
    ] == []


def test_every_name_says_what_is_inside() -> None:
    vague = [
        path.relative_to(ROOT)
        for path in sources()
        if any(word in path.stem.lower() for word in VAGUE)
    ]
    assert vague == []


@pytest.mark.parametrize(
    "path", package(), ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith(('"""', 'r"""'))


def test_of_what_is_kept_pictures_and_recordings_alone_are_no_text() -> None:
    if not (ROOT / ".git").exists():
        return  # To an archive nobody adds.
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    kept = listed.stdout.split("\0")
    binary = [
        name
        for name in filter(None, kept)
        if (ROOT / name).is_file() and b"\0" in (ROOT / name).read_bytes()[:8192]
    ]
    assert [each for each in binary if Path(each).suffix not in BINARY] == []


def test_the_floors_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout
