"""Fifty events on one wall: what an answer costs, and what it sends."""

from __future__ import annotations

import json
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import webcast_widget as ww
from tests.benchmarks.event import MadeUp
from tests.benchmarks.tables import short, table, whole
from webcast_widget.feed import LiveFeed
from webcast_widget.poller import OVERLAP_S, Answered

if TYPE_CHECKING:
    from collections.abc import Iterator

FEEDS = 50
SLOTS = 1_080
"""Three hours."""

ROUNDS = 20
EVERY_S = 10.0


@contextmanager
def feeds() -> Iterator[tuple[list[MadeUp], list[LiveFeed]]]:
    """Give feeds that know three hours each."""
    sources = [MadeUp(SLOTS) for _ in range(FEEDS)]
    made = [LiveFeed(source) for source in sources]
    for source, feed in zip(sources, made, strict=True):
        feed._deliver(Answered(source.answer(None), EVERY_S))
    yield sources, made
    for feed in made:
        feed.stop()


def rounds(sources: list[MadeUp], made: list[LiveFeed]) -> float:
    """Let each feed have its next answer, several times; give ms for one, the median."""
    took = []
    for _ in range(ROUNDS):
        for source, feed in zip(sources, made, strict=True):
            answer = source.answer(source.moment - OVERLAP_S)
            begin = perf_counter()
            feed._deliver(Answered(answer, EVERY_S))
            took.append(perf_counter() - begin)
    return median(took) * 1000


def main() -> None:
    """Print the table."""
    with feeds() as (sources, made):
        alone_ms = rounds(sources, made)
        began = perf_counter()
        wall = ww.wall(made)
        shown_ms = (perf_counter() - began) * 1000
        sent: list[int] = []
        cards: Any = wall.children[0]
        cards._send = lambda message, buffers=None: sent.append(  # noqa: ARG005
            len(json.dumps(message))
        )
        both_ms = rounds(sources, made)
        wall.close()
    rows = [
        ["an answer without a wall, ms", short(alone_ms)],
        ["with one, ms", short(both_ms)],
        [f"the wall of {FEEDS} is made, ms", short(shown_ms)],
        ["a card's message, bytes", whole(median(sent))],
        ["messages for an answer", short(len(sent) / ROUNDS / FEEDS)],
        [
            f"of a core, {FEEDS} feeds at {EVERY_S:g} s",
            short(FEEDS * both_ms / 1000 / EVERY_S),
        ],
    ]
    table(f"A wall of {FEEDS} events of three hours", ["what", "figure"], rows)


if __name__ == "__main__":
    main()
