"""How long the document of an event takes, beside the frame that it is made of."""

from __future__ import annotations

import asyncio
import statistics
import time

from tests.benchmarks.event import LENGTHS, MadeUp
from webcast_widget import analysis
from webcast_widget.export import Provenance, to_bytes
from webcast_widget.timeline.records import Event
from webcast_widget.timeline.timeline import Timeline

_ROUNDS = 5


def main() -> None:
    """Print a line for each length."""
    about = Provenance(Event("1_a", "Made up"), "made up", 1_767_261_600.0, "0")
    for slots, length in LENGTHS.items():
        source, line = MadeUp(slots), Timeline()
        batch = asyncio.run(source.fetch(None))
        line.merge(batch, source.moment)
        frame = line.frame()
        taken: dict[str, list[float]] = {"summary": [], "html": [], "xlsx": []}
        for _ in range(_ROUNDS):
            for name, spent in taken.items():
                began = time.perf_counter()
                if name == "summary":
                    analysis.summary(frame)
                else:
                    to_bytes(frame, about, name)
                spent.append(time.perf_counter() - began)
        said = ", ".join(
            f"{name} {1000 * statistics.median(spent):,.0f} ms"
            for name, spent in taken.items()
        )
        print(f"document of {length}: {said}")


if __name__ == "__main__":
    main()
