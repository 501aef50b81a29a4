"""What a player sends to the collector every ten seconds of playback."""

from __future__ import annotations

from typing import NamedTuple

LIVE = 1
"""Event type of a player at the live edge."""

DVR = 2
"""Event type of a player that plays behind the live edge."""

FIRST = 1
"""Event index of the first heartbeat of a session: the play."""

UNKNOWN_BITRATE = -1
"""What a player sends before it has chosen a rendition."""

MAX_BUFFER_CS = 1000
"""A heartbeat covers ten seconds, so it cannot tell of more buffering (1/100 s)."""


class Heartbeat(NamedTuple):
    """One heartbeat as the collector logs it; moments are epoch seconds, UTC."""

    time: int  # when the collector logged it
    arrives: int  # from when on the backend has counted it
    session: str
    event_type: int  # `LIVE` or `DVR`
    event_index: int  # 1 for the first of a session, then one more each time
    bitrate: int  # of the selected rendition, kbps; negative when unknown
    buffer_cs: int  # since the last heartbeat, in hundredths of a second
    # Seconds field (0 to 59) of the date text that the collector answered to the first
    # heartbeat after playing (re)started; None before there is one.
    start_second: int | None
    person: int = -1  # of the viewer, as `People` has it; -1 for nobody in particular
    is_error: bool = False  # no heartbeat, but an error that the player reports
