"""Single events of some entries, in parts that fit into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from webcast_widget.simulator.api.errors import ApiError
    from webcast_widget.simulator.events import Events
    from webcast_widget.simulator.simulation import Simulation

CHUNK = 1 << 19
"""So many events are looked at in one go."""

MOST_EVENTS = 24_000_000
"""A query of more events fails, as it would in the vendor's stores."""


def parts(
    entries: Sequence[Simulation], first: int, end: int, failure: ApiError
) -> Iterator[tuple[Simulation, Events]]:
    """Give the events in the slots from `first` to before `end`, entry by entry.

    Raises
    ------
    ApiError
        The `failure`, if there are too many.
    """
    found = [
        (entry, part) for entry in entries for part in entry.chunks(first, end, CHUNK)
    ]
    if sum(size for _, (_, _, size) in found) > MOST_EVENTS:
        raise failure
    for entry, (begin, until, _) in found:
        yield entry, entry.events(begin, until)
