"""Who the viewers are: names, places, devices, lines, and the pages they came from.

Drawn apart from what the viewers do, so that knowing them changes nothing.
"""

from __future__ import annotations

import hashlib
import math
import threading
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

NOBODY = -1
"""The number of a viewer of whom nothing is known."""

MAX_GUESTS = 1 << 20
"""So many guests are told apart, at most."""

BLOCK = 4096
"""So many viewers are drawn at a time."""


class Place(NamedTuple):
    """Where a viewer is."""

    country: str
    region: str
    city: str
    latitude: float
    longitude: float


WEIGHTED_PLACES = {
    Place("Germany", "Berlin", "Berlin", 52.52, 13.4): 14,
    Place("Germany", "Bavaria", "Munich", 48.14, 11.58): 10,
    Place("United States", "New York", "New York", 40.71, -74.01): 18,
    Place("United States", "California", "San Francisco", 37.77, -122.42): 12,
    Place("United Kingdom", "England", "London", 51.51, -0.13): 13,
    Place("France", "Ile-de-France", "Paris", 48.86, 2.35): 9,
    Place("Spain", "Madrid", "Madrid", 40.42, -3.7): 6,
    Place("India", "Karnataka", "Bengaluru", 12.97, 77.59): 9,
    Place("Brazil", "Sao Paulo", "Sao Paulo", -23.55, -46.63): 5,
    Place("Japan", "Tokyo", "Tokyo", 35.68, 139.69): 4,
    Place("Unknown", "Unknown", "Unknown", 0.0, 0.0): 0,
}
WEIGHTED_DEVICES = {"Computer": 68, "Mobile": 22, "Tablet": 8, "TV": 2, "Unknown": 0}
WEIGHTED_REFERRERS = {
    "https://intranet.example.com/town-hall": 52,
    "https://events.example.com/live": 28,
    "https://mail.example.com/": 12,
    "https://chat.example.com/channels/general": 8,
    "": 0,
}
"""What is known of viewers, and of how many in a hundred; the last is of nobody."""

PLACES, DEVICES = tuple(WEIGHTED_PLACES), tuple(WEIGHTED_DEVICES)
SYSTEMS = ("Windows", "Mac OS X", "Linux", "Android", "iOS", "Tizen", "Unknown")
BROWSERS = ("Chrome", "Edge", "Safari", "Firefox", "Unknown")
TECHNOLOGY = {
    "Computer": ((0, 0, 0, 0, 1, 1, 1, 2), (0, 0, 0, 1, 1, 2, 3, 0)),
    "Mobile": ((3, 3, 4, 4), (0, 0, 2, 2)),
    "Tablet": ((4, 4, 4, 3), (2, 2, 2, 0)),
    "TV": ((5, 3), (4, 0)),
    "Unknown": ((6,), (4,)),
}
"""Systems and browsers of each device, pair by pair, all as likely."""

COUNTRIES = tuple(dict.fromkeys(place.country for place in PLACES))
COUNTRY_CODES = dict(
    zip(COUNTRIES, ["DE", "US", "GB", "FR", "ES", "IN", "BR", "JP", "ZZ"], strict=True)
)

FACTS = {"country": COUNTRIES, "device": DEVICES}
"""The values of what groups of viewers may have in common."""

ENGAGED_S = 300
"""How long a viewer stays as attentive as it is, seconds."""

ALWAYS = 256
"""The attention of a viewer that listens and looks all the time."""

ERROR_SHARE = 1 / 2000
"""Share of the heartbeats of simulated players that come with an error."""


class Guest(NamedTuple):
    """What a heartbeat from outside says about its viewer; NaN for what it does not."""

    user_id: str = ""  # its account; empty for an anonymous one
    referrer: str = ""  # the page that the player is on
    bandwidth_kbps: float = math.nan
    latency_s: float = math.nan  # behind the stage
    dropped: float = math.nan  # share of the frames
    segment_s: float = math.nan  # to download a segment, and the manifest
    manifest_s: float = math.nan
    is_engaged: bool = False  # whether it listens and looks


MEASURED = ("bandwidth_kbps", "latency_s", "dropped", "segment_s", "manifest_s")
"""What players measure themselves."""


NOBODYS = {
    "place": len(PLACES) - 1,
    "device": len(DEVICES) - 1,
    "system": len(SYSTEMS) - 1,
    "browser": len(BROWSERS) - 1,
    "referrer": len(WEIGHTED_REFERRERS) - 1,
    "user": NOBODY,
    "attention": 0,
}
"""What is known of nobody, and of a guest where it does not say."""

Table: TypeAlias = "dict[str, NDArray[np.int64] | NDArray[np.float64]]"
"""Facts about viewers as columns."""


class People:
    """The viewers of one event, by their numbers.

    The simulated ones are numbered from 0 in order of arrival, nobody is -1, and
    guests from outside count down from -2.

    Attributes
    ----------
    referrers
        The pages, by their indices.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.referrers = list(WEIGHTED_REFERRERS)
        self._pages = {page: at for at, page in enumerate(self.referrers)}
        self._guests: dict[Guest, int] = {}
        self._named: list[str] = [""]
        self._drawn: Table = {}
        self._others: Table = {
            **{name: np.array([code]) for name, code in NOBODYS.items()},
            **{name: np.array([np.nan]) for name in MEASURED},
        }
        self._lock = threading.Lock()

    def codes(self, name: str, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give a fact about each of some viewers.

        It is one of `NOBODYS`: an index, but for `user`, which is equal for the same
        account and NOBODY for none, and `attention`, which is 0 to 256.
        """
        return self._look_up(name, numbers).astype(np.int64, copy=False)

    def measured(self, name: str, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give what each of some viewers' players measures, as in `Guest`; or NaN."""
        return self._look_up(name, numbers).astype(np.float64, copy=False)

    def fact(self, name: str, number: int) -> str:
        """Give a fact of `FACTS` about one viewer."""
        (device,), (place,) = (
            self.codes(kind, np.array([number])) for kind in ("device", "place")
        )
        return DEVICES[int(device)] if name == "device" else PLACES[int(place)].country

    def user_id(self, number: int) -> str:
        """Name the account of a viewer; empty for an anonymous one."""
        if number >= 0:
            return f"user{number:05d}@example.com"
        return self._named[NOBODY - number]

    def welcome(self, guest: Guest) -> int:
        """Give the number of a guest; of too many of them, nobody's."""
        with self._lock:
            known = self._guests.get(guest)
            return self._seat(guest) if known is None else known

    def _look_up(
        self, name: str, numbers: NDArray[np.int64]
    ) -> NDArray[np.int64] | NDArray[np.float64]:
        with self._lock:
            self._draw(int(numbers.max(initial=0)))
            drawn, others = self._drawn[name], self._others[name]
        found = drawn[np.maximum(numbers, 0)]
        strangers = numbers < 0
        found[strangers] = others[NOBODY - numbers[strangers]]
        return found

    def _seat(self, guest: Guest) -> int:
        row = len(self._guests) + 1
        if row > MAX_GUESTS:
            return NOBODY
        if row == len(self._others["user"]):
            # Twice as many each time, so that a long event copies little.
            for name, column in self._others.items():
                self._others[name] = np.concatenate([column, column])
        page = self._pages.setdefault(guest.referrer, len(self.referrers))
        if page == len(self.referrers):
            self.referrers.append(guest.referrer)
        self._others["referrer"][row] = page
        self._others["user"][row] = _named(guest.user_id)
        self._others["attention"][row] = ALWAYS if guest.is_engaged else 0
        for name in MEASURED:
            self._others[name][row] = getattr(guest, name)
        self._named.append(guest.user_id)
        self._guests[guest] = NOBODY - row
        return NOBODY - row

    def _draw(self, highest: int) -> None:
        """Draw viewers up to a number, in blocks: whoever asks first changes nothing."""
        blocks = len(self._drawn["user"]) // BLOCK if self._drawn else 0
        if highest < blocks * BLOCK:
            return
        wanted = range(blocks, max(2 * blocks, highest // BLOCK + 1))
        made = [_block(self.seed, block) for block in wanted]
        before = [self._drawn] if self._drawn else []
        self._drawn = {
            name: np.concatenate([table[name] for table in [*before, *made]])
            for name in made[0]
        }


def _block(seed: int, block: int) -> Table:
    rng = np.random.default_rng([seed, block])
    bandwidth = np.floor(rng.lognormal(8.6, 0.5, BLOCK))
    facts = {
        "place": _chosen(rng, WEIGHTED_PLACES),
        "device": _chosen(rng, WEIGHTED_DEVICES),
        "referrer": _chosen(rng, WEIGHTED_REFERRERS),
        "user": np.arange(block * BLOCK, (block + 1) * BLOCK),
        "attention": (ALWAYS * rng.beta(4, 2, BLOCK)).astype(np.int64),
        "bandwidth_kbps": bandwidth,
        "latency_s": rng.uniform(4, 14, BLOCK).round(1),
        # A thin line drops more frames, and takes longer for its segments.
        "dropped": (rng.beta(1, 60, BLOCK) + 20 / bandwidth).clip(0, 1).round(4),
        "segment_s": (rng.lognormal(-1.6, 0.4, BLOCK) + 900 / bandwidth).round(3),
        "manifest_s": rng.lognormal(-2.6, 0.5, BLOCK).round(3),
    }
    # Drawn last, so that all the rest is as it was before there were any.
    luck, device = rng.random(BLOCK), facts["device"]
    system, browser = np.empty((2, BLOCK), np.int64)
    for code, (systems, browsers) in enumerate(TECHNOLOGY.values()):
        who = device == code
        at = (luck[who] * len(systems)).astype(np.int64)
        system[who], browser[who] = np.array(systems)[at], np.array(browsers)[at]
    return facts | {"system": system, "browser": browser}


def _chosen(rng: np.random.Generator, weighted: Mapping[Any, int]) -> NDArray[np.int64]:
    weights = np.array(list(weighted.values()))
    return rng.choice(len(weights), BLOCK, p=weights / weights.sum())


def _named(user_id: str) -> int:
    """Give a number for an account from outside: the same in every event."""
    if not user_id:
        return NOBODY
    digest = hashlib.blake2b(user_id.encode(), digest_size=7).digest()
    return NOBODY - 1 - int.from_bytes(digest, "big")


def engaged(
    numbers: NDArray[np.int64], attention: NDArray[np.int64], slots: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell whether viewers listen and look in a slot (start, epoch seconds, UTC)."""
    mixed = (numbers * 2_654_435_761 + slots // ENGAGED_S * 40_503) >> 7 & 255
    return np.asarray(mixed < attention)


def failing(numbers: NDArray[np.int64], slots: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell whether simulated players have an error in a slot; guests tell themselves."""
    mixed = (numbers * 2_246_822_519 + slots // 10 * 3_266_489_917) >> 11 & 0xFFFF
    return (mixed < ERROR_SHARE * 0x10000) & (numbers >= 0)
