"""A shelf of events: what there is, in a table, and which of them to compare."""

from __future__ import annotations

from functools import cached_property
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from webcast_widget.analysis import summary
from webcast_widget.analysis.words import suggestion
from webcast_widget.errors import ConfigurationError, RecordingError, WebcastWidgetError
from webcast_widget.feed.shelved import Item, shelf_html, table_of
from webcast_widget.recording import digest, digest_in, final, is_recording

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator


class Shelf:
    """Events, the earliest first; made by `webcast_widget.shelf`.

    It is what `webcast_widget.analysis.compare` takes: going through it opens the events
    one by one, without those that cannot be read. ``shelf[3]`` and ``shelf["Town hall"]``
    open one, ``shelf[1:4]`` and ``shelf[shelf.table.peak_viewers > 500]`` are shelves.

    Parameters
    ----------
    items
        What stands on it.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = tuple(items)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each event, by number.

        Columns ``name``, ``date`` (start of the broadcast, UTC), ``length_s``,
        ``peak_viewers``, ``average_viewers``, ``avg_buffering_s_per_min``, ``coverage``
        (share of the broadcast that has data), ``file`` and ``trouble``; missing is not
        known. ``attrs["units"]`` has the units.
        """
        return table_of(self.items)

    def last(self, n: int = 5) -> Shelf:
        """Give the newest events that can be read, the earliest of them first.

        Raises
        ------
        ConfigurationError
            If it is no number above 0.
        """
        if type(n) is not int or n < 1:
            raise ConfigurationError(
                f"last() takes how many events, 1 or more, not {n!r}."
            )
        return Shelf([each for each in self.items if each.digest is not None][-n:])

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Any]:
        for item in self.items:
            if item.digest is not None:
                yield item.open()

    def __getitem__(self, which: Any) -> Any:
        """Open one event, or give a shelf of several.

        Parameters
        ----------
        which
            A number or a name gives the event; a slice, a list of numbers, or a column of
            truths as a comparison of `table` gives it, a shelf.

        Raises
        ------
        ConfigurationError
            If there is none of that name or number.
        RecordingError
            If it cannot be read.
        """
        if isinstance(which, slice):
            return Shelf(self.items[which])
        if isinstance(which, str):
            return self._named(which).open()
        if isinstance(which, (int, np.integer)) and not isinstance(which, bool):
            return self._numbered(index(which)).open()
        try:
            these = list(which)
            truths = pd.api.types.is_bool_dtype(pd.Series(these))
            numbers = [] if truths else [index(each) for each in these]
        except (TypeError, ValueError):
            raise ConfigurationError(
                f"{which!r} is no event of the shelf: give its number or its name, a list"
                " of numbers, or a condition on its table."
            ) from None
        return Shelf(self._kept(these) if truths else map(self._numbered, numbers))

    def _kept(self, truths: list[Any]) -> list[Item]:
        if len(truths) != len(self.items):
            raise ConfigurationError(
                f"There are {len(self.items)} events and {len(truths)} truths: give one for"
                " each."
            )
        both = zip(self.items, truths, strict=True)
        # A truth that is missing is none: what is not known is not chosen.
        return [item for item, kept in both if kept is not pd.NA and kept]

    def _numbered(self, number: int) -> Item:
        try:
            return self.items[number]
        except IndexError:
            raise ConfigurationError(
                f"There is no event {number} on the shelf: it has {len(self.items)}, from 0."
            ) from None

    def _named(self, name: str) -> Item:
        found = [item for item in self.items if name in (item.name, _file(item))]
        if not found:
            names = [item.name for item in self.items]
            hint = suggestion(name, names) if names else "it is empty."
            raise ConfigurationError(f"There is no event {name!r} on the shelf; {hint}")
        # Those of a series are called alike: the newest is meant.
        return found[-1]

    def __repr__(self) -> str:
        return f"<Shelf of {len(self.items)} events>"

    def _repr_html_(self) -> str:
        return shelf_html(self.items)


def shelf(where: str | os.PathLike[str] | Iterable[Any]) -> Shelf:
    """Put events on a shelf: what there is, in a table, to choose from and compare.

    Parameters
    ----------
    where
        A folder, whose recordings are taken, those of its folders not; or events and
        paths of recordings in a list: feeds, Timelines, or a dict of them by name.
        Nothing is written, and a file that cannot be read is a row that says why.

    Raises
    ------
    RecordingError
        If there is no such folder.
    ConfigurationError
        If something in the list is no event.
    """
    if isinstance(where, dict):
        items = [_item(event, str(name)) for name, event in where.items()]
    elif isinstance(where, (str, Path)) or hasattr(where, "__fspath__"):
        items = [_item(path) for path in _recordings(Path(where))]  # type: ignore[arg-type]
    else:
        items = [_item(event) for event in where]
    return Shelf(sorted(items, key=_moment))


def _recordings(folder: Path) -> list[Path]:
    folder = folder.expanduser()
    try:
        return sorted(path for path in folder.iterdir() if is_recording(path))
    except OSError as error:
        raise RecordingError(
            f"The folder {str(folder)!r} cannot be read ({error.strerror}): give one with"
            " recordings in it."
        ) from None


def _item(event: Any, name: str = "") -> Item:
    if isinstance(event, (str, Path)) or hasattr(event, "__fspath__"):
        return _recorded(Path(event), name)
    try:
        found = summary(event)
    except WebcastWidgetError as error:
        raise ConfigurationError(f"On a shelf stand events: {error}") from None
    return Item(name or found.name or found.id or "event", event, digest(found))


def _recorded(path: Path, name: str) -> Item:
    if (found := digest_in(path)) is not None:
        return Item(name or found.name or path.stem, path, found)
    try:
        timeline, recorded = final(path)
    except RecordingError as error:
        return Item(name or path.stem, path, None, str(error))
    found, trouble = digest(summary(timeline)), recorded.trouble
    if found is None:
        trouble = f"{trouble} Nothing was recorded yet.".strip()
    return Item(name or timeline.event.name or path.stem, path, found, trouble)


def _file(item: Item) -> str:
    return item.event.name if isinstance(item.event, Path) else ""


def _moment(item: Item) -> tuple[bool, float, str]:
    """Sort by date; those that cannot be read come last."""
    if item.digest is None:
        return True, 0.0, item.name
    return False, item.digest.start_s, item.name
