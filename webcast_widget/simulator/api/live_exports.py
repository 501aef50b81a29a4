"""`liveReports.exportToCsv`: files that the vendor would mail a link to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.errors import entry_not_found, invalid_enum_value
from webcast_widget.simulator.api.live_reports import audience
from webcast_widget.simulator.api.live_totals import totals
from webcast_widget.simulator.api.responses import Result, api_object
from webcast_widget.simulator.api.values import (
    Params,
    as_enum,
    as_int,
    as_object,
    as_text,
)
from webcast_widget.timeline.slots import MINUTE_S, minute_of

if TYPE_CHECKING:
    from webcast_widget.simulator.api.action import Call
    from webcast_widget.simulator.api.files import Files
    from webcast_widget.simulator.api.live_people import Crowds
    from webcast_widget.simulator.counting import Slot
    from webcast_widget.simulator.people import Place
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

MAX_ENTRIES = 500
PLACE_COLUMNS = ("Date", "Country", "City", "Latitude", "Longitude", "Plays")
PLACE_QUALITY = ("Average bitrate", "Buffer time", "Seconds viewed")
SERVE = "service/liveReports/action/serveReport"


class Exports:
    """Writes the live reports to files.

    Parameters
    ----------
    crowds
        What they tell of.
    files
        Where they are kept.
    """

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
            raise invalid_enum_value(asked, "reportType", "KalturaLiveReportExportType")
        wishes = as_object(call.params.get("params"))
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
            return [*head, *self._pages(query)]
        dvr = self.account.scenario.sends_dvr
        return [
            *head,
            *self._quality(query, now, is_live=is_live),
            RULE,
            "DateTime,Audience,DVR" if dvr else "DateTime,Audience",
            *(
                f"{_time(start, zone)},{live}" + (f",{behind}" if dvr else "")
                for start, (live, behind) in sorted(audience(self.slots, query).items())
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

    def _pages(self, query: Params) -> list[str]:
        # A visit is a play that began on the page.
        pages = [
            (slot.plays, page) for page, slot in self.crowds.by_page(query).items()
        ]
        return [
            "Referrer,Visits",
            *(f'"{page}",{visits}' for visits, page in sorted(pages, reverse=True)),
        ]

    def _places(self, query: Params, zone: int) -> list[str]:
        groups: dict[tuple[int, str, str], list[Slot]] = {}
        where: dict[tuple[str, str], Place] = {}
        for (start, place), slot in self.crowds.by_place(query).items():
            names = place.country.upper(), place.city.upper()
            where.setdefault(names, place)
            groups.setdefault((minute_of(start), *names), []).append(slot)
        has_dvr = self.account.scenario.sends_dvr
        means = ["Average Audience", "Min Audience", "Max Audience"]
        means += (
            ["Average DVR Audience", "Min DVR Audience", "Max DVR Audience"]
            if has_dvr
            else []
        )
        lines = [",".join([*PLACE_COLUMNS, *means, *PLACE_QUALITY])]
        for (minute, country, city), slots in sorted(groups.items()):
            place, whole = where[country, city], self._summed(slots)
            facts: list[object] = [
                _time(minute, zone),
                f'"{country}"',
                f'"{city}"',
                place.latitude,
                place.longitude,
                whole["plays"],
            ]
            for counts in [
                [slot.live for slot in slots],
                [slot.dvr for slot in slots],
            ][: 2 if has_dvr else 1]:
                mean = _rounded(sum(counts) / len(counts))
                facts += [mean, min(counts), max(counts)]
            facts += [_rounded(whole["avgBitrate"]), _rounded(whole["bufferTime"])]
            facts.append(whole["secondsViewed"])
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
        return self._summed(rows)

    def _summed(self, slots: list[Slot]) -> dict[str, Result]:
        return totals(slots, is_kava=self.account.is_kava)

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
