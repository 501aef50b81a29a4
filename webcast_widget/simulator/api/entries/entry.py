"""An event as the API's objects: the live entry, its recording, its state."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.responses import api_object
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.result import Result
    from webcast_widget.simulator.simulation import Simulation

PREPARED_S = 24 * 60 * MINUTE_S
"""The entry was made a day before the event."""

# The vendor's enumerations, as far as an event has them.
LIVE_STREAM_ENTRY, MEDIA_ENTRY = 7, 1
LIVE_STREAM_MEDIA, VIDEO = 201, 1
LIVE_STREAM_SOURCE, RECORDED_SOURCE = "32", "33"
READY, ENABLED = 2, 1
APPENDED_RECORD_STATUS = 1
NOT_RECORDING, RECORDING = 0, 2
STOPPED, PLAYABLE = 0, 1
OFFLINE_BROADCAST, LIVE_BROADCAST = 1, 3
ALLOW_ALL_VIEWS = 1
DVR_WINDOW_MIN = 120


def live_entry(simulation: Simulation) -> dict[str, Result]:
    """Make a KalturaLiveStreamEntry: the event's name and its broadcast so far."""
    now, start, end = simulation.now(), simulation.start, simulation.end
    started, is_live = now >= start, simulation.is_live()
    return _entry(
        simulation,
        "KalturaLiveStreamEntry",
        {
            "mediaType": LIVE_STREAM_MEDIA,
            "sourceType": LIVE_STREAM_SOURCE,
            "recordStatus": APPENDED_RECORD_STATUS,
            "recordingStatus": RECORDING if is_live else NOT_RECORDING,
            "recordedEntryId": recording_of(simulation) if started else None,
            "dvrStatus": ENABLED,
            "dvrWindow": DVR_WINDOW_MIN,
            "liveStatus": PLAYABLE if is_live else STOPPED,
            "viewMode": ALLOW_ALL_VIEWS,
            "explicitLive": False,
            "firstBroadcast": start if started else None,
            "lastBroadcast": start if started else None,
            "lastBroadcastEndTime": end if now >= end else None,
            "currentBroadcastStartTime": start if is_live else None,
            "id": simulation.scenario.entry_id,
            "type": LIVE_STREAM_ENTRY,
            "createdAt": start - PREPARED_S,
            "updatedAt": start if started else start - PREPARED_S,
        },
    )


def recorded_entry(simulation: Simulation) -> dict[str, Result]:
    """Make the KalturaMediaEntry that the broadcast is recorded into."""
    until = min(int(simulation.now()), simulation.end)
    return _entry(
        simulation,
        "KalturaMediaEntry",
        {
            "mediaType": VIDEO,
            "sourceType": RECORDED_SOURCE,
            "duration": until - simulation.start,
            "msDuration": 1000 * (until - simulation.start),
            "id": recording_of(simulation),
            "rootEntryId": simulation.scenario.entry_id,
            "type": MEDIA_ENTRY,
            "createdAt": simulation.start,
            "updatedAt": until,
        },
    )


def _entry(
    simulation: Simulation, kind: str, facts: dict[str, Result]
) -> dict[str, Result]:
    scenario = simulation.scenario
    common: dict[str, Result] = {
        "name": scenario.entry_name,
        "partnerId": scenario.partner_id,
        "status": READY,
    }
    return api_object(kind, facts | common)


def details(simulation: Simulation) -> Result:
    """Answer `liveStream.getDetails`: what viewers can see now.

    As the vendor's server (api_v3/services/LiveStreamService.php,
    `getDetailsAction`); there is no second stream.
    """
    is_live = simulation.is_live()
    return api_object(
        "KalturaLiveStreamDetails",
        {
            "primaryStreamStatus": PLAYABLE if is_live else STOPPED,
            "secondaryStreamStatus": STOPPED,
            "viewMode": ALLOW_ALL_VIEWS,
            "wasBroadcast": simulation.now() >= simulation.start,
            "broadcastStatus": LIVE_BROADCAST if is_live else OFFLINE_BROADCAST,
        },
    )


def recordings(account: Account) -> dict[str, Simulation]:
    """Give the events that have begun, by the ids of their recordings."""
    return {
        recording_of(one): one for one in account.named(None) if one.now() >= one.start
    }


def recording_of(simulation: Simulation) -> str:
    """Give the id of the entry that the broadcast is recorded into."""
    return f"1_{hashlib.sha256(simulation.scenario.entry_id.encode()).hexdigest()[:8]}"
