"""A report that was asked for: which events it is of, and how they are grouped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from webcast_widget.simulator.api.errors import (
    druid_query_timed_out,
    invalid_enum_value,
)
from webcast_widget.simulator.api.report_metrics import KINDS, METRICS, Kind
from webcast_widget.simulator.api.report_ranges import DAY_S, Span, span_of
from webcast_widget.simulator.api.report_sums import Seen, Sums, seen
from webcast_widget.simulator.api.values import (
    Params,
    as_bool,
    as_enum,
    as_object,
    as_text,
)
from webcast_widget.simulator.people import DEVICES, PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.simulation import Simulation

CHUNK = 1 << 19
"""So many events are looked at in one go."""

MOST_EVENTS = 24_000_000
"""A query of more events times out, as it would in the vendor's store."""

KEPT_S = 7 * DAY_S
"""So long after the end of a broadcast its events are kept."""

ANONYMOUS = "Unknown"
PLACE_NAMES = ("country", "region", "city")


class Query:
    """A report that was asked for.

    Parameters
    ----------
    account
        What it is of.
    params
        The request.

    Attributes
    ----------
    kind
        What is reported.
    span
        When.
    delimiter
        What stands between cells, and between the x and the y of a point.
    entries
        The events that it is of.
    """

    def __init__(self, account: Account, params: Params) -> None:
        self.name = as_enum(params.get("reportType"))
        # The first generation had none of these.
        if self.name not in KINDS or not account.is_kava:
            raise invalid_enum_value(self.name, "reportType", "KalturaReportType")
        self.params = params
        self.kind: Kind = KINDS[self.name]
        self.filter = as_object(params.get("reportInputFilter"))
        options = as_object(params.get("responseOptions"))
        self.delimiter = as_text(options.get("delimiter")) or ","
        self.skips_empty = as_bool(options.get("skipEmptyDates")) is not False
        self.has_friendly_headers = bool(
            as_bool(options.get("useFriendlyHeadersNames"))
        )
        created = account.main.start - DAY_S
        self.span: Span = span_of(
            self.filter, account.now(), created, is_dynamic=self.kind.is_dynamic
        )
        self._object_ids = as_text(params.get("objectIds"))
        self.entries = self._entries(account)

    @property
    def key(self) -> str:
        """What has to be equal for two answers to be."""
        dates = {"fromDate", "toDate", "fromDay", "toDay"}
        narrow = {name: self.filter[name] for name in self.filter if name not in dates}
        ids = [one.scenario.entry_id for one in self.entries]
        facts = (self.name, repr(self.span), ids, self._object_ids, self.skips_empty)
        return json.dumps([*facts, narrow], sort_keys=True)

    def whole(self) -> Sums:
        """Sum over everything."""
        sums = self._sums(self.kind.totals)
        for events in self._chunks():
            sums.add(events, np.zeros(len(events.slot), np.int64), 1)
        sums.groups = 1
        return sums

    def by_bucket(self, metrics: tuple[str, ...]) -> tuple[list[str], Sums]:
        """Sum by time; give the names of the buckets too, in order."""
        names: dict[str, int] = {}
        if not self.skips_empty:
            names = {name: at for at, name in enumerate(self.span.buckets())}
        sums = self._sums(metrics)
        for events in self._chunks():
            slots, inverse = np.unique(events.slot, return_inverse=True)
            buckets = [
                names.setdefault(self.span.bucket(start), len(names))
                for start in slots.tolist()
            ]
            sums.add(events, np.array(buckets, np.int64)[inverse], len(names))
        sums.groups = len(names)
        return list(names), sums

    def by_dimensions(self) -> tuple[list[tuple[str, ...]], Sums]:
        """Sum by the dimensions of the table; give the rows' first cells too."""
        names: dict[tuple[int, ...], int] = {}
        labels: list[tuple[str, ...]] = []
        sums = self._sums(self.kind.table)
        for events in self._chunks():
            columns = self._columns(events)
            _, first, inverse = np.unique(
                _joined(columns), return_index=True, return_inverse=True
            )
            rows = []
            for at in first.tolist():
                key = tuple(int(column[at]) for column in columns)
                if key not in names:
                    names[key] = len(names)
                    labels.append(self._labels(events, at))
                rows.append(names[key])
            sums.add(events, np.array(rows, np.int64)[inverse], len(names))
        return labels, sums

    def _sums(self, metrics: tuple[str, ...]) -> Sums:
        return Sums(with_users=any("unique" in name for name in metrics))

    def _entries(self, account: Account) -> list[Simulation]:
        asked = self.filter.get("entryIdIn")
        oldest = account.now() - KEPT_S
        found = account.named(as_text(asked) if asked else None)
        found = [one for one in found if one.end > oldest]
        if self._object_ids and self.kind.dimensions[0] in {"entry_id", "date_id"}:
            wanted = set(self._object_ids.split(","))
            found = [one for one in found if one.scenario.entry_id in wanted]
        live = self.kind.live
        return [one for one in found if live is None or one.is_live() is live]

    def _chunks(self) -> Iterator[Seen]:
        first, end = self.span.first, self.span.end
        parts = [
            (at, event, part)
            for at, event in enumerate(self.entries)
            for part in event.chunks(first, end, CHUNK)
        ]
        if sum(size for _, _, (_, _, size) in parts) > MOST_EVENTS:
            raise druid_query_timed_out()
        for at, event, (begin, until, _) in parts:
            events = seen(at, event, begin, until)
            yield events.where(self._wanted(event, events))

    def _wanted(self, event: Simulation, events: Seen) -> NDArray[np.bool_]:
        """Tell which events the filter lets through."""
        mask = np.ones(len(events.slot), bool)
        playback = self._listed("playbackTypeIn")
        if playback:
            mask &= events.is_dvr & ("dvr" in playback) | ~events.is_dvr & (
                "live" in playback
            )
        for place, name in enumerate(("countryIn", "regionIn", "citiesIn")):
            if wanted := self._listed(name):
                mask &= np.array([one[place] in wanted for one in PLACES])[events.place]
        if wanted := self._listed("deviceIn"):
            mask &= np.array([one in wanted for one in DEVICES])[events.device]
        if wanted := self._listed("userIds"):
            mask &= _by(event.people.user_id, events.number, wanted)
        dimension = self.kind.dimensions[0]
        if self._object_ids and dimension not in {"entry_id", "date_id"}:
            wanted = set(self._object_ids.split(","))
            _, first, inverse = np.unique(
                _joined(self._columns(events)), return_index=True, return_inverse=True
            )
            fits = [self._labels(events, at)[0] in wanted for at in first.tolist()]
            mask &= np.array(fits, bool)[inverse]
        return mask

    def _listed(self, name: str) -> set[str]:
        text = as_text(self.filter.get(name))
        return set(text.split(",")) if text else set()

    def _columns(self, events: Seen) -> list[NDArray[np.int64]]:
        """Give the columns that tell the rows of the table apart."""
        names = self.kind.dimensions
        columns = []
        if "country" in names:
            columns.append(_first_places(names)[events.place])
        if "device" in names:
            columns.append(events.device)
        if "user_id" in names:
            columns.append(events.user)
        if "playback_type" in names:
            columns.append(events.is_dvr.astype(np.int64))
        if "entry_id" in names:
            columns.append(events.entry)
        return columns

    def _labels(self, events: Seen, at: int) -> tuple[str, ...]:
        names = self.kind.dimensions
        event = self.entries[int(events.entry[at])]
        place = PLACES[
            int(_first_places(names)[events.place[at]])
            if "country" in names
            else int(events.place[at])
        ]
        user = event.people.user_id(int(events.number[at]))
        parts = [place[at] for at, name in enumerate(PLACE_NAMES) if name in names]
        label = {
            # What the report is of, at its finest.
            "object_id": parts[-1] if parts else "",
            "country": place.country,
            "region": place.region,
            "city": place.city,
            "coordinates": f"{place.latitude}/{place.longitude}",
            "device": DEVICES[int(events.device[at])],
            "user_id": user or ANONYMOUS,
            "user_name": user.partition("@")[0] or ANONYMOUS,
            "playback_type": "dvr" if events.is_dvr[at] else "live",
            "entry_id": event.scenario.entry_id,
            "entry_name": event.scenario.entry_name,
            "creator_name": "producer",
        }
        return tuple(str(label[name]) for name in names)


def metrics_of(sums: Sums, names: tuple[str, ...], slots: int) -> list[list[float]]:
    """Give metrics of every group: a list for each metric."""
    return [METRICS[name](sums, slots).tolist() for name in names]


def _first_places(names: tuple[str, ...]) -> NDArray[np.int64]:
    """Give for each place the first one of the same country, region or city."""
    depth = sum(name in names for name in PLACE_NAMES)
    first: dict[tuple[object, ...], int] = {}
    return np.array(
        [first.setdefault(place[:depth], at) for at, place in enumerate(PLACES)]
    )


def _joined(columns: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Make one column of several: equal where all are."""
    joined = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        values, codes = np.unique(column, return_inverse=True)
        joined = joined * max(1, len(values)) + codes
    return joined


def _by(
    name: Callable[[int], str], numbers: NDArray[np.int64], wanted: set[str]
) -> NDArray[np.bool_]:
    values, inverse = np.unique(numbers, return_inverse=True)
    fits = [name(number) in wanted for number in values.tolist()]
    return np.array(fits, bool)[inverse]
