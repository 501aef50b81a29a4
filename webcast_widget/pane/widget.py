"""WebcastPane: the widget. Python holds the truth; the browser draws it."""

from __future__ import annotations

import logging
import secrets
import threading
import weakref
from typing import TYPE_CHECKING, Any

import traitlets

from webcast_widget.feed import rerun
from webcast_widget.feed.shown import Shown, feed_of
from webcast_widget.pane import (
    cells,
    chart,
    contract,
    marked,
    requests,
    validation,
    view,
)
from webcast_widget.pane.checkpoint import Checkpoint
from webcast_widget.pane.children import children
from webcast_widget.pane.news import TOLD, News
from webcast_widget.pane.settings import Settings
from webcast_widget.pane.synced import bundle, script
from webcast_widget.timeline.clock import SystemClock
from webcast_widget.timeline.figures import DRAWN
from webcast_widget.timeline.length import seconds
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from ipywidgets import Widget

    from webcast_widget.feed import Reading
    from webcast_widget.pane import messages

logger = logging.getLogger(__name__)
_SLOTS = 180
"""What the chart shows of its own accord: half an hour of slots of 10 s."""


class WebcastPane(Settings):
    """The live analytics pane of a webcast.

    Show it as the last expression of a cell. Re-running the cell replaces the pane
    of the earlier run. Every trait is described in `webcast_widget.pane.contract`;
    these may be set: ``visible``, ``window_s``, ``window_end_s``, ``time_zone``,
    ``figure``, ``second``, ``table_shown``, ``audience_shown``, ``export_window``, ``interval_s``.

    Parameters
    ----------
    feed
        Where the figures come from, as `webcast_widget.connect` or
        `webcast_widget.open` makes it; a replay, which brings its controls; or a
        Timeline, as `webcast_widget.heartbeats.aggregate` and `webcast_widget.series`
        give it, or its frame, as `webcast_widget.read` gives it from a file.
    time_zone
        IANA name of the zone that moments are shown in.
    window
        Length of the chart's window: seconds, or text such as ``"30min"``. Left out, it
        is 180 slots: 30 minutes, or longer where the source counts less often.
    figure
        What the chart shows at first: one of `webcast_widget.timeline.figures.DRAWN`.
    on_close
        Called once when the pane is closed, for what was made for it alone.

    Raises
    ------
    ConfigurationError
        If the zone, the window, the figure or the frame cannot be used, or what is shown is no feed.
    """

    _esm = bundle(script())
    _css = bundle("pane.css")

    def __init__(
        self,
        feed: Shown,
        *,
        time_zone: str = "UTC",
        window: str | float | pd.Timedelta | None = None,
        figure: str = DRAWN[0],
        on_close: Callable[[], None] | None = None,
    ) -> None:
        feed = feed_of(feed)
        self._held = lambda: feed
        self._on_close = on_close
        # Reentrant: an observer of what is published may set a trait in turn.
        self._publishing = threading.RLock()
        self._refused = 0
        self._exports = requests.Exports(SystemClock())
        self._checkpoint = Checkpoint(SystemClock())
        self._shown: Reading | None = None
        self._news = News()
        # Before anything is made that would have to be closed again.
        zone = validation.checked("time_zone", time_zone)
        if window is None:
            window = min(_SLOTS * max(feed.cadence_s, SLOT_S), contract.WHOLE_S)
        length = validation.checked("window_s", seconds(window))
        chosen = validation.checked("figure", figure)
        main, overview = chart.figures()
        super().__init__(
            # It stands in each message: short, and unlike any other of a notebook.
            model_id=secrets.token_urlsafe(6),
            event={"id": feed.event.id, "name": feed.event.name},
            chart=main,
            overview=overview,
            interval_s=feed.interval_s,
            cadence_s=feed.cadence_s,
            time_zone=zone,
            window_s=length,
            figure=chosen,
        )
        self.on_msg(self._on_message)
        with self._publishing:
            self._ends = [feed.subscribe(self._show), cells.at_end(self._keep)]
            self._show(feed.reading)
        self._begin()
        rerun.register("pane", feed.event.id, self, self._replace)

    @property
    def refused(self) -> int:
        """How many messages of the browser were not in the contract and dropped."""
        return self._refused

    def close(self) -> None:
        """Close the pane and all its parts; a feed that somebody else has goes on."""
        if self.comm is None:
            return
        while self._ends:
            self._ends.pop()()
        for part in children(self):
            part.close()
        super().close()
        end, self._on_close = self._on_close, None
        if end is not None:
            end()
        feed = self.feed
        if feed.running:
            # A notebook keeps closed panes in `Out`: they shall not keep it running.
            self._held = weakref.ref(feed)

    def _replace(self, earlier: WebcastPane) -> None:
        """Take the place of the pane that an earlier run of the cell made."""
        # One that was closed is of another time.
        if earlier.comm is not None and earlier.event["id"] == self.event["id"]:
            self._take_over(earlier)
        earlier.close()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sets, as far as the contract allows it."""
        allowed, refused = {}, []
        for name, value in sync_data.items():
            try:
                allowed[name] = validation.state(name, value)
            except validation.NotAllowed as reason:
                logger.info("Dropped what the browser sent: %s", reason)
                refused.append(name)
        self._refused += len(refused)
        # Handlers run in other threads than the feed's; holds are no locks.
        with self._publishing:
            super().set_state(allowed)
            self._choose(allowed)
        if known := [name for name in refused if name in contract.TRAITS]:
            # The browser shows what it sent: tell it what holds.
            self.send_state(known)

    def __repr__(self) -> str:
        return f"<WebcastPane {self.event['id']}>"

    @traitlets.validate(*contract.SETTABLE)
    def _check(self, proposal: Any) -> Any:
        return validation.checked(proposal["trait"].name, proposal["value"])

    @traitlets.observe("audience_shown", "visible")
    def _on_audience(self, change: Any) -> None:
        if change["new"] and self._shown is not None and self._shows_audience:
            self.audience = view.audience(self._shown.audience)

    @traitlets.observe("interval_s")
    def _on_interval(self, change: Any) -> None:
        if self.feed.interval_s != change["new"]:
            self.feed.interval_s = change["new"]

    @property
    def _shows_audience(self) -> bool:
        return bool(self.visible and self.audience_shown)

    def _show(self, reading: Reading) -> None:
        """Show a reading, all of it in one message."""
        self._exports.let_go()
        with self._publishing, self.hold_sync():
            shown = self._shown
            if shown is not None and reading.order <= shown.order:
                # Made before the first one that was shown, and told after it.
                return
            self._shown = reading
            self._news.note(reading)
            if shown is not None and reading.interval_s != shown.interval_s:
                # Somebody set the feed's own, or another pane of it did.
                self.interval_s = reading.interval_s
            self.event = {"id": reading.event.id, "name": reading.event.name}
            self.latest = figures = view.latest(reading)
            self.quality = view.unnamed(figures, "quality")
            self.peak = view.unnamed(figures, "peak")
            self.estimates = view.estimates(reading)
            self.status = view.status(reading.status)
            self.replay = view.playback(reading.playback)
            # They are sent where they differ: hardly ever.
            self.run_sheet = view.run_sheet(reading)
            self.alarms = view.alarms(reading)
            if self._shows_audience:
                self.audience = view.audience(reading.audience)
            self._stand(reading)
            whole = self._checkpoint.is_due(reading)
            self._tell_minutes(whole=whole)
            if whole:
                # Another value, so that it is sent: with all of the series.
                self.history = {"seq": reading.seq, "rows": b"", "at": reading.at}
            elif len(reading.rows):
                self.delta = {"seq": reading.seq, "rows": view.rows(reading.rows)}

    def _tell_anew(self, request: messages.NewsRequest) -> None:
        """Tell a page what it has not heard, all of one moment."""
        with self._publishing:
            self.send_state([*TOLD, *self._minutes_anew()])
            starts = self._news.since(request["seq"])
            if starts is None:
                self.send(*requests.snapshot(request, self.snapshot()))
            else:
                _, series = self.feed.series(starts)
                self.send(*requests.news(request, self._news.seq, series))

    def _keep(self) -> None:
        """Send the series for a notebook that is saved now, if it lacks anything."""
        with self._publishing:
            if self._checkpoint.lacks:
                self._checkpoint.made()
                self.send_state("history")

    def _on_message(self, _: Widget, content: Any, __: list[memoryview]) -> None:
        try:
            request = validation.command(content)
            if request["type"] == "snapshot":
                self.send(*requests.snapshot(request, self.snapshot()))
            elif request["type"] == "part":
                self.send(*requests.part(request))
            elif request["type"] == "news":
                self._tell_anew(request)
            elif request["type"] == "export":
                self.send(
                    *self._exports.answer(
                        request, self.feed, self.time_zone, self._page
                    )
                )
            elif request["type"] == "mark" or request["type"] == "unmark":
                self.send(marked.answer(request, self.feed, SystemClock().now()))
            else:
                requests.play(request, self.feed)
        except validation.NotAllowed as reason:
            logger.info("Dropped what the browser sent: %s", reason)
            self._refused += 1
