"""The frame that the truth of a simulated event is, written out plainly.

An oracle for what comes through the API: it shares no code with the package, and
counts with fractions and loops.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from webcast_widget.timeline.figures import ESTIMATES

if TYPE_CHECKING:
    from webcast_widget.simulator import Simulation

COUNTS = ("live_viewers", "dvr_viewers", "plays")
Row = dict[Any, Any]
QUALITY = ("avg_bitrate_kbps", "avg_buffering_s_per_min")
SLOT_QUALITY = ("slot_bitrate_kbps", "slot_buffering_s_per_min")


def figures(slots: list[Row], *, rounded: bool) -> tuple[Any, ...]:
    """Bitrate and buffering of some slots together, as their backend defines them."""
    views = sum(slot["live"] + slot["dvr"] for slot in slots)
    if rounded:  # the backend of 2015 counts plays as heartbeats, and rounds
        views += sum(slot["plays"] for slot in slots)
    bitrates = sum(slot["bitrate_sum"] for slot in slots)
    sent = sum(slot["bitrate_count"] for slot in slots)
    buffered = sum(round(100 * slot["buffer_sum"]) for slot in slots)
    bitrate = Fraction(bitrates, sent) if bitrates else None
    buffering = Fraction(6 * buffered, 100 * views) if views else None
    return tuple(
        pd.NA if value is None else float(round(value, 2) if rounded else value)
        for value in (bitrate, buffering)
    )


def expected(simulation: Simulation, last: int) -> pd.DataFrame:
    """The frame that the truth is, up to the slot `last`."""
    rounded = simulation.scenario.generation == "live_analytics"
    truth: dict[int, Row] = {}
    for row in simulation.truth().to_dict("records"):
        truth[int(row["slot"])] = row
    minutes: dict[int, list[Row]] = {}
    for start, slot in truth.items():
        minutes.setdefault(start // 60 * 60, []).append(slot)
    quality = {
        minute: figures(slots, rounded=rounded) for minute, slots in minutes.items()
    }
    if not rounded:
        # The later backend counts VIEW events: a slot without any is absent.
        truth = {
            start: slot for start, slot in truth.items() if slot["live"] + slot["dvr"]
        }
    starts = range(min(truth), last + 10, 10)
    rows = [
        (
            *(truth[start][name] for name in ("live", "dvr", "plays")),
            *quality[start // 60 * 60],
            *figures([truth[start]], rounded=False),
        )
        if start in truth
        else (pd.NA,) * 7
        for start in starts
    ]
    names = [*COUNTS, *QUALITY, *SLOT_QUALITY]
    index = pd.DatetimeIndex(
        pd.to_datetime(list(starts), unit="s", utc=True), name="slot_start"
    ).as_unit("us")
    frame = pd.DataFrame(rows, columns=names, index=index)
    kinds = {name: "Int64" if name in COUNTS else "Float64" for name in names}
    return frame.astype(kinds)


def compare(
    simulation: Simulation, frame: pd.DataFrame, *, of_slots: bool = False
) -> int:
    """Compare the settled part of a frame with the truth: all of it.

    Parameters
    ----------
    simulation
        The truth.
    frame
        What came of it.
    of_slots
        Whether the quality of single slots was to be had; else it has to be missing.

    Returns
    -------
    int
        How many slots were compared.
    """
    settled = frame[~frame["provisional"]].drop(columns="provisional")
    assert settled[[*ESTIMATES]].isna().all(axis=None)
    settled = settled.drop(columns=[*ESTIMATES])
    last = int(settled.index[-1].timestamp())
    wanted = expected(simulation, last)
    if not of_slots:
        wanted[list(SLOT_QUALITY)] = pd.NA
        wanted = wanted.astype(settled.dtypes.to_dict())
    # The backend of 2015 rounds, so that its figures are equal to the digit.
    exact = simulation.scenario.generation == "live_analytics"
    tolerance: dict[str, Any] = {"check_exact": True} if exact else {"rtol": 1e-12}
    # The minute that the frame ends in may have no quality yet.
    whole = wanted.index < pd.Timestamp(last // 60 * 60 - 60, unit="s", tz="UTC")
    pd.testing.assert_frame_equal(settled[whole], wanted[whole], **tolerance)
    counts = list(COUNTS)
    pd.testing.assert_frame_equal(settled[counts], wanted[counts], check_exact=True)
    return len(settled)
