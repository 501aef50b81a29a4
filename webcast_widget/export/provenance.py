"""Where the numbers of a file come from: the event, the source, the time zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.metrics import METRICS
from webcast_widget.timeline.origin import without_secrets
from webcast_widget.timeline.schema import DTYPES, INDEX
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from webcast_widget.timeline.records import Event

UTC: Final = "UTC"

INDEX_UNIT: Final = "time"
"""Unit of the index; the metrics of the registry name the others."""
INDEX_MEANING: Final = f"Start of the {SLOT_S}-second slot that the row is about."


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
            "time zone": self.time_zone,
            "exported at": moment.tz_convert(self.zone).isoformat(),
            "version": self.version,
        }


def units() -> dict[str, str]:
    """Give the unit of every column of the frame, its index first."""
    return {INDEX: INDEX_UNIT} | {name: METRICS[name].unit for name in DTYPES}


def _range(frame: pd.DataFrame, zone: ZoneInfo) -> str:
    """Say from when to when: the end is that of the last slot."""
    if len(frame) == 0:
        return "empty"
    first, last = frame.index[0], frame.index[-1] + pd.Timedelta(seconds=SLOT_S)
    return " to ".join(at.tz_convert(zone).isoformat() for at in (first, last))
