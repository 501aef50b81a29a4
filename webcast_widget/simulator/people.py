"""Who the viewers are: names, places, devices, lines, and the pages they came from.

Drawn apart from what the viewers do, so that knowing them changes nothing.
"""

from __future__ import annotations

import hashlib
import math
import threading
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
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


PLACES = (
    Place("Germany", "Berlin", "Berlin", 52.52, 13.4),
    Place("Germany", "Bavaria", "Munich", 48.14, 11.58),
    Place("United States", "New York", "New York", 40.71, -74.01),
    Place("United States", "California", "San Francisco", 37.77, -122.42),
    Place("United Kingdom", "England", "London", 51.51, -0.13),
    Place("France", "Ile-de-France", "Paris", 48.86, 2.35),
    Place("Spain", "Madrid", "Madrid", 40.42, -3.7),
    Place("India", "Karnataka", "Bengaluru", 12.97, 77.59),
    Place("Brazil", "Sao Paulo", "Sao Paulo", -23.55, -46.63),
    Place("Japan", "Tokyo", "Tokyo", 35.68, 139.69),
    Place("Unknown", "Unknown", "Unknown", 0.0, 0.0),
)
PLACE_WEIGHTS = (14, 10, 18, 12, 13, 9, 6, 9, 5, 4, 0)

DEVICES = ("Computer", "Mobile", "Tablet", "TV", "Unknown")
DEVICE_WEIGHTS = (68, 22, 8, 2, 0)

REFERRERS = (
    "https://intranet.example.com/town-hall",
    "https://events.example.com/live",
    "https://mail.example.com/",
    "https://chat.example.com/channels/general",
    "",
)
REFERRER_WEIGHTS = (52, 28, 12, 8, 0)

ENGAGED_S = 300
"""How long a viewer stays as attentive as it is, seconds."""

ALWAYS = 256
"""The attention of a viewer that listens and looks all the time."""

ERROR_SHARE = 1 / 2000
"""Share of the heartbeats of simulated players that come with an error."""


class Guest(NamedTuple):
    """What a heartbeat from outside says about its viewer; NaN for what it does not.

    Attributes
    ----------
    user_id
        Its account; empty for an anonymous one.
    referrer
        The page that the player is on.
    bandwidth_kbps, latency_s, dropped, segment_s, manifest_s
        Its line in kbps, seconds behind the stage, share of dropped frames, and
        seconds to download a segment and the manifest.
    is_engaged
        Whether it listens and looks.
    """

    user_id: str = ""
    referrer: str = ""
    bandwidth_kbps: float = math.nan
    latency_s: float = math.nan
    dropped: float = math.nan
    segment_s: float = math.nan
    manifest_s: float = math.nan
    is_engaged: bool = False


MEASURED = ("bandwidth_kbps", "latency_s", "dropped", "segment_s", "manifest_s")
"""What players measure themselves."""


NOBODYS = {
    "place": len(PLACES) - 1,
    "device": len(DEVICES) - 1,
    "referrer": len(REFERRERS) - 1,
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

    Parameters
    ----------
    seed
        The same seed has the same people.

    Attributes
    ----------
    referrers
        The pages, by their indices.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.referrers = list(REFERRERS)
        self._pages = {page: number for number, page in enumerate(REFERRERS)}
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

        Parameters
        ----------
        name
            `place`, `device` or `referrer` (an index), `user` (equal for the same
            account, NOBODY for none) or `attention` (0 to 256).
        numbers
            The viewers.
        """
        return self._look_up(name, numbers).astype(np.int64, copy=False)

    def measured(self, name: str, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give what each of some viewers' players measures, as in `Guest`; or NaN."""
        return self._look_up(name, numbers).astype(np.float64, copy=False)

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
        if guest.referrer not in self._pages:
            self._pages[guest.referrer] = len(self.referrers)
            self.referrers.append(guest.referrer)
        self._others["referrer"][row] = self._pages[guest.referrer]
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
    return {
        "place": _chosen(rng, PLACE_WEIGHTS),
        "device": _chosen(rng, DEVICE_WEIGHTS),
        "referrer": _chosen(rng, REFERRER_WEIGHTS),
        "user": np.arange(block * BLOCK, (block + 1) * BLOCK),
        "attention": (ALWAYS * rng.beta(4, 2, BLOCK)).astype(np.int64),
        "bandwidth_kbps": bandwidth,
        "latency_s": rng.uniform(4, 14, BLOCK).round(1),
        # A thin line drops more frames, and takes longer for its segments.
        "dropped": (rng.beta(1, 60, BLOCK) + 20 / bandwidth).clip(0, 1).round(4),
        "segment_s": (rng.lognormal(-1.6, 0.4, BLOCK) + 900 / bandwidth).round(3),
        "manifest_s": rng.lognormal(-2.6, 0.5, BLOCK).round(3),
    }


def _chosen(rng: np.random.Generator, weights: tuple[int, ...]) -> NDArray[np.int64]:
    shares = np.array(weights) / sum(weights)
    return rng.choice(len(weights), BLOCK, p=shares)


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
