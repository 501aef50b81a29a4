"""A recorder that is killed; ``tests/soak/kill_recorder.py`` does it for hours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.soak.kill_recorder import campaign

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_what_a_killed_recorder_had_shown_is_in_its_file(tmp_path: Path) -> None:
    outcomes = campaign(5, 3, tmp_path)
    assert [each.wrong for each in outcomes] == [[]] * 5
    assert sum(each.acknowledged for each in outcomes) > 50
