"""The page: one file without a script, that loads nothing and escapes everything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import pandas as pd
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from webcast_widget.export.page.drawing import WIDTH, charts
from webcast_widget.export.table import local
from webcast_widget.export.text import one_line
from webcast_widget.timeline import rollup
from webcast_widget.timeline.metrics import METRICS
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from jinja2 import Template

    from webcast_widget.export.provenance import Provenance

_EXPLAINED: Final = (
    *("live_viewers", "peak_viewers", "average_viewers", "watch_time_s"),
    *("dvr_viewers", "plays", "avg_bitrate_kbps", "avg_buffering_s_per_min"),
)
_NOT_KNOWN: Final = "\N{EN DASH}"


def to_html(frame: pd.DataFrame, provenance: Provenance) -> bytes:
    """Write a checked frame as a page for people: UTF-8, one file.

    It has the event's figures, charts of the whole event, a table of its parts, the
    definitions and the provenance. It has no script and loads nothing, and its content
    security policy forbids both. It cannot be read back.
    """
    zone = provenance.zone
    here = frame.set_axis(local(frame, zone))
    length_s, parts = rollup.parts(here)
    whole = rollup.whole(here)
    facts = {key: one_line(text) for key, text in provenance.facts(frame).items()}
    name = facts["event name"] or facts["event id"]
    style = _text("page.css")
    page = _template().render(
        name=name,
        facts=facts,
        policy=_policy(style),
        # Ours, and nothing of anybody else's: the only text that is not escaped.
        style=Markup(style),  # noqa: S704 - a file of this package
        span=_span(here, provenance.time_zone),
        whole=whole,
        peak=_peak(here, whole.peak_at),
        charts=charts(frame, zone),
        width=WIDTH,
        length_s=length_s,
        parts=parts,
        metrics=[METRICS[name] for name in _EXPLAINED],
    )
    return page.encode()


def _policy(style: str) -> str:
    """Give the content security policy: our own style, and nothing else at all."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none';"
        " form-action 'none'"
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"count": _count, "length": _length}
    return environment.from_string(_text("page.html"))


def _text(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _span(frame: pd.DataFrame, zone: str) -> str:
    """Say from when to when: the end is that of the last slot."""
    if len(frame) == 0:
        return ""
    first, last = frame.index[0], frame.index[-1] + pd.Timedelta(seconds=SLOT_S)
    end = f"{last:%H:%M}" if first.date() == last.date() else _moment(last)
    return f", {_moment(first)} to {end} ({zone})"


def _moment(at: pd.Timestamp) -> str:
    return f"{_day(at)}, {at:%H:%M}"


def _day(at: pd.Timestamp) -> str:
    return f"{at.day} {at:%B %Y}"


def _peak(frame: pd.DataFrame, at: pd.Timestamp | None) -> str:
    """Say when the peak was; nothing without one."""
    if at is None:
        return ""
    day = "" if frame.index[0].date() == frame.index[-1].date() else f"{_day(at)}, "
    return f"at {day}{at:%H:%M:%S}"


def _count(value: float | None) -> str:
    """Give a number of people or plays in words; see `_NOT_KNOWN`."""
    return _NOT_KNOWN if value is None else f"{value:,.0f}"


def _length(seconds: int | None) -> str:
    """Give a length of time in words.

    >>> [_length(each) for each in (40, 600, 5400, 5_400_000)]
    ['40 s', '10 min', '1 h 30 min', '1,500 h']
    """
    if seconds is None:
        return _NOT_KNOWN
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours >= 100 or not minutes:  # noqa: PLR2004 - minutes say nothing any more
        return f"{hours:,} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
