"""`liveStream` and its cue points: the entries, and whether they are broadcasting."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.action import Action, Call, Level, Service
from webcast_widget.simulator.api.errors import entry_not_found
from webcast_widget.simulator.api.paging import page
from webcast_widget.simulator.api.responses import Result, api_object
from webcast_widget.simulator.api.values import as_bool, as_object, as_text
from webcast_widget.timeline.slots import MINUTE_S

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.simulation import Simulation

PREPARED_S = 24 * 60 * MINUTE_S
"""The entry was made a day before the event."""

LIVE_STREAM_ENTRY = 7
LIVE_STREAM_MEDIA = 201
LIVE_STREAM_SOURCE = "32"
READY = 2
ENABLED = 1
DVR_WINDOW_MIN = 120


def services(account: Account) -> dict[str, Service]:
    """Give the services that tell of entries."""

    def find(entry_id: str) -> Simulation:
        if entry_id not in account.entries:
            raise entry_not_found(entry_id)
        return account.entries[entry_id]

    def get(call: Call) -> Result:
        return get_entry(find(as_text(call.params.get("entryId"))))

    def is_live(call: Call) -> Result:
        return find(as_text(call.params.get("id"))).is_live()

    return {
        "livestream": {
            "get": Action(get, ("entryId",), Level.WIDGET),
            "islive": Action(is_live, ("id", "protocol"), Level.WIDGET),
            "list": Action(lambda call: list_entries(account, call)),
        },
        "cuepoint_cuepoint": {
            "list": Action(list_cue_points, level=Level.WIDGET),
        },
    }


def get_entry(simulation: Simulation) -> Result:
    """Answer `liveStream.get`: the entry's name and its broadcast so far."""
    now = simulation.now()
    scenario = simulation.scenario
    started = now >= simulation.start
    return api_object(
        "KalturaLiveStreamEntry",
        {
            "mediaType": LIVE_STREAM_MEDIA,
            "sourceType": LIVE_STREAM_SOURCE,
            "recordedEntryId": recording_of(scenario.entry_id) if started else None,
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


def recording_of(entry_id: str) -> str:
    """Give the id of the entry that the broadcast is recorded into."""
    return f"1_{hashlib.sha256(entry_id.encode()).hexdigest()[:8]}"


def list_entries(account: Account, call: Call) -> Result:
    """Answer `liveStream.list`: the entries that the filter lets through."""
    query = as_object(call.params.get("filter"))
    only = query.get("idIn") or query.get("idEqual")
    found = account.named(as_text(only) if only else None)
    live = as_bool(query.get("isLive"))
    if live is not None:
        found = [one for one in found if one.is_live() is live]
    name = as_text(query.get("nameLike")).lower()
    found = [one for one in found if name in one.scenario.entry_name.lower()]
    return api_object(
        "KalturaLiveStreamListResponse",
        {
            "objects": page([get_entry(one) for one in found], call.params),
            "totalCount": len(found),
        },
    )


def list_cue_points(_: Call) -> Result:
    """Answer `cuePoint_cuePoint.list`: a simulated event has none."""
    return api_object("KalturaCuePointListResponse", {"objects": [], "totalCount": 0})
