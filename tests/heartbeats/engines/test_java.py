"""Which Java Spark is let run on; without one, a sentence says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from webcast_widget import heartbeats
from webcast_widget.errors import MissingDependencyError
from webcast_widget.heartbeats.engines.java import amiss

if TYPE_CHECKING:
    from pathlib import Path


def java(folder: Path, said: str) -> Path:
    """A Java that says this when it is asked for its version."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('openjdk version "17.0.15" 2025-04-15', None),
        ('java version "21" 2023-09-19 LTS', None),
        ('openjdk version "21-ea" 2023-09-19', None),
        ('java version "1.8.0_402"', "is Java 8, on which"),
        ('openjdk version "11.0.22" 2024-01-16', "is Java 11, on which"),
        ('openjdk version "25" 2025-09-16', "is Java 25, on which"),
        ("The operation cannot be completed.", "does not tell its version"),
    ],
)
@pytest.mark.parametrize("by", ["PATH", "JAVA_HOME"])
def test_versions(tmp_path: Path, by: str, said: str, words: str | None) -> None:
    program = java(tmp_path, said)
    where = {"PATH": str(program.parent), "JAVA_HOME": str(tmp_path)}
    told = amiss({by: where[by]})
    if words is None:
        assert told is None
    else:
        assert told is not None
        assert words in told
        assert "install Java 17 or 21" in told


def test_as_for_spark_the_home_comes_first(tmp_path: Path) -> None:
    good = java(tmp_path / "good", 'openjdk version "17.0.1"')
    told = amiss({"JAVA_HOME": str(tmp_path / "no"), "PATH": str(good.parent)})
    assert told is not None
    assert told.startswith(f"JAVA_HOME is {str(tmp_path / 'no')!r}")
    # An empty variable names nothing.
    assert amiss({"JAVA_HOME": "", "PATH": str(good.parent)}) is None


def test_a_java_that_cannot_be_run_is_none(tmp_path: Path) -> None:
    java(tmp_path, "").write_bytes(b"\x7fELF nonsense")
    told = amiss({"JAVA_HOME": str(tmp_path)})
    assert told is not None
    assert "does not tell its version" in told


def test_without_java_spark_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    # A session that other tests left would be joined.
    monkeypatch.setattr("pyspark.sql.SparkSession.getActiveSession", lambda: None)
    with pytest.raises(MissingDependencyError, match="There is no Java, which Spark"):
        heartbeats.spark()


def test_without_java_the_command_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    log = tmp_path / "log.csv"
    log.write_text("entry_id,ts\n")
    environment = os.environ | {"PATH": str(tmp_path / "empty"), "JAVA_HOME": ""}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "webcast_widget", "aggregate", str(log)),
            *("--output", str(tmp_path / "slots.parquet"), "--engine", "spark"),
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "There is no Java, which Spark runs on: install Java 17 or 21" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["empty", "log.csv"]
