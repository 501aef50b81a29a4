"""What a feed hands out: word of a change, and a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Update:
    """What a poll changed, for whoever subscribed.

    Parameters
    ----------
    seq
        `Timeline.seq` after it.
    changed
        Starts of the slots whose viewers changed, epoch seconds, ascending.
    afresh
        Whether slots may be gone as well, so that all are to be read again: a replay
        went back.
    """

    seq: int
    changed: list[int]
    afresh: bool = False


@dataclass(frozen=True)
class File:
    """A file of an event's slots: its name, MIME type and bytes."""

    name: str
    mime: str
    data: bytes
