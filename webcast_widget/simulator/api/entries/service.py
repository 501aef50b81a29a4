"""The services that tell of events: `liveStream`, `baseEntry`, `media`, cue points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.api.call import Action, Call, Level, Service
from webcast_widget.simulator.api.entries import cue_points, entry
from webcast_widget.simulator.api.errors import ApiError
from webcast_widget.simulator.api.responses import api_object, profiled
from webcast_widget.simulator.api.values import as_bool, as_object, as_text, page

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.result import Result
    from webcast_widget.simulator.simulation import Simulation


def services(account: Account) -> dict[str, Service]:
    """Give the services that tell of entries."""

    def live(call: Call, name: str) -> Simulation:
        entry_id = as_text(call.params.get(name))
        if entry_id not in account.entries:
            raise ApiError("ENTRY_ID_NOT_FOUND", entry_id)
        return account.entries[entry_id]

    def get(call: Call) -> Result:
        return profiled(entry.live_entry(live(call, "entryId")), call.params)

    def get_any(call: Call) -> Result:
        recorded = entry.recordings(account).get(as_text(call.params.get("entryId")))
        if recorded is None:
            return get(call)
        return profiled(entry.recorded_entry(recorded), call.params)

    def details(call: Call) -> Result:
        return entry.details(live(call, "id"))

    def is_live(call: Call) -> Result:
        return live(call, "id").is_live()

    def cues(call: Call) -> Result:
        return cue_points.answer(account, call.params)

    # Since 2020 the protocol may be left out (api_v3/services/LiveStreamService.php,
    # `isLiveAction`).
    asked = ("id",) if account.is_kava else ("id", "protocol")
    return {
        "livestream": {
            "get": Action(get, ("entryId",), Level.WIDGET),
            "getdetails": Action(details, ("id",), Level.WIDGET),
            "islive": Action(is_live, asked, Level.WIDGET),
            "list": Action(lambda call: list_live(account, call)),
        },
        "baseentry": {"get": Action(get_any, ("entryId",), Level.WIDGET)},
        "media": {"list": Action(lambda call: list_media(account, call))},
        "cuepoint_cuepoint": {"list": Action(cues, level=Level.WIDGET)},
    }


def list_live(account: Account, call: Call) -> Result:
    """Answer `liveStream.list`: the entries that the filter lets through."""
    query = as_object(call.params.get("filter"))
    only = query.get("idIn") or query.get("idEqual")
    live, name = as_bool(query.get("isLive")), as_text(query.get("nameLike")).lower()
    found = [
        one
        for one in account.named(as_text(only) if only else None)
        if live in {None, one.is_live()} and name in one.scenario.entry_name.lower()
    ]
    return _listed("LiveStream", [entry.live_entry(one) for one in found], call)


def list_media(account: Account, call: Call) -> Result:
    """Answer `media.list`: the recordings of the broadcasts so far."""
    query = as_object(call.params.get("filter"))
    only = as_text(query.get("idIn") or query.get("idEqual"))
    root = as_text(query.get("rootEntryIdIn") or query.get("rootEntryIdEqual"))
    found = [
        entry.recorded_entry(one)
        for recording, one in entry.recordings(account).items()
        if (not only or recording in only.split(","))
        and (not root or one.scenario.entry_id in root.split(","))
    ]
    return _listed("Media", found, call)


def _listed(kind: str, found: list[dict[str, Result]], call: Call) -> Result:
    objects: list[Result] = [profiled(one, call.params) for one in found]
    return api_object(
        f"Kaltura{kind}ListResponse",
        {"objects": page(objects, call.params), "totalCount": len(objects)},
    )
