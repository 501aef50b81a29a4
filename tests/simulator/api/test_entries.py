"""`liveStream.list` and the cue points: which entries there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.simulator.conftest import Api
from webcast_widget.simulator import Account, Scenario, Simulation, create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from webcast_widget.timeline.clock import ManualClock

NAMES = {"1_a": "Quarterly town hall", "1_b": "All hands", "1_c": "Town meeting"}


@pytest.fixture
async def api(clock: ManualClock) -> AsyncIterator[Api]:
    """Three events, of which the last is over."""
    account = Account(
        *(
            Simulation(
                Scenario(
                    viewers=1,
                    entry_id=entry_id,
                    entry_name=name,
                    started_ago_s=1200,
                    duration_s=600 if entry_id == "1_c" else 3600,
                ),
                clock,
            )
            for entry_id, name in NAMES.items()
        )
    )
    transport = httpx.ASGITransport(create_app(account))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost"
    ) as http:
        api = Api(http, account.main)
        api.ks = await api.start()
        yield api


@pytest.mark.parametrize(
    ("wishes", "ids"),
    [
        # By name.
        ({}, ["1_b", "1_a", "1_c"]),
        ({"filter": {"idIn": "1_c,1_a,0_none"}}, ["1_a", "1_c"]),
        ({"filter": {"idEqual": "1_b"}}, ["1_b"]),
        ({"filter": {"isLive": 1}}, ["1_b", "1_a"]),
        ({"filter": {"isLive": "false"}}, ["1_c"]),
        ({"filter": {"nameLike": "TOWN"}}, ["1_a", "1_c"]),
        ({"filter": {"nameLike": "nothing"}}, []),
    ],
)
async def test_which_entries(api: Api, wishes: dict[str, Any], ids: list[str]) -> None:
    answer = await api.call("liveStream", "list", **wishes)
    assert [entry["id"] for entry in answer["objects"]] == ids
    assert answer["totalCount"] == len(ids)
    assert answer["objectType"] == "KalturaLiveStreamListResponse"


async def test_pages_of_entries(api: Api) -> None:
    found = []
    for index in (1, 2, 3):
        pager = {"pageSize": 2, "pageIndex": index}
        answer = await api.call("liveStream", "list", pager=pager)
        assert answer["totalCount"] == 3
        found.append([entry["id"] for entry in answer["objects"]])
    assert found == [["1_b", "1_a"], ["1_c"], []]


async def test_what_an_entry_says(api: Api, clock: ManualClock) -> None:
    over = await api.call("liveStream", "get", entryId="1_c")
    live = await api.call("liveStream", "get", entryId="1_a")
    for entry in (over, live):
        assert (entry["sourceType"], entry["dvrStatus"]) == ("32", 1)
        assert entry["firstBroadcast"] == entry["lastBroadcast"]
        assert entry["firstBroadcast"] == pytest.approx(clock.now() - 1200, abs=60)
    assert over["lastBroadcastEndTime"] == over["firstBroadcast"] + 600
    assert "lastBroadcastEndTime" not in live
    assert over["recordedEntryId"] != live["recordedEntryId"]


async def test_no_other_kinds_of_cue_points(api: Api) -> None:
    query = {
        "entryIdEqual": "1_a",
        "cuePointTypeIn": "adCuePoint.Ad,thumbCuePoint.Thumb",
    }
    assert await api.call("cuePoint_cuePoint", "list", filter=query) == {
        "objects": [],
        "totalCount": 0,
        "objectType": "KalturaCuePointListResponse",
    }
