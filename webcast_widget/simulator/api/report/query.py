"""A report that was asked for: which events it is of, and how they are grouped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from webcast_widget.simulator.api.errors import ApiError
from webcast_widget.simulator.api.parts import parts
from webcast_widget.simulator.api.report.dimensions import DIMENSIONS
from webcast_widget.simulator.api.report.kinds import KINDS, TIME
from webcast_widget.simulator.api.report.ranges import DAY_S, span_of
from webcast_widget.simulator.api.report.sums import Seen, Sums, both
from webcast_widget.simulator.api.values import as_bool, as_enum, as_object, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.api.values import Params, Value
    from webcast_widget.simulator.simulation import Simulation

KEPT_S = 7 * DAY_S
"""So long after the end of a broadcast its events are kept."""

ENTRIES = {"entry_id", TIME}
"""The dimensions whose objects are entries."""


class Query:
    """A report that was asked for: its kind, its span, and the entries that it is of."""

    def __init__(self, account: Account, params: Params) -> None:
        self.name = as_enum(params.get("reportType"))
        # The first generation had none of these.
        if self.name not in KINDS or not account.is_kava:
            raise ApiError(
                "INVALID_ENUM_VALUE", self.name, "reportType", "KalturaReportType"
            )
        self.params = params
        self.kind = KINDS[self.name]
        self.filter = as_object(params.get("reportInputFilter"))
        if not self.filter.get("entryIdIn"):
            # The renditions are those of the entry that is asked for; without one the
            # server has none to name (`getFlavorsParamsMetricsDef`).
            self.kind = self.kind.without("known_flavor_params_view_count")
        options = as_object(params.get("responseOptions"))
        # Between cells, between the x and the y of a point, and in lists.
        self.delimiter = as_text(options.get("delimiter")) or ","
        self.skips_empty = as_bool(options.get("skipEmptyDates")) is not False
        self.has_friendly_headers = as_bool(options.get("useFriendlyHeadersNames"))
        created = account.main.start - DAY_S
        self.span = span_of(
            self.filter, account.now(), created, is_dynamic=self.kind.is_dynamic
        )
        self._objects = self._listed(params.get("objectIds"))
        self.entries = self._entries(account)

    @property
    def key(self) -> str:
        """What has to be equal for two answers to be."""
        dates = {"fromDate", "toDate", "fromDay", "toDay"}
        narrow = {name: self.filter[name] for name in self.filter if name not in dates}
        ids = [one.scenario.entry_id for one in self.entries]
        objects = sorted(self._objects)
        facts = (self.name, repr(self.span), ids, objects, self.skips_empty)
        return json.dumps([*facts, self.delimiter, narrow], sort_keys=True)

    def whole(self) -> Sums:
        """Sum over everything."""
        sums = self._sums(self.kind.totals)
        for events in self._chunks():
            sums.add(events, np.zeros(len(events.events.slot), np.int64), 1)
        sums.groups = 1
        return sums

    def by_bucket(self) -> tuple[list[tuple[str, ...]], Sums]:
        """Sum by time; give the names of the buckets too."""
        names = {} if self.skips_empty else self.span.buckets()
        sums = self._sums(self.kind.metrics)
        for events in self._chunks():
            slots, inverse = np.unique(events.events.slot, return_inverse=True)
            buckets = [
                names.setdefault(self.span.bucket(start), len(names))
                for start in slots.tolist()
            ]
            sums.add(events, np.array(buckets, np.int64)[inverse], len(names))
        sums.groups = len(names)
        return [(name,) for name in names], sums

    def by_dimensions(self) -> tuple[list[tuple[str, ...]], Sums]:
        """Sum by the dimensions of the table; give the rows' first cells too."""
        names: dict[tuple[str, ...], int] = {}
        # Those that nothing is simulated of are told in empty reports alone.
        columns = [DIMENSIONS[each] for each in self.kind.dimensions if self.entries]
        sums = self._sums(self.kind.metrics)
        for events in self._chunks():
            codes = np.zeros(len(events.events.slot), np.int64)
            for column in columns:
                codes, _ = both(codes, column.codes(events))
            _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
            rows = [
                names.setdefault(
                    tuple(one.text(events, at) for one in columns), len(names)
                )
                for at in first.tolist()
            ]
            sums.add(events, np.array(rows, np.int64)[inverse], len(names))
        return list(names), sums

    def _sums(self, metrics: tuple[str, ...]) -> Sums:
        with_users = any("unique" in name for name in metrics)
        return Sums(with_users=with_users, bucket_s=self.span.bucket_s)

    def _listed(self, value: Value) -> set[str]:
        """Split a list of a filter: at what stands between the answer's cells, too.

        So does the vendor's server (kKavaReportsMgr.class.php, `getDruidFilter`).
        """
        text = as_text(value)
        return set(text.split(self.delimiter)) if text else set()

    def _entries(self, account: Account) -> list[Simulation]:
        if self.kind.is_empty:
            return []
        asked = [self._listed(self.filter.get("entryIdIn"))]
        if self.kind.dimensions[0] in ENTRIES:
            asked.append(self._objects)
        oldest, live = account.now() - KEPT_S, self.kind.live
        return [
            one
            for one in account.named(None)
            if one.end > oldest
            and all(one.scenario.entry_id in ids for ids in asked if ids)
            and (live is None or one.is_live() is live)
        ]

    def _chunks(self) -> Iterator[Seen]:
        """Give the VIEWs and errors that the filter lets through, in parts."""
        wanted = [
            (dimension, texts)
            for dimension in DIMENSIONS.values()
            if (texts := self._listed(self.filter.get(dimension.narrowed_by)))
        ]
        own = self.kind.dimensions[0]
        if self._objects and own not in ENTRIES:
            wanted.append((DIMENSIONS[own], self._objects))
        failure = ApiError("DRUID_QUERY_TIMED_OUT")
        for entry, events in parts(
            self.entries, self.span.first, self.span.end, failure
        ):
            # A player's first event, the PLAY, is neither.
            seen = Seen(entry, events.where(~events.is_first | events.is_error))
            for dimension, texts in wanted:
                seen = seen.where(dimension.among(seen, texts))
            yield seen
