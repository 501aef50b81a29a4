"""A rule: which figure, from where on, for how long."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard

import numpy as np

from webcast_widget.analysis import words
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.figures import FIGURES, MINUTE_FIGURES, SLOT_FIGURES
from webcast_widget.timeline.length import seconds
from webcast_widget.timeline.number import is_number

WATCHED: Final = tuple(each.name for each in (*SLOT_FIGURES, *MINUTE_FIGURES))
"""What a rule may watch: the frame's figures."""


@dataclass(frozen=True)
class Rule:
    """When to say that a figure needs to be looked at.

    Parameters
    ----------
    figure
        A column of the frame, such as ``"avg_buffering_s_per_min"``.
    above, below
        It fires while the figure is above, or below, this; the figure's unit. One of
        them, or `no_data`.
    no_data
        It fires while nothing is known of the figure, in place of a limit.
    clear
        It clears where the figure has come back to this; the limit when left out.
    for_
        How long the figure has to be so: text such as ``"3min"``, a
        `pandas.Timedelta`, or seconds. Unknown slots count neither way.
    min_viewers
        With fewer live viewers it does not fire, and clears.
    cooldown
        So long after it fired it does not fire again; as `for_`.
    patience
        Without data for longer than this, `for_` begins anew; as `for_`.
    name
        What it is called; its `meaning` when left out.
    """

    figure: str
    above: float | None = None
    below: float | None = None
    clear: float | None = None
    for_: Any = "1min"
    min_viewers: int = 0
    cooldown: Any = "10min"
    patience: Any = "1min"
    no_data: bool = False
    name: str = ""
    for_s: float = field(init=False)
    cooldown_s: float = field(init=False)
    patience_s: float = field(init=False)

    def __post_init__(self) -> None:
        if self.figure not in WATCHED:
            raise ConfigurationError(
                f"There is no figure {self.figure!r} to watch:"
                f" {words.suggestion(str(self.figure), WATCHED)}"
            )
        if not isinstance(self.no_data, bool):
            raise ConfigurationError(
                f"no_data is {self.no_data!r}: give True where missing data are watched."
            )
        limits = [self.above is not None, self.below is not None, self.no_data]
        if sum(limits) != 1:
            raise ConfigurationError(
                f"A rule on {self.figure} needs one of above, below and no_data: give"
                " exactly one."
            )
        for name in ("above", "below", "clear", "min_viewers"):
            value = getattr(self, name)
            if value is None and name != "min_viewers":
                continue
            if not _is_number(value):
                raise ConfigurationError(f"{name} is {value!r}: give a number.")
            # One of numpy's, or a fraction, cannot be written down.
            plain = value.item() if isinstance(value, np.generic) else value
            is_plain = isinstance(plain, (int, float))
            object.__setattr__(self, name, plain if is_plain else float(plain))
        self._check_clear()
        for name in ("for_", "cooldown", "patience"):
            lasting = _seconds(name, getattr(self, name))
            object.__setattr__(self, f"{name.rstrip('_')}_s", lasting)
        object.__setattr__(self, "name", str(self.name or self.meaning))

    def _check_clear(self) -> None:
        if self.clear is None:
            limit = self.above if self.above is not None else self.below
            object.__setattr__(self, "clear", limit)
            return
        wrong = (
            self.no_data
            or (self.above is not None and self.clear > self.above)
            or (self.below is not None and self.clear < self.below)
        )
        if wrong:
            raise ConfigurationError(
                f"clear is {self.clear:g}, on the wrong side of the limit: a rule clears"
                " where its figure has come back."
            )

    @property
    def meaning(self) -> str:
        """What it watches and where its limit is, in words, whatever it is called."""
        figure = FIGURES[self.figure]
        lasting = words.length(self.for_s)
        if self.no_data:
            return f"No {figure.label.lower()} for {lasting}"
        side = (
            f"above {self.above:g}"
            if self.above is not None
            else f"below {self.below:g}"
        )
        return f"{figure.label} {side} {figure.unit} for {lasting}"

    def breached(self, value: float) -> bool:
        """Tell whether a known value is beyond the limit."""
        if self.above is not None:
            return value > self.above
        return self.below is not None and value < self.below

    def has_come_back(self, value: float) -> bool:
        """Tell whether a known value is where the rule clears."""
        if self.clear is None:
            return True
        return value <= self.clear if self.above is not None else value >= self.clear


def _is_number(value: object) -> TypeGuard[float]:
    return is_number(value) and abs(value) <= sys.float_info.max


def _seconds(name: str, said: Any) -> float:
    try:
        return seconds(said)
    except ConfigurationError:
        raise ConfigurationError(
            f"{name} is {said!r}: give a length of time such as '3min', or seconds."
        ) from None
