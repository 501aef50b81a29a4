"""What is usual: earlier events, read once, to hold one against that goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webcast_widget.analysis.aligned import Aligned, aligned
from webcast_widget.analysis.compare import compared, named_events, unlike
from webcast_widget.analysis.comparison import START
from webcast_widget.analysis.course import name_of
from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webcast_widget.analysis.comparison import Comparison


class Usual:
    """Earlier events; made by `usual`.

    Parameters
    ----------
    earlier
        They, aligned.
    align
        On what.
    notes
        A sentence for each that was left out.
    """

    def __init__(
        self, earlier: Sequence[Aligned], align: str, notes: Sequence[str]
    ) -> None:
        self._earlier = tuple(earlier)
        self._align = align
        self._notes = tuple(notes)

    def __len__(self) -> int:
        return len(self._earlier)

    def __repr__(self) -> str:
        return f"<Usual of {len(self)} earlier events>"

    def against(self, event: Any) -> Comparison:
        """Hold an event against them, as far as it has come by now.

        ``now`` says in words where it stands at the newest minute that is over; ``frame``
        and ``band`` are as `webcast_widget.analysis.compare` gives them, and so is what
        the band is worth. An earlier event that is read from the recording which this one
        is being written to is no earlier one, and left out.

        Parameters
        ----------
        event
            A live feed, or whatever `compare` takes.

        Raises
        ------
        ConfigurationError
            If it has no settled slots yet, or none of the others is another event.
        """
        taken = {each.name for each in self._earlier}
        name = name_of(event) or f"event {len(taken) + 1}"
        name = unlike(name, taken, len(taken) + 1)
        try:
            this = aligned(name, event, self._align)
        except ConfigurationError as error:
            raise ConfigurationError(
                f"{name} cannot be compared yet: {error}"
            ) from None
        others = [
            each
            for each in self._earlier
            if each.recording is None or each.recording != this.recording
        ]
        return compared(this, others, self._align, self._notes)

    def ranges(self, found: Comparison) -> dict[str, tuple[float, float]]:
        """Give what is usual of other figures at the newest minute that is over.

        Parameters
        ----------
        found
            As `against` gives it.

        Returns
        -------
        dict of tuple of float
            Lowest and highest of the earlier events that have data then, by figure:
            ``dvr_viewers``, ``avg_bitrate_kbps``, ``avg_buffering_s_per_min``, and
            ``peak_viewers``, the highest until then. A figure that none of them tells is
            left out.
        """
        here = [
            each.at(found.latest)
            for each in self._earlier
            if each.name in found.earlier
        ]
        names = dict.fromkeys(name for each in here for name in each)
        known = {name: [each[name] for each in here if name in each] for name in names}
        return {name: (min(told), max(told)) for name, told in known.items()}


def usual(events: Any, *, align: str = START) -> Usual:
    """Read earlier events once, to hold one against them while it goes on.

    Parameters
    ----------
    events
        Feeds, opened recordings, Timelines or frames in a list, or a dict of them by name;
        ``ww.shelf("recordings/").last(5)``, for one.
    align
        As in `webcast_widget.analysis.compare`.

    Raises
    ------
    ConfigurationError
        If none of them can be compared.
    """
    earlier, notes = [], []
    for name, event in named_events(events):
        try:
            earlier.append(aligned(name, event, align))
        except ConfigurationError as error:
            notes.append(f"{name} is left out: {error}")
    if not earlier:
        raise ConfigurationError(
            " ".join([*notes, "There is no earlier event: give at least one."])
        )
    return Usual(earlier, align, notes)
