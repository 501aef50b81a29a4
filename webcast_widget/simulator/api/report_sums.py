"""Sums over VIEW events, for many groups at once: what every metric is made of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from webcast_widget.simulator.people import MEASURED, engaged, failing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from webcast_widget.simulator.simulation import Simulation


@dataclass(frozen=True, slots=True)
class Seen:
    """VIEW events of some entries as columns, and with them the errors.

    Attributes
    ----------
    entry
        Which of the entries each is of, by its place among them.
    slot
        Start of its slot, epoch seconds, UTC.
    number, user
        The viewer, as `People` numbers it, and its account (equal numbers, the same).
    place, device
        Indices into `PLACES` and `DEVICES`.
    is_view, is_error
        What it counts as.
    is_dvr, is_engaged
        Whether it plays behind the live edge; whether the viewer listens and looks.
    bitrate, buffer_cs
        In kbps, negative when unknown; in hundredths of a second.
    bandwidth_kbps, latency_s, dropped, segment_s, manifest_s
        What the player measured; NaN where it did not.
    """

    entry: NDArray[np.int64]
    slot: NDArray[np.int64]
    number: NDArray[np.int64]
    user: NDArray[np.int64]
    place: NDArray[np.int64]
    device: NDArray[np.int64]
    is_view: NDArray[np.bool_]
    is_error: NDArray[np.bool_]
    is_dvr: NDArray[np.bool_]
    is_engaged: NDArray[np.bool_]
    bitrate: NDArray[np.int64]
    buffer_cs: NDArray[np.int64]
    bandwidth_kbps: NDArray[np.float64]
    latency_s: NDArray[np.float64]
    dropped: NDArray[np.float64]
    segment_s: NDArray[np.float64]
    manifest_s: NDArray[np.float64]

    def where(self, mask: NDArray[np.bool_]) -> Seen:
        """Give the events that a mask lets through."""
        return Seen(*(getattr(self, one.name)[mask] for one in fields(self)))


def seen(at: int, simulation: Simulation, first: int, end: int) -> Seen:
    """Give the VIEWs and errors of one entry in the slots from `first` to before `end`.

    Parameters
    ----------
    at
        The entry's place among those that are asked for.
    simulation
        The entry.
    first, end
        Epoch seconds, UTC.
    """
    events = simulation.events(first, end)
    people = simulation.people
    codes, numbers = people.codes, events.number
    attentive = engaged(events.number, codes("attention", numbers), events.slot)
    is_view = ~events.is_first & ~events.is_error
    found = Seen(
        entry=np.full(len(numbers), at),
        slot=events.slot,
        number=events.number,
        user=codes("user", numbers),
        place=codes("place", numbers),
        device=codes("device", numbers),
        is_view=is_view,
        is_error=events.is_error | (is_view & failing(events.number, events.slot)),
        is_dvr=events.is_dvr,
        is_engaged=attentive,
        bitrate=events.bitrate,
        buffer_cs=events.buffer_cs,
        **{name: people.measured(name, numbers) for name in MEASURED},
    )
    return found.where(is_view | events.is_error)


class Sums:
    """Counts and sums for each of some groups, as arrays with one value a group.

    Parameters
    ----------
    with_users
        Whether accounts are told apart; it takes as long as all the rest.

    Attributes
    ----------
    groups
        How many groups there are.
    """

    def __init__(self, *, with_users: bool) -> None:
        self.groups = 0
        self._with_users = with_users
        self._totals: dict[str, NDArray[np.float64]] = {}
        self._peak = np.zeros(0, np.int64)
        self._pairs: dict[str, list[tuple[NDArray[np.int64], NDArray[np.int64]]]] = {}

    def add(self, events: Seen, group: NDArray[np.int64], groups: int) -> None:
        """Add events.

        Parameters
        ----------
        events
            All that there are of their slots and entries.
        group
            Which group each of them is in, from 0.
        groups
            How many groups there are by now.
        """
        self.groups = groups
        self._put("errors", group[events.is_error])
        views, group = events.where(events.is_view), group[events.is_view]
        known, stalled = views.bitrate >= 0, views.buffer_cs > 0
        kinds = {
            "": np.ones(len(group), bool),
            "dvr": views.is_dvr,
            "buffering": stalled,
            "engaged": views.is_engaged,
        }
        for name, mask in kinds.items():
            self._put(name or "views", group[mask])
            if self._with_users:
                pairs = distinct(group[mask], views.user[mask])[:2]
                self._pairs.setdefault(name, []).append(pairs)
        self._put("bitrate_count", group[known])
        self._put("bitrate_sum", group[known], views.bitrate[known])
        self._put("buffer_cs", group, views.buffer_cs)
        for name in MEASURED:
            values = getattr(views, name)
            told = ~np.isnan(values)
            if name == "latency_s":
                # Behind the live edge there is no such thing.
                told &= ~views.is_dvr
            self._put(f"{name}_count", group[told])
            self._put(f"{name}_sum", group[told], values[told])
        self._note_peak(views, group)

    def total(self, name: str) -> NDArray[np.float64]:
        """Give a count or a sum: `views`, `bitrate_sum`, `latency_s_count`..."""
        return self._sized(self._totals.get(name, np.zeros(0)))

    def users(self, kind: str = "") -> NDArray[np.float64]:
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
        """The most VIEW events in one slot."""
        return self._sized(self._peak.astype(float))

    def _put(
        self,
        name: str,
        group: NDArray[np.int64],
        values: NDArray[np.int64] | NDArray[np.float64] | None = None,
    ) -> None:
        more = np.bincount(group, weights=values, minlength=self.groups)
        self._totals[name] = self.total(name) + more

    def _sized(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.pad(values, (0, self.groups - len(values)))

    def _note_peak(self, views: Seen, group: NDArray[np.int64]) -> None:
        group, _, counts = distinct(group, views.slot)
        peak = np.pad(self._peak, (0, self.groups - len(self._peak)))
        np.maximum.at(peak, group, counts)
        self._peak = peak


def distinct(
    first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Give the pairs that two columns make, in order, and how often each occurs."""
    values, codes = np.unique(second, return_inverse=True)
    width = max(1, len(values))
    keys, counts = np.unique(first * width + codes, return_counts=True)
    return keys // width, values[keys % width], counts


def ratio(
    above: NDArray[np.float64] | NDArray[np.int64],
    below: NDArray[np.float64] | NDArray[np.int64],
) -> NDArray[np.float64]:
    """Divide; by nothing it is 0, as the store has it."""
    return np.divide(
        above, below, out=np.zeros(len(above)), where=np.asarray(below) > 0
    )
