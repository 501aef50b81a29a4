"""Simulated events: what their players sent, and what the vendor's API said of it.

The simulator's loops and the API's arithmetic share no code with the room tested.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pandas as pd

from webcast_widget.simulator import Account, Scenario, Simulation, create_app
from webcast_widget.simulator.raw_files import RawFiles
from webcast_widget.timeline.clock import ManualClock

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_700_003_007.0
MINUTE_S = 60
SLOT_S = 10
EVENTS = 20
GENERATIONS = {"kaltura-2015": "live_analytics", "kava": "kava"}


@dataclass(frozen=True)
class Simulated:
    """Some events that went by.

    Attributes
    ----------
    folder
        Where the raw files of all of them are, mixed.
    truth
        By entry, the sums over slots by the simulator's own loops.
    served
        By entry, what the API answered: `live`, `dvr`, `plays` by slot, and
        `bitrate` and `buffering` of the slot's minute.
    """

    folder: Path
    truth: dict[str, pd.DataFrame]
    served: dict[str, pd.DataFrame]

    @property
    def table(self) -> Path:
        return self.folder / "heartbeats.parquet"


def scenario(number: int, generation: str) -> Scenario:
    return Scenario(
        seed=100 + number,
        viewers=3 + 2 * number,
        started_ago_s=2400 + 37 * number,
        duration_s=400 + 20 * number,
        outage_s=(0, 30, 60)[number % 3],
        entry_id=f"1_event{number:02d}",
        generation=generation,
    )


def simulated(rules: str, folder: Path) -> Simulated:
    clock = ManualClock(NOW)
    events = [
        Simulation(scenario(number, GENERATIONS[rules]), clock)
        for number in range(EVENTS)
    ]
    files = RawFiles(folder)
    for event in events:
        event.raw_files = files
    files.close(events)
    pd.read_parquet(folder / "heartbeats.parquet").to_csv(
        folder / "heartbeats.csv", index=False
    )
    truth = {event.scenario.entry_id: event.truth() for event in events}
    return Simulated(folder, truth, asyncio.run(_served(events, rules)))


async def _served(events: list[Simulation], rules: str) -> dict[str, pd.DataFrame]:
    app = create_app(Account(*events))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://127.0.0.1"
    ) as http:
        secret = events[0].scenario.user_secret
        start = {"secret": secret, "partnerId": events[0].scenario.partner_id}
        url = "/api_v3/service/session/action/start"
        ks = (await http.post(url, json={"format": 1, **start})).json()
        return {
            event.scenario.entry_id: await _served_one(http, ks, event, rules)
            for event in events
        }


async def _served_one(
    http: httpx.AsyncClient, ks: str, event: Simulation, rules: str
) -> pd.DataFrame:
    entry = event.scenario.entry_id
    # KAVA's servers answer live=1 only while on the air; those of 2015 need it.
    live = {"live": 1} if rules == "kaltura-2015" else {}

    def asked(report: str, first: int, last: int) -> dict[str, Any]:
        return {
            "service": "liveReports",
            "action": "getEvents" if report == "ENTRY_TIME_LINE" else "getReport",
            "reportType": report,
            "filter": {"entryIds": entry, "fromTime": first, "toTime": last, **live},
        }

    async def ask(calls: list[dict[str, Any]]) -> list[Any]:
        body = {str(number): call for number, call in enumerate(calls)}
        url = "/api_v3/service/multirequest"
        answer: list[Any] = (
            await http.post(url, json={**body, "ks": ks, "format": 1})
        ).json()
        return answer

    first, last = event.start - MINUTE_S, int(NOW) // MINUTE_S * MINUTE_S
    ((graph,),) = await ask([{**asked("ENTRY_TIME_LINE", first, last)}])
    points = [point.split(",") for point in graph["data"].split(";")[:-1]]
    viewers = {int(point[0]): (int(point[1]), int(point[2])) for point in points}
    slots = range(min(viewers) - MINUTE_S, max(viewers) + 2 * MINUTE_S, SLOT_S)
    minutes = sorted({slot // MINUTE_S * MINUTE_S for slot in slots})
    of_slots = await ask([asked("ENTRY_TOTAL", slot, slot) for slot in slots])
    of_minutes = await ask(
        [asked("ENTRY_TOTAL", minute, minute + MINUTE_S - SLOT_S) for minute in minutes]
    )
    plays = {
        slot: int(answer["objects"][0]["plays"])
        for slot, answer in zip(slots, of_slots, strict=True)
        if answer["objects"]
    }
    quality = {
        minute: (
            float(answer["objects"][0]["avgBitrate"]),
            float(answer["objects"][0]["bufferTime"]),
        )
        for minute, answer in zip(minutes, of_minutes, strict=True)
        if answer["objects"]
    }
    rows = [
        {
            "slot": slot,
            "live": viewers.get(slot, (None, None))[0],
            "dvr": viewers.get(slot, (None, None))[1],
            "plays": plays[slot],
            "bitrate": quality[slot // MINUTE_S * MINUTE_S][0],
            "buffering": quality[slot // MINUTE_S * MINUTE_S][1],
        }
        for slot in sorted(plays)
    ]
    return pd.DataFrame(rows).set_index("slot")
