"""`liveStream`: the entry, and whether it is broadcasting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.api.errors import entry_not_found
from webcast_widget.simulator.api.responses import Result, api_object
from webcast_widget.simulator.api.values import Params, as_text
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    from webcast_widget.simulator.simulation import Simulation

PREPARED_S = 24 * 60 * MINUTE_S
"""The entry was made a day before the event."""

LIVE_STREAM_ENTRY = 7
LIVE_STREAM_MEDIA = 201
READY = 2
ENABLED = 1
DVR_WINDOW_MIN = 120


def get_entry(simulation: Simulation, params: Params) -> Result:
    """Answer `liveStream.get`: the entry's name and its broadcast so far."""
    now = simulation.now()
    scenario = simulation.scenario
    _find(simulation, params, "entryId")
    started = now >= simulation.start
    return api_object(
        "KalturaLiveStreamEntry",
        {
            "mediaType": LIVE_STREAM_MEDIA,
            "dvrStatus": ENABLED,
            "dvrWindow": DVR_WINDOW_MIN,
            "firstBroadcast": simulation.start if started else None,
            "lastBroadcast": simulation.start if started else None,
            "lastBroadcastEndTime": simulation.end if now >= simulation.end else None,
            "id": scenario.entry_id,
            "name": scenario.entry_name,
            "partnerId": scenario.partner_id,
            "status": READY,
            "type": LIVE_STREAM_ENTRY,
            "createdAt": simulation.start - PREPARED_S,
            "updatedAt": simulation.start if started else simulation.start - PREPARED_S,
        },
    )


def is_live(simulation: Simulation, params: Params) -> Result:
    """Answer `liveStream.isLive`: a bare true or false."""
    _find(simulation, params, "id")
    return simulation.is_live()


def _find(simulation: Simulation, params: Params, name: str) -> None:
    entry_id = as_text(params.get(name))
    if entry_id != simulation.scenario.entry_id:
        raise entry_not_found(entry_id)
