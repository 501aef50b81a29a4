"""Excel: a sheet of attendance, and one that says where it comes from."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import xlsxwriter

from webcast_widget.errors import ConfigurationError
from webcast_widget.export.provenance import INDEX_MEANING, UTC, units
from webcast_widget.export.table import cast, local
from webcast_widget.export.text import one_line
from webcast_widget.timeline.metrics import METRICS
from webcast_widget.timeline.schema import DTYPES, INDEX

if TYPE_CHECKING:
    from webcast_widget.export.provenance import Provenance

ATTENDANCE: Final = "Attendance"
ABOUT: Final = "About"
_UTC_COLUMN: Final = "slot_start_utc"
_NUMBER_FORMATS: Final = {"Int64": "#,##0", "Float64": "#,##0.00", "boolean": ""}
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def to_xlsx(frame: pd.DataFrame, provenance: Provenance) -> bytes:
    """Write a checked frame as a workbook with the sheets Attendance and About.

    Excel knows no time zones: times are local ones of the zone that the header
    names, and ``slot_start_utc`` stands beside them where that zone is not UTC.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        made = pd.Timestamp(provenance.exported_at, unit="s").floor("s")
        book.set_properties({"created": made.to_pydatetime()})
        _write_attendance(book, frame, provenance)
        _write_about(book, frame, provenance)
    return out.getvalue()


def from_xlsx(data: bytes) -> pd.DataFrame:
    """Read a workbook of ours into the frame's schema.

    Raises
    ------
    ConfigurationError
        If it is not one.
    ImportError
        If openpyxl is not installed.
    """
    table = pd.read_excel(io.BytesIO(data), sheet_name=ATTENDANCE, engine="openpyxl")
    moments = [name for name in table.columns if name not in DTYPES]
    at = _UTC_COLUMN if _UTC_COLUMN in moments else f"{INDEX} ({UTC})"
    if at not in moments or not set(DTYPES) <= set(table.columns):
        raise ConfigurationError("Its sheet Attendance has not our columns.")
    index = pd.DatetimeIndex(pd.to_datetime(table[at])).tz_localize(UTC)
    return cast({name: table[name] for name in DTYPES}, index)


def _write_attendance(book: Any, frame: pd.DataFrame, provenance: Provenance) -> None:
    sheet = book.add_worksheet(ATTENDANCE)
    bold = book.add_format({"bold": True, "bottom": 1})
    time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    moments = {f"{INDEX} ({provenance.time_zone})": provenance.time_zone}
    if provenance.time_zone != UTC:
        moments[_UTC_COLUMN] = UTC
    for column, name in enumerate([*moments, *DTYPES]):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, max(12 if name in DTYPES else 20, len(name)))
    for column, zone in enumerate(moments.values()):
        naive = local(frame, zone).tz_localize(None)
        for row, moment in enumerate(naive.to_pydatetime(), start=1):
            sheet.write_datetime(row, column, moment, time)
    for column, (name, dtype) in enumerate(DTYPES.items(), start=len(moments)):
        style = book.add_format({"num_format": _NUMBER_FORMATS[dtype]})
        put = sheet.write_boolean if dtype == "boolean" else sheet.write_number
        for row, value in enumerate(frame[name].tolist(), start=1):
            if value is not pd.NA:
                put(row, column, value, style)
    sheet.freeze_panes(1, len(moments))
    sheet.autofilter(0, 0, len(frame), len(moments) + len(DTYPES) - 1)


def _write_about(book: Any, frame: pd.DataFrame, provenance: Provenance) -> None:
    sheet = book.add_worksheet(ABOUT)
    bold = book.add_format({"bold": True})
    # The quote prefix keeps a text a text, even when its cell is edited.
    text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    facts = provenance.facts(frame)
    for row, (name, value) in enumerate(facts.items()):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, one_line(value), text)
    header = len(facts) + 1
    for column, (title, width) in enumerate(
        {"column": 26, "unit": 40, "label": 20, "definition": 90}.items()
    ):
        sheet.write_string(header, column, title, bold)
        sheet.set_column(column, column, width)
    for row, (name, unit) in enumerate(units().items(), start=header + 1):
        metric = METRICS.get(name)
        label = "Time" if metric is None else metric.label
        meaning = INDEX_MEANING if metric is None else metric.definition
        beware = "" if metric is None else metric.beware
        for column, value in enumerate((name, unit, label, f"{meaning} {beware}")):
            sheet.write_string(row, column, one_line(value), text)
