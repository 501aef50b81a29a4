"""What a pane hands over: the frame, the slots on the screen, files, the series."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from webcast_widget.errors import ConfigurationError
from webcast_widget.export.atomic import save
from webcast_widget.export.document import Still
from webcast_widget.pane import page, validation, view, window
from webcast_widget.pane.synced import Synced
from webcast_widget.recording import no_recording
from webcast_widget.timeline.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from webcast_widget.feed import Feed
    from webcast_widget.pane import structs

logger = logging.getLogger(__name__)


class Handed(Synced):
    """A pane, as far as something can be taken from it."""

    _held: Callable[[], Feed | None]

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

        Set it to a pair of moments to scroll there, or to None to follow the latest. A
        window that is not in the event at all is a `ConfigurationError`.
        """
        extent = self.feed.extent()
        if extent is None:
            return None
        first, last = window.window(extent, self.window_s, self.window_end_s)
        return window.moment(first), window.moment(last)

    @window.setter
    def window(self, moments: tuple[Any, Any] | None) -> None:
        if moments is None:
            self.window_end_s = None
            return
        extent = self.feed.extent()
        begin = SystemClock().now() if extent is None else extent.first
        first, last = window.moments(moments, begin)
        window.check_within(moments, first, last, extent)
        # Both or none: the second is checked before the first is set.
        length = validation.checked("window_s", last - first)
        end = validation.checked("window_end_s", last)
        with self._publishing, self.hold_sync():
            self.window_s = length
            self.window_end_s = end

    def all_minutes(self) -> structs.Series:
        """Give the figures of all full minutes, as the contract's `minutes` has them."""
        rows = memoryview(view.minutes(self.feed.minutes()))
        return {"seq": self.minutes["seq"], "rows": rows}

    def export(
        self,
        path: str | Path,
        *,
        time_zone: str | None = None,
        window: tuple[Any, Any] | None = None,
    ) -> Path:
        """Write all slots to a file, or those of a window, as the Export button does.

        Parameters
        ----------
        path
            The file, whose suffix says the format: one of
            `webcast_widget.export.FORMATS`, such as ``.csv``.
        time_zone
            Zone of the moments in the file; the pane's when left out.
        window
            The first and the last moment, where not the whole event is wanted, such as
            ``pane.window``; see `Feed.export`.

        Raises
        ------
        ConfigurationError
            If the ending or the zone is unknown, or the window cannot be used.
        ExportError
            If the file cannot be written.
        """
        zone = time_zone or self.time_zone
        return self.feed.export(path, time_zone=zone, window=window)

    def to_html(self, path: str | Path) -> Path:
        """Write the pane as a page of its own, as *Page* in the Export menu does.

        One file that needs neither a kernel nor a network: chart, scroller, readout and
        tiles work, and the chip says when it was written. For a document in words and
        pictures, without a script, see `Feed.report`.

        Parameters
        ----------
        path
            The file, whose name ends in ``.html``. One that exists is replaced.

        Raises
        ------
        ConfigurationError
            If the name ends in something else.
        ExportError
            If the file cannot be written; one that was there before is untouched.
        """
        return save(self._page(), no_recording(page.checked(path)))

    def _page(self) -> bytes:
        """Give the pane as a page of its own."""
        with self._publishing:
            # All of one moment.
            state, still = self.get_state(page.TRAITS), self.still()
        return page.page(state, still)

    def still(self) -> Still:
        """Give what the pane shows now, for where no widget runs."""
        feed = self.feed
        return Still(
            df=feed.df,
            latest=feed.latest,
            event=feed.event,
            zone=ZoneInfo(self.time_zone),
            cadence_s=feed.cadence_s,
            at=SystemClock().now(),
        )

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Give the widget; beside it, for where none runs, a still as page and text."""
        shown = super()._repr_mimebundle_(**options)
        if shown is None:
            return shown
        try:
            still = self.still()
            more = {"text/plain": still.as_text(), "text/html": still.as_html()}
        except Exception:
            # Where it cannot be drawn the pane is shown all the same.
            logger.exception("The still of a pane could not be made.")
            return shown
        data, metadata = shown
        return data | more, metadata

    def snapshot(self) -> structs.History:
        """Give the whole series, for a view that starts and for a saved notebook."""
        seq, series = self.feed.series()
        rows = memoryview(view.rows(series))
        return {"seq": seq, "rows": rows, "at": round(SystemClock().now(), 1)}
