"""What anybody may hand us, and what may come of it: a value, or an error of ours."""

from __future__ import annotations

import contextlib
import json
import math
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webcast_widget.errors import WebcastWidgetError
from webcast_widget.pane import contract
from webcast_widget.pane.validation import NotAllowed, command, state
from webcast_widget.recording import Recorder, logbook, read
from webcast_widget.sources.kaltura import graphs, wire
from webcast_widget.timeline.records import Batch, Event, Minute, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENTRY = "1_event"
START = 1_700_000_040
FIRST, END = START - 86_400, START + 86_400
KNOWN = (
    *("objects", "totalCount", "entryId", "audience", "dvrAudience", "plays"),
    *("avgBitrate", "bufferTime", "id", "data", "objectType", ENTRY, "viewers"),
    *("viewers_dvr", "views", "avg_view_bitrate", "view_buffer_time_ratio"),
    *("type", "format", "export", "snapshot", "csv", "play", "seek", "moment"),
    *("speed", "UTC", "NaN", "-1", "1e300", "KalturaReportGraph", "audience"),
    *(f"{START},5,1;{START + 10},6,2;", f"{START}|5;{START + 60}|0.5;", ",,;;"),
)
"""Words that something happens for."""
COMMANDS = {
    *("export", "part", "snapshot", "news"),
    *("play", "pause", "seek", "speed", "mark", "unmark"),
}


def spoken(content: bytes) -> Iterator[Any]:
    """Give what bytes say: as JSON, and as a recipe for some value."""
    with contextlib.suppress(ValueError, RecursionError):
        yield json.loads(content)
    yield built(iter(content), 5)


def built(recipe: Iterator[int], depth: int) -> Any:
    """Make a value of JSON, byte by byte; the same bytes make the same value."""
    kind = next(recipe, 0) % 12
    more = next(recipe, 0)
    if depth and kind in {0, 1, 2}:
        return [built(recipe, depth - 1) for _ in range(more % 5)]
    if depth and kind in {3, 4, 5}:
        return {
            str(word(next(recipe, 0), recipe)): built(recipe, depth - 1)
            for _ in range(more % 6)
        }
    if kind in {6, 7, 8}:
        return word(more, recipe)
    scalars = (None, True, -1, 0, 7, 1.5, math.nan, math.inf, 10**400, START, "", "7")
    return scalars[more % len(scalars)]


def word(which: int, recipe: Iterator[int]) -> str:
    """Give a word that is known, or one of the bytes that follow."""
    if which < 4 * len(KNOWN):
        return KNOWN[which % len(KNOWN)]
    return bytes(next(recipe, 0) for _ in range(which % 16)).decode("latin-1")


def payload(content: bytes) -> None:
    """Read an answer of the server, as every action's."""
    for answer in spoken(content):
        answers(answer)


def answers(answer: Any) -> None:
    """Read a parsed answer, as every action's."""
    for reader in (
        wire.events,
        lambda told: wire.report(told, ENTRY),
        lambda told: graphs.slots(told, FIRST, END),
        lambda told: graphs.minutes(told, FIRST, END),
    ):
        with contextlib.suppress(WebcastWidgetError):
            taken(reader(answer))


def taken(told: Any) -> None:
    """Check that what was read can be: nothing impossible comes through."""
    if told is None:
        return
    if isinstance(told, wire.Totals):
        figures = (told.avg_bitrate_kbps, told.avg_buffering_s_per_min)
        counts = (told.live, told.dvr, told.plays)
    else:
        records, refused = told
        assert refused >= 0
        line = Timeline()
        batch = (
            Batch(slots=records)
            if all(isinstance(one, Slot) for one in records)
            else Batch(minutes=records)
        )
        line.merge(batch, START)
        return
    assert all(each is None or each >= 0 for each in counts)
    assert all(each is None or (math.isfinite(each) and each >= 0) for each in figures)


def message(content: bytes) -> None:
    """Read what a browser sent."""
    for said in spoken(content):
        messages(said)


def messages(said: Any) -> None:
    """Read a parsed message, as a command and as each trait's value."""
    with contextlib.suppress(NotAllowed):
        assert command(said)["type"] in COMMANDS
    for name in (*contract.TRAITS, "anything"):
        with contextlib.suppress(NotAllowed):
            state(name, said)


@cache
def whole_recording() -> bytes:
    """Give a recording that is whole, with something in every table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "whole.webcast")
        recorder = Recorder(path, ENTRY, "a script", "1.2.3")
        recorder.open(1.0)
        line = Timeline()
        for at in range(3):
            moment = START + 300.0 * at
            slots = [Slot(START + 10 * n, n + at, n, at) for n in range(12)]
            minutes = [Minute(START, 1500.5 + at, 1.5)]
            batch = Batch(slots, minutes, moment, Event(ENTRY, "Town hall"), True)
            change = line.examine(batch, moment)
            recorder.write(change, moment)
            line.apply(change)
            recorder.note("live" if at % 2 else "stale", moment)
        recorder.close()
        return path.read_bytes()


def recording(path: Path) -> None:
    """Read a file as a recording, and play it into a frame."""
    with contextlib.suppress(WebcastWidgetError):
        logbook(path)
    try:
        recorded = read(path)
    except WebcastWidgetError:
        return
    line = Timeline()
    for poll in recorded.entries:
        line.merge(poll.batch, poll.as_of)
    line.frame()


def mutated(whole: bytes, changes: bytes) -> bytes:
    """Change a file in some places.

    Parameters
    ----------
    whole
        The file.
    changes
        Five bytes for each change: what to do, where (three bytes), and with what.
    """
    content = bytearray(whole)
    for at in range(0, len(changes) - 4, 5):
        kind, value = changes[at] % 8, changes[at + 4]
        place = int.from_bytes(changes[at + 1 : at + 4]) % max(1, len(content))
        if kind == 0:
            del content[place:]
        elif kind == 1:
            del content[place : place + value]
        elif kind == 2:
            content[place:place] = bytes([value]) * (value + 1)
        elif content:
            content[place] = value
    return bytes(content)


def recorder(folder: Path) -> Callable[[bytes], None]:
    """Give a target that reads bytes as a recording: as they are, or as changes."""
    path = folder / "fuzzed.webcast"

    def target(data: bytes) -> None:
        content = data[1:]
        if data[:1] != b"\0":
            content = mutated(whole_recording(), content)
        path.write_bytes(content)
        recording(path)
        for name in ("-wal", "-shm", "-journal"):
            path.with_name(path.name + name).unlink(missing_ok=True)

    return target
