"""How long viewers stayed: Kaplan-Meier over stays, by group where there is one."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.analysis.notebook import table_html
from webcast_widget.analysis.survival import Survival, kaplan_meier, log_rank
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST: Final = 30
"""No median of fewer stays."""

ESSENTIAL: Final = ("stay_s", "left", "n")

UNITS: Final = {
    "stays": "stays",
    "still_there": "stays",
    "median_s": "s",
    "median_low_s": "s",
    "median_high_s": "s",
    "mean_s": "s",
    "mean_se_s": "s",
}
_MINUTE_S: Final = 60


@dataclass(frozen=True)
class LogRank:
    """Whether groups leave at the same rate, by the log-rank test.

    Parameters
    ----------
    chi2, degrees
        The statistic and its degrees of freedom.
    p
        How often chance alone gives as much; NaN where it cannot be told.
    """

    chi2: float
    degrees: int
    p: float

    def __str__(self) -> str:
        if math.isnan(self.p):
            return "Too few left to compare the groups."
        often = "less than 0.001" if self.p < 0.001 else f"{self.p:.3f}"  # noqa: PLR2004 - the last digit shown
        return (
            "If all groups left at the same rate, differences as large as these"
            f" would come with a chance of {often} (log-rank)."
        )


@dataclass(frozen=True)
class Retention:
    """How long viewers stayed.

    Parameters
    ----------
    stays, still_there
        How many stays, and how many of them were cut off at the horizon: these
        viewers were still there, and count as long as they were seen.
    median_s, median_low_s, median_high_s
        After how long half had left, seconds, and its 95 % limits by log-log. Infinite
        where more than half were still there to the last; None below 30 stays.
    mean_s, mean_se_s, mean_until_s
        Mean of the stays cut at `mean_until_s`, and its standard error, seconds.
    curve
        A row for each length of stay at which somebody left or was cut off, indexed by
        ``stay_s``: ``share`` still there just after, 0 to 1, ``low`` and ``high``, its
        95 % limits (NaN where nobody is left), ``at_risk``, ``left``.
    by
        Names of the columns that the stays are grouped by.
    groups
        The same for each group, by its value, or values where there are several.
    log_rank
        Whether the groups differ; None with less than two.
    """

    stays: int
    still_there: int
    median_s: float | None
    median_low_s: float | None
    median_high_s: float | None
    mean_s: float | None
    mean_se_s: float | None
    mean_until_s: float
    curve: pd.DataFrame = field(compare=False, repr=False)
    by: tuple[str, ...] = ()
    groups: Mapping[Any, Retention] = field(default_factory=dict)
    log_rank: LogRank | None = None

    def share(self, after_s: float) -> float:
        """Give the share still there after so many seconds, 0 to 1."""
        place = int(self.curve.index.searchsorted(after_s, side="right"))
        return float(self.curve["share"].iloc[place - 1]) if place else 1.0

    @property
    def sentence(self) -> str:
        """What the median says, in a sentence."""
        if self.median_s is None:
            return (
                f"There are {words.count(self.stays)} stays: too few for a median"
                f" ({FEWEST} are needed)."
            )
        if math.isinf(self.median_s):
            return "More than half were still there to the last."
        low, high = (_minutes(each) for each in (self.median_low_s, self.median_high_s))
        return (
            f"Half of the viewers had left {_minutes(self.median_s)} minutes after"
            f" joining (95 % interval: {low} to {high} minutes)."
        )

    def to_frame(self) -> pd.DataFrame:
        """Give a row for all and for each group; ``attrs["units"]`` has the units."""
        named: dict[Any, Retention] = {"all": self, **self.groups}
        rows = [
            {name: getattr(each, name) for name in UNITS} for each in named.values()
        ]
        frame = pd.DataFrame(rows, index=pd.Index(list(named), tupleize_cols=False))
        frame.attrs["units"] = UNITS
        return frame

    def _repr_html_(self) -> str:
        named: dict[Any, Retention] = {"all": self, **self.groups}
        rows = [
            (
                _named(key),
                words.count(each.stays),
                words.count(each.still_there),
                _minutes(each.median_s),
                f"{_minutes(each.median_low_s)} to {_minutes(each.median_high_s)}",
            )
            for key, each in named.items()
        ]
        heads = ("", "Stays", "Still there", "Median, min", "95 %")
        note = f"{self.sentence} Kaplan-Meier, from first to last heartbeat; limits by log-log."
        return table_html(heads, rows, f"{note} {self.log_rank or ''}".strip())


def retention(stays: pd.DataFrame) -> Retention:
    """Estimate how long viewers stayed.

    Parameters
    ----------
    stays
        As `webcast_widget.heartbeats.stays` gives it: ``stay_s`` (length of a stay,
        seconds), ``left`` (whether it ended by leaving; else it was cut off), ``n``
        (how many such stays), and the columns that it is grouped by.

    Raises
    ------
    ConfigurationError
        If a column is missing, or holds what it cannot.
    """
    frame = checked(stays)
    by = tuple(str(name) for name in frame.columns if name not in ESSENTIAL)
    until_s = float(frame["stay_s"].max()) if len(frame) else 0.0
    if not by:
        return _of(frame, until_s)
    keys = list(by) if len(by) > 1 else by[0]
    parts = dict(iter(frame.groupby(keys, dropna=False, sort=True)))
    # A mean up to where every group has somebody: else they would not compare.
    common_s = min(
        (float(part["stay_s"].max()) for part in parts.values()), default=0.0
    )
    compared = _compared(frame, keys) if len(parts) > 1 else None
    return _of(
        frame,
        until_s,
        by=by,
        groups={key: _of(part, common_s) for key, part in parts.items()},
        test=compared,
    )


def checked(stays: Any) -> pd.DataFrame:
    """Give stays whose columns are what they have to be; see `retention`."""
    if not isinstance(stays, pd.DataFrame):
        raise ConfigurationError(
            f"Retention is computed from stays, and a {type(stays).__name__} is none:"
            " give what heartbeats.stays gives."
        )
    for name in ESSENTIAL:
        if name not in stays.columns:
            raise ConfigurationError(
                f"These stays have no column {name}: give what heartbeats.stays gives."
            )
    try:
        frame = stays.astype({"stay_s": "float64", "left": "bool", "n": "float64"})
    except (TypeError, ValueError):
        raise ConfigurationError(
            "A column of these stays holds what is no number: give what"
            " heartbeats.stays gives."
        ) from None
    # Written so that NaN is refused.
    if not ((frame["stay_s"] >= 0).all() and (frame["n"] >= 0).all()):
        raise ConfigurationError(
            "A stay is shorter than nothing, or unknown: give what heartbeats.stays"
            " gives."
        )
    return frame[frame["n"] > 0]


def _of(
    frame: pd.DataFrame,
    until_s: float,
    *,
    by: tuple[str, ...] = (),
    groups: Mapping[Any, Retention] | None = None,
    test: LogRank | None = None,
) -> Retention:
    time, count = frame["stay_s"].to_numpy(), frame["n"].to_numpy()
    left = np.where(frame["left"].to_numpy(), count, 0.0)
    curve = kaplan_meier(time, left, count)
    stays = int(count.sum())
    mean, spread = curve.mean(until_s) if stays else (None, None)
    median, low, high = curve.median() if stays >= FEWEST else (None, None, None)
    return Retention(
        stays=stays,
        still_there=stays - int(left.sum()),
        median_s=median,
        median_low_s=low,
        median_high_s=high,
        mean_s=mean,
        mean_se_s=spread,
        mean_until_s=until_s,
        curve=_curve(curve),
        by=by,
        groups=groups or {},
        log_rank=test,
    )


def _curve(curve: Survival) -> pd.DataFrame:
    data = {
        "share": curve.share,
        "low": curve.low,
        "high": curve.high,
        "at_risk": curve.at_risk.astype(np.int64),
        "left": curve.left.astype(np.int64),
    }
    return pd.DataFrame(data, index=pd.Index(curve.time, name="stay_s"))


def _compared(frame: pd.DataFrame, keys: str | list[str]) -> LogRank:
    group = frame.groupby(keys, dropna=False, sort=True).ngroup().to_numpy()
    count = frame["n"].to_numpy()
    left = np.where(frame["left"].to_numpy(), count, 0.0)
    time = frame["stay_s"].to_numpy()
    return LogRank(*log_rank(time, left, count, group.astype(np.int64)))


def _minutes(seconds: float | None) -> str:
    if seconds is None:
        return words.NOT_KNOWN
    return "\N{INFINITY}" if math.isinf(seconds) else f"{seconds / _MINUTE_S:.1f}"


def _named(key: Any) -> str:
    """Name a group by its value or values."""
    parts = pd.Series(list(key) if isinstance(key, tuple) else [key], dtype=object)
    said = parts.where(parts.notna(), "not known").astype(str)
    return " \N{MIDDLE DOT} ".join(said)
