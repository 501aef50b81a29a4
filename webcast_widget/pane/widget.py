"""WebcastPane: the widget. Python holds the truth; the browser draws it."""

from __future__ import annotations

import logging
import threading
import weakref
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import traitlets
from ipywidgets import Widget

from webcast_widget.errors import ConfigurationError, WebcastWidgetError
from webcast_widget.feed import Feed, FinishedEvent, Replay, rerun
from webcast_widget.feed.duration import seconds
from webcast_widget.pane import chart, contract, validation, view
from webcast_widget.pane.synced import Synced, bundle
from webcast_widget.timeline.clock import SystemClock
from webcast_widget.timeline.framed import timeline_of
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from webcast_widget.feed import Update

logger = logging.getLogger(__name__)
_CHECKPOINT_S = 300.0
"""A notebook saved in mid-event lacks this much at the most, seconds."""

_AT_REST = ("ended", "stopped", "paused")


class WebcastPane(Synced):
    """The live analytics pane of a webcast.

    Show it as the last expression of a cell. Re-running the cell replaces the pane
    of the earlier run. Every trait is described in `webcast_widget.pane.contract`;
    these may be set: ``visible``, ``window_s``, ``window_end_s``, ``time_zone``,
    ``interval_s``.

    Parameters
    ----------
    feed
        Where the figures come from, as `webcast_widget.connect` or
        `webcast_widget.open` makes it; a replay, which brings its controls; or a
        Timeline, as `webcast_widget.heartbeats.aggregate` does, or its frame, as
        `webcast_widget.read` gives it from a file.
    time_zone
        IANA name of the zone that moments are shown in.
    window
        Length of the chart's window: seconds, or text such as ``"30min"``.
    on_close
        Called once when the pane is closed, for what was made for it alone.

    Raises
    ------
    ConfigurationError
        If the zone, the window or the frame cannot be used, or what is shown is no feed.
    """

    _esm = bundle("pane.js")
    _css = bundle("pane.css")

    def __init__(
        self,
        feed: Feed | Timeline | pd.DataFrame,
        *,
        time_zone: str = "UTC",
        window: str | float | pd.Timedelta = "30min",
        on_close: Callable[[], None] | None = None,
    ) -> None:
        if isinstance(feed, pd.DataFrame):
            feed = timeline_of(feed)
        if isinstance(feed, Timeline):
            feed = FinishedEvent(feed)
        if not isinstance(feed, Feed):
            raise ConfigurationError(
                f"A pane shows a feed, and no {type(feed).__name__}: give what connect(),"
                " open() or heartbeats.aggregate() gave."
            )
        self._held: Callable[[], Feed | None] = lambda: feed
        self._on_close = on_close
        # Reentrant: an observer of what is published may set a trait in turn.
        self._publishing = threading.RLock()
        self._refused = 0
        self._checkpoint_at = SystemClock().now()
        self._state_told: str = feed.status.state
        self._interval_told = feed.interval_s
        # Before anything is made that would have to be closed again.
        zone = validation.checked("time_zone", time_zone)
        length = validation.checked("window_s", seconds(window))
        main, overview = chart.figures()
        super().__init__(
            event={"id": feed.event.id, "name": feed.event.name},
            chart=main,
            overview=overview,
            interval_s=feed.interval_s,
            time_zone=zone,
            window_s=length,
        )
        self.on_msg(self._on_message)
        self._publish([])
        self._unsubscribe = feed.subscribe(self._on_update)
        rerun.register("pane", feed.event.id, self, WebcastPane.close)

    @property
    def feed(self) -> Feed:
        """Where the figures come from.

        Raises
        ------
        ConfigurationError
            If the pane is closed, and nobody else had the feed.
        """
        feed = self._held()
        if feed is None:
            raise ConfigurationError(
                "The pane is closed, and its feed ended with it: connect again, or open"
                " the recording."
            )
        return feed

    @property
    def df(self) -> pd.DataFrame:
        """All slots received; see `Feed.df`."""
        return self.feed.df

    @property
    def visible_df(self) -> pd.DataFrame:
        """The slots in the chart's window, both ends included: what is on screen."""
        window = self.window
        frame = self.feed.df
        return frame.iloc[:0] if window is None else frame.loc[window[0] : window[1]]

    @property
    def window(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """First and last moment in the chart's window (UTC); None before any data.

        Set it to a pair of moments to scroll there, or to None to follow the latest.
        """
        extent = self.feed.extent()
        if extent is None:
            return None
        first, last = view.window(extent, self.window_s, self.window_end_s)
        return (
            pd.Timestamp(first, unit="s", tz="UTC"),
            pd.Timestamp(last, unit="s", tz="UTC"),
        )

    @window.setter
    def window(self, moments: tuple[Any, Any] | None) -> None:
        if moments is None:
            self.window_end_s = None
            return
        first, last = _moments(moments)
        # Both or none: the second is checked before the first is set.
        length = validation.checked("window_s", last - first)
        end = validation.checked("window_end_s", last)
        with self._publishing, self.hold_sync():
            self.window_s = length
            self.window_end_s = end

    @property
    def refused(self) -> int:
        """How many messages of the browser were not in the contract and dropped."""
        return self._refused

    def export(self, path: str | Path, *, time_zone: str | None = None) -> Path:
        """Write all slots to a file, as the Export button does.

        Parameters
        ----------
        path
            Ends in ``.csv``, ``.parquet``, ``.xlsx``, or ``.html`` for a page that people
            read.
        time_zone
            Zone of the moments in the file; the pane's when left out.

        Raises
        ------
        ConfigurationError
            If the ending or the zone is unknown.
        ExportError
            If the file cannot be written.
        """
        return self.feed.export(path, time_zone=time_zone or self.time_zone)

    def snapshot(self) -> contract.Series:
        """Give the whole series, for a view that starts."""
        seq, series = self.feed.series()
        return {"seq": seq, "rows": memoryview(view.rows(series))}

    def close(self) -> None:
        """Close the pane and all its parts; a feed that somebody else has goes on."""
        if self.comm is None:
            return
        self._unsubscribe()
        del self._unsubscribe
        for part in _parts(self):
            part.close()
        super().close()
        end, self._on_close = self._on_close, None
        if end is not None:
            end()
        feed = self.feed
        if feed.running:
            # A notebook keeps closed panes in `Out`: they shall not keep it running.
            self._held = weakref.ref(feed)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sets, as far as the contract allows it."""
        allowed, refused = {}, []
        for name, value in sync_data.items():
            try:
                allowed[name] = validation.state(name, value)
            except validation.Refused as reason:
                logger.info("Dropped what the browser sent: %s", reason)
                refused.append(name)
        self._refused += len(refused)
        # Handlers run in other threads than the feed's; holds are no locks.
        with self._publishing:
            super().set_state(allowed)
        known = [name for name in refused if name in contract.TRAITS]
        if known:
            # The browser shows what it sent: tell it what holds.
            self.send_state(known)

    def __repr__(self) -> str:
        return f"<WebcastPane {self.event['id']}>"

    @traitlets.validate(
        "visible", "window_s", "window_end_s", "time_zone", "interval_s"
    )
    def _check(self, proposal: Any) -> Any:
        return validation.checked(proposal["trait"].name, proposal["value"])

    @traitlets.observe("interval_s")
    def _on_interval(self, change: Any) -> None:
        self._interval_told = change["new"]
        if self.feed.interval_s != change["new"]:
            self.feed.interval_s = change["new"]

    def _on_update(self, update: Update) -> None:
        self._publish(update.changed, afresh=update.afresh)

    def _publish(self, changed: list[int], *, afresh: bool = False) -> None:
        """Send what is new, or everything afresh, all in one message."""
        feed = self.feed
        with self._publishing, self.hold_sync():
            extent = feed.extent()
            seq, series = feed.series(changed)
            if feed.interval_s != self._interval_told:
                # Somebody set the feed's own, or another pane of it did.
                self.interval_s = feed.interval_s
            self.event = {"id": feed.event.id, "name": feed.event.name}
            self.latest = view.latest(
                feed.latest, None if extent is None else extent[2], feed.received_at
            )
            now = view.status(feed.status)
            self.status = now
            if isinstance(feed, Replay):
                self.replay = view.replay(feed)
            if afresh:
                # Another value, so that it is sent: with all of the series.
                self.history = {"seq": seq, "rows": b""}
            elif changed:
                self.delta = {"seq": seq, "rows": view.rows(series)}
        before, self._state_told = self._state_told, now["state"]
        rests = now["state"] != before and now["state"] in _AT_REST
        present = SystemClock().now()
        if rests or present - self._checkpoint_at > _CHECKPOINT_S:
            # A saved notebook keeps what the browser was sent last, and deltas are
            # not the series.
            self._checkpoint_at = present
            self.send_state("history")

    def _on_message(self, _: Widget, content: Any, __: list[memoryview]) -> None:
        try:
            request = validation.command(content)
        except validation.Refused as reason:
            logger.info("Dropped what the browser sent: %s", reason)
            self._refused += 1
            return
        if request["type"] == "snapshot":
            series = self.snapshot()
            snapshot: contract.SnapshotReply = {
                "type": "snapshot",
                "id": request["id"],
                "seq": series["seq"],
            }
            self.send(snapshot, [series["rows"]])
        elif request["type"] == "export":
            self._send_file(request)
        else:
            self._play(request)

    def _play(self, request: validation.PlayCommand) -> None:
        feed = self.feed
        if not isinstance(feed, Replay):
            logger.info("Dropped what the browser sent: this is no replay.")
            self._refused += 1
            return
        if request["type"] == "seek":
            feed.seek(datetime.fromtimestamp(request["moment"], UTC))
        elif request["type"] == "speed":
            feed.speed = request["speed"]
        elif request["type"] == "play":
            feed.play()
        else:
            feed.pause()

    def _send_file(self, request: contract.ExportRequest) -> None:
        try:
            file = self.feed.file(request["format"], time_zone=self.time_zone)
        except WebcastWidgetError as error:
            self._send_sorry(request["id"], str(error))
            return
        except Exception:
            # Without an answer the browser would wait for ever.
            logger.exception("A file could not be made.")
            self._send_sorry(request["id"], "The file could not be made: see the log.")
            return
        reply: contract.FileReply = {
            "type": "file",
            "id": request["id"],
            "name": file.name,
            "mime": file.mime,
        }
        self.send(reply, [file.data])

    def _send_sorry(self, request_id: str, sentence: str) -> None:
        sorry: contract.ErrorReply = {
            "type": "error",
            "id": request_id,
            "sentence": sentence,
        }
        self.send(sorry)


def _moments(pair: Any) -> tuple[float, float]:
    """Read the two ends of a window, epoch seconds; without a zone they are UTC."""
    try:
        first, last = (pd.to_datetime(moment, utc=True).timestamp() for moment in pair)
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise ConfigurationError(
            f"window is {pair!r}: give its first and its last moment, or None to"
            " follow the latest."
        ) from None
    if not first < last:
        raise ConfigurationError(
            f"window is {pair!r}, which does not end after it begins: give its first and"
            " its last moment."
        )
    return float(first), float(last)


def _parts(widget: Widget) -> list[Widget]:
    """Give the widgets inside a widget, innermost first, each once."""
    found: dict[str, Widget] = {}

    def visit(value: Any) -> None:
        if isinstance(value, Widget):
            # One that is closed already has no comm, nor an id.
            if value.comm is None or value.model_id in found or value is widget:
                return
            descend(value)
            found[value.model_id] = value
        elif isinstance(value, (list, tuple)):
            for item in value:
                visit(item)
        elif isinstance(value, dict):
            for item in value.values():
                visit(item)

    def descend(parent: Widget) -> None:
        for name in parent.keys:
            visit(getattr(parent, name))

    descend(widget)
    return list(found.values())
