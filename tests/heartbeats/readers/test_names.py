"""Names as other people have them: of files, of viewers, in any encoding."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from tests.heartbeats.readers.viewer import live, rows
from webcast_widget import heartbeats
from webcast_widget.errors import HeartbeatsError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["~day.csv", "~no-such-user/day.csv"])
def test_a_tilde_in_a_name_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(HeartbeatsError, match="There is no file ~"):
        heartbeats.aggregate(name)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    rows().to_csv(tmp_path / name, index=False)
    assert live(name) == 6
    monkeypatch.setenv("HOME", str((tmp_path / name).parent))
    assert live("~/" + (tmp_path / name).name) == 6


def test_an_empty_name_is_none_in_every_format(tmp_path: Path) -> None:
    table = rows(entry_id=["", *["1_a"] * 5], session_id="", user_id="", country="")
    table.to_csv(tmp_path / "day.csv", index=False)
    table.to_parquet(tmp_path / "day.parquet")
    for source in (table, tmp_path / "day.csv", tmp_path / "day.parquet"):
        assert list(heartbeats.breakdown(source, "session_id")) == [None]
        counted = heartbeats.aggregate(source, deduplicate=True)
        assert counted.counts["live"].sum() == 5
        assert counted.left_out is not None
        assert dict(counted.left_out.by_reason) == {"no entry id": 1}
        with pytest.warns(UserWarning, match="1 row is no heartbeat"):
            found = heartbeats.sessions(source)
        assert found.count().to_pyarrow().as_py() == 0


def test_an_index_between_two_is_none(tmp_path: Path) -> None:
    table = rows(event_index=[2.0, 2.5, 1.5, 3, 4, 1e30])
    table.to_csv(tmp_path / "day.csv", index=False)
    for source in (table, tmp_path / "day.csv", table.astype({"event_index": str})):
        got = heartbeats.read(source)
        assert dict(got.left_out.by_reason) == {"no event index": 3}


def test_a_figure_at_infinity_is_refused(tmp_path: Path) -> None:
    table = rows(bitrate=[float("inf"), *[2500.0] * 5], buffer_time=[0.5] * 5 + [1e999])
    table.to_csv(tmp_path / "day.csv", index=False)
    table.to_parquet(tmp_path / "day.parquet")
    for source in (table, tmp_path / "day.csv", tmp_path / "day.parquet"):
        got = heartbeats.read(source)
        assert dict(got.left_out.by_reason) == {
            "no readable bitrate": 1,
            "no readable buffering": 1,
        }


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"]
)
def test_viewers_keep_their_names_apart(tmp_path: Path, encoding: str) -> None:
    names = ["J\xf6rg", "J\xe4rg", "J\xfcrg"]
    table = rows(user_id=names * 2)
    table.to_csv(tmp_path / "day.csv", index=False, encoding=encoding)
    found = heartbeats.sessions(tmp_path / "day.csv").to_pyarrow().to_pylist()
    assert {row["viewer"] for row in found} == set(names)


def test_a_line_before_the_names_may_say_the_delimiter(tmp_path: Path) -> None:
    text = rows().to_csv(index=False, sep="|", lineterminator="\r\n")
    for first in ("sep=|\r\n", '"sep=|"\r\n', ""):
        (tmp_path / "day.csv").write_text(first + text, newline="")
        assert live(tmp_path / "day.csv") == 6
        parts = [gzip.compress(part.encode()) for part in (first, text)]
        (tmp_path / "day.csv").write_bytes(b"".join(parts))
        assert live(tmp_path / "day.csv") == 6
