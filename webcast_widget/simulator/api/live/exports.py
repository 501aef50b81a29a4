"""`liveReports.exportToCsv`: files that the vendor would mail a link to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.errors import ApiError
from webcast_widget.simulator.api.live.reports import audience
from webcast_widget.simulator.api.live.totals import totals
from webcast_widget.simulator.api.responses import api_object
from webcast_widget.simulator.api.values import (
    Params,
    as_enum,
    as_int,
    as_object,
    as_text,
)
from webcast_widget.timeline.slots import MINUTE_S, minute_of

if TYPE_CHECKING:
    from webcast_widget.simulator.api.call import Call
    from webcast_widget.simulator.api.files import Files
    from webcast_widget.simulator.api.live.crowds import Crowds
    from webcast_widget.simulator.counting import SlotCounts
    from webcast_widget.simulator.people import Place
    from webcast_widget.simulator.result import Result
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
"""Types from this one on are of exactly one entry; the second of a pair is of now."""

MAX_ENTRIES = 500
SERVE = "service/liveReports/action/serveReport"


class Exports:
    """Writes the live reports to files, and keeps them for who has the link."""

    def __init__(self, crowds: Crowds, files: Files) -> None:
        self.crowds = crowds
        self.slots = crowds.slots
        self.account = self.slots.account
        self.files = files

    def export(self, call: Call) -> Result:
        """Answer `liveReports.exportToCsv`: the job, before it is done."""
        asked = as_enum(call.params.get("reportType"))
        kind = as_int(asked)
        if str(kind) != asked or kind not in NAMES:
            raise ApiError(
                "INVALID_ENUM_VALUE", asked, "reportType", "KalturaLiveReportExportType"
            )
        wishes = as_object(call.params.get("params"))
        ids, entries = as_text(wishes.get("entryIds")), self.account.entries
        known = [part.strip() in entries for part in ids.split(",")]
        if ids not in entries if kind >= ONE_ENTRY else ids and not all(known):
            raise ApiError("ENTRY_ID_NOT_FOUND", ids)
        file = File(self, wishes, is_live=kind % 10 == 2)  # noqa: PLR2004 - the second
        lines = (
            file.of_account(ids or None)
            if kind < ONE_ENTRY
            else file.of_entry(entries[ids], kind // 10)
        )
        stamps = "-".join(
            file.local(moment).strftime("%Y%m%d_%H%M%S")
            for moment in (file.first, file.now)
        )
        entry = f"{ids}-" if kind >= ONE_ENTRY else ""
        text = "".join(f"{line}\n" for line in lines)
        file_id = self.files.keep(f"{NAMES[kind]}-{entry}{stamps}", text)
        template = as_text(wishes.get("applicationUrlTemplate"))
        link = self.files.link(file_id, call.base_url, SERVE, template)
        email = as_text(wishes.get("recpientEmail"))
        return api_object(
            "KalturaLiveReportExportResponse",
            {"referenceJobId": self.files.mail(email, [link]), "reportEmail": email},
        )

    def serve(self, call: Call) -> Result:
        """Answer `liveReports.serveReport`: the file itself."""
        self.files.serve(as_text(call.params.get("id")))


class File:
    """The lines of one file: of the last 36 hours, in the zone that was asked for."""

    def __init__(self, exports: Exports, wishes: Params, *, is_live: bool) -> None:
        self._crowds, self._slots = exports.crowds, exports.slots
        self._account = exports.account
        self._has_dvr = self._account.scenario.sends_dvr
        self._is_live = is_live
        # The zone is in minutes with JavaScript's sign: two hours east is -120.
        zone = as_int(wishes.get("timeZoneOffset"))
        self._zone_s = max(-24 * 60, min(24 * 60, zone)) * MINUTE_S
        self.now = int(self._account.now())
        self.first = self.now - SPAN_S

    def local(self, moment: int) -> datetime:
        """Give a moment by the clock of the zone."""
        return datetime.fromtimestamp(moment - self._zone_s, UTC)

    def of_entry(self, entry: Simulation, number: int) -> list[str]:
        """Give the audience (1), the places (2) or the pages (3) of an entry."""
        scenario = entry.scenario
        query = self._query(scenario.entry_id, self.first, self.now)
        title, lines = {
            1: ("Audience", self._audience),
            2: ("Location", self._places),
            3: ("Referrer", self._pages),
        }[number]
        return [
            f"Report Type:,{title}",
            f"Entry Id:,{scenario.entry_id}",
            f"Entry Name:,{_quoted(scenario.entry_name)}",
            RULE,
            f"Time Range:,{self._time(self.first)} - {self._time(self.now)}",
            RULE,
            *lines(query),
        ]

    def of_account(self, ids: str | None) -> list[str]:
        """Give a row for each entry, or for those that broadcast now."""
        watching = "Current Audience & DVR:" if self._is_live else "Plays"
        lines = [
            f"Entry Id,Entry name,First broadcast,Last broadcast,{watching},Peak Audience,"
            "Peak Dvr Audience,Seconds Viewed,Buffering Time,Average Bitrate"
        ]
        entries = self._account.named(ids)
        found = [one for one in entries if one.is_live() or not self._is_live]
        for one in found[:MAX_ENTRIES]:
            entry_id, began = one.scenario.entry_id, self._time(one.start)
            query = self._query(entry_id, self.first, self.now)
            whole = self._totals(query)
            live, dvr = zip((0, 0), *audience(self._slots, query).values(), strict=True)
            now = self._watching(entry_id) if self._is_live else whole["plays"]
            name = _quoted(one.scenario.entry_name)
            counts = now, max(live), max(dvr), whole["secondsViewed"]
            quality = _rounded(whole["bufferTime"]), _rounded(whole["avgBitrate"])
            lines.append(_line(entry_id, name, began, began, *counts, *quality))
        return lines

    def _audience(self, query: Params) -> list[str]:
        whole, ids = self._totals(query), as_text(query["entryIds"])
        first, quality = f"Total Plays:,{whole['plays']}", whole
        if self._is_live:
            first = f"Current Audience & DVR:,{self._watching(ids)}"
            quality = self._totals(self._query(ids, self.now - 60, self.now - 2))
        columns = 2 if self._has_dvr else 1
        return [
            first,
            f"Seconds Viewed:,{whole['secondsViewed']}",
            "Average Buffering Time per Minute (seconds):,"
            f"{_rounded(quality['bufferTime'])}",
            f"Average Bitrate (kbps):,{_rounded(quality['avgBitrate'])}",
            RULE,
            _line("DateTime", *["Audience", "DVR"][:columns]),
            *(
                _line(self._time(start), *viewers[:columns])
                for start, viewers in sorted(audience(self._slots, query).items())
            ),
        ]

    def _places(self, query: Params) -> list[str]:
        groups: dict[tuple[int, str, str], list[SlotCounts]] = {}
        where: dict[tuple[str, str], Place] = {}
        for (start, place), slot in self._crowds.by_place(query).items():
            names = place.country.upper(), place.city.upper()
            where.setdefault(names, place)
            groups.setdefault((minute_of(start), *names), []).append(slot)
        kinds = ["Audience", "DVR Audience"] if self._has_dvr else ["Audience"]
        means = [
            f"{what} {kind}" for kind in kinds for what in ("Average", "Min", "Max")
        ]
        head = ["Date", "Country", "City", "Latitude", "Longitude", "Plays", *means]
        lines = [_line(*head, "Average bitrate", "Buffer time", "Seconds viewed")]
        for (minute, country, city), slots in sorted(groups.items()):
            place, whole = where[country, city], self._summed(slots)
            facts: list[object] = [self._time(minute), _quoted(country), _quoted(city)]
            facts += [place.latitude, place.longitude, whole["plays"]]
            series = [slot.live for slot in slots], [slot.dvr for slot in slots]
            for counts in series[: len(kinds)]:
                mean = _rounded(sum(counts) / len(counts))
                facts += [mean, min(counts), max(counts)]
            quality = _rounded(whole["avgBitrate"]), _rounded(whole["bufferTime"])
            lines.append(_line(*facts, *quality, whole["secondsViewed"]))
        return lines

    def _pages(self, query: Params) -> list[str]:
        # A visit is a play that began on the page.
        visits = {
            page: slot.plays for page, slot in self._crowds.by_page(query).items()
        }
        pages = sorted(visits, key=lambda page: (visits[page], page), reverse=True)
        return ["Referrer,Visits", *(_line(_quoted(p), visits[p]) for p in pages)]

    def _watching(self, ids: str) -> int:
        settled = audience(self._slots, self._query(ids, self.now - 60, self.now - 60))
        return sum(live + dvr for live, dvr in settled.values())

    def _totals(self, query: Params) -> dict[str, Result]:
        rows = [
            slot
            for entry in self._slots.entries(query)
            for _, slot in self._slots.reported(entry, query)
        ]
        return self._summed(rows)

    def _summed(self, slots: list[SlotCounts]) -> dict[str, Result]:
        return totals(slots, is_kava=self._account.is_kava)

    def _query(self, ids: str, first: int, last: int) -> Params:
        # Without `live` the first store would give whole hours only.
        live = None if self._account.is_kava else True
        return {"entryIds": ids, "fromTime": first, "toTime": last, "live": live}

    def _time(self, moment: int) -> str:
        return self.local(moment).strftime("%Y-%m-%d %H:%M:%S")


def _line(*cells: object) -> str:
    return ",".join(map(str, cells))


def _quoted(name: str) -> str:
    return f'"{name}"'


def _rounded(value: Result) -> str:
    number = round(float(str(value)), 2)
    return str(int(number) if number.is_integer() else number)
