"""One viewer: joins, stays, stalls, pauses, goes back in time, reconnects, leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from webcast_widget.simulator.heartbeat import (
    DVR,
    FIRST,
    LIVE,
    MAX_BUFFER_CS,
    UNKNOWN_BITRATE,
    Heartbeat,
)
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S

if TYPE_CHECKING:
    import random

LADDER = (400, 700, 1100, 1600, 2200, 3200, 4500)
"""Renditions of the stream, kbps."""

LADDER_WEIGHTS = (4, 6, 10, 18, 26, 22, 14)
"""How many of a hundred viewers can hold which rendition at best."""

BOUNCE_SHARE = 0.12
BOUNCE_S = 80.0
STAY_S = 2700.0
"""Most stay for a mean of 45 minutes; a few look in for a mean of 80 s."""

SETTLED_S = 280.0
"""Mean time between two changes of what a viewer does, seconds."""

STALL_CS = 160.0
"""Mean length of a stall, hundredths of a second."""

LONG_STALL_CS = 250
"""A stall from which on the player falls back to a lower rendition."""

# Delays and latencies are looked up by 8 random bits, which is far cheaper than a
# draw from a distribution for each of half a million heartbeats.
DELAYS_S = tuple(
    1 + step * 4 // 230 if step < 230 else 5 + int(40 * ((step - 229) / 26) ** 3)  # noqa: PLR2004
    for step in range(256)
)
"""Seconds from the log to the count: nine of ten below 5 s, none above 45 s."""

LATENCIES_S = tuple(
    0.05 + step / 512 if step < 250 else 0.5 + (step - 249) * 0.4  # noqa: PLR2004
    for step in range(256)
)
"""Seconds from the player to the log: mostly below half a second, at most 2.9 s."""


class Habits(NamedTuple):
    """In what a viewer differs from the others."""

    stay: float = 1.0  # how many times as long as usual it stays
    stalls: float = 1.0  # how many times as likely as usual its player stalls
    stall_leave_share: float = 0.0  # share of the stalls that drive it away


USUAL = Habits()


class Viewer:
    """A viewer and the player in front of it; all moments are epoch seconds, UTC."""

    __slots__ = (
        "best",
        "bitrate",
        "change_at",
        "event_index",
        "event_type",
        "hides_bitrate",
        "leaves_at",
        "level",
        "next_at",
        "person",
        "rng",
        "session",
        "stall_bits",
        "stall_leave_share",
        "start_second",
    )

    def __init__(
        self,
        rng: random.Random,
        joins_at: float,
        person: int = -1,
        habits: Habits = USUAL,
    ) -> None:
        self.person = person
        self.rng = rng
        self.next_at = joins_at
        self.event_index = FIRST
        self.start_second: int | None = None
        self.level = 0
        self.bitrate = UNKNOWN_BITRATE
        mean = BOUNCE_S if rng.random() < BOUNCE_SHARE else STAY_S * habits.stay
        self.leaves_at = joins_at + rng.expovariate(1 / mean)
        self.change_at = joins_at + rng.expovariate(1 / SETTLED_S)
        self.best = rng.choices(range(len(LADDER)), LADDER_WEIGHTS)[0]
        self.hides_bitrate = rng.random() < 0.02  # noqa: PLR2004 - some players never know
        # A weak line stalls about ten times as often as a good one. Out of 65536.
        self.stall_bits = int((400 + 5200 * rng.random() ** 4) * habits.stalls)
        self.stall_leave_share = habits.stall_leave_share
        self._open_session(DVR if rng.random() < 0.02 else LIVE)  # noqa: PLR2004 - joins late

    def beat(self, congestion: int, outage: range) -> Heartbeat:
        """Send the heartbeat that is due, and set when the next one is.

        Parameters
        ----------
        congestion
            How many times as likely as usual a stall is.
        outage
            Seconds, epoch, UTC, in which the collector does not answer.
        """
        at = self.next_at
        bits = self.rng.getrandbits(32)
        time = int(at + LATENCIES_S[bits >> 8 & 255])
        stalled = (bits >> 16) < self.stall_bits * congestion
        beat = Heartbeat(
            time,
            time + DELAYS_S[bits & 255],
            self.session,
            self.event_type,
            self.event_index,
            self.bitrate,
            self._stall() if stalled else 0,
            self.start_second,
            self.person,
        )
        if self.event_index == FIRST and not self.hides_bitrate:
            self.bitrate = LADDER[self.level]
        if self.start_second is None and time not in outage:
            # The first answer since playing (re)started tells the phase.
            self.start_second = time % MINUTE_S
        self.event_index += 1
        # The timer corrects its drift: the next one is due on the dot.
        self.next_at = at + SLOT_S
        if self.next_at >= self.change_at:
            self._change()
        # Asked last and only where it matters: without it the rest stays as it is.
        share = self.stall_leave_share
        if stalled and share and self.rng.random() < share:
            self.leaves_at = self.next_at
        return beat

    def _open_session(self, event_type: int) -> None:
        """Begin anew: a first heartbeat, no phase, a modest rendition."""
        self.session = f"{self.rng.getrandbits(128):032x}"
        self.event_type = event_type
        self.event_index = FIRST
        self.start_second = None
        self.level = max(0, self.best - self.rng.randrange(3))
        knows = not self.hides_bitrate and self.rng.random() < 0.3  # noqa: PLR2004
        self.bitrate = LADDER[self.level] if knows else UNKNOWN_BITRATE

    def _select(self, level: int) -> None:
        """Play another rendition from the next heartbeat on."""
        self.level = min(self.best, max(0, level))
        if not self.hides_bitrate:
            self.bitrate = LADDER[self.level]

    def _stall(self) -> int:
        """Give the length of a stall in 1/100 s; a long one costs a rendition."""
        length = 10 + int(self.rng.expovariate(1 / STALL_CS))
        if length > LONG_STALL_CS:
            self._select(self.level - 1)
        return min(MAX_BUFFER_CS, length)

    def _change(self) -> None:
        """Do something else: what the viewer does next, and until when."""
        rng = self.rng
        length = rng.expovariate(1 / SETTLED_S)
        if self.event_type == DVR:
            self.event_type = LIVE
        else:
            choice = rng.random()
            if choice < 0.2:  # noqa: PLR2004 - goes back in time
                self.event_type = DVR
                length /= 2
            elif choice < 0.32:  # noqa: PLR2004 - pauses, and is behind afterwards
                # No heartbeat at the restart itself: the first comes a slot later.
                self.next_at += rng.expovariate(1 / 60)
                self.start_second = None
                if rng.random() < 0.6:  # noqa: PLR2004 - the others go back to live at once
                    self.event_type = DVR
                    length /= 2
            elif choice < 0.38:  # noqa: PLR2004 - loses the line and reconnects
                self.next_at += 2 + rng.expovariate(1 / 8)
                self._open_session(LIVE)
            else:
                self._select(self.level + rng.choice((-1, 1, 1)))
        self.change_at = self.next_at + length
