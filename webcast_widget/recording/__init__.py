"""Recordings: what an event's source said, and when, in one SQLite file per event."""

from __future__ import annotations

from webcast_widget.recording.digest import Digest, digest, digest_in
from webcast_widget.recording.entries import Entry
from webcast_widget.recording.final import final
from webcast_widget.recording.logbook import Logbook, logbook
from webcast_widget.recording.place import is_recording, no_recording
from webcast_widget.recording.recorded import Recorded, read
from webcast_widget.recording.recorder import Recorder
from webcast_widget.recording.said import keep_marks
from webcast_widget.recording.tolerant import TolerantRecorder

__all__ = [
    "Digest",
    "Entry",
    "Logbook",
    "Recorded",
    "Recorder",
    "TolerantRecorder",
    "digest",
    "digest_in",
    "final",
    "is_recording",
    "keep_marks",
    "logbook",
    "no_recording",
    "read",
]
