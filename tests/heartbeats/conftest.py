from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.heartbeats.cluster import cluster, tasks_run
from tests.heartbeats.simulated import GENERATIONS, Simulated, simulated
from webcast_widget.heartbeats.readers.source import Read, read
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.simulator.raw_files import RawFiles
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any, Protocol

    from ibis.backends.pyspark import Backend

    class Reading(Protocol):
        def __call__(self, text: str | bytes, name: str = ..., **how: Any) -> Read: ...


NOW = 1_700_003_007.0


@pytest.fixture(scope="session")
def events(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Simulated]:
    """Twenty events, as lived through under each generation's rules."""
    return {
        rules: simulated(rules, tmp_path_factory.mktemp(rules)) for rules in GENERATIONS
    }


@dataclass(frozen=True)
class Cluster:
    """A Spark cluster of two workers, and the session on it."""

    session: Backend
    folder: Path

    def tasks_run(self) -> list[int]:
        """Give how many tasks each worker has finished."""
        return tasks_run(self.folder)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One cluster for all tests; it takes ten seconds to start."""
    folder = tmp_path_factory.mktemp("spark")
    with cluster(folder) as session:
        yield Cluster(session, folder)


@pytest.fixture(scope="session")
def event(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three files of a simulated event."""
    folder = tmp_path_factory.mktemp("event")
    simulation = Simulation(Scenario(viewers=30, started_ago_s=900), ManualClock(NOW))
    simulation.raw_files = RawFiles(folder)
    simulation.raw_files.close([simulation])
    return folder


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Write a text to a file, gzipped if its name says so, and read it."""

    def do(text: str | bytes, name: str = "x.log", **how: Any) -> Read:
        data = text.encode() if isinstance(text, str) else text
        if name.endswith(".gz"):
            data = gzip.compress(data)
        path = tmp_path / name
        path.write_bytes(data)
        return read(path, **how)

    return do


def rows(got: Read) -> list[dict[str, Any]]:
    """Give the rows in order of time and session, missing values as None."""
    table = got.table.to_pyarrow()
    key = [
        (name, "ascending")
        for name in ("ts", "session_id")
        if name in table.column_names
    ]
    return list(table.sort_by(key).to_pylist())
