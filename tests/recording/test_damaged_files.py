"""Files of a damaged recording say so themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pyarrow.parquet as pq
import pytest

import webcast_widget as ww
from tests.recording.conftest import record
from tests.recording.test_damage import answers, changed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx", "html"])
def test_a_file_of_a_damaged_recording_says_so(
    path: Path, tmp_path: Path, suffix: str
) -> None:
    record(path, *answers())
    whole = ww.open(path).export(tmp_path / f"whole.{suffix}")
    changed(path, "UPDATE poll SET checksum = 7 WHERE id = 3")
    event = ww.open(path)
    replay = event.replay(play=False)
    said = "Damaged in the file and left out is answer 3"
    assert "incomplete" not in _texts(whole)
    for number, each in enumerate((event, replay)):
        file = each.export(tmp_path / f"{number}.{suffix}")
        assert said in _texts(file)
        if suffix != "html":
            assert len(ww.read(file)) == len(each.df)


def _texts(file: Path) -> str:
    """The words in a file of any kind."""
    if file.suffix == ".parquet":
        return repr(pq.read_schema(file).metadata)
    if file.suffix == ".xlsx":
        about = openpyxl.load_workbook(file)["About"]
        return repr([*about.values])
    return file.read_text()
