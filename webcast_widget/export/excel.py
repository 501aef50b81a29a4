"""Excel: a sheet of attendance, its charts, and one that says where it comes from."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import xlsxwriter

from webcast_widget.errors import ConfigurationError
from webcast_widget.export.excel_charts import (
    MOST_SLOTS,
    add_charts,
    coarse_means,
)
from webcast_widget.export.provenance import (
    CADENCE,
    INDEX_MEANING,
    UTC,
    told_cadence,
    units,
)
from webcast_widget.export.table import cast, local
from webcast_widget.export.text import one_line
from webcast_widget.timeline.figures import DTYPES, FIGURES, INDEX
from webcast_widget.timeline.frame import complete

if TYPE_CHECKING:
    from webcast_widget.export.provenance import Provenance

ATTENDANCE: Final = "Attendance"
ABOUT: Final = "About"
MOST_ROWS: Final = 1_048_575
"""What a sheet holds below its row of names."""
_ATTENDANCE: Final = re.compile(rf"{ATTENDANCE}( \d+)?")
_UTC_COLUMN: Final = "slot_start_utc"
_NUMBER_FORMATS: Final = {"Int64": "#,##0", "Float64": "#,##0.00", "boolean": ""}
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def to_xlsx(frame: pd.DataFrame, provenance: Provenance) -> bytes:
    """Write a checked frame as a workbook with the sheets Attendance, Charts and About.

    Excel knows no time zones: times are local ones of the zone that the header
    names, and ``slot_start_utc`` stands beside them where that zone is not UTC. The
    charts of a long event are of the means of its minutes, or of longer times, which
    have a sheet too. What has more rows than a sheet goes on in further ones.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        made = pd.Timestamp(provenance.exported_at, unit="s").floor("s")
        book.set_properties({"created": made.to_pydatetime()})
        for name, part in _parts(frame).items():
            _write_attendance(book.add_worksheet(name), part, book, provenance)
        if len(frame):
            _write_charts(book, frame, provenance)
        _write_about(book, provenance.facts(frame) | _sheets_of(frame))
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
    sheets = pd.read_excel(io.BytesIO(data), sheet_name=None, engine="openpyxl")
    parts = [sheets[name] for name in sheets if _ATTENDANCE.fullmatch(name)]
    if not parts:
        raise ConfigurationError("It has no sheet Attendance.")
    table = complete(
        parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    )
    moments = [name for name in table.columns if name not in DTYPES]
    at = _UTC_COLUMN if _UTC_COLUMN in moments else f"{INDEX} ({UTC})"
    if at not in moments or not set(DTYPES) <= set(table.columns):
        raise ConfigurationError("Its sheet Attendance has not our columns.")
    index = pd.DatetimeIndex(pd.to_datetime(table[at])).tz_localize(UTC)
    about = sheets.get(ABOUT)
    facts = {} if about is None else dict(zip(about.iloc[:, 0], about.iloc[:, 1]))  # noqa: B905 - two columns of one table
    cadence_s = told_cadence(str(facts.get(CADENCE, "")))
    return cast({name: table[name] for name in DTYPES}, index, cadence_s)


def _parts(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give the rows by the sheets that hold them, in order."""
    begins = range(0, max(len(frame), 1), MOST_ROWS)
    return {
        f"{ATTENDANCE} {number}" if number > 1 else ATTENDANCE: frame.iloc[
            begin : begin + MOST_ROWS
        ]
        for number, begin in enumerate(begins, start=1)
    }


def _sheets_of(frame: pd.DataFrame) -> dict[str, str]:
    """Say where the rows are, where they are in several sheets."""
    names = list(_parts(frame))
    if len(names) == 1:
        return {}
    return {"sheets": f"the rows are in {len(names)} sheets: {', '.join(names)}"}


def _write_attendance(
    sheet: Any, frame: pd.DataFrame, book: Any, provenance: Provenance
) -> None:
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


def _write_charts(book: Any, frame: pd.DataFrame, provenance: Provenance) -> None:
    known = {name for name in DTYPES if frame[name].notna().any()}
    times = local(frame, provenance.zone)
    if len(frame) <= MOST_SLOTS:
        moments = 1 if provenance.time_zone == UTC else 2
        columns = [""] * moments + list(DTYPES)
        add_charts(book, ATTENDANCE, columns, times.tz_localize(None), known)
        return
    # In the zone's own time an hour that comes twice would be one.
    title, means = coarse_means(
        frame.set_axis(pd.DatetimeIndex(frame.index).tz_convert(UTC))
    )
    naive = local(means, provenance.zone).tz_localize(None)
    sheet = book.add_worksheet(title)
    time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_string(0, 0, f"start ({provenance.time_zone})")
    sheet.set_column(0, len(means.columns), 22)
    for row, moment in enumerate(naive.to_pydatetime(), start=1):
        sheet.write_datetime(row, 0, moment, time)
    for column, name in enumerate(means.columns, start=1):
        sheet.write_string(0, column, name)
        for row, value in enumerate(means[name].tolist(), start=1):
            if value is not pd.NA:
                sheet.write_number(row, column, value)
    add_charts(book, title, ["", *means.columns], naive, known)


def _write_about(book: Any, facts: dict[str, str]) -> None:
    sheet = book.add_worksheet(ABOUT)
    bold = book.add_format({"bold": True})
    # The quote prefix keeps a text a text, even when its cell is edited.
    text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
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
        metric = FIGURES.get(name)
        label = "Time" if metric is None else metric.label
        meaning = INDEX_MEANING if metric is None else metric.definition
        beware = "" if metric is None else metric.beware
        for column, value in enumerate((name, unit, label, f"{meaning} {beware}")):
            sheet.write_string(row, column, one_line(value), text)
