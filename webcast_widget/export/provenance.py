"""Where the numbers of a file come from: the event, the source, the time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.cadence import LONG_GAP, cadence_of, in_seconds
from webcast_widget.timeline.figures import DTYPES, FIGURES, INDEX
from webcast_widget.timeline.origin import without_secrets

if TYPE_CHECKING:
    from webcast_widget.export.window import Window
    from webcast_widget.timeline.records import Event

UTC: Final = "UTC"

INDEX_UNIT: Final = "time"
"""Unit of the index; the metrics of the registry name the others."""
INDEX_MEANING: Final = "Start of the slot that the row is about."

CADENCE: Final = "cadence"
"""The fact that says how often the source counts."""

WINDOW: Final = "window"
"""The fact that says which part of the event a file holds; not there in one of all."""

INCOMPLETE: Final = "incomplete"
"""The fact that says what is damaged or missing; there only where something is."""

_SECONDS: Final = re.compile(r"(\d{1,8}) s\b")


@dataclass(frozen=True)
class Provenance:
    """Where the numbers of a file come from.

    Parameters
    ----------
    event
        The event, as its source names it: text that nobody has checked.
    source
        What gave the numbers, such as the URL of the service. The user, the query
        and the fragment of a URL are left out of files, as secrets live there.
    exported_at
        When the file was made, epoch seconds.
    version
        Version of this package that made it.
    time_zone
        IANA name of the zone that the file's times are written in.
    counting
        How the live viewers were counted, in words; empty where heartbeats were.
    trouble
        What of the event is known to be damaged or missing, in sentences; empty when
        nothing is. Every file says it.
    window
        Which part of the event the file holds; None for all of it.

    Raises
    ------
    ConfigurationError
        If there is no such time zone.
    """

    event: Event
    source: str
    exported_at: float
    version: str
    time_zone: str = UTC
    counting: str = ""
    trouble: str = ""
    window: Window | None = None

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
            raise ConfigurationError(
                f"There is no time zone {self.time_zone!r}: give an IANA name such as"
                ' "UTC" or "Europe/Paris".'
            ) from None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the file's times."""
        return ZoneInfo(self.time_zone)

    def facts(self, frame: pd.DataFrame) -> dict[str, str]:
        """Give the provenance of a frame as names and texts, in reading order.

        Parameters
        ----------
        frame
            The frame that is exported; its index says the range.
        """
        moment = pd.Timestamp(self.exported_at, unit="s", tz=UTC).floor("s")
        return {
            "event id": self.event.id,
            "event name": self.event.name,
            "source": without_secrets(self.source),
            "range": _range(frame, self.zone),
            **({WINDOW: self.window.told(frame, self.zone)} if self.window else {}),
            "time zone": self.time_zone,
            CADENCE: _cadence(frame),
            **({"counting": self.counting} if self.counting else {}),
            **({INCOMPLETE: self.trouble} if self.trouble else {}),
            "exported at": moment.tz_convert(self.zone).isoformat(),
            "version": self.version,
        }


def units() -> dict[str, str]:
    """Give the unit of every column of the frame, its index first."""
    return {INDEX: INDEX_UNIT} | {name: FIGURES[name].unit for name in DTYPES}


def ends(frame: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give when the first slot of a frame with any begins, and when the last ends."""
    length = pd.Timedelta(seconds=cadence_of(None, frame))
    return frame.index[0], frame.index[-1] + length


def told_cadence(fact: str) -> int | None:
    """Read a cadence as `Provenance.facts` tells it; None where it does not.

    >>> told_cadence("60 s; of a gap ...")
    60
    """
    found = _SECONDS.match(fact)
    return int(found[1]) if found else None


def _cadence(frame: pd.DataFrame) -> str:
    """Say how often there is a row, and what is left out of long gaps."""
    return (
        f"{in_seconds(cadence_of(None, frame))}; of a gap of more than {LONG_GAP} slots the first"
        " and the last have a row"
    )


def _range(frame: pd.DataFrame, zone: ZoneInfo) -> str:
    """Say from when to when: the end is that of the last slot."""
    if len(frame) == 0:
        return "empty"
    return " to ".join(at.tz_convert(zone).isoformat() for at in ends(frame))
