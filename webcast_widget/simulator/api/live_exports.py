"""`liveReports.exportToCsv`: files that the vendor would mail a link to."""

from __future__ import annotations

import random
import string
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from webcast_widget.simulator.api import live_people
from webcast_widget.simulator.api.errors import entry_not_found, invalid_enum_value
from webcast_widget.simulator.api.live_reports import audience, totals
from webcast_widget.simulator.api.responses import Download, Result, api_object
from webcast_widget.simulator.api.values import (
    Params,
    as_enum,
    as_int,
    as_object,
    as_text,
)
from webcast_widget.timeline.slots import MINUTE_S, minute_of

if TYPE_CHECKING:
    from webcast_widget.simulator.api.live_ranges import Slots
    from webcast_widget.simulator.simulation import Simulation

SPAN_S = 36 * 3600
RULE = "------------------"
NAMES = {
    1: "all-entries",
    2: "live-now-entries",
    11: "audience",
    12: "audience",
    21: "location",
    22: "location-live-now",
    31: "referrers",
    32: "referrers-live-now",
}
ONE_ENTRY = 11
"""Types from this one on are of exactly one entry."""

MAX_KEPT = 100
MAX_ENTRIES = 500
LETTERS = string.ascii_lowercase + string.digits


class Exports:
    """The files that were exported, by their ids, newest last.

    Parameters
    ----------
    slots
        What they tell of.
    """

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.account = slots.account
        self._rng = random.Random(self.account.scenario.seed)

    def export(self, params: Params) -> Result:
        """Answer `liveReports.exportToCsv`: the job, before it is done."""
        asked = as_enum(params.get("reportType"))
        kind = as_int(asked)
        if str(kind) != asked or kind not in NAMES:
            raise invalid_enum_value(asked, "reportType", "KalturaLiveReportExportType")
        wishes = as_object(params.get("params"))
        ids = as_text(wishes.get("entryIds"))
        now = int(self.account.now())
        if kind >= ONE_ENTRY:
            if ids not in self.account.entries:
                raise entry_not_found(ids)
            lines = self._of_entry(kind, self.account.entries[ids], wishes, now)
        else:
            known = [part.strip() in self.account.entries for part in ids.split(",")]
            if ids and not all(known):
                raise entry_not_found(ids)
            lines = self._of_account(kind, ids or None, wishes, now)
        zone = as_int(wishes.get("timeZoneOffset"))
        stamps = "-".join(
            _local(moment, zone).strftime("%Y%m%d_%H%M%S")
            for moment in (now - SPAN_S, now)
        )
        entry = f"{ids}-" if kind >= ONE_ENTRY else ""
        salt = "".join(self._rng.choices(LETTERS, k=5))
        partner = self.account.scenario.partner_id
        name = f"0_{partner}_Export_{salt}_{NAMES[kind]}-{entry}{stamps}.csv"
        files = self.account.exports
        files[name] = "".join(f"{line}\n" for line in lines).encode()
        while len(files) > MAX_KEPT:
            del files[next(iter(files))]
        return api_object(
            "KalturaLiveReportExportResponse",
            {
                "referenceJobId": 100_000 + self._rng.randrange(900_000),
                "reportEmail": as_text(wishes.get("recpientEmail")),
            },
        )

    def serve(self, params: Params) -> Result:
        """Answer `liveReports.serveReport`: the file itself."""
        content = self.account.exports.get(as_text(params.get("id")))
        raise Download(content)

    def _of_entry(
        self, kind: int, simulation: Simulation, wishes: Params, now: int
    ) -> list[str]:
        is_live = kind % 10 == 2  # noqa: PLR2004 - the second of each pair
        zone = as_int(wishes.get("timeZoneOffset"))
        title = {1: "Audience", 2: "Location", 3: "Referrer"}[kind // 10]
        scenario = simulation.scenario
        head = [
            f"Report Type:,{title}",
            f"Entry Id:,{scenario.entry_id}",
            f'Entry Name:,"{scenario.entry_name}"',
            RULE,
            f"Time Range:,{_time(now - SPAN_S, zone)} - {_time(now, zone)}",
            RULE,
        ]
        query = self._query(scenario.entry_id, now - SPAN_S, now)
        if title == "Location":
            return [*head, *self._places(query, zone)]
        if title == "Referrer":
            pages = live_people.by_page(self.slots, query, "")
            return [
                *head,
                "Referrer,Visits",
                *(f'"{one["referrer"]}",{one["audience"]}' for one in _objects(pages)),
            ]
        return [
            *head,
            *self._quality(query, now, is_live=is_live),
            RULE,
            "DateTime,Audience,DVR",
            *(
                f"{_time(start, zone)},{live},{dvr}"
                for start, (live, dvr) in sorted(audience(self.slots, query).items())
            ),
        ]

    def _quality(self, query: Params, now: int, *, is_live: bool) -> list[str]:
        whole = self._totals(query)
        if not is_live:
            first, quality = f"Total Plays:,{whole['plays']}", whole
        else:
            ids = as_text(query["entryIds"])
            settled = audience(self.slots, self._query(ids, now - 60, now - 60))
            watching = sum(live + dvr for live, dvr in settled.values())
            first = f"Current Audience & DVR:,{watching}"
            quality = self._totals(self._query(ids, now - 60, now - 2))
        return [
            first,
            f"Seconds Viewed:,{whole['secondsViewed']}",
            "Average Buffering Time per Minute (seconds):,"
            f"{_rounded(quality['bufferTime'])}",
            f"Average Bitrate (kbps):,{_rounded(quality['avgBitrate'])}",
        ]

    def _places(self, query: Params, zone: int) -> list[str]:
        groups: dict[tuple[int, str, str], list[dict[str, Result]]] = {}
        for one in _objects(live_people.by_place(self.slots, query, "")):
            place = one["country"], one["city"]
            country, city = (one if isinstance(one, dict) else {} for one in place)
            minute = minute_of(float(str(one["timestamp"])))
            key = (minute, str(country["name"]), str(city["name"]))
            groups.setdefault(key, []).append({**one, **city})
        lines = [
            "Date,Country,City,Latitude,Longitude,Plays,Average Audience,Min Audience,"
            "Max Audience,Average DVR Audience,Min DVR Audience,Max DVR Audience,"
            "Average bitrate,Buffer time,Seconds viewed"
        ]
        for (minute, country_name, city_name), rows in sorted(groups.items()):
            facts = [
                _time(minute, zone),
                f'"{country_name}"',
                f'"{city_name}"',
                rows[0]["latitude"],
                rows[0]["longitude"],
                sum(_numbers(rows, "plays")),
            ]
            for name in ("audience", "dvrAudience"):
                counts = _numbers(rows, name)
                mean = round(sum(counts) / len(counts), 2)
                facts += [f"{mean:g}", f"{min(counts):g}", f"{max(counts):g}"]
            for name in ("avgBitrate", "bufferTime"):
                values = _numbers(rows, name)
                facts.append(f"{round(sum(values) / len(values), 2):g}")
            facts.append(sum(_numbers(rows, "secondsViewed")))
            lines.append(",".join(str(fact) for fact in facts))
        return lines

    def _of_account(
        self, kind: int, ids: str | None, wishes: Params, now: int
    ) -> list[str]:
        zone = as_int(wishes.get("timeZoneOffset"))
        is_live = kind == 2  # noqa: PLR2004 - PARTNER_TOTAL_LIVE
        lines = [
            "Entry Id,Entry name,First broadcast,Last broadcast,"
            f"{'Current Audience & DVR:' if is_live else 'Plays'},Peak Audience,"
            "Peak Dvr Audience,Seconds Viewed,Buffering Time,Average Bitrate"
        ]
        found = [one for one in self.account.named(ids) if one.is_live() or not is_live]
        for one in found[:MAX_ENTRIES]:
            entry_id = one.scenario.entry_id
            query = self._query(entry_id, now - SPAN_S, now)
            whole, series = self._totals(query), audience(self.slots, query).values()
            settled = audience(self.slots, self._query(entry_id, now - 60, now - 60))
            watching = sum(live + dvr for live, dvr in settled.values())
            facts = [
                entry_id,
                f'"{one.scenario.entry_name}"',
                _time(one.start, zone),
                _time(one.start, zone),
                watching if is_live else whole["plays"],
                max((live for live, _ in series), default=0),
                max((dvr for _, dvr in series), default=0),
                whole["secondsViewed"],
                _rounded(whole["bufferTime"]),
                _rounded(whole["avgBitrate"]),
            ]
            lines.append(",".join(str(fact) for fact in facts))
        return lines

    def _totals(self, query: Params) -> dict[str, Result]:
        rows = [
            slot
            for simulation in self.slots.entries(query)
            for _, slot in self.slots.reported(simulation, query)
        ]
        return totals(rows, is_kava=self.account.is_kava)

    def _query(self, ids: str, first: int, last: int) -> Params:
        # Without `live` the first store would give whole hours only.
        live = None if self.account.is_kava else True
        return {"entryIds": ids, "fromTime": first, "toTime": last, "live": live}


def _local(moment: int, zone: int) -> datetime:
    # The zone is in minutes with JavaScript's sign: two hours east is -120.
    shifted = moment - max(-24 * 60, min(24 * 60, zone)) * MINUTE_S
    return datetime.fromtimestamp(shifted, UTC)


def _time(moment: int, zone: int) -> str:
    return _local(moment, zone).strftime("%Y-%m-%d %H:%M:%S")


def _rounded(value: Result) -> str:
    number = round(float(str(value)), 2)
    return str(int(number) if number.is_integer() else number)


def _objects(results: list[Result]) -> list[dict[str, Result]]:
    return [one for one in results if isinstance(one, dict)]


def _numbers(rows: list[dict[str, Result]], name: str) -> list[float]:
    return [float(str(row[name])) for row in rows]
