"""The house: files that can be read at once, and floors that hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES = 400
VAGUE = ("util", "helper", "manager", "misc", "common")
SUFFIXES = {".py", ".ts"}
NOT_OURS = {".venv", "node_modules", "__pycache__", "dist", "build", "static"}


def sources() -> list[Path]:
    folders = ("webcast_widget", "js/src", "js/tests", "tests")
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in SUFFIXES and not NOT_OURS & set(path.parts)
    ]


def package() -> list[Path]:
    return [path for path in sources() if path.is_relative_to(ROOT / "webcast_widget")]


def test_it_looks_at_something() -> None:
    assert len(package()) > 40
    assert len(sources()) > 100


def test_no_source_is_longer_than_can_be_read() -> None:
    shipped = [path for path in sources() if not path.is_relative_to(ROOT / "tests")]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in shipped
    }
    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


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
