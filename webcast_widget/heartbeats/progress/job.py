"""A long job of several steps, told as one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from webcast_widget.heartbeats.progress.bar import bar
from webcast_widget.heartbeats.progress.queries import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis

    from webcast_widget.heartbeats.progress.bar import Report

COUNTING: Final = "Counting heartbeats"
READING: Final = "Reading heartbeats"

PARSING: Final = 0.9
"""The share of a job that reading text is; a job without any begins after it."""

CHECKING: Final = 0.25
"""The share of what is left that finding out takes what a table lacks."""


class Job:
    """A job of several steps, told as one: its share never goes back.

    Parameters
    ----------
    report
        Told the share that is done, 0 to 1.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._share = 0.0

    def tell(self, share: float) -> None:
        """Report a share of the whole, unless it was reported before."""
        self._share = max(self._share, min(share, 1.0))
        self._report(self._share)

    @contextmanager
    def step(
        self, part: float, engine: ibis.BaseBackend | None = None
    ) -> Iterator[Report]:
        """Do a part of what is left of the job.

        A step that reports nothing was short, or was none: it takes no part.

        Parameters
        ----------
        part
            Which part of what is left this is, 0 to 1.
        engine
            Whose queries are watched meanwhile; None to report by oneself.
        """
        begun = self._share
        whole = (1.0 - begun) * part

        def told(share: float) -> None:
            self.tell(begun + whole * share)

        if engine is None:
            yield told
        else:
            with watched(engine, told):
                yield told
        if self._share > begun:
            self.tell(begun + whole)


@contextmanager
def working(title: str, report: Report | None = None) -> Iterator[Job]:
    """Show one bar for a job in a notebook, unless the caller is to be told instead.

    Parameters
    ----------
    title
        What the job is.
    report
        The caller's; None to show a bar where somebody looks.
    """
    if report is not None:
        yield Job(report)
        report(1.0)
    else:
        with bar(title, terminal=False) as show:
            yield Job(show)
