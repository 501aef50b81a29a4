"""Written: the figures of an event, as files of any kind."""

from __future__ import annotations

import threading
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import ConfigurationError
from webcast_widget.export import Provenance, report, to_file, window_of, write
from webcast_widget.export.agenda import read_agenda
from webcast_widget.export.atomic import save
from webcast_widget.export.notebook import to_ipynb
from webcast_widget.feed.marking import Marking
from webcast_widget.recording import no_recording
from webcast_widget.timeline.clock import SystemClock
from webcast_widget.timeline.moment import moment_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from webcast_widget.analysis.alerts import Rule
    from webcast_widget.export import File
    from webcast_widget.timeline.records import Event
    from webcast_widget.timeline.timeline import Timeline

_VERSION: Final = version("webcast-widget")
"""Read from a file, once."""


class Written(Marking):
    """The figures of an event, which can be written down; from any thread.

    Parameters
    ----------
    timeline
        The figures.
    origin
        Where they come from, for people; never a secret.
    """

    def __init__(self, timeline: Timeline, origin: str) -> None:
        self._timeline = timeline
        self._origin = origin
        self._lock = threading.RLock()

    @property
    def df(self) -> pd.DataFrame:
        """All slots received, as a DataFrame of the caller's own.

        One row for each slot from the first to the newest, those included that were
        due and did not come, indexed by ``slot_start`` (UTC, tz-aware); of a gap of
        more than 360 slots the first and the last alone. A slot is 10 s long, or as
        the source's cadence says, which is in ``attrs["cadence_s"]``. Columns, all nullable, `pandas.NA` meaning
        not known: ``live_viewers``, ``dvr_viewers`` (viewers, Int64), ``plays``
        (count, Int64), ``avg_bitrate_kbps`` (kbps over the slot's clock minute,
        Float64), ``avg_buffering_s_per_min`` (seconds of buffering per minute
        viewed over that minute, Float64), ``slot_bitrate_kbps`` and
        ``slot_buffering_s_per_min`` (the same over the slot alone, Float64; missing
        where the source has whole minutes only), ``provisional`` (boolean: younger
        than 60 s, or than the cadence, when last asked for; longer where this event's
        slots change after that), and of provisional slots ``live_estimate``,
        ``live_low`` and ``live_high`` (viewers, Int64: what such a slot will settle at,
        and the interval that nine in ten settle in; missing of all others).
        `webcast_widget.explain` defines each.
        """
        with self._lock:
            return self._timeline.frame()

    @property
    def event(self) -> Event:
        """Which event this is; its name comes with the first answer."""
        return self._timeline.event

    def export(
        self,
        path: str | Path,
        *,
        time_zone: str = "UTC",
        window: tuple[Any, Any] | None = None,
    ) -> Path:
        """Write all slots to a file, or those of a window, with units and provenance.

        Parameters
        ----------
        path
            The file, whose suffix says the format: one of
            `webcast_widget.export.FORMATS`, such as ``.csv``.
        time_zone
            IANA name of the zone that the file's moments are written in.
        window
            The first and the last moment, where not the whole event is wanted: the slots
            that begin then or between, as ``pane.window`` gives them for what a pane
            shows. As texts, ``("15:00", "15:30")``, as `datetime`, `pandas.Timestamp` or
            epoch seconds; without a zone they are of `time_zone`. The file says that it
            is a window, and which.

        Raises
        ------
        ConfigurationError
            If the ending or the zone is unknown; if the window ends before it begins, is
            outside of the event, or has no slot in it.
        ExportError
            If the file cannot be written.
        """
        return write(*self._wanted(time_zone, window), no_recording(path))

    def report(  # noqa: PLR0913 - what a document may tell of
        self,
        path: str | Path,
        *,
        sessions: Any = None,
        stays: pd.DataFrame | None = None,
        stalls: pd.DataFrame | None = None,
        agenda: Any = None,
        usual: Any = (),
        alerts: Rule | Iterable[Rule] = (),
        start: Any = None,
        end: Any = None,
        time_zone: str = "UTC",
    ) -> Path:
        """Write the document of the event: what happened, in words and pictures.

        It is one file without a script, for a screen or printed on A4. A section that
        nothing is given for is left out.

        Parameters
        ----------
        path
            Ends in ``.html``; or in ``.ipynb`` for a notebook that computes the
            document again out of the event's recording.
        sessions
            What `webcast_widget.heartbeats.sessions` gives, or a frame of it: adds
            unique viewers, arrivals and departures, how long viewers stayed, and who
            they were.
        stays
            What `webcast_widget.heartbeats.stays` gives, in place of what the sessions
            tell of it.
        stalls
            What `webcast_widget.heartbeats.stalls` gives: adds whether stalls and
            leaving go together.
        agenda
            The run sheet, as `webcast_widget.analysis.segments` takes it, or a CSV file
            of it: adds the segments. The event's own marks when left out.
        usual
            Earlier events, to compare with: feeds, opened recordings, Timelines or
            frames.
        alerts
            Rules to run over the event again.
        start, end
            Of the broadcast; see `webcast_widget.analysis.summary`. As the run sheet
            says when left out.
        time_zone
            IANA name of the zone that moments are told in.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        ConfigurationError
            If the ending or the zone is unknown, or something given cannot be used.
        ExportError
            If the file cannot be written.
        """
        path = no_recording(path)
        given = {"start": start, "end": end, "agenda": agenda, "time_zone": time_zone}
        if path.suffix.lower() == ".ipynb":
            others = {
                "usual": usual,
                "alerts": alerts,
                "stays": stays,
                "stalls": stalls,
            }
            book = self._notebook(given, others, has_heartbeats=sessions is not None)
            return save(book, path)
        with self._lock:
            frame, revisions = self.df, self._timeline.revisions
            marks = self.marks
        return report(
            frame,
            self._provenance(time_zone),
            path,
            counts=getattr(self._timeline, "counts", None),
            rules=getattr(self._timeline, "rules", ""),
            revisions=revisions,
            sessions=sessions,
            stays=stays,
            stalls=stalls,
            agenda=read_agenda(agenda) if isinstance(agenda, (str, Path)) else agenda,
            marks=marks,
            usual=usual,
            alerts=alerts,
            start=start,
            end=end,
        )

    def file(
        self,
        file_format: str,
        *,
        time_zone: str = "UTC",
        window: tuple[Any, Any] | None = None,
    ) -> File:
        """Give all slots, or those of a window, as the bytes of a file; see `export`.

        Raises
        ------
        ConfigurationError
            If the format or the zone is unknown, or the window cannot be used.
        """
        return to_file(*self._wanted(time_zone, window), file_format)

    def _wanted(
        self, time_zone: str, pair: tuple[Any, Any] | None
    ) -> tuple[pd.DataFrame, Provenance]:
        """Give the rows that are wanted, and where they come from."""
        provenance, frame = self._provenance(time_zone), self.df
        if pair is None:
            return frame, provenance
        window = window_of(frame, pair, time_zone)
        return window.of(frame), replace(provenance, window=window)

    def _provenance(self, time_zone: str) -> Provenance:
        return Provenance(
            event=self.event,
            source=self._origin,
            time_zone=time_zone,
            exported_at=SystemClock().now(),
            version=_VERSION,
            counting=self._timeline.counting,
            trouble=self._what_is_missing(),
        )

    def _what_is_missing(self) -> str:
        """Say what of the event is known to be damaged or missing, in sentences."""
        left_out = getattr(self._timeline, "left_out", None)
        told = [getattr(self, "trouble", ""), *getattr(left_out, "troubles", ())]
        return " ".join(filter(None, told))

    def _notebook(
        self, given: dict[str, Any], others: dict[str, Any], *, has_heartbeats: bool
    ) -> bytes:
        """Give the notebook that computes the document again.

        Raises
        ------
        ConfigurationError
            If the event has no recording to compute it out of, or something is given
            that no cell can name.
        """
        recording = getattr(self, "path", None)
        if recording is None:
            raise ConfigurationError(
                "A notebook computes the document out of the event's recording, and this"
                " event has none: record it, and report what ww.open gives."
            )
        odd = [name for name, value in others.items() if not _is_nothing(value)]
        if not isinstance(given["agenda"], (str, Path, NoneType)):
            odd.append("agenda")
        if odd:
            raise ConfigurationError(
                f"A notebook cannot name what is in memory, and {odd[0]} is: leave it out,"
                " give an agenda by its file, or report to a file that ends in .html."
            )
        said = {name: str(value) for name, value in given.items() if value is not None}
        zone = self._provenance(given["time_zone"]).zone
        first = self._timeline.first or 0
        for name in ("start", "end"):
            if name in said:
                # The cells know no zone of the document.
                said[name] = moment_in(given[name], first, zone).isoformat()
        name = self.event.name or self.event.id
        return to_ipynb(name, str(recording), said, has_heartbeats=has_heartbeats)


def _is_nothing(told: Any) -> bool:
    return told is None or (isinstance(told, (list, tuple)) and not told)
