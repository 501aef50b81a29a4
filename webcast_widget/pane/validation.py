"""The browser is not trusted: what it sends is checked against the contract.

Pure: a value, or `NotAllowed` with the reason.
"""

from __future__ import annotations

import zoneinfo
from functools import cache
from reprlib import Repr
from typing import Any, Final

from webcast_widget.errors import ConfigurationError
from webcast_widget.pane import contract, messages
from webcast_widget.poller import check_interval
from webcast_widget.timeline.figures import DRAWN
from webcast_widget.timeline.slots import END_OF_TIME_S, REACH_S

_MAX_ID = 64
_ENDS = 2

_shorter = Repr()
_shorter.maxstring = 80  # The longest names of zones are whole.
shortly: Final = _shorter.repr


class NotAllowed(Exception):  # noqa: N818 - what happened to the message, not an error of ours
    """A message or a value of the browser that the contract does not allow."""


MarkCommand = messages.MarkRequest | messages.UnmarkRequest
PlayCommand = messages.PlayRequest | messages.SeekRequest | messages.SpeedRequest
Command = (
    messages.ExportRequest
    | messages.PartRequest
    | messages.SnapshotRequest
    | messages.NewsRequest
    | MarkCommand
    | PlayCommand
)


def command(content: Any) -> Command:
    """Read a message of the browser.

    Raises
    ------
    NotAllowed
        If it is none of the contract's.
    """
    if not isinstance(content, dict):
        raise NotAllowed("A message that is no object.")
    request_id = content.get("id")
    if not isinstance(request_id, str) or not 0 < len(request_id) <= _MAX_ID:
        raise NotAllowed("A message without an id.")
    read = _asked(content, request_id) or _said(content, request_id)
    if read is None:
        raise NotAllowed("A message of an unknown type.")
    return read


def _asked(content: dict[str, Any], request_id: str) -> Command | None:
    """Read what the browser asks to be given."""
    match content:
        case {"type": "export", "format": str(file_format), "window": window} if (
            file_format in messages.EXPORT_FORMATS
            and (
                window is None or (file_format != messages.PAGE and _is_window(window))
            )
        ):
            return {
                "type": "export",
                "id": request_id,
                "format": file_format,
                "window": None if window is None else [float(at) for at in window],
            }
        case {"type": "part", "part": str(part)} if part in messages.PARTS:
            return {"type": "part", "id": request_id, "part": part}
        case {"type": "snapshot"}:
            return {"type": "snapshot", "id": request_id}
        case {"type": "news", "seq": int(seq)} if seq >= 0 and not isinstance(
            seq, bool
        ):
            return {"type": "news", "id": request_id, "seq": seq}
    return None


def _said(content: dict[str, Any], request_id: str) -> Command | None:
    """Read what the browser says of the event: its marks, and how it is replayed."""
    match content:
        case {"type": "mark", "title": str(title), "at": at} if _is_moment(at):
            return {"type": "mark", "id": request_id, "title": title, "at": float(at)}
        case {"type": "unmark", "at": int(at)} if _is_moment(at):
            return {"type": "unmark", "id": request_id, "at": at}
        case {"type": "play" | "pause" as kind}:
            return {"type": kind, "id": request_id}
        case {"type": "seek", "moment": moment} if _is_moment(moment):
            return {"type": "seek", "id": request_id, "moment": float(moment)}
        case {"type": "speed", "speed": speed} if (
            _finite(speed) and contract.SLOWEST_SPEED <= speed <= contract.FASTEST_SPEED
        ):
            return {"type": "speed", "id": request_id, "speed": float(speed)}
    return None


def state(name: str, value: Any) -> Any:
    """Read a trait's value that the browser wants to set.

    Raises
    ------
    NotAllowed
        If the browser may not set that trait, or not to that value.
    """
    trait = contract.TRAITS.get(name)
    if trait is None or not trait.from_browser:
        raise NotAllowed(f"The browser may not set {shortly(name)}.")
    try:
        return checked(name, value)
    except ConfigurationError as error:
        raise NotAllowed(str(error)) from None


def checked(name: str, value: Any) -> Any:
    """Check a settable trait's value, whoever sets it, and give it in its own type.

    Raises
    ------
    ConfigurationError
        If it cannot be used; the sentence says what can.
    """
    match name:
        case "visible" | "audience_shown" | "table_shown" | "export_window" if (
            isinstance(value, bool)
        ):
            return value
        case "window_s" if _finite(value) and contract.SHORTEST_S <= value <= REACH_S:
            return float(value)
        case "window_end_s" | "second" if value is None:
            return None
        case "window_end_s" if _is_moment(value):
            return float(value)
        case "interval_s" if _finite(value):
            return check_interval(value)
        case "figure" | "second" | "time_zone" if isinstance(
            value, str
        ) and value in _names(name):
            return value
    raise ConfigurationError(_SENTENCES[name].format(value=shortly(value)))


_SENTENCES: Final = {
    "visible": "visible is {value}: give True or False.",
    "table_shown": "table_shown is {value}: give True or False.",
    "audience_shown": "audience_shown is {value}: give True or False.",
    "export_window": "export_window is {value}: give True or False.",
    "second": "second is {value}: the chart shows, beside its figure, one of"
    f" {', '.join(DRAWN)}, or None.",
    "figure": f"figure is {{value}}: the chart shows one of {', '.join(DRAWN)}.",
    "window_s": "window_s is {value}: give the window's length in seconds, from"
    f" {contract.SHORTEST_S:g} to {REACH_S:,} ({REACH_S // 86_400} days).",
    "window_end_s": "window_end_s is {value}: give epoch seconds, or None to follow"
    " the latest.",
    "interval_s": "interval_s is {value}: give seconds, 5 or more.",
    "time_zone": "There is no time zone {value}: give an IANA name such as 'UTC' or"
    " 'Europe/Paris'.",
}


def _finite(value: Any) -> bool:
    # An integer of JSON may be too large for a float.
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and -END_OF_TIME_S < value < END_OF_TIME_S
    )


def _is_moment(value: Any) -> bool:
    return _finite(value) and value >= 0


def _is_window(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != _ENDS:
        return False
    return all(map(_is_moment, value)) and value[0] < value[1]


@cache
def _names(trait: str) -> frozenset[str]:
    """Give what may be chosen by its name."""
    return frozenset(zoneinfo.available_timezones() if trait == "time_zone" else DRAWN)
