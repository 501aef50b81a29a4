"""``webcast-widget aggregate``: after the event, for scripts and for people."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import webcast_widget as ww
from tests.recording.conftest import record
from webcast_widget import heartbeats
from webcast_widget.cli import commands
from webcast_widget.errors import ConfigurationError, ExportError, HeartbeatsError
from webcast_widget.simulator import Scenario, Simulation
from webcast_widget.simulator.raw_files import BEACONS, LOG, TABLE, RawFiles
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.figures import DTYPES
from webcast_widget.timeline.records import Batch, Slot

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

NOW = 1_700_003_007.0
SUMS = ["live", "dvr", "bitrate_sum", "bitrate_count", "buffer_sum"]


@pytest.fixture(scope="module")
def event(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("event")
    simulation = Simulation(
        Scenario(viewers=20, started_ago_s=900, generation="live_analytics"),
        ManualClock(NOW),
    )
    simulation.raw_files = RawFiles(folder)
    simulation.raw_files.close([simulation])
    return folder, simulation.truth().set_index("slot")


def call(*arguments: object) -> Result:
    return CliRunner().invoke(commands, ["aggregate", *map(str, arguments)])


@pytest.mark.parametrize("name", [LOG, TABLE])
def test_the_file_holds_the_frame_and_the_sums(
    event: tuple[Path, pd.DataFrame], tmp_path: Path, name: str
) -> None:
    folder, truth = event
    out = tmp_path / "timeline.parquet"
    done = call(folder / name, "-o", out)
    assert done.exit_code == 0, done.output
    frame = pd.read_parquet(out)
    assert list(frame.columns) == [*DTYPES, *SUMS]
    assert frame.index.name == "slot_start"
    assert str(frame.index.tz) == "UTC"  # type: ignore[attr-defined]
    frame.index = frame.index.astype("datetime64[s, UTC]").astype("int64")
    known = frame.dropna(subset=["live"])
    for column in ("live", "dvr", "plays", "bitrate_count"):
        assert known[column].to_dict() == truth[column].to_dict()
    assert known["buffer_sum"].to_dict() == pytest.approx(truth["buffer_sum"].to_dict())
    assert known["live_viewers"].to_dict() == truth["live"].to_dict()
    about = json.loads(pq.read_schema(out).metadata[b"webcast_widget"])
    assert about["rules"] == "kaltura-2015"
    assert about["complete"] is True
    assert about["inputs"] == [name]
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("rules", "name"),
    [("kaltura-2015", LOG), ("kaltura-2015", TABLE), ("kava", BEACONS)],
)
def test_the_file_is_read_as_every_other_of_ours(
    event: tuple[Path, pd.DataFrame], tmp_path: Path, rules: str, name: str
) -> None:
    source, out = event[0] / name, tmp_path / "out.parquet"
    done = call(source, "-o", out, "--rules", rules)
    assert done.exit_code == 0, done.output
    frame = heartbeats.aggregate(source, rules=rules).df
    pd.testing.assert_frame_equal(ww.read(out), frame, check_exact=True)
    pane = ww.WebcastPane(ww.read(out))
    try:
        pane.window = (frame.index[0], frame.index[-1])
        shown = pane.visible_df["live_viewers"].dropna()
        assert len(shown) > 50
        assert shown.tolist() == frame["live_viewers"].loc[shown.index].tolist()
    finally:
        pane.close()
    about = json.loads(pq.read_schema(out).metadata[b"webcast_widget"])
    assert about["event id"] == "1_k2m4x9a1"
    assert about["units"]["avg_bitrate_kbps"] == about["units"]["bitrate_sum"] == "kbps"


def test_slots_that_only_the_sums_know_are_not_in_the_frame(tmp_path: Path) -> None:
    line = '{{"eventType": {}, "time": {}, "playbackType": "live", "entryId": "1_a"}}\n'
    starts = (1_700_000_000, 1_700_000_010, 1_700_000_020)
    path, out = tmp_path / "x.jsonl", tmp_path / "out.parquet"
    path.write_text("".join(map(line.format, (3, 99, 3), starts)))
    assert call(path, "-o", out, "--rules", "kava").exit_code == 0
    assert pd.read_parquet(out)["plays"].tolist() == [1, 0, 1]
    assert ww.read(out)["live_viewers"].tolist() == [1]


def test_the_summary(event: tuple[Path, pd.DataFrame], tmp_path: Path) -> None:
    folder, truth = event
    log = tmp_path / "x.log"
    log.write_bytes(
        gzip.decompress((folder / LOG).read_bytes())
        + b"garbage\nmore garbage\n"
        + b'1.1.1.1 [14/Nov/2023:22:13:20 +0000] "GET /favicon.ico HTTP/1.1" 200 "-"\n'
    )
    done = call(log, "-o", tmp_path / "out.parquet")
    assert done.exit_code == 0, done.output
    table = pd.read_parquet(folder / TABLE)
    peak = truth["live"].max()
    assert f"events    {len(table):,} read" in done.output
    assert "refused   2 (no access-log line: 2)" in done.output
    assert "ignored   1 (another request: 1)" in done.output
    assert f"viewers   {table['session_id'].nunique():,} sessions" in done.output
    at = pd.Timestamp(int(list(truth.index)[int(truth["live"].argmax())]), unit="s")
    assert f"peak      {peak} live viewers at {at:%Y-%m-%d %H:%M:%S} UTC" in done.output


def test_the_sessions_too(event: tuple[Path, pd.DataFrame], tmp_path: Path) -> None:
    out, sessions = tmp_path / "out.parquet", tmp_path / "sessions.parquet"
    done = call(event[0] / TABLE, "-o", out, "--sessions", sessions)
    assert done.exit_code == 0, done.output
    table, found = pd.read_parquet(event[0] / TABLE), pd.read_parquet(sessions)
    assert set(found["viewer"]) == set(table["user_id"])
    watched = 10 * int((table["event_index"] > 1).sum())
    assert found["watch_time_s"].sum() == watched
    assert sorted(tmp_path.iterdir()) == [out, sessions]


def test_a_partial_result_says_so_and_ends_with_three(
    event: tuple[Path, pd.DataFrame], tmp_path: Path
) -> None:
    packed = (event[0] / BEACONS).read_bytes()
    cut, out = tmp_path / "cut.jsonl.gz", tmp_path / "out.parquet"
    cut.write_bytes(packed[: len(packed) // 2])
    done = call(cut, "-o", out, "--rules", "kava")
    assert done.exit_code == 3, done.output
    assert "partial" in done.output
    assert "cut.jsonl.gz is cut off" in done.output
    about = json.loads(pq.read_schema(out).metadata[b"webcast_widget"])
    assert about["complete"] is False
    assert "is cut off" in about["troubles"][0]


def test_clocks_that_are_years_off_make_a_partial_result(
    event: tuple[Path, pd.DataFrame], tmp_path: Path
) -> None:
    table = pd.read_parquet(event[0] / TABLE)
    odd = table.tail(1).assign(ts=pd.Timestamp("1999-12-31 12:00", tz="UTC"))
    odd["event_index"], odd["event_type"] = 9, 1
    path, out = tmp_path / "x.parquet", tmp_path / "out.parquet"
    pd.concat([table, odd]).to_parquet(path)
    done = call(path, "-o", out)
    assert done.exit_code == 3, done.output
    assert "1 heartbeat is more than 400 days from most others" in done.output
    assert pd.read_parquet(out).index.year.unique().tolist() == [2023]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--entry-id", "1_nobody"], "no heartbeats of the entry 1_nobody"),
        (["no-such.log"], "There is no file no-such.log"),
        (["--max-refused", "0"], "More than 0 rows cannot be read"),
    ],
)
def test_what_fails_says_why(
    event: tuple[Path, pd.DataFrame], tmp_path: Path, more: list[str], sentence: str
) -> None:
    log = tmp_path / "x.log"
    text = gzip.decompress((event[0] / LOG).read_bytes())
    log.write_bytes(text + b"garbage\n" * 2)
    done = call(log, "-o", tmp_path / "out.parquet", *more)
    assert isinstance(done.exception, HeartbeatsError)
    assert sentence in str(done.exception)
    assert not (tmp_path / "out.parquet").exists()


def test_any_number_may_be_refused(
    event: tuple[Path, pd.DataFrame], tmp_path: Path
) -> None:
    log = tmp_path / "x.log"
    text = gzip.decompress((event[0] / LOG).read_bytes())
    log.write_bytes(text + b"garbage\n" * 1001)
    out = tmp_path / "out.parquet"
    assert isinstance(call(log, "-o", out).exception, HeartbeatsError)
    assert call(log, "-o", out, "--max-refused", "-1").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["x.log"],
        ["-o", "x.parquet"],
        ["x.log", "-o", "x.parquet", "--rules", "mine"],
        ["x.log", "-o", "x.parquet", "--engine", "pandas"],
        ["x.log", "-o", "x.parquet", "--master", "local[2]"],
        ["x.log", "-o", "x.parquet", "--max-refused", "many"],
    ],
)
def test_a_command_that_cannot_be_understood(arguments: list[str]) -> None:
    done = call(*arguments)
    assert done.exit_code == 2
    assert "Usage:" in done.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-o", "out.csv"], "let the name 'out.csv' end in .parquet"),
        (["-o", "out.parquet", "--memory", "lots"], "memory is 'lots'"),
    ],
)
def test_an_argument_that_cannot_be_used(
    event: tuple[Path, pd.DataFrame], arguments: list[str], sentence: str
) -> None:
    done = call(event[0] / LOG, *arguments)
    assert isinstance(done.exception, ConfigurationError)
    assert sentence in str(done.exception)


def test_a_folder_that_is_not_there(
    event: tuple[Path, pd.DataFrame], tmp_path: Path
) -> None:
    done = call(event[0] / LOG, "-o", tmp_path / "no" / "out.parquet")
    assert isinstance(done.exception, ExportError)


def test_the_slots_take_the_place_of_no_recording(
    event: tuple[Path, pd.DataFrame], tmp_path: Path
) -> None:
    recording = tmp_path / "out.parquet"
    record(recording, Batch([Slot(1_700_000_040, 5)], as_of=1_700_000_100.0))
    whole = recording.read_bytes()
    done = call(event[0] / LOG, "-o", recording)
    assert "is a recording, which would be lost" in str(done.exception)
    assert recording.read_bytes() == whole


def test_a_process_of_its_own(event: tuple[Path, pd.DataFrame], tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "webcast_widget", "aggregate", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    done = run(str(event[0] / "live*.gz"), "-o", "out.parquet")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("out.parquet: 1_k2m4x9a1, ")
    failed = run("nothing.log", "-o", "x.parquet")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == (
        "webcast-widget: There is no file nothing.log: check the path.\n"
    )


QUICK_SPARK = (
    "--conf spark.sql.shuffle.partitions=2"
    " --driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' pyspark-shell"
)
"""Settings of a user for a job that is small."""


@pytest.mark.xdist_group("spark")
def test_on_spark(event: tuple[Path, pd.DataFrame], tmp_path: Path) -> None:
    frames = []
    for name, more in (("duckdb", []), ("spark", ["--master", "local[2]"])):
        out, sessions = tmp_path / f"{name}.parquet", tmp_path / f"{name}-sessions"
        arguments = [event[0] / LOG, "-o", out, "--sessions", sessions]
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "webcast_widget",
                "aggregate",
                *map(str, arguments),
                "--engine",
                name,
                *more,
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env={**os.environ, "PYSPARK_SUBMIT_ARGS": QUICK_SPARK},
        )
        assert done.returncode == 0, done.stderr
        key = ["entry_id", "viewer", "first_seen"]
        found = pd.read_parquet(sessions).sort_values(key, ignore_index=True)
        frames.append((pd.read_parquet(out), found[[*key, "watch_time_s"]]))
    (here, viewers), (there, same) = frames
    pd.testing.assert_frame_equal(here, there)
    assert viewers["watch_time_s"].dtype == same["watch_time_s"].dtype == "int64"
    assert viewers["first_seen"].tolist() == same["first_seen"].tolist()
    assert viewers["viewer"].tolist() == same["viewer"].tolist()
    assert viewers["watch_time_s"].tolist() == same["watch_time_s"].tolist()
