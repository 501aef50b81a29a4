"""Files as other people's programs write them: the right figures, or a counted refusal."""

from __future__ import annotations

import gzip
import json
import os
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
import pyarrow as pa
import pytest

from tests.heartbeats.readers.viewer import BASE, SLOT, live, rows
from webcast_widget import heartbeats
from webcast_widget.errors import HeartbeatsError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "number"), [("day1", 10), ("day[1]", 20), ("x*", 5), ("xb", 7), ("q?", 3)]
)
def test_a_name_that_was_found_is_no_pattern(
    tmp_path: Path, name: str, number: int
) -> None:
    many = {"day1": 10, "day[1]": 20, "x*": 5, "xb": 7, "q?": 3, "qq": 4}
    for each, n in many.items():
        rows(n).to_parquet(tmp_path / f"{each}.parquet")
    assert live(tmp_path / f"{name}.parquet") == number
    assert live(tmp_path) == sum(many.values())


def test_the_temporary_folder_may_have_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / "tmp[1]*"
    odd.mkdir()
    rows().to_csv(tmp_path / "day.csv", index=False)
    monkeypatch.setattr("tempfile.tempdir", str(odd))
    assert live(tmp_path / "day.csv") == 6


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_any_unicode_with_its_mark_or_without(tmp_path: Path, encoding: str) -> None:
    text = rows(country="Österreich").to_csv(index=False)
    (tmp_path / "day.csv").write_bytes(text.encode(encoding))
    assert live(tmp_path / "day.csv") == 6
    assert list(heartbeats.breakdown(tmp_path / "day.csv", "country")) == ["Österreich"]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_comma_for_a_point(tmp_path: Path, delimiter: str) -> None:
    rows().to_csv(tmp_path / "de.csv", sep=delimiter, decimal=",", index=False)
    timeline = heartbeats.aggregate(tmp_path / "de.csv", rules="kava")
    assert timeline.complete
    assert timeline.df["avg_bitrate_kbps"].iloc[0] == 2500.0
    assert timeline.df["avg_buffering_s_per_min"].iloc[0] == 3.0


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({"bitrate": "2,500"}, "no readable bitrate"),
        ({"bitrate": "fast"}, "no readable bitrate"),
        ({"buffer_time": "0.5 s"}, "no readable buffering"),
        ({"buffer_time": "0,5"}, "no readable buffering"),
    ],
)
def test_a_figure_that_is_no_number_is_refused_and_not_0(
    tmp_path: Path, figures: dict[str, str], reason: str
) -> None:
    table = rows().astype({"bitrate": object, "buffer_time": object})
    for name, figure in figures.items():
        table.loc[0, name] = figure
    table.to_csv(tmp_path / "day.csv", index=False)
    beacons = [
        {
            "time": row["ts"],
            "entryId": row["entry_id"],
            "eventType": 99,
            "playbackType": "live",
            "actualBitrate": row["bitrate"],
            "bufferTime": row["buffer_time"],
        }
        for row in table.to_dict("records")
    ]
    (tmp_path / "day.jsonl").write_text("\n".join(map(json.dumps, beacons)) + "\n")
    texts = table.astype({"bitrate": str, "buffer_time": str})
    for source in (tmp_path / "day.csv", tmp_path / "day.jsonl", texts):
        timeline = heartbeats.aggregate(source, rules="kava")
        assert timeline.left_out is not None
        assert dict(timeline.left_out.by_reason) == {reason: 1}
        assert int(timeline.counts["live"].sum()) == 5


def test_thousands_and_decimals_are_not_guessed(tmp_path: Path) -> None:
    table = rows().astype({"bitrate": object})
    table.loc[0, "bitrate"] = "2,500"
    table.to_csv(tmp_path / "day.csv", sep=";", index=False)
    timeline = heartbeats.aggregate(tmp_path / "day.csv")
    assert timeline.left_out is not None
    assert dict(timeline.left_out.by_reason) == {"no readable bitrate": 1}


@pytest.mark.parametrize("nothing", ["", "NA", "nan", "NULL", "None"])
def test_nothing_is_no_figure_and_no_fault(tmp_path: Path, nothing: str) -> None:
    rows(bitrate=nothing).to_csv(tmp_path / "day.csv", index=False)
    timeline = heartbeats.aggregate(tmp_path / "day.csv")
    assert timeline.left_out is not None
    assert not timeline.left_out.total
    assert timeline.df["avg_bitrate_kbps"].isna().all()


def test_moments_that_a_spreadsheet_has_rounded_are_refused(tmp_path: Path) -> None:
    rows(1800, ts="1.79536E+12").to_csv(tmp_path / "day.csv", index=False)
    with pytest.raises(HeartbeatsError, match="more coarsely than a slot: 1,800"):
        heartbeats.aggregate(tmp_path / "day.csv")
    rows(ts="1.795360000000E+12").to_csv(tmp_path / "fine.csv", index=False)
    assert heartbeats.aggregate(tmp_path / "fine.csv").counts.index[0] == SLOT


@pytest.mark.parametrize("kind", ["csv", "table", "beacons"])
def test_a_moment_at_infinity_is_one_row_refused(tmp_path: Path, kind: str) -> None:
    source: Any = tmp_path / kind
    if kind == "csv":
        table = rows().astype({"ts": object})
        table.loc[0, "ts"] = "infinity"
        source = tmp_path / "day.csv"
        table.to_csv(source, index=False)
    elif kind == "beacons":
        source.write_text(
            "".join(
                json.dumps(
                    {"time": ts, "entryId": "1_a", "eventType": 99}
                    | {"playbackType": "live"}
                )
                + "\n"
                for ts in ["infinity", *(BASE + 10 * place for place in range(5))]
            )
        )
    else:
        us = pa.array([2**63 - 1, *(BASE * 10**6 for _ in range(5))], pa.int64())
        table = rows().drop(columns="ts")
        source = pa.Table.from_pandas(table, preserve_index=False).append_column(
            "ts", us.cast(pa.timestamp("us", "UTC"))
        )
    timeline = heartbeats.aggregate(source, rules="kava")
    assert timeline.left_out is not None
    assert dict(timeline.left_out.by_reason) == {"no readable time": 1}
    assert timeline.counts["live"].sum() == 5
    assert timeline.peak()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22 15:00:00", "2026-11-22 15:00Z"),
        ("2026-11-22T15:00:00.5", "2026-11-22 15:00Z"),
        ("2026-11-22T15:00:00Z", "2026-11-22 15:00Z"),
        ("2026-11-22T15:00:00+02:00", "2026-11-22 13:00Z"),
        ("2026-11-22 15:00:00 Europe/Paris", "2026-11-22 14:00Z"),
        ("2026-11-22", "2026-11-22 00:00Z"),
        (pd.Timestamp("2026-11-22").date(), "2026-11-22 00:00Z"),
        (pd.Timestamp("2026-11-22 15:00"), "2026-11-22 15:00Z"),
    ],
)
def test_a_moment_without_a_zone_is_utc_in_any_session(text: Any, moment: str) -> None:
    theirs = ibis.duckdb.connect()
    theirs.raw_sql("SET TimeZone = 'America/New_York'")
    table = pa.Table.from_pandas(rows(1, ts=[text]), preserve_index=False)
    theirs.con.register("theirs", table)
    timeline = heartbeats.aggregate(theirs.table("theirs"))
    assert timeline.counts.index[0] == pd.Timestamp(moment)


@pytest.mark.parametrize("folder", ["_temporary/0", ".ipynb_checkpoints", ".trash/a"])
def test_copies_in_hidden_folders_are_not_counted(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir(parents=True)
    for place in (tmp_path, tmp_path / folder):
        rows().to_parquet(place / "day.parquet")
    assert live(tmp_path) == 6


def test_what_begins_late_is_found(tmp_path: Path) -> None:
    text = rows().to_csv(index=False)
    (tmp_path / "blank.csv").write_text("\n" * 70_000 + text)
    parts = gzip.compress(b"") * 5000 + gzip.compress(text.encode())
    (tmp_path / "parts.csv.gz").write_bytes(parts)
    assert live(tmp_path / "parts.csv.gz") == 6
    assert live(tmp_path / "blank.csv") == 6


LINE = (
    '[22/Nov/2026:15:00:{n:02d} +0000] "GET /api_v3/index.php?service=liveStats'
    "&action=collect&event:entryId=1_a&event:sessionId=s&event:eventType=1"
    '&event:eventIndex={n}&event:bitrate=800&event:bufferTime=0 HTTP/1.1" 200 5'
)


def test_lines_that_a_carriage_return_ends(tmp_path: Path) -> None:
    lines = [f"10.0.0.1 - - {LINE.format(n=n)}" for n in range(2, 52)]
    (tmp_path / "old.log").write_bytes("\r".join(lines).encode())
    assert live(tmp_path / "old.log") == 50


@pytest.mark.parametrize("before", ["[2001:db8::1] - - ", "nginx[1234]: 10.0.0.1 "])
def test_the_bracket_that_holds_a_moment(tmp_path: Path, before: str) -> None:
    (tmp_path / "a.log").write_text(f"{before}{LINE.format(n=2)}\n")
    timeline = heartbeats.aggregate(tmp_path / "a.log")
    assert timeline.counts.index[0] == pd.Timestamp("2026-11-22 15:00Z")


def test_a_pipe_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(HeartbeatsError, match="write what comes out of it to a file"):
        heartbeats.aggregate(tmp_path / "pipe")
