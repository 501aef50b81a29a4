"""Lies within an answer that can be read: about sessions, names, and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.lying import backend
from tests.lying.lies import lie
from tests.lying.server import Request, whole
from webcast_widget.errors import (
    AuthenticationError,
    PayloadError,
    SessionRefusedError,
    SourceError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

YEARS_S = 10 * 365 * 86_400


def _answering(
    told: str, kind: type[SourceError] | None, answer: Callable[[Request], Any]
) -> None:
    @lie(told, kind)
    def _(request: Request) -> Iterator[bytes]:
        yield whole(answer(request) if request.is_poll else request.answer)


def _graph(told: str, *rows: tuple[Any, Any, Any]) -> None:
    """More points than there are; none of them can be."""
    _answering(
        told,
        None,
        lambda request: request.changed(
            "getEvents", backend.graph([*backend.truth(), *rows])
        ),
    )


_graph("a count below nothing", (backend.NOW, -5, 0))
_graph("half a viewer", (backend.NOW, 5.5, 0))
_graph("more viewers than there are people", (backend.NOW, 10**10, 0))
_graph("no number", (backend.NOW, "nan", 0), (backend.NOW, "inf", 0))
_graph("digits of another script", (backend.NOW, "\u0665\u0665", "x"))
_graph("a number of ten thousand digits", (backend.NOW, "9" * 10_000, 0))
_graph("a moment between two slots", (backend.NOW - 5, 900, 0))
_graph("a moment in ten years", (backend.NOW + YEARS_S, 900, 0))
_graph("a moment ten years ago", (backend.NOW - YEARS_S, 900, 0))
_graph("a moment in milliseconds", (1000 * backend.NOW, 900, 0))
_graph("a moment before all others", (-10, 900, 0))
_graph("a point of five parts", (backend.NOW, 9, "9,9,9"))


_answering("no answers", PayloadError, lambda _: [])
_answering("one answer", PayloadError, lambda r: r.answer[:1])
_answering("thirty answers", PayloadError, lambda r: r.answer[:1] * 30)
_answering("no list of answers", PayloadError, lambda request: {"1": request.answer})
_answering("the answers in another order", SourceError, lambda r: r.answer[::-1])
_answering("a graph that is none", PayloadError, lambda r: r.changed("getEvents", [7]))
_answering(
    "a graph of numbers",
    PayloadError,
    lambda r: r.changed("getEvents", [{"id": "audience", "data": [1, 2]}]),
)
_answering(
    "a session that is refused each time",
    SessionRefusedError,
    lambda _: backend.error("INVALID_KS", f'Invalid KS "{backend.KS}"'),
)
_answering("on the air, perhaps", None, lambda r: r.changed("isLive", "perhaps"))


def _totals(told: str, **changed: Any) -> None:
    """A report that is impossible, or of something else: attendance is true all the same."""
    _answering(
        told,
        None,
        lambda r: r.changed(
            "getReport", {"objects": [{"entryId": backend.ENTRY} | changed]}
        ),
    )


_totals("a report of another event", entryId="1_other")
_totals("a report of nothing")
_totals("a bitrate that cannot be", avgBitrate=1e300, audience=5)
_totals("buffering for longer than a minute", bufferTime=61, audience=5)
_totals("a report of texts", audience="many", plays="few", avgBitrate={})
_answering("a report that is none", None, lambda r: r.changed("getReport", "none"))


def _session(told: str, session: Any, kind: type[SourceError]) -> None:
    @lie(told, kind)
    def _(request: Request) -> Iterator[bytes]:
        # The one that there is, is refused: another has to be opened.
        told = backend.error("INVALID_KS", "No.") if request.is_poll else session
        yield whole(told)


_session("a session that is a number", 5, PayloadError)
_session("a session of nothing", "", PayloadError)
_session("a session of a megabyte", "k" * 10**6, PayloadError)
_session("no session", backend.error("START_SESSION_ERROR"), AuthenticationError)
