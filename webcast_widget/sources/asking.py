"""Asking a source, whoever wrote it: what it answers is bounded and without secrets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import PayloadError, SourceError
from webcast_widget.sources.redaction import redacted
from webcast_widget.timeline.mark import Mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webcast_widget.sources.protocol import Source
    from webcast_widget.timeline.records import Batch

MOST_RECORDS: Final = 2**19
"""The most slots and minutes of one batch: two months of them. A source that has more
gives it in several, and says `Batch.more`."""


async def ask(source: Source, since: float | None) -> Batch:
    """Ask a source once; see `Source.fetch`.

    Raises
    ------
    SourceError
        What the source raised, without the secrets that there are.
    PayloadError
        If it gives more than `MOST_RECORDS` at once.
    """
    try:
        batch = await source.fetch(since)
    except Exception as error:
        told = redacted(str(error))
        if told == str(error):
            raise
        failure = error
    else:
        return _sound(batch)
    if isinstance(failure, SourceError):
        failure.args = (told,)
        raise failure.with_traceback(None) from None
    raise SourceError(f"The source failed ({type(failure).__name__}: {told:.200}).")


def _sound(batch: Batch) -> Batch:
    records = len(batch.slots) + len(batch.minutes)
    if records > MOST_RECORDS:
        raise PayloadError(
            f"The source gave {records:,} slots and minutes at once: give"
            f" {MOST_RECORDS:,} at the most, and the rest in batches that follow (more)."
        )
    event = batch.event
    if event is not None:
        event = replace(event, id=redacted(event.id), name=redacted(event.name))
    audience = batch.audience
    if audience is not None:
        viewers = {
            dimension: _redacted_cells(cells)
            for dimension, cells in audience.viewers.items()
        }
        audience = replace(audience, viewers=viewers)
    return replace(
        batch,
        event=event,
        trouble=redacted(batch.trouble),
        audience=audience,
        marks=[_redacted_mark(mark) for mark in batch.marks],
    )


def _redacted_mark(mark: Any) -> Any:
    """Give a mark that tells no secret; what is none is for whoever reads it."""
    if not isinstance(mark, Mark):
        return mark
    return replace(mark, title=redacted(mark.title), set_by=redacted(mark.set_by))


def _redacted_cells(cells: Mapping[str, int]) -> dict[str, int]:
    """Give viewers by values that tell no secret; what is told alike is added up."""
    told: dict[str, int] = {}
    for value, count in cells.items():
        name = redacted(str(value))
        told[name] = told[name] + count if name in told else count
    return told
