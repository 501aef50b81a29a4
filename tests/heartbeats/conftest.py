from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.heartbeats.cluster import cluster, tasks_run
from tests.heartbeats.simulated import GENERATIONS, Simulated, simulated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ibis.backends.pyspark import Backend


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
