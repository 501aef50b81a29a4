"""The figures of the counter and the tiles, and the traits that they travel in."""

from __future__ import annotations

from typing import Final

from webcast_widget.timeline.figures import FIGURES


def _tiles(of: str) -> dict[str, str]:
    return {
        figure.name: f"{figure.tile.means}."
        for figure in FIGURES.values()
        if figure.of == of and figure.tile is not None
    }


_EACH_TIME: Final = {
    **_tiles("slot"),
    "at": "Start of that slot: the moment that the counter names.",
    "settled": "Start of the newest settled slot; later rows of the series are"
    " provisional.",
    "data_age_s": "Age of the newest slot received, at `received_at`, in the event's own"
    " time.",
    "received_at": "When the last answer came, on the kernel's wall clock.",
}
_EACH_MINUTE: Final = {**_tiles("minute"), "quality_at": "Start of that minute."}
_PEAK: Final = {
    **_tiles("event"),
    "peak_at": "Start of the first slot that reached it.",
}

LATEST: Final[dict[str, str]] = {**_EACH_TIME, **_EACH_MINUTE, **_PEAK}
"""The counter and the tiles, all of one moment: names, and what they mean."""

TRAVELS: Final[dict[str, tuple[str, ...]]] = {
    "latest": tuple(_EACH_TIME),
    "quality": tuple(_EACH_MINUTE),
    "peak": tuple(_PEAK),
}
"""The traits in which `LATEST` travels, each as a list of numbers; None is not known.

A trait is sent when it changes: what seldom does has one of its own, and none has names,
which would be longer than the figures.
"""

AFTER: Final = ("settled", "received_at")
"""Moments that travel as seconds after `at`, or after 0 where that is not known."""
