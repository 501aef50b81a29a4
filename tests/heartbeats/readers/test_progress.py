"""How far a long job is: bars where somebody looks, and nowhere else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from webcast_widget.heartbeats.readers import connect, progress, read
from webcast_widget.simulator.raw_files import BEACONS, LOG

if TYPE_CHECKING:
    from pathlib import Path


def test_the_caller_is_told_how_much_of_the_text_is_read(event: Path) -> None:
    shares: list[float] = []
    read([event / LOG, event / BEACONS], progress=shares.append)
    assert shares == sorted(shares)
    assert 0 < shares[0] < 1
    assert shares[-1] == 1


def test_a_bar_on_a_terminal() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=80)
    with progress.bar("Reading", console=console) as report:
        report(0.5)
    assert "Reading" in out.getvalue()


def test_no_bar_where_nobody_looks(capfd: pytest.CaptureFixture[str]) -> None:
    with progress.bar("Reading") as report:
        report(0.5)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("size", "bars"), [(1, 0), (progress.LONG, 1)])
def test_a_notebook_shows_a_bar_for_what_takes_a_while(
    monkeypatch: pytest.MonkeyPatch, size: int, bars: int
) -> None:
    shown: list[str] = []
    original = progress.bar

    def noted(title: str) -> object:
        shown.append(title)
        console = Console(file=io.StringIO(), force_jupyter=False)
        return original(title, console=console)

    monkeypatch.setattr(progress, "bar", noted)
    monkeypatch.setattr(progress, "Console", lambda: type("", (), {"is_jupyter": True}))
    with progress.reading(None, size) as report:
        report(1.0)
    assert len(shown) == bars


def test_queries_that_go_on_are_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_LOOK_S", 0.001)
    engine, shares = connect(), list[float]()
    with progress.watched(engine, shares.append):
        made = "SELECT count(DISTINCT hash(range)) FROM range(3_000_000)"
        assert engine.con.execute(made).fetchall() == [(3_000_000,)]
    assert shares
    assert all(0 <= share <= 1 for share in shares)
