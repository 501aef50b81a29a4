"""Who the viewers are: names, places, devices, and the pages they came from.

Drawn apart from what the viewers do, so that knowing them changes nothing.
"""

from __future__ import annotations

import random
from functools import lru_cache
from typing import NamedTuple

NOBODY = -1
"""The number of a viewer that came from outside and has no name."""

PLACES = (
    ("Germany", "Berlin", "Berlin", 52.52, 13.4),
    ("Germany", "Bavaria", "Munich", 48.14, 11.58),
    ("United States", "New York", "New York", 40.71, -74.01),
    ("United States", "California", "San Francisco", 37.77, -122.42),
    ("United Kingdom", "England", "London", 51.51, -0.13),
    ("France", "Ile-de-France", "Paris", 48.86, 2.35),
    ("Spain", "Madrid", "Madrid", 40.42, -3.7),
    ("India", "Karnataka", "Bengaluru", 12.97, 77.59),
    ("Brazil", "Sao Paulo", "Sao Paulo", -23.55, -46.63),
    ("Japan", "Tokyo", "Tokyo", 35.68, 139.69),
)
PLACE_WEIGHTS = (14, 10, 18, 12, 13, 9, 6, 9, 5, 4)

DEVICES = ("Computer", "Mobile", "Tablet", "TV")
DEVICE_WEIGHTS = (68, 22, 8, 2)

REFERRERS = (
    "https://intranet.example.com/town-hall",
    "https://events.example.com/live",
    "https://mail.example.com/",
    "https://chat.example.com/channels/general",
)
REFERRER_WEIGHTS = (52, 28, 12, 8)

ENGAGED_S = 300
"""How long a viewer stays as attentive as it is, seconds."""


class Person(NamedTuple):
    """A viewer as the player's reports describe it.

    Attributes
    ----------
    user_id
        Its account; empty for nobody in particular.
    country, region, city, latitude, longitude
        Where it is.
    device, referrer
        What it watches with, and the page that the player is on.
    bandwidth_kbps, latency_s, attention
        Its line, how far behind the stage it is, and how often it listens (of 256).
    """

    user_id: str
    country: str
    region: str
    city: str
    latitude: float
    longitude: float
    device: str
    referrer: str
    bandwidth_kbps: int
    latency_s: float
    attention: int


UNKNOWN = Person(
    "", "Unknown", "Unknown", "Unknown", 0.0, 0.0, "Unknown", "", 5000, 8.0, 256
)


@lru_cache(maxsize=200_000)
def person(seed: int, number: int) -> Person:
    """Give the viewer that came as the `number`th (from 0)."""
    if number < 0:
        return UNKNOWN
    rng = random.Random(f"{seed}/person/{number}")
    place = rng.choices(PLACES, PLACE_WEIGHTS)[0]
    return Person(
        f"user{number:05d}@example.com",
        *place,
        rng.choices(DEVICES, DEVICE_WEIGHTS)[0],
        rng.choices(REFERRERS, REFERRER_WEIGHTS)[0],
        int(rng.lognormvariate(8.6, 0.5)),
        round(rng.uniform(4, 14), 1),
        int(256 * rng.betavariate(4, 2)),
    )


def is_engaged(seed: int, number: int, time: int) -> bool:
    """Tell whether a viewer listens and looks in a second (epoch, UTC)."""
    mixed = (number * 2_654_435_761 + time // ENGAGED_S * 40_503) >> 7 & 255
    return mixed < person(seed, number).attention
