"""Sums over VIEW events, for many groups at once: what every metric is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from webcast_widget.simulator.people import MEASURED, engaged, failing
from webcast_widget.simulator.viewer import LADDER
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from webcast_widget.simulator.events import Events
    from webcast_widget.simulator.simulation import Simulation


@dataclass(frozen=True, slots=True)
class Seen:
    """VIEWs and errors of one entry, and who sent them."""

    simulation: Simulation
    events: Events

    def where(self, mask: NDArray[np.bool_]) -> Seen:
        """Give the events that a mask lets through."""
        return Seen(self.simulation, self.events.where(mask))

    def codes(self, name: str) -> NDArray[np.int64]:
        """Give a fact about each viewer, as `People` has it."""
        return self.simulation.people.codes(name, self.events.number)

    def measured(self, name: str) -> NDArray[np.float64]:
        """Give what each player measured; NaN where it did not."""
        return self.simulation.people.measured(name, self.events.number)


class Sums:
    """Counts and sums for each of some groups, as arrays with one value a group.

    Accounts are told apart where that is wanted: it takes as long as all the rest. A
    peak is of the means over buckets.
    """

    def __init__(self, *, with_users: bool, bucket_s: int) -> None:
        self.groups = 0  # how many there are
        self._with_users = with_users
        self._bucket_s = bucket_s
        self._totals: dict[str, NDArray[np.float64]] = {}
        self._buckets: list[tuple[NDArray[np.int64], ...]] = []
        self._pairs: dict[str, list[tuple[NDArray[np.int64], NDArray[np.int64]]]] = {}

    def add(self, events: Seen, group: NDArray[np.int64], groups: int) -> None:
        """Add all events of some slots and entries.

        Each is in a group, numbered from 0; so many groups there are by now.
        """
        self.groups = groups
        is_view = ~events.events.is_error
        is_error = ~is_view | failing(events.events.number, events.events.slot)
        self._put("errors", group[is_error])
        views, group = events.where(is_view), group[is_view]
        beats = views.events
        kinds = {
            "views": np.ones(len(group), bool),
            "dvr": beats.is_dvr,
            "buffering": beats.buffer_cs > 0,
            "engaged": engaged(beats.number, views.codes("attention"), beats.slot),
        }
        for name, mask in kinds.items():
            self._put(name, group[mask])
            if self._with_users:
                pairs = distinct(group[mask], views.codes("user")[mask])[:2]
                self._pairs.setdefault(name, []).append(pairs)
        self._put("buffer_cs", group, beats.buffer_cs)
        told = {name: views.measured(name) for name in MEASURED}
        # Behind the live edge there is no such thing.
        told["latency_s"] = np.where(beats.is_dvr, np.nan, told["latency_s"])
        told["bitrate"] = np.where(beats.bitrate < 0, np.nan, beats.bitrate)
        for name, values in told.items():
            known = ~np.isnan(values)
            self._put(f"{name}_count", group[known])
            self._put(f"{name}_sum", group[known], values[known])
        for kbps in LADDER:
            self._put(f"flavor_{kbps}", group[beats.bitrate == kbps])
        # Where these events end, a bucket need not: the next ones add to it.
        self._buckets.append(distinct(group, beats.slot // self._bucket_s))

    def total(self, name: str) -> NDArray[np.float64]:
        """Give a count or a sum: `views`, `bitrate_sum`, `latency_s_count`..."""
        return self._sized(self._totals.get(name, np.zeros(0)))

    def ratio(
        self, above: str, below: str = "views", times: float = 1
    ) -> NDArray[np.float64]:
        """Divide two of them; by nothing it is 0, as the store has it."""
        sums, counts = self.total(above), self.total(below) * times
        return np.divide(sums, counts, out=np.zeros(self.groups), where=counts > 0)

    def mean(self, name: str) -> NDArray[np.float64]:
        """Give the mean of what players tell, over those that told it."""
        return self.ratio(f"{name}_sum", f"{name}_count")

    def users(self, kind: str = "views") -> NDArray[np.float64]:
        """Tell how many accounts: all, or the `dvr`, `buffering` or `engaged` ones."""
        parts = self._pairs.get(kind, [])
        if not parts:
            return np.zeros(self.groups)
        group, user = (np.concatenate(column) for column in zip(*parts, strict=True))
        if len(parts) > 1:
            group, _, _ = distinct(group, user)
        return np.bincount(group, minlength=self.groups).astype(float)

    @property
    def peak(self) -> NDArray[np.float64]:
        """The most VIEW events of a bucket, as a mean over its slots, rounded up."""
        peak = np.zeros(self.groups)
        if self._buckets:
            group, bucket, counts = map(
                np.concatenate, zip(*self._buckets, strict=True)
            )
            codes, values = both(group, bucket)
            keys, place = np.unique(codes, return_inverse=True)
            sums = np.bincount(place, weights=counts)
            np.maximum.at(peak, keys // max(1, len(values)), sums)
        return np.ceil(peak * SLOT_S / self._bucket_s)

    def _put(
        self,
        name: str,
        group: NDArray[np.int64],
        values: NDArray[np.int64] | NDArray[np.float64] | None = None,
    ) -> None:
        more = np.bincount(group, weights=values, minlength=self.groups)
        self._totals[name] = self.total(name) + more

    def _sized(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        sized = np.zeros(self.groups)
        sized[: len(values)] = values
        return sized


def distinct(
    first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Give the pairs that two columns make, in order, and how often each occurs."""
    codes, values = both(first, second)
    keys, counts = np.unique(codes, return_counts=True)
    width = max(1, len(values))
    return keys // width, values[keys % width], counts


def both(
    first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Make one column of two, equal where both are; give the second one's values too."""
    values, codes = np.unique(second, return_inverse=True)
    return first * max(1, len(values)) + codes, values
