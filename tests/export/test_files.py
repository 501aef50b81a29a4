"""Files: whole or not at all, and refused when they are not ours."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from webcast_widget import export
from webcast_widget.errors import (
    ConfigurationError,
    ExportError,
    MissingDependencyError,
)
from webcast_widget.export import READABLE, Provenance, read, to_bytes, write

if TYPE_CHECKING:
    import pandas as pd


def test_the_public_names_are_there() -> None:
    assert all(hasattr(export, name) for name in export.__all__)


@pytest.mark.parametrize("name", ["event.csv", "event.PARQUET", "event.v2.xlsx"])
def test_the_suffix_says_the_format(
    frame: pd.DataFrame, provenance: Provenance, tmp_path: Path, name: str
) -> None:
    path = write(frame, provenance, str(tmp_path / name))
    assert path == tmp_path / name
    suffix = path.suffix.lower().removeprefix(".")
    assert path.read_bytes() == to_bytes(frame, provenance, suffix)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["event", "event.pdf", ".csv", "event.csv.gz"])
def test_a_suffix_without_a_format_is_refused(
    frame: pd.DataFrame, provenance: Provenance, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ConfigurationError, match=r"\.csv, \.parquet, \.xlsx"):
        write(frame, provenance, tmp_path / name)
    with pytest.raises(ConfigurationError, match=r"\.csv, \.parquet, \.xlsx"):
        read(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_folder_is_an_export_error(
    frame: pd.DataFrame,
    provenance: Provenance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write(frame, provenance, tmp_path / "event.csv")
    before = path.read_bytes()
    tmp_path.chmod(0o500)

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    # The superuser may write to a read-only folder, so the refusal is played.
    monkeypatch.setattr(Path, "open", refuse)
    try:
        with pytest.raises(ExportError, match=r"event\.csv.*Permission denied"):
            write(frame.iloc[:3], provenance, path)
    finally:
        monkeypatch.undo()
        tmp_path.chmod(0o700)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_half_way_leaves_the_old_file_and_nothing_beside_it(
    frame: pd.DataFrame,
    provenance: Provenance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write(frame, provenance, tmp_path / "event.csv")
    before = path.read_bytes()

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(ExportError, match="No space left on device"):
        write(frame.iloc[:3], provenance, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_export_error(
    frame: pd.DataFrame, provenance: Provenance, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match="choose a folder that exists"):
        write(frame, provenance, tmp_path / "none" / "event.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ExportError, match=r"folder\.csv"):
        write(frame, provenance, tmp_path / "folder.csv")


@pytest.mark.parametrize("name", READABLE)
@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"a,b\n1,2\n", b"\x00\xff\xfe", b"PAR1PAR1", b"PK\x03\x04"],
)
def test_a_file_that_is_not_ours_is_refused(
    tmp_path: Path, name: str, data: bytes
) -> None:
    path = tmp_path / f"foreign.{name}"
    path.write_bytes(data)
    with pytest.raises(ConfigurationError, match="is not one that this package"):
        read(path)


def test_tables_of_others_are_refused(frame: pd.DataFrame, tmp_path: Path) -> None:
    frame.to_csv(tmp_path / "event.csv")
    frame.to_parquet(tmp_path / "event.parquet")
    frame.reset_index(drop=True).to_excel(
        tmp_path / "event.xlsx", sheet_name="Attendance"
    )
    for name in READABLE:
        with pytest.raises(ConfigurationError, match="is not one that this package"):
            read(tmp_path / f"event.{name}")


@pytest.mark.parametrize("name", READABLE)
def test_a_file_that_was_cut_off_is_refused(
    frame: pd.DataFrame, provenance: Provenance, tmp_path: Path, name: str
) -> None:
    path = write(frame, provenance, tmp_path / f"event.{name}")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ConfigurationError, match="is not one that this package"):
        read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.csv.*No such file"):
        read(tmp_path / "none.csv")


def test_excel_without_its_reader_says_what_to_install(
    frame: pd.DataFrame,
    provenance: Provenance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write(frame, provenance, tmp_path / "event.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingDependencyError, match=r"webcast-widget\[excel\]"):
        read(path)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are of POSIX")
@pytest.mark.parametrize("rights", [0o600, 0o640, 0o444, 0o666])
def test_a_file_gives_its_rights_to_the_one_that_replaces_it(
    frame: pd.DataFrame, provenance: Provenance, tmp_path: Path, rights: int
) -> None:
    path = write(frame, provenance, tmp_path / "event.csv")
    path.chmod(rights)
    write(frame.iloc[:3], provenance, path)
    assert stat.S_IMODE(path.stat().st_mode) == rights
    assert len(read(path)) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="rights are of POSIX")
def test_nobody_can_read_it_before_it_has_them(
    frame: pd.DataFrame,
    provenance: Provenance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, seen = write(frame, provenance, tmp_path / "event.csv"), list[int]()
    path.chmod(0o600)

    def look(_: int) -> None:
        seen.extend(each.stat().st_mode & 0o077 for each in tmp_path.iterdir())

    monkeypatch.setattr("os.fsync", look)
    write(frame, provenance, path)
    assert seen == [0, 0]


@pytest.mark.skipif(sys.platform == "win32", reason="links are of POSIX")
@pytest.mark.parametrize("exists", [True, False])
def test_a_link_is_replaced_and_not_followed(
    frame: pd.DataFrame, provenance: Provenance, tmp_path: Path, *, exists: bool
) -> None:
    theirs, path = tmp_path / "theirs.txt", tmp_path / "event.csv"
    if exists:
        theirs.write_text("theirs")
    path.symlink_to(theirs)
    write(frame, provenance, path)
    assert not path.is_symlink()
    assert len(read(path)) == len(frame)
    assert theirs.exists() is exists
    assert not exists or theirs.read_text() == "theirs"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are of POSIX")
def test_a_pipe_is_not_replaced(
    frame: pd.DataFrame, provenance: Provenance, tmp_path: Path
) -> None:
    path = tmp_path / "event.csv"
    os.mkfifo(path)
    with pytest.raises(ExportError, match="it is no file"):
        write(frame, provenance, path)
    assert path.is_fifo()


def test_a_name_with_nul_is_refused(
    frame: pd.DataFrame, provenance: Provenance, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match="leave out the character NUL"):
        write(frame, provenance, tmp_path / "eve\0nt.csv")
    assert list(tmp_path.iterdir()) == []
