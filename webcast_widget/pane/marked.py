"""What the browser marks in a run sheet: checked, set, and answered in words."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import ConfigurationError, WebcastWidgetError
from webcast_widget.feed import Replay
from webcast_widget.timeline.mark import LONGEST, one_line, quoted

if TYPE_CHECKING:
    from webcast_widget.feed import Feed
    from webcast_widget.pane import messages
    from webcast_widget.pane.validation import MarkCommand

logger = logging.getLogger(__name__)

LATEST_S: Final = 600.0
"""A mark that was asked for longer ago, seconds, is set this long ago."""


def answer(
    request: MarkCommand, feed: Feed, now: float
) -> messages.MarkedReply | messages.ErrorReply:
    """Set a mark or take one back; a sentence where that cannot be.

    Parameters
    ----------
    request
        What the browser asks for.
    feed
        What is marked.
    now
        The present, epoch seconds of the machine's clock.
    """
    try:
        _check_goes_on(feed)
        title, at = (
            _set(request["title"], feed, now - request["at"])
            if request["type"] == "mark"
            else _taken_back(request["at"], feed)
        )
    except WebcastWidgetError as error:
        return {"type": "error", "id": request["id"], "sentence": str(error)}
    except Exception:
        logger.exception("A mark could not be set or taken back.")
        said = "The run sheet could not be changed: see the log."
        return {"type": "error", "id": request["id"], "sentence": said}
    return {"type": "marked", "id": request["id"], "title": title, "at": at}


def _check_goes_on(feed: Feed) -> None:
    if not feed.running or isinstance(feed, Replay):
        raise ConfigurationError(
            "This event does not go on, so that there is no now to mark: use mark() of"
            " the event, with a moment."
        )


def _set(said: str, feed: Feed, ago_s: float) -> tuple[str, int]:
    if len(said) > LONGEST:
        raise ConfigurationError(
            f"This title has {len(said):,} characters, more than {LONGEST}: shorten it."
        )
    title = one_line(said)
    at = round(feed.now() - min(max(ago_s, 0.0), LATEST_S))
    begun = [each for each in feed.reading.marks if each.at <= at]
    if begun and begun[-1].at == at:
        # Of one moment the last word counts: it would take the place of that one.
        raise ConfigurationError(
            f"{quoted(begun[-1].title)} was marked this very second: wait for the next."
        )
    last = begun[-1] if begun else None
    if last and last.title == title and (last.end is None or at < last.end):
        raise ConfigurationError(f"{quoted(title)} is marked already, and goes on.")
    feed.mark(title, at)
    return title, at


def _taken_back(at: int, feed: Feed) -> tuple[str, int]:
    title = next((each.title for each in feed.reading.marks if each.at == at), None)
    if title is None:
        raise ConfigurationError("This mark was taken back already.")
    feed.unmark(title, at)
    return title, at
