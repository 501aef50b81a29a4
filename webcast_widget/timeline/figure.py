"""Figure: what a declaration in the registry says."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_COUNT: Final = 2**32 - 2
"""No event has more viewers or plays; the rows on the wire have 32 bits, and the
largest number of these stands for "not known"."""


HEARTBEAT_KINDS: Final = "eventType, eventIndex (2015); eventType, playbackType (KAVA)"
"""The fields that tell plays, live viewers and DVR viewers apart."""


@dataclass(frozen=True)
class Tile:
    """A figure as the pane shows it: in few words.

    Parameters
    ----------
    unit
        Its unit, as short as there is room for.
    means
        What it is, for its tooltip: a sentence without its stop.
    """

    unit: str
    means: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A quantity: what it means, and what it can be.

    Parameters
    ----------
    name
        Its name in records, frames, recordings, files and on the wire.
    label
        What the screen calls it.
    unit
        What it is counted or measured in, in words.
    of
        What it is a figure of: a slot, the clock minute that holds the slot, or the
        event.
    dtype
        In frames, where missing is `pandas.NA`. Whole numbers are counts; one that
        becomes smaller has shrunk.
    most
        The largest that is possible; the smallest is 0.
    definition
        How it is computed, with the source of the definition.
    roll_up
        How a longer window is computed from shorter ones.
    beware
        What it is easily confused with.
    fields
        Which fields of heartbeats it is computed from.
    derived
        Whether it is computed here, and no source tells it.
    charted
        Whether it is in the rows of the series that the chart draws.
    tile
        How its newest value is shown as a number; None where it is not.
    """

    name: str
    label: str
    unit: str
    of: Literal["slot", "minute", "event"]
    dtype: Literal["Int64", "Float64", "boolean"]
    most: float
    definition: str
    roll_up: str
    beware: str = ""
    fields: str = ""
    derived: bool = False
    charted: bool = False
    tile: Tile | None = None

    @property
    def is_count(self) -> bool:
        """Whether it is a whole number."""
        return self.dtype == "Int64"

    def is_possible(self, value: object) -> bool:
        """Tell whether this can be a value of it, whoever hands it over."""
        # Written so that NaN is not.
        if not (isinstance(value, Real) and 0 <= value <= self.most):  # type: ignore[operator]
            return False
        return not self.is_count or value == int(value)  # type: ignore[call-overload]


def named(
    figures: Sequence[Figure], values: Sequence[float | None] | None
) -> dict[str, Any]:
    """Give figures by name, counts as whole numbers; all None where none is known."""
    return {
        figure.name: int(value) if figure.is_count and value is not None else value
        for figure, value in zip(figures, values or (None,) * len(figures), strict=True)
    }
