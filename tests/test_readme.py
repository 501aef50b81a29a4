"""The README stays true to what it describes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from webcast_widget.timeline.metrics import METRICS
from webcast_widget.timeline.schema import DTYPES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DTYPES)
def test_every_column_stands_in_the_table_with_its_unit_and_dtype(name: str) -> None:
    row = re.search(rf"^\| `{name}` \|(.+)\|$", README, re.MULTILINE)
    assert row is not None
    unit, dtype, meaning = (cell.strip() for cell in row[1].split(" | "))
    assert unit == METRICS[name].unit
    assert dtype == f"`{DTYPES[name]}`"
    assert meaning


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file()


def test_its_commands_exist() -> None:
    targets = set(
        re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    block = README[README.index("## Two commands") : README.index("## Install")]
    named = set(re.findall(r"^make ([a-z-]+)", block, re.MULTILINE))
    assert named == {"demo", "test"}
    assert named <= targets
