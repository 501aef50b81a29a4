"""What a recording came to: its figures at the end, without how they came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.recording.recorded import read
from webcast_widget.timeline.records import Batch, Event
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    import os

    from webcast_widget.recording.entries import Entry
    from webcast_widget.recording.recorded import Recorded


def final(path: str | os.PathLike[str]) -> tuple[Timeline, Recorded]:
    """Read the figures of a recording as they are after its last answer.

    All answers are taken as one, which is many times as fast as one after the other:
    what was revised, and how often, is not counted.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    timeline : Timeline
        What `webcast_widget.open` gives in the end, but for its counts of revisions, and
        for estimates, which are learnt from one answer after the other.
    recorded : Recorded
        What the file says of itself.

    Raises
    ------
    RecordingError
        If there is no such file, or it cannot be read as a recording.
    """
    recorded = read(path)
    timeline = Timeline(
        Event(recorded.event_id), recorded.source, cadence_s=recorded.cadence_s
    )
    entries = _valid(recorded.entries)
    if entries:
        batches = [entry.batch for entry in entries]
        named = [each.event for each in batches if each.event is not None]
        last = entries[-1]
        whole = Batch(
            slots=[slot for each in batches for slot in each.slots],
            minutes=[minute for each in batches for minute in each.minutes],
            as_of=last.as_of,
            event=named[-1] if named else None,
        )
        timeline.merge(whole, last.as_of)
    return timeline, recorded


def _valid(entries: list[Entry]) -> list[Entry]:
    """Give the answers that no later one took back."""
    afresh = [at for at, entry in enumerate(entries) if entry.batch.afresh]
    return entries[afresh[-1] :] if afresh else entries
