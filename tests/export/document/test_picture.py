"""The picture gives the frame back: within half a pixel, gaps and all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tests.export.document.reading import Picture, points
from webcast_widget.export import Provenance, to_bytes
from webcast_widget.export.document import to_html
from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEFT, RIGHT = 52, 986
"""The edges of every plot."""


def seconds(frame: pd.DataFrame) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.asarray(
        pd.DatetimeIndex(frame.index).as_unit("s").asi8
    )
    return found


def at(frame: pd.DataFrame, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the moments at some places of the plot, epoch seconds."""
    first, last = seconds(frame)[[0, -1]]
    found: NDArray[np.float64] = first + (x - LEFT) * (last + 10 - first) / (
        RIGHT - LEFT
    )
    return found


def test_the_path_of_the_attendees_gives_the_series_back(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    picture = Picture(to_bytes(frame, provenance, "html"))
    pieces = points(picture.path("line live"))
    drawn = np.concatenate(pieces)
    settled = frame[~frame["provisional"] & frame["live_viewers"].notna()]
    half_s = (at(frame, np.array([1.0])) - at(frame, np.array([0.0])))[0] / 2
    np.testing.assert_allclose(at(frame, drawn[:, 0]), seconds(settled), atol=half_s)
    # The whole lists are equal: nothing is left out, and nothing is joined.
    np.testing.assert_allclose(
        picture.values(drawn[:, 1]),
        settled["live_viewers"].to_numpy(dtype=float),
        atol=picture.per_pixel(drawn[:, 1]) / 2,
    )
    gaps = (np.diff(seconds(settled)) > 10).sum()
    assert len(pieces) == gaps + 1


def test_dvr_viewers_stand_on_the_same_axis(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    picture = Picture(to_bytes(frame, provenance, "html"))
    known = frame[frame["dvr_viewers"].notna()]
    drawn = np.concatenate(points(picture.path("dvr")))
    live = np.concatenate(points(picture.path("line live")))
    both = picture.values(np.concatenate([drawn, live])[:, 1])[: len(drawn)]
    np.testing.assert_allclose(
        both,
        known["dvr_viewers"].to_numpy(dtype=float),
        atol=picture.per_pixel(live[:, 1]) / 2,
    )


def test_a_minute_is_a_step_of_its_value(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    picture = Picture(to_bytes(frame, provenance, "html"))
    for kind, name, unit in (
        ("line trouble", "avg_buffering_s_per_min", 1),
        ("line", "avg_bitrate_kbps", 1000),
    ):
        column = frame[name].dropna()
        told = (
            column.groupby(pd.DatetimeIndex(column.index).floor("min")).first() / unit
        )
        drawn = np.concatenate(points(picture.path(kind)))
        values = picture.values(drawn[:, 1])
        half = picture.per_pixel(drawn[:, 1]) / 2
        np.testing.assert_allclose(values[::2], told.to_numpy(float), atol=half)
        np.testing.assert_allclose(values[1::2], told.to_numpy(float), atol=half)


def test_bars_are_the_arrivals_and_departures(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    first = frame.index[0]
    rng = np.random.default_rng(5)
    came = first + pd.to_timedelta(rng.integers(0, 3000, 400), unit="s")
    stay = pd.to_timedelta(rng.integers(0, 2000, 400), unit="s")
    sessions = pd.DataFrame({"first_seen": came, "last_seen": came + stay})
    sessions["viewer"] = [str(each) for each in range(400)]
    picture = Picture(to_html(frame, provenance, sessions=sessions))
    up, down = (
        np.array(re.findall(r"M([\d.]+) ([\d.]+)V([\d.]+)", picture.path(kind)), float)
        for kind in ("up", "down")
    )
    title = next(each for each in picture.page.texts if each.startswith("Arrivals"))
    assert title.endswith("viewers per minute")
    most = max(
        float(words)
        for x, y, words in picture.labels()
        if x == 44 and abs(y - 4 - up[:, 1][0]) < 40 and words.isdigit()
    )
    top = min(
        y - 4
        for x, y, words in picture.labels()
        if x == 44 and words == f"{most:g}" and y - 4 < up[0][1]
    )
    scale = most / (up[0][1] - top)
    minutes = pd.Series(came).dt.floor("min").value_counts().sort_index()
    found = (up[:, 1] - up[:, 2]) * scale
    np.testing.assert_allclose(found, minutes.to_numpy(float), atol=scale / 2)
    end = frame.index[-1] + pd.Timedelta(seconds=10)
    left = sessions["last_seen"][sessions["last_seen"] < end - pd.Timedelta(seconds=30)]
    gone = left.dt.floor("min").value_counts().sort_index()
    np.testing.assert_allclose(
        (down[:, 2] - down[:, 1]) * scale, gone.to_numpy(float), atol=scale / 2
    )


def week() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    live = 500 + rng.integers(-60, 60, 60_480).cumsum() // 40 % 400
    live[12_345] = 4000
    line = Timeline()
    start = 1_795_342_500
    slots = [Slot(start + 10 * at, int(each), 5, 1) for at, each in enumerate(live)]
    line.merge(Batch(slots, as_of=start + 604_900.0), now=0.0)
    return line.frame()


def test_of_a_week_each_pixel_has_its_highest_and_its_lowest(
    provenance: Provenance,
) -> None:
    frame = week()
    page = to_bytes(frame, provenance, "html")
    assert len(page) < 120_000
    picture = Picture(page)
    drawn = np.concatenate(points(picture.path("line live")))
    values = picture.values(drawn[:, 1])
    half = picture.per_pixel(drawn[:, 1]) / 2
    x = LEFT + (RIGHT - LEFT) * (seconds(frame) - seconds(frame)[0]) / 604_800
    told = frame["live_viewers"].to_numpy(float)
    for column in range(LEFT, RIGHT, 31):
        # Tenths of a pixel may be rounded over its edge.
        there = values[(drawn[:, 0] >= column) & (drawn[:, 0] <= column + 1)]
        inside = told[(x >= column) & (x < column + 1)]
        assert there.max() >= inside.max() - half
        assert there.min() <= inside.min() + half
    assert abs(values.max() - 4000) < half
    assert "peak 4,000 at 20:32:30" in picture.page.texts
