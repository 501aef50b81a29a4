"""What the vendor's pages ask beside the reports: entries, their state, cue points."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from tests.simulator.conformance.conftest import ENTRY

if TYPE_CHECKING:
    from tests.simulator.conformance.conftest import Serve
    from webcast_widget.timeline.clock import ManualClock


async def test_the_run_sheet_comes_as_cue_points(
    serve: Serve, clock: ManualClock
) -> None:
    server = await serve(duration_s=3600, viewers=400, started_ago_s=2000)
    start = server.simulation.start
    query = {"entryIdEqual": ENTRY, "cuePointTypeEqual": "codeCuePoint.Code"}

    async def titles() -> list[tuple[str, int]]:
        answer = await server.call("cuePoint_cuePoint", "list", filter=query)
        assert answer["totalCount"] == len(answer["objects"])
        for one in answer["objects"]:
            assert (
                one["createdAt"]
                == one["triggeredAt"]
                == start + one["startTime"] // 1000
            )
        return [(one["code"], one["createdAt"] - start) for one in answer["objects"]]

    # Those to come are not told yet.
    assert await titles() == [
        ("Welcome", 0),
        ("Results", 576),
        ("Compliance update", 1728),
    ]
    clock.moment = start + 3600.0
    await server.begin()
    assert await titles() == [
        (title, at) for at, title in server.simulation.scenario.agenda
    ]


async def test_questions_and_announcements_for_the_players(
    serve: Serve, clock: ManualClock
) -> None:
    server = await serve(duration_s=3600, viewers=400)
    clock.moment = server.simulation.start + 3600.0
    await server.begin()
    name = "QandA_ResponseProfile"
    answer = await server.call(
        "cuepoint_cuepoint",
        "list",
        filter={"entryIdEqual": ENTRY, "tagsLike": "qna"},
        responseProfile={
            "type": 1,
            "fields": "id,text",
            "relatedProfiles": [{"name": name}],
        },
        pager={"pageSize": 500},
    )
    kinds: Counter[str] = Counter()
    for one in answer["objects"]:
        assert set(one) == {"id", "text", "relatedObjects", "objectType"}
        (metadata,) = one["relatedObjects"][name]["objects"]
        assert metadata["objectId"] == one["id"]
        kinds[metadata["xml"]] += 1
    assert kinds == {
        "<metadata><Type>Announcement</Type><State>None</State></metadata>": 5,
        "<metadata><Type>Question</Type><State>Pending</State></metadata>": 10,
    }
    written = await server.post(
        "cuepoint_cuepoint",
        "list",
        filter={"entryIdEqual": ENTRY, "tagsLike": "qna"},
        responseProfile={"relatedProfiles": [{"name": "a&b"}]},
        format=2,
    )
    related = ET.fromstring(written.text).find("result/objects/item/relatedObjects")  # noqa: S314 - the simulator wrote it
    assert related is not None
    assert [part.tag for part in related[0]][:3] == ["itemKey", "objectType", "objects"]
    assert related[0][0].text == "a&b"
    plain = await server.call(
        "cuepoint_cuepoint", "list", filter={"entryIdEqual": ENTRY, "tagsLike": "qna"}
    )
    assert all("relatedObjects" not in one for one in plain["objects"])
    asked = [one for one in plain["objects"] if one["userId"] != "producer"]
    begins = server.simulation.agenda()[-1][0]
    assert all(begins <= one["createdAt"] < server.simulation.end for one in asked)


async def test_the_state_of_a_broadcast(serve: Serve, clock: ManualClock) -> None:
    server = await serve(duration_s=3600)
    start = server.simulation.start
    entry = await server.call("liveStream", "get", entryId=ENTRY)
    assert entry == await server.call("baseEntry", "get", entryId=ENTRY)
    assert (entry["liveStatus"], entry["recordStatus"]) == (1, 1)
    assert entry["currentBroadcastStartTime"] == start
    assert await server.call("liveStream", "getDetails", id=ENTRY) == {
        "primaryStreamStatus": 1,
        "secondaryStreamStatus": 0,
        "viewMode": 1,
        "wasBroadcast": True,
        "broadcastStatus": 3,
        "objectType": "KalturaLiveStreamDetails",
    }
    # Since 2020 the protocol may be left out.
    assert await server.call("liveStream", "isLive", id=ENTRY) is True
    clock.moment = start + 3601.0
    assert await server.call("liveStream", "isLive", id=ENTRY) is False
    entry = await server.call("liveStream", "get", entryId=ENTRY)
    assert entry["liveStatus"] == 0
    assert "currentBroadcastStartTime" not in entry
    details = await server.call("liveStream", "getDetails", id=ENTRY)
    assert (details["primaryStreamStatus"], details["broadcastStatus"]) == (0, 1)


async def test_the_recording_is_an_entry_too(serve: Serve, clock: ManualClock) -> None:
    server = await serve(duration_s=3600)
    clock.moment = server.simulation.start + 3700.0
    live = await server.call("liveStream", "get", entryId=ENTRY)
    found = await server.call("media", "list", filter={"rootEntryIdEqual": ENTRY})
    (recorded,) = found["objects"]
    assert found["objectType"] == "KalturaMediaListResponse"
    assert recorded["id"] == live["recordedEntryId"]
    assert (recorded["duration"], recorded["rootEntryId"]) == (3600, ENTRY)
    assert recorded == await server.call("baseEntry", "get", entryId=recorded["id"])
    for query in ({"idIn": "0_other"}, {"rootEntryIdIn": "0_other"}):
        assert (await server.call("media", "list", filter=query))["totalCount"] == 0


@pytest.mark.parametrize(
    ("profile", "names"),
    [
        ({"type": 1, "fields": "id, name"}, {"id", "name"}),
        ({"type": "1", "fields": "nothing"}, set()),
        ({"fields": ""}, None),
        ("id", None),
    ],
)
async def test_a_response_profile_includes(
    serve: Serve, profile: Any, names: set[str] | None
) -> None:
    server = await serve()
    whole = await server.call("baseEntry", "get", entryId=ENTRY)
    some = await server.call("baseEntry", "get", entryId=ENTRY, responseProfile=profile)
    expected = set(whole) if names is None else names | {"objectType"}
    assert some == {name: whole[name] for name in expected}


async def test_a_response_profile_excludes(serve: Serve) -> None:
    server = await serve()
    profile = {"type": 2, "fields": "name,id"}
    whole = await server.call("liveStream", "list")
    some = await server.call("liveStream", "list", responseProfile=profile)
    (left,), (entry,) = some["objects"], whole["objects"]
    assert left == {k: v for k, v in entry.items() if k not in {"name", "id"}}
    assert some["totalCount"] == 1


@pytest.mark.parametrize(
    ("service", "action", "name"),
    [("baseEntry", "get", "entryId"), ("liveStream", "getDetails", "id")],
)
async def test_errors_of_the_entries(
    serve: Serve, service: str, action: str, name: str
) -> None:
    server = await serve()
    missing = await server.refusal(service, action)
    assert missing["code"] == "MISSING_MANDATORY_PARAMETER"
    unknown = await server.refusal(service, action, **{name: "0_none"})
    assert (unknown["code"], unknown["args"]) == (
        "ENTRY_ID_NOT_FOUND",
        {"ENTRY_ID": "0_none"},
    )
