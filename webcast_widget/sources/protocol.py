"""What a source is: it gives the slots from a moment on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from webcast_widget.timeline.records import Batch


class Source(Protocol):
    """A place that knows the figures of one event.

    A source of your own needs these four members; everything that waits is
    asynchronous and runs in the feed's own thread and loop. One that counts at another
    pace than every 10 s says so with a fifth, `cadence_s`, in whole seconds; its slots
    start at whole seconds then, on no grid.
    """

    @property
    def event_id(self) -> str:
        """Id of the event."""
        ...

    @property
    def name(self) -> str:
        """Where the figures come from, for people; never a secret."""
        ...

    async def fetch(self, since: float | None) -> Batch:
        """Ask once.

        Parameters
        ----------
        since
            Epoch seconds UTC: give at least the slots from here to the present.
            None asks for the whole history.

        Returns
        -------
        Batch
            What is known. While `Batch.more` is true there is more of it already,
            and `fetch` is called again at once.

        Raises
        ------
        SourceError
            If there was no usable answer; the feed shows its sentence and tries
            again later.
        """
        ...

    async def close(self) -> None:
        """Give connections back; `fetch` may be called again afterwards."""
        ...
