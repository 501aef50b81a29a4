"""Texts that come from anywhere: they break no file and are never a formula."""

from __future__ import annotations

import csv
import doctest
import io
import json
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webcast_widget.export import Provenance, file_name, text, to_bytes
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    import pandas as pd

# The fixtures are never changed, so that examples may share them.
SHARED = settings(
    deadline=None,
    max_examples=60,
)
PARTS = ["=", "+1", "-1", "@x", "cmd|'/c calc'!A1", ",", ";", "|", "\t", "\r", "\n"]
PARTS += ['"', "'", "#", " ", "\x00", "\x1b", "\u2028", "\ud800", "\ufffe", "é", "🎥"]
PARTS += ["\uff1d", "\u202e", "\x85", "_x000D_", "http://a.example", "{=1}"]
hostile = st.one_of(
    st.lists(st.sampled_from(PARTS), max_size=12).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=20),
)
FORMULA = re.compile("[=+@\\-\t\r\uff1d\uff0b\uff0d\uff20]")


def about(provenance: Provenance, words: str) -> Provenance:
    return replace(provenance, event=Event(words, words), source=words)


@SHARED
@given(words=hostile)
@example(words="a,=1+1")
@example(words='a,"=1+1')
@example(words=';\t"=1+1')
@example(words="\n2026-11-22T10:15:00+00:00,999,,,,,False")
def test_csv_stays_whole_and_holds_no_formula(
    frame: pd.DataFrame, provenance: Provenance, words: str
) -> None:
    plain = to_bytes(frame, provenance, "csv").decode().split("\n")
    lines = to_bytes(frame, about(provenance, words), "csv").decode().split("\n")
    assert len(lines) == len(plain)
    assert lines[4:] == plain[4:]  # below the event and the source, nothing moved
    assert all(line.startswith("# ") for line in lines[1:4])
    # Whatever a spreadsheet splits these lines at, no cell is a formula.
    for delimiter in ",;|\t":
        table = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter))
        assert len(table) == len([line for line in lines if line])
        for row in table[:4]:
            assert not any(FORMULA.match(cell.strip()) for cell in row)


@settings(SHARED, max_examples=25)
@given(words=hostile)
@example(words="=1+1")
@example(words="\x00\x0b\x1b\ufffe\ud800")
@example(words="{=SUM(A1:A2)}")
@example(words="https://a.example")
def test_excel_holds_texts_as_texts(
    empty: pd.DataFrame, provenance: Provenance, words: str
) -> None:
    data = to_bytes(empty, about(provenance, words), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["About"]
    for cell in (sheet["B1"], sheet["B2"], sheet["B3"]):
        # openpyxl calls a text that begins with "=" a formula, whatever its cell is.
        assert cell.value is None or cell.quotePrefix
        assert cell.hyperlink is None
    assert sheet["A1"].value == "event id"


def test_no_cell_of_the_workbook_is_a_formula(
    empty: pd.DataFrame, provenance: Provenance
) -> None:
    data = to_bytes(empty, about(provenance, "=1+1"), "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml")
        words = parts.read("xl/sharedStrings.xml")
    assert b"<f>" not in sheet
    assert b"<t>=1+1</t>" in words


@given(words=hostile)
@example(words="\x00\x0b\x1b\ufffe\uffff\ud800\ufdd0")
def test_one_line_is_one_line_of_what_xml_and_utf_8_can_hold(words: str) -> None:
    line = text.one_line(words)
    assert len(line.splitlines()) <= 1
    # XML 1.0, section 2.2, without the three control characters it allows.
    assert re.fullmatch("[\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*", line)
    assert line.encode().decode() == line


def test_one_line_keeps_what_is_printable() -> None:
    name = 'Ünï 東京 👩\u200d💻 =1+1 "x"'
    assert text.one_line(name) == name


@SHARED
@given(words=hostile)
def test_parquet_holds_texts_exactly(
    empty: pd.DataFrame, provenance: Provenance, words: str
) -> None:
    data = to_bytes(empty, about(provenance, words), "parquet")
    metadata = pq.read_schema(io.BytesIO(data)).metadata
    # Half a character is not text: an event's name has none.
    whole = words.encode("utf-8", "replace").decode()
    assert json.loads(metadata[b"webcast_widget"])["event name"] == whole


@SHARED
@given(words=hostile)
@example(words="..")
@example(words="-rf")
@example(words="a" * 1000)
def test_file_names_are_plain_whatever_the_event_is(
    empty: pd.DataFrame, words: str
) -> None:
    name = file_name(Event(words), empty, "csv")
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*_empty\.csv", name)
    assert len(name) <= 120


@pytest.mark.parametrize("name", ["Town hall, Paris", "Q&A - part 2", "50% = half"])
def test_an_ordinary_name_stays_as_it_is(
    frame: pd.DataFrame, provenance: Provenance, name: str
) -> None:
    named = replace(provenance, event=Event("1_a", name))
    assert f"# event name: {name}\n" in to_bytes(frame, named, "csv").decode()


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(text)
    assert result.attempted >= 3
    assert result.failed == 0
