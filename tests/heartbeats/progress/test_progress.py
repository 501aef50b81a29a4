"""How far a long job is: one bar where somebody looks, and nowhere else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import ibis
import pytest
from rich.console import Console

from webcast_widget import heartbeats
from webcast_widget.heartbeats.engines.duckdb import duckdb
from webcast_widget.heartbeats.progress import bar as bars
from webcast_widget.heartbeats.progress import queries
from webcast_widget.heartbeats.progress.job import Job
from webcast_widget.heartbeats.readers.source import read
from webcast_widget.simulator.raw_files import BEACONS, LOG, TABLE
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have running queries looked at all the time."""
    monkeypatch.setattr(queries, "_LOOK_S", 0.001)


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, str]]]:
    """What a notebook is told to show, first anew and then in the same place."""
    said: list[tuple[str, dict[str, str]]] = []

    class Handle:
        def display(self, data: dict[str, str], *, raw: bool) -> None:
            assert raw
            said.append(("display", data))

        def update(self, data: dict[str, str], *, raw: bool) -> None:
            assert raw
            said.append(("update", data))

    monkeypatch.setattr("IPython.display.DisplayHandle", Handle)
    return said


def notebook() -> Console:
    return Console(file=io.StringIO(), force_jupyter=True)


def terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=80)


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_caller_is_told_how_much_of_the_text_is_read(event: Path) -> None:
    shares: list[float] = []
    read([event / LOG, event / BEACONS], progress=shares.append)
    assert shares == sorted(shares)
    assert 0 < shares[0] < 1
    assert shares[-1] == 1


@pytest.mark.parametrize("name", [LOG, TABLE])
def test_the_caller_is_told_of_the_whole_job_once(event: Path, name: str) -> None:
    shares: list[float] = []
    heartbeats.aggregate(event / name, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert shares.count(1) == 1


def test_steps_are_told_as_parts_of_one_job() -> None:
    shares: list[float] = []
    job = Job(shares.append)
    with job.step(0.9):
        pass  # nothing to read, so counting is the whole job
    with job.step(0.5) as report:
        report(0.5)
        report(0.25)
    with job.step(1) as report:
        report(0.5)
    assert shares == [0.25, 0.25, 0.5, 0.75, 1]


def test_a_bar_on_a_terminal_when_it_takes_longer() -> None:
    clock, console = ManualClock(0.0), terminal()
    with bars.bar("Counting", console=console, clock=clock) as report:
        report(0.5)
        assert written(console) == ""
        clock.advance(bars.DELAY_S)
        report(0.0)
        report(0.75)
    assert "Counting" in written(console)
    assert written(console).endswith("\x1b[2K")


def test_a_bar_in_a_notebook_leaves_nothing(
    displayed: list[tuple[str, dict[str, str]]],
) -> None:
    clock = ManualClock(0.0)
    with bars.bar("Counting <all>", console=notebook(), clock=clock) as report:
        report(0.5)
        assert displayed == []
        clock.advance(bars.DELAY_S)
        report(0.75)
        report(0.7501)
    report(0.8)
    assert [how for how, _ in displayed] == ["display", "update", "update"]
    first, second, last = (data for _, data in displayed)
    assert "value" not in first["text/html"]
    assert 'value="0.750"' in second["text/html"]
    assert "Counting &lt;all&gt;" in second["text/html"]
    assert second["text/plain"] == "Counting <all> 75%"
    assert last == {"text/plain": ""}


def test_a_bar_goes_with_the_job_that_fails(
    displayed: list[tuple[str, dict[str, str]]],
) -> None:
    def fail() -> None:
        clock = ManualClock(0.0)
        with bars.bar("Counting", console=notebook(), clock=clock) as report:
            clock.advance(bars.DELAY_S)
            report(0.5)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert displayed[-1] == ("update", {"text/plain": ""})


@pytest.mark.parametrize("console", [None, terminal()])
def test_no_bar_where_nobody_looks(
    capfd: pytest.CaptureFixture[str], console: Console | None
) -> None:
    """Nor on a terminal, if only a notebook is to have one."""
    clock = ManualClock(0.0)
    with bars.bar("Counting", console=console, clock=clock, terminal=False) as report:
        clock.advance(bars.DELAY_S)
        report(0.5)
    assert capfd.readouterr() == ("", "")
    assert console is None or written(console) == ""


@pytest.mark.usefixtures("looks")
def test_queries_of_duckdb_are_watched() -> None:
    engine, shares = duckdb(), list[float]()
    asked = "SELECT current_setting('enable_progress_bar')"
    before = engine.con.execute(asked).fetchall()
    with queries.watched(engine, shares.append):
        made = "SELECT count(DISTINCT hash(range)) FROM range(3_000_000)"
        assert engine.con.execute(made).fetchall() == [(3_000_000,)]
    assert max(shares) > 0
    assert all(0 <= share <= 1 for share in shares)
    assert engine.con.execute(asked).fetchall() == before


@pytest.mark.usefixtures("looks")
def test_of_another_engine_only_that_it_works_is_known() -> None:
    engine: Any = ibis.sqlite.connect()
    made = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000)
        SELECT count(*) FROM n"""
    shares: list[float] = []
    with queries.watched(engine, shares.append):
        assert engine.con.execute(made).fetchall() == [(300_000,)]
    engine.disconnect()
    assert set(shares) == {0.0}
