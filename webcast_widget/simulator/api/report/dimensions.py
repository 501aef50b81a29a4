"""What the rows of a report are told apart by, and what its filter looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from webcast_widget.simulator.people import (
    BROWSERS,
    COUNTRY_CODES,
    DEVICES,
    PLACES,
    SYSTEMS,
    Place,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from webcast_widget.simulator.api.report.sums import Seen
    from webcast_widget.simulator.simulation import Simulation

ANONYMOUS = "Unknown"


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column of texts."""

    codes: Callable[[Seen], NDArray[np.int64]]  # of one entry, equal where the text is
    text: Callable[[Seen, int], str]  # the text of the event at a place
    narrowed_by: str = ""  # the field of the filter that lists the texts wanted

    def among(self, seen: Seen, texts: set[str]) -> NDArray[np.bool_]:
        """Tell which events have one of the texts."""
        _, first, inverse = np.unique(
            self.codes(seen), return_index=True, return_inverse=True
        )
        fits = [self.text(seen, at) in texts for at in first.tolist()]
        return np.array(fits, bool)[inverse]


def _place(
    depth: int, text: Callable[[Place], str], narrowed_by: str = ""
) -> Dimension:
    """Give a column of countries, regions or cities: places alike to this depth."""
    first: dict[tuple[object, ...], int] = {}
    alike = np.array(
        [first.setdefault(place[:depth], at) for at, place in enumerate(PLACES)]
    )
    return Dimension(
        lambda seen: alike[seen.codes("place")],
        lambda seen, at: text(PLACES[alike[seen.codes("place")[at]]]),
        narrowed_by,
    )


def _coordinates(place: Place) -> str:
    return f"{place.latitude}/{place.longitude}"


def _fact(name: str, texts: tuple[str, ...], narrowed_by: str) -> Dimension:
    return Dimension(
        lambda seen: seen.codes(name),
        lambda seen, at: texts[seen.codes(name)[at]],
        narrowed_by,
    )


def _page(text: Callable[[str], str], narrowed_by: str) -> Dimension:
    """Give a column of the pages that the players are on, or what is in their names."""
    return Dimension(
        lambda seen: seen.codes("referrer"),
        lambda seen, at: text(
            seen.simulation.people.referrers[seen.codes("referrer")[at]]
        ),
        narrowed_by,
    )


def _user(text: Callable[[str], str], narrowed_by: str = "") -> Dimension:
    def name(seen: Seen, at: int) -> str:
        return seen.simulation.people.user_id(int(seen.events.number[at])) or ANONYMOUS

    return Dimension(
        lambda seen: seen.codes("user"),
        lambda seen, at: text(name(seen, at)),
        narrowed_by,
    )


def _entry(text: Callable[[Simulation], str], narrowed_by: str = "") -> Dimension:
    """Give a column that is the same for all events of an entry."""
    return Dimension(
        lambda seen: np.zeros(len(seen.events.slot), np.int64),
        lambda seen, _: text(seen.simulation),
        narrowed_by,
    )


DIMENSIONS: dict[str, Dimension] = {
    "object_id": _place(1, lambda place: COUNTRY_CODES[place.country]),
    "country": _place(1, lambda place: place.country, "countryIn"),
    "region": _place(2, lambda place: place.region, "regionIn"),
    "city": _place(3, lambda place: place.city, "citiesIn"),
    "coordinates": _place(3, _coordinates),
    "coordinates_of_country": _place(1, _coordinates),
    "coordinates_of_region": _place(2, _coordinates),
    "device": _fact("device", DEVICES, "deviceIn"),
    "system": _fact("system", SYSTEMS, "operatingSystemFamilyIn"),
    "browser": _fact("browser", BROWSERS, "browserFamilyIn"),
    # Everybody watches the first of the two streams that an event may have.
    "stream": _entry(lambda _: "primary", "streamTypeIn"),
    "url": _page(lambda page: page, "canonicalUrlIn"),
    "domain": _page(lambda page: urlsplit(page).hostname or "", "domainIn"),
    "user_id": _user(lambda name: name, "userIds"),
    "user_name": _user(lambda name: name.partition("@")[0]),
    "playback_type": Dimension(
        lambda seen: seen.events.is_dvr.astype(np.int64),
        lambda seen, at: "dvr" if seen.events.is_dvr[at] else "live",
        "playbackTypeIn",
    ),
    "entry_id": _entry(lambda one: one.scenario.entry_id),
    "entry_name": _entry(lambda one: one.scenario.entry_name),
    "creator_name": _entry(lambda _: "producer"),
}
"""The columns by their names; a place's coordinates are those of its own depth.

The filter's fields are those of the vendor's server (kKavaReportsMgr.class.php,
`getDruidFilter`), and `streamTypeIn`, which its newer front end sends.
"""
