"""CSV: provenance and units in comment lines, then an ordinary table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.export.provenance import CADENCE, INDEX_MEANING, told_cadence, units
from webcast_widget.export.table import cast, local
from webcast_widget.export.text import defused
from webcast_widget.timeline.figures import DTYPES, ESTIMATES, FIGURES, INDEX
from webcast_widget.timeline.frame import complete

if TYPE_CHECKING:
    from webcast_widget.export.provenance import Provenance

_TITLE: Final = "# webcast_widget: attendance, one row per slot"
_CADENCE: Final = f"# {CADENCE}: "
_HEADER: Final = ",".join([INDEX, *DTYPES])
_EARLIER: Final = ",".join([INDEX, *(each for each in DTYPES if each not in ESTIMATES)])
"""Of files that were written before there were estimates."""


def to_csv(frame: pd.DataFrame, provenance: Provenance) -> bytes:
    """Write a checked frame as CSV: UTF-8, LF, times in ISO 8601 with their offset.

    The comment lines begin with ``#`` and hold texts made harmless: without line
    breaks and double quotes, and never a formula.
    """
    meanings = {INDEX: INDEX_MEANING} | {name: FIGURES[name].label for name in DTYPES}
    columns = {
        f"column {name}": f"{unit} ({meanings[name]})" for name, unit in units().items()
    }
    facts = provenance.facts(frame) | columns
    lines = [_TITLE, *(f"# {key}: {defused(text)}" for key, text in facts.items())]
    texts = _iso(local(frame, provenance.zone))
    table = frame.set_axis(pd.Index(texts, name=INDEX, dtype="str"))
    return ("\n".join(lines) + "\n" + table.to_csv(lineterminator="\n")).encode()


def from_csv(data: bytes) -> pd.DataFrame:
    """Read a CSV file of ours into the frame's schema, exactly.

    Raises
    ------
    ConfigurationError
        If it is not one.
    """
    lines = data.decode("utf-8-sig").splitlines()
    if not lines or lines[0] != _TITLE or not {_HEADER, _EARLIER} & set(lines):
        raise ConfigurationError("It does not begin as our CSV files do.")
    if not data.endswith(b"\n"):
        raise ConfigurationError("Its last line is cut off.")
    table = pd.read_csv(
        io.BytesIO(data),
        comment="#",
        index_col=0,
        encoding="utf-8-sig",
        # Floats are read as text and cast, which is exact whatever the parser does.
        dtype=DTYPES | {name: "string" for name in DTYPES if DTYPES[name] == "Float64"},
    )
    moments = pd.to_datetime(table.index, utc=True, format="ISO8601")
    said = [line for line in lines if line.startswith(_CADENCE)]
    cadence_s = told_cadence(said[0].removeprefix(_CADENCE)) if said else None
    return cast(dict(complete(table).items()), moments, cadence_s)  # type: ignore[arg-type]


def _iso(moments: pd.DatetimeIndex) -> list[str]:
    """Give moments as ISO 8601 with the offset that holds at each."""
    naive = moments.tz_localize(None)
    offsets = (naive - moments.tz_convert("UTC").tz_localize(None)).total_seconds()
    texts = naive.strftime("%Y-%m-%dT%H:%M:%S")
    names = {offset: _offset(offset) for offset in offsets.unique()}
    return [text + names[offset] for text, offset in zip(texts, offsets, strict=True)]


def _offset(seconds: float) -> str:
    hours, minutes = divmod(round(abs(seconds)) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}"
