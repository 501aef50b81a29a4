"""Stalls and leaving: whether viewers who have just stalled leave more often.

They are compared with viewers of the same slot, newcomers with newcomers. To draw who
leaves among those present, again and again, has a closed form: the hypergeometric
distribution, slot by slot.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.analysis.findings import Finding
from webcast_widget.analysis.notebook import list_html
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

COUNTS: Final = ("n", "k", "d", "x")
Z: Final = 1.96
POWER_Z: Final = 0.8416
"""Of a normal variable, four in five lie below so many standard deviations."""

FEW: Final = 20
"""Below so many expected, a normal distribution is too coarse: it is drawn instead."""

DRAWS: Final = 2000
_SEED: Final = 20_150_201
"""The same draws each time: a figure does not change when it is asked for again."""


@dataclass(frozen=True)
class Stalls:
    """Departures after a stall, against viewers of the same slot and tenure.

    Parameters
    ----------
    departures
        How many viewers left.
    after_stall
        How many of them had stalled within the last minute.
    expected, expected_low, expected_high
        How many that would be, had leaving nothing to do with stalls, and between
        which numbers in 95 of 100 cases; None without departures.
    is_drawn
        Whether the interval was drawn, as too few are expected for the closed form.
    rate_ratio, rate_ratio_low, rate_ratio_high
        How many times as often viewers left who had stalled (Mantel-Haenszel over the
        same slots and tenures), and its 95 % interval; None where it cannot be told.
    detectable
        The smallest rate ratio that would have been seen in 8 of 10 cases; None as
        above.
    """

    departures: int
    after_stall: int
    expected: float | None = None
    expected_low: float | None = None
    expected_high: float | None = None
    is_drawn: bool = False
    rate_ratio: float | None = None
    rate_ratio_low: float | None = None
    rate_ratio_high: float | None = None
    detectable: float | None = None

    @property
    def is_more(self) -> bool:
        """Whether more departures came after a stall than chance gives."""
        return self.expected_high is not None and self.after_stall > self.expected_high

    @property
    def is_less(self) -> bool:
        """Whether fewer departures came after a stall than chance gives."""
        return self.expected_low is not None and self.after_stall < self.expected_low

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was found, and what cannot be seen."""
        if self.expected is None:
            return ("Nobody left while others watched: there is nothing to compare.",)
        said = [
            f"{words.count(self.after_stall)} of {words.count(self.departures)}"
            " departures came within 60 s of a stall. Had leaving nothing to do with"
            f" stalls it would be {words.count(self.expected)}, and"
            f" {words.count(self.expected_low)} to {words.count(self.expected_high)} in"
            f" 95 of 100 cases: {self._verdict}."
        ]
        if self.rate_ratio is not None:
            said.append(
                "Viewers who had stalled in the last minute left"
                f" {words.decimal(self.rate_ratio, 2)} times as often as others at the"
                f" same moment (95 %: {words.decimal(self.rate_ratio_low, 2)} to"
                f" {words.decimal(self.rate_ratio_high, 2)}). With so many departures,"
                f" {words.decimal(self.detectable, 2)} times or more would have been seen"
                " in 8 of 10 cases."
            )
        said.append(
            "A stall after the last report is never reported, so that this is a lower"
            " bound."
        )
        return tuple(said)

    @property
    def finding(self) -> Finding | None:
        """What stands out of it: None unless more left after a stall than by chance."""
        if not self.is_more:
            return None
        figures = {"after_stall": self.after_stall, "expected": self.expected}
        return Finding(
            f"{words.count(self.after_stall)} departures came within 60 s of a stall,"
            f" where chance gives {words.count(self.expected_low)} to"
            f" {words.count(self.expected_high)}; that they go together does not say why.",
            figures,
            is_trouble=True,
            short="more departures after stalls than chance gives",
        )

    @property
    def _verdict(self) -> str:
        if self.is_more:
            return "more than chance gives; that they go together does not say why"
        if self.is_less:
            return "fewer than chance gives; that they go together does not say why"
        return "no sign that stalls drove viewers away"

    def to_frame(self) -> pd.DataFrame:
        """Give a row for each figure: value and unit."""
        units = dict.fromkeys(vars(self), "departures")
        units |= {name: "times as often" for name in units if name.startswith("rate_")}
        units |= {"detectable": "times as often", "is_drawn": "true or false"}
        rows = [(getattr(self, name), unit) for name, unit in units.items()]
        index = pd.Index(list(units), name="figure")
        return pd.DataFrame(rows, index=index, columns=["value", "unit"], dtype=object)

    def _repr_html_(self) -> str:
        return list_html(self.sentences)


def stalls(counts: pd.DataFrame) -> Stalls:
    """Compare departures after a stall with viewers of the same slot and tenure.

    Parameters
    ----------
    counts
        As `webcast_widget.heartbeats.stalls` gives it: a row for each slot and tenure
        with ``n`` viewers present, ``k`` of them with a stall in the last minute,
        ``d`` who left, ``x`` who left after a stall.

    Raises
    ------
    ConfigurationError
        If a column is missing, or holds what cannot be.
    """
    n, k, d, x = _columns(counts)
    departures, after = float(d.sum()), float(x.sum())
    if not departures:
        return Stalls(departures=0, after_stall=0)
    expected = float((d * k / n).sum())
    ratio, low, high, detectable = _ratio(n, k, d, x)
    is_drawn = expected < FEW
    interval = _drawn(n, k, d) if is_drawn else _computed(n, k, d, expected)
    return Stalls(
        departures=int(departures),
        after_stall=int(after),
        expected=expected,
        expected_low=interval[0],
        expected_high=interval[1],
        is_drawn=is_drawn,
        rate_ratio=ratio,
        rate_ratio_low=low,
        rate_ratio_high=high,
        detectable=detectable,
    )


def _columns(counts: Any) -> tuple[Floats, Floats, Floats, Floats]:
    if not isinstance(counts, pd.DataFrame) or not set(COUNTS) <= set(counts.columns):
        raise ConfigurationError(
            "Stalls and leaving are compared from a frame with columns n, k, d and x:"
            " give what heartbeats.stalls gives."
        )
    try:
        n, k, d, x = (counts[name].to_numpy(dtype=np.float64) for name in COUNTS)
    except (TypeError, ValueError):
        raise ConfigurationError(
            "A column of these counts holds what is no number: give what"
            " heartbeats.stalls gives."
        ) from None
    # Written so that NaN is refused.
    if not np.all((x >= 0) & (x <= k) & (x <= d) & (k <= n) & (d - x <= n - k)):
        raise ConfigurationError(
            "More viewers left or stalled in a slot than were there: give what"
            " heartbeats.stalls gives."
        )
    some = n > 0
    return n[some], k[some], d[some], x[some]


def _computed(n: Floats, k: Floats, d: Floats, expected: float) -> tuple[float, float]:
    share = k / n
    variance = d * share * (1 - share) * (n - d) / np.maximum(n - 1, 1)
    half = Z * math.sqrt(float(variance.sum()))
    return expected - half, expected + half


def _drawn(n: Floats, k: Floats, d: Floats) -> tuple[float, float]:
    """Draw who leaves among those present, slot by slot."""
    some = (k > 0) & (d > 0)
    stalled, others, leave = (each[some].astype(np.int64) for each in (k, n - k, d))
    rng = np.random.default_rng(_SEED)
    drawn = rng.hypergeometric(stalled, others, leave, (DRAWS, len(leave))).sum(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(low), float(high)


def _ratio(n: Floats, k: Floats, d: Floats, x: Floats) -> tuple[float | None, ...]:
    """Give the rate ratio of Mantel and Haenszel, its limits, and what can be seen."""
    stalled = float((x * (n - k) / n).sum())
    others = float(((d - x) * k / n).sum())
    if not stalled or not others:
        return (None,) * 4
    error = math.sqrt(float((k * (n - k) * d / n**2).sum()) / (stalled * others))
    ratio = stalled / others
    return (
        ratio,
        ratio * math.exp(-Z * error),
        ratio * math.exp(Z * error),
        math.exp((Z + POWER_Z) * error),
    )
