"""What travels between kernel and browser and has parts of its own.

Part of the contract; see `webcast_widget.pane.contract`.
"""

from __future__ import annotations

from typing import Annotated, TypedDict

from webcast_widget.feed.status import State

StatusState = State


class EventLabel(TypedDict):
    """Which event the pane shows."""

    id: str
    name: str


class Status(TypedDict):
    """How the feed is doing."""

    state: StatusState
    sentence: str
    """What happened and what to do; empty when all is well."""
    next_at: float | None
    """When the next try is due, on the kernel's wall clock; None when none is."""
    progress: float | None
    """Share of the history's quality figures received, 0 to 1; None when complete."""


class Series(TypedDict):
    """Rows of the attendance series, as `ROW_FIELDS` says."""

    seq: int
    """Number of the last change that is in the rows."""
    rows: memoryview


class History(Series):
    """The whole series, as it was at a moment."""

    at: float
    """When this was taken, on the kernel's wall clock; in a saved notebook, when it was
    saved, on the browser's."""


class AudienceCell(TypedDict):
    """How many live viewers have a value of a dimension."""

    dimension: str
    """One of `webcast_widget.timeline.audience.DIMENSIONS`."""
    value: str
    viewers: int


class AudienceTable(TypedDict):
    """Who was watching in a slot: by dimension, the most watched first, "other" last."""

    at: int
    """Start of the slot."""
    cells: list[AudienceCell]


class SheetItem(TypedDict):
    """An item of the run sheet: what began when."""

    at: int
    title: str
    end: int | None
    """When it ends; None where the next one begins."""


class Alarm(TypedDict):
    """One time that an alert fired."""

    rule: str
    """What the rule is called."""
    fired: int
    """The slot in which it fired, and the one in which it cleared; None while it fires."""
    cleared: int | None
    on: bool
    """Whether it has not cleared, and somebody would tell if it did."""
    figure: Annotated[str | None, "FigureName | null"]
    """What it watches, where that is known and the chart can show it."""
    above: float | None
    """The limit, where it is known, in the figure's unit."""
    below: float | None
    value: float | None
    """The figure when it fired, as it was seen then."""


class UsualRange(TypedDict):
    """What is usual of a tile's figure at the newest minute that is over."""

    figure: str
    low: float
    """The lowest and the highest of the earlier events that have data then."""
    high: float


class UsualBand(TypedDict):
    """What is usual: earlier events, minute by minute, at the moments of this one."""

    at: int
    """Start of the first minute."""
    events: int
    """How many earlier events there are."""
    rows: memoryview
    """Lowest, median and highest of each minute from there on, viewers, as in a series."""
