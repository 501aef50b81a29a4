"""Run all benchmarks: ``python -m tests.benchmarks``, from the repository's root."""

from __future__ import annotations

from tests.benchmarks import (
    document,
    heartbeats,
    kernel,
    leaving,
    live_update,
    log_lines,
    shelf,
    simulator,
    wall,
)

if __name__ == "__main__":
    kernel.main()
    live_update.main()
    simulator.main()
    log_lines.main()
    heartbeats.main()
    leaving.main()
    document.main()
    shelf.main()
    wall.main()
