"""What the kernel's side costs: taking a poll in, and handing the history out."""

from __future__ import annotations

from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from tests.benchmarks.event import LENGTHS, MadeUp
from tests.benchmarks.tables import short, table, whole
from webcast_widget.export import FORMATS, Provenance, to_bytes
from webcast_widget.pane import view
from webcast_widget.poller import OVERLAP_S
from webcast_widget.timeline.latest import latest
from webcast_widget.timeline.records import Event
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

MERGES = 200
TIMES = 20
EXPORTS = 5
DAY = 8_640


def milliseconds(work: Callable[[], object], times: int) -> float:
    """Give the median time that some work takes, after it was done once."""
    work()
    took = []
    for _ in range(times):
        begin = perf_counter()
        work()
        took.append(perf_counter() - begin)
    return median(took) * 1000


def filled(slots: int) -> tuple[MadeUp, Timeline]:
    """Give an event of some length, and its timeline."""
    source, timeline = MadeUp(slots), Timeline()
    timeline.merge(source.answer(None), source.moment)
    return source, timeline


def merging(source: MadeUp, timeline: Timeline) -> float:
    """Give the median time of a merge; the answers are made beforehand."""
    took = []
    for _ in range(MERGES):
        answer = source.answer(source.moment - OVERLAP_S)
        begin = perf_counter()
        timeline.merge(answer, source.moment)
        took.append(perf_counter() - begin)
    return median(took) * 1000


def row(slots: int) -> tuple[object, ...]:
    """Measure a history of some length."""
    source, timeline = filled(slots)
    first = source.answer(None)
    return (
        LENGTHS[slots],
        whole(slots),
        short(merging(source, timeline)),
        short(milliseconds(lambda: Timeline().merge(first, source.moment), EXPORTS)),
        short(milliseconds(lambda: latest(timeline, source.moment), TIMES)),
        short(milliseconds(timeline.frame, TIMES)),
        short(milliseconds(lambda: view.rows(timeline.rows()), TIMES)),
        whole(len(view.rows(timeline.rows())) / 1000),
    )


def exports(slots: int) -> list[tuple[object, ...]]:
    """Measure the export of a history in each format."""
    _, timeline = filled(slots)
    frame = timeline.frame()
    provenance = Provenance(
        event=Event("1_m4de", "All hands, winter"),
        source="https://analytics.example",
        time_zone="Europe/Berlin",
        exported_at=timeline.as_of or 0.0,
        version="0",
    )
    return [
        (
            name,
            short(milliseconds(lambda: to_bytes(frame, provenance, name), EXPORTS)),  # noqa: B023 - called at once
            whole(len(to_bytes(frame, provenance, name)) / 1000),
        )
        for name in FORMATS
    ]


def main() -> None:
    """Run it."""
    table(
        "The kernel's side, ms",
        (
            "history",
            "slots",
            "merge of a poll",
            "of all",
            "latest",
            "df",
            "snapshot",
            "its kB",
        ),
        [row(slots) for slots in LENGTHS],
    )
    table(f"Export of {DAY:,} slots", ("format", "ms", "kB"), exports(DAY))


if __name__ == "__main__":
    main()
