"""A still of the pane: what it showed at a moment, where no widget runs.

A page without a script or a style sheet, as hosts take away both; its picture is one of
its own, so that nothing of it is torn where drawings are taken away.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from webcast_widget.analysis import words
from webcast_widget.export.document.drawing import axes
from webcast_widget.export.document.drawing.panels.stack import attendance
from webcast_widget.export.document.templates import template, text
from webcast_widget.export.text import one_line
from webcast_widget.timeline.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    import pandas as pd

    from webcast_widget.export.document.drawing import Drawing
    from webcast_widget.timeline.latest import Latest
    from webcast_widget.timeline.records import Event

_KBPS_PER_MBPS: Final = 1000
_LIVE: Final = "Run the cell to make it live."


@dataclass(frozen=True, eq=False)
class Still:
    """What the pane shows at a moment.

    Parameters
    ----------
    df
        A feed's frame.
    latest
        The counter and the tiles.
    event
        Which event it is: text that nobody has checked.
    zone
        In which moments are told.
    cadence_s
        How often the source counts, seconds.
    at
        The moment, epoch seconds.
    """

    df: pd.DataFrame
    latest: Latest
    event: Event
    zone: ZoneInfo
    cadence_s: int
    at: float

    @property
    def name(self) -> str:
        """What the event is called."""
        return one_line(self.event.name) or one_line(self.event.id) or "Event"

    def as_text(self) -> str:
        """Say the figures in one line."""
        told = [f"{self.name}: {self._counter()}"]
        told += [
            f"{label} {value} {unit} {when}"
            for label, value, unit, when in self._tiles()
        ]
        return f"{'; '.join(told)}. As of {self._moment(self.at)}."

    def as_html(self, live: str = _LIVE) -> str:
        """Give the page, to be put into another one, as one line.

        JupyterLite shows a comma for each line's end in the output of a saved notebook.

        Parameters
        ----------
        live
            What to do for the present; empty where nothing can be done.
        """
        drawing = self._drawing()
        page = template("still.html").render(
            name=self.name,
            counter=self._counter(),
            tiles=list(self._tiles()),
            moment=self._moment(self.at),
            live=live,
            picture=drawing and _source(drawing),
            label=drawing and drawing.label,
        )
        return page.replace("\n", " ")

    def _counter(self) -> str:
        latest = self.latest
        if latest.at is None:
            return "no data yet"
        count = words.count(latest.live_viewers)
        return f"{count} attendees at {self._moment(latest.at.timestamp())}"

    def _tiles(self) -> Iterator[tuple[str, str, str, str]]:
        latest = self.latest
        for name, value, at in (
            ("peak_viewers", latest.peak_viewers, latest.peak_at),
            ("dvr_viewers", latest.dvr_viewers, latest.at),
            ("avg_bitrate_kbps", latest.avg_bitrate_kbps, latest.quality_at),
            (
                "avg_buffering_s_per_min",
                latest.avg_buffering_s_per_min,
                latest.quality_at,
            ),
        ):
            if value is None or at is None:
                continue
            figure = FIGURES[name]
            said, unit = words.decimal(value, 2), figure.unit
            if figure.dtype == "Int64":
                said = words.count(value)
            elif name == "avg_bitrate_kbps":
                said, unit = words.decimal(value / _KBPS_PER_MBPS, 2), "Mbps"
            yield figure.label, said, unit, f"at {self._moment(at.timestamp())}"

    def _moment(self, at: float) -> str:
        moment = axes.local(at, self.zone)
        return f"{moment.day} {moment:%b %Y, %H:%M:%S %Z}"

    def _drawing(self) -> Drawing | None:
        if not self.df["live_viewers"].notna().any():
            return None
        return attendance(self.df, every_s=float(self.cadence_s), zone=self.zone)


def _source(drawing: Drawing) -> str:
    """Give a drawing as the source of a picture."""
    svg = template("still.svg").render(picture=drawing, style=text("still.css"))
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
