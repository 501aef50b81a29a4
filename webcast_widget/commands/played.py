"""The demonstration where no server can run: a recorded event, played."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from webcast_widget.feed import Replay, open_recording, rerun

TOWN_HALL: Final = Path(__file__).with_name("town-hall.webcast")
"""A simulated town hall of an hour, recorded; ``tests/commands/town_hall.py`` made it."""


def play(speed: float) -> Replay:
    """Play the town hall from its middle, so that there is something to look back at.

    Parameters
    ----------
    speed
        Recorded seconds per second.

    Raises
    ------
    ConfigurationError
        If the speed cannot be used, or neither a thread nor a loop is to be had.
    """
    # Where the package is installed nothing may be written, not even beside it.
    with tempfile.TemporaryDirectory(prefix="webcast-widget-") as folder:
        replay = open_recording(
            shutil.copy(TOWN_HALL, Path(folder) / TOWN_HALL.name)
        ).replay(speed, play=False)
    first, last = replay.span
    replay.seek((last - first).total_seconds() / 2)
    rerun.register("simulation", replay.event.id, replay, Replay.stop)
    return replay.play()
