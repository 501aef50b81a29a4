"""Bad input: counted and named, and what is partial says so."""

from __future__ import annotations

import gzip
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.heartbeats.conftest import rows
from tests.heartbeats.readers.test_log_lines import GOOD, line
from webcast_widget.errors import HeartbeatsError
from webcast_widget.heartbeats.readers import blocks, staging
from webcast_widget.heartbeats.readers.source import read
from webcast_widget.simulator.raw_files import BEACONS, LOG, TABLE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.heartbeats.conftest import Reading

LINE = line(GOOD)


@pytest.mark.parametrize("name", [LOG, BEACONS])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.999])
def test_a_file_that_is_cut_off_is_read_up_to_the_cut(
    event: Path, tmp_path: Path, name: str, share: float
) -> None:
    packed = (event / name).read_bytes()
    cut = tmp_path / name
    cut.write_bytes(packed[: int(share * len(packed))])
    lines = gzip.decompress(packed).splitlines()
    got = read(cut)
    number = len(rows(got))
    assert number == pytest.approx(share * len(lines), rel=0.3, abs=1)
    assert 0 < number <= len(lines)
    assert got.left_out.total == 0
    assert not got.left_out.complete
    (trouble,) = got.left_out.troubles
    assert f"{name} is cut off after" in trouble


def test_damage_in_the_middle_is_told(event: Path, tmp_path: Path) -> None:
    packed = bytearray((event / LOG).read_bytes())
    middle = len(packed) // 2
    packed[middle : middle + 8] = b"\xff" * 8
    (tmp_path / LOG).write_bytes(packed)
    got = read(tmp_path / LOG, max_refused=None)
    lines = read(event / LOG).table.count().to_pyarrow().as_py()
    assert 0.3 < len(rows(got)) / lines < 0.7
    assert "is damaged" in got.left_out.troubles[0]


def test_a_wrong_checksum_is_told(tmp_path: Path) -> None:
    packed = gzip.compress(LINE.encode())
    (tmp_path / "x.gz").write_bytes(packed[:-8] + b"\0\0\0\0" + packed[-4:])
    got = read(tmp_path / "x.gz")
    assert len(rows(got)) == 1
    assert "incorrect data check" in got.left_out.troubles[0]


@pytest.mark.parametrize("after", [b"\0" * 512, gzip.compress(LINE.encode(), mtime=0)])
def test_gzip_files_in_a_row_and_padding_are_no_damage(
    tmp_path: Path, after: bytes
) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(LINE.encode()) + after)
    got = read(tmp_path / "x.gz")
    assert len(rows(got)) == 1 + (b"\0" * 9 not in after)
    assert got.left_out.complete


def test_a_file_is_named_for_what_is_in_it_not_for_its_name(tmp_path: Path) -> None:
    (tmp_path / "x.parquet.gz").write_text(LINE)
    assert len(rows(read(tmp_path))) == 1


@pytest.mark.parametrize("end", ["", "\n", "\n" + LINE])
def test_an_enormous_line_is_counted_and_named(
    reading: Reading, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(blocks, "PIECE", 1000)
    monkeypatch.setattr(blocks, "PACKED", 700)
    monkeypatch.setattr(blocks, "LONGEST", 2000)
    for size in (1999, 2000, 2001, 5000, 100_000):
        got = reading(LINE + "x" * (size - 1) + end, max_refused=None)
        assert len(rows(got)) == 1 + bool(end.strip())
        reason = "longer than 1 MiB" if size > 2000 else "no access-log line"
        assert got.left_out.by_reason == {reason: 1}, size
        assert got.left_out.samples[reason] == ["x" * 200]


def test_memory_stays_bounded_whatever_the_length_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "long.log.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(LINE.encode())
        for _ in range(300):
            file.write(b"x" * 1_000_000)
        file.write(b"\n" + LINE.encode())
    code = (
        "import pathlib, sys\n"
        "from webcast_widget.heartbeats.readers.source import read\n"
        "got = read(sys.argv[1])\n"
        "print(got.table.count().to_pyarrow().as_py(), dict(got.left_out.by_reason))\n"
        # The peak of getrusage begins with that of the process that started this one.
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(int(status.partition('VmHWM:')[2].split()[0]) // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    told, megabytes = done.stdout.splitlines()
    assert told == "2 {'longer than 1 MiB': 1}"
    assert int(megabytes) < 600


def test_more_than_allowed_is_an_error_that_names_the_reasons(
    reading: Reading,
) -> None:
    odd = "garbage\n" * 6 + line({"eventType": "1"}) * 4
    assert reading(LINE + odd, max_refused=10).left_out.total == 10
    with pytest.raises(HeartbeatsError) as told:
        reading(LINE + odd, max_refused=9)
    assert "More than 9 rows" in str(told.value)
    assert "no access-log line: 6; no entry id: 4" in str(told.value)
    assert "'garbage\\n'" in str(told.value)
    with pytest.raises(HeartbeatsError):
        reading(LINE + odd, max_refused=0)


def test_it_stops_as_soon_as_more_than_allowed_was_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "SLICE", 1)
    for name in "abcdef":
        (tmp_path / f"{name}.log").write_text(LINE + "garbage\n")
    shares: list[float] = []
    with pytest.raises(HeartbeatsError):
        read(tmp_path, max_refused=1, progress=shares.append)
    assert shares[-1] < 0.6
    read(tmp_path, max_refused=6, progress=shares.append)
    assert shares[-1] == 1


@pytest.mark.parametrize(
    "data", [b"", gzip.compress(b"", mtime=0), b"\n\n  \n", b"\xef\xbb\xbf"]
)
def test_an_empty_file_is_no_fault_beside_others(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.log").write_bytes(data)
    with pytest.raises(HeartbeatsError, match="is empty"):
        read(tmp_path / "a.log")
    (tmp_path / "b.log").write_text(LINE)
    got = read(tmp_path)
    assert len(rows(got)) == 1
    assert got.left_out.ignored == {"an empty file": 1}
    assert got.left_out.complete


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("x.txt", b"Dear all\nnothing to see"),
        ("x.gz", gzip.compress(bytes(range(256)), mtime=0)),
        ("x", b"plain words"),
    ],
)
def test_a_file_of_another_kind_is_named(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(HeartbeatsError, match=f"{name} is none of the formats"):
        read(tmp_path / name)
    (tmp_path / "y.log").write_text(LINE)
    got = read(tmp_path)
    assert len(rows(got)) == 1
    assert f"{name} is none of the formats" in got.left_out.troubles[0]


def test_gzip_that_is_damaged_from_the_start(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(b"\x1f\x8b" + b"\xff" * 100)
    with pytest.raises(HeartbeatsError, match="nothing of it can be unpacked"):
        read(tmp_path / "x.gz")


@pytest.mark.parametrize("source", ["no/such.log", "no/such*.log"])
def test_a_file_that_is_not_there(tmp_path: Path, source: str) -> None:
    with pytest.raises(HeartbeatsError, match="There is no file"):
        read(tmp_path / source)
    for nothing in ([], "", [""]):
        with pytest.raises(HeartbeatsError, match="No file was named"):
            read(nothing)
    with pytest.raises(HeartbeatsError, match="holds no file"):
        read(tmp_path)
    with pytest.raises(HeartbeatsError, match="cannot be opened"):
        read("long" * 5000)


def test_an_entry_that_is_not_there_is_told_which_are(event: Path) -> None:
    for name in (LOG, BEACONS, TABLE):
        got = read(event / name, entry_id="1_nobody")
        assert rows(got) == []
        assert "of the entry 1_nobody" in str(got.nothing())
        assert "1_k2m4x9a1" in str(got.nothing())


def test_the_parsed_rows_go_when_nobody_needs_them(event: Path) -> None:
    code = (
        "import sys, tempfile, pathlib\n"
        "from webcast_widget.heartbeats.readers.source import read\n"
        "tempfile.tempdir = sys.argv[2]\n"
        "table = read(sys.argv[1]).table\n"
        "assert list(pathlib.Path(sys.argv[2]).glob('heartbeats-*'))\n"
        "assert table.count().to_pyarrow().as_py() > 0\n"
    )
    folder = event / "temporary"
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-c", code, str(event / LOG), str(folder)], check=True
    )
    assert list(folder.iterdir()) == []
