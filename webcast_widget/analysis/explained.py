"""What a figure means, what it is here, and how others define it."""

from __future__ import annotations

from typing import Any, Final

from webcast_widget.analysis import words
from webcast_widget.analysis.course import course_of
from webcast_widget.analysis.overall import Overall, overall
from webcast_widget.analysis.rivals import COMPARED, RIVALS, definition, value_of
from webcast_widget.analysis.span import broadcast
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.figures import FIGURES

_WINDOWS: Final = {
    "slot": "a slot of 10 s, or of the source's cadence",
    "minute": "the clock minute that holds the slot",
    "event": "the broadcast, unless another span is named",
}


class Explanation(str):
    """A text that a notebook shows as it is written, line by line."""

    __slots__ = ()

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: FBT001 - IPython's protocol
        printer.text(str(self))


def explain(name: str, event: Any = None, *, rival: str | None = None) -> Explanation:
    """Explain a figure: meaning, formula, unit, window, and the fields behind it.

    Parameters
    ----------
    name
        A column of the frame, a field of `latest` or of a summary, such as
        ``"avg_buffering_s_per_min"``.
    event
        Adds the value over the broadcast, with its numerator, denominator and number of
        observations: a feed, an opened recording, a Timeline, or a frame. With `rival`:
        raw heartbeats, a frame with columns ``ts``, ``event_type``, ``event_index``,
        ``bitrate`` and ``buffer_time``, from which the rival's figure is computed.
    rival
        ``"kaltura-2015"``, ``"kava"``, ``"cta-2066"`` or ``"mux"``: adds how they
        define it.

    Raises
    ------
    ConfigurationError
        If there is no such figure or rival, or it is no event.
    """
    if name not in FIGURES:
        raise ConfigurationError(
            f"There is no figure {name!r}: {words.suggestion(str(name), FIGURES)}"
        )
    figure = FIGURES[name]
    lines = [
        f"{figure.label} ({figure.name}), in {figure.unit}",
        figure.definition,
        f"Window: {_WINDOWS[figure.of]}. Over a longer one: {figure.roll_up}.",
    ]
    if figure.fields:
        lines.append(f"From: {figure.fields}.")
    if figure.beware:
        lines.append(figure.beware)
    if rival is not None:
        lines.append(_rival(name, rival, event))
    elif event is not None:
        lines.append(_here(name, event))
    return Explanation("\n".join(lines))


def _rival(name: str, rival: str, heartbeats: Any) -> str:
    if rival not in RIVALS:
        raise ConfigurationError(
            f"There is no rival {rival!r}: {words.suggestion(str(rival), RIVALS)}"
        )
    if name not in COMPARED:
        return f"By {rival}: nothing is known of how they define it."
    said = f"By {rival}: {definition(name, rival).text}."
    if heartbeats is None:
        return said
    found = value_of(name, rival, heartbeats)
    if found is None:
        return f"{said} It cannot be computed from heartbeats."
    return f"{said} {_quotient(name, found.numerator, found.denominator, found.value)}"


def _here(name: str, event: Any) -> str:
    course = course_of(event)
    span = broadcast(course)
    if span is None:
        return "Here: not known, as there are no settled slots."
    found = overall(course, span, None)
    inside = course.within(*span.bounds)
    n = int(inside.sum())
    of = f"over {span}, {words.count(n)} slots with data"
    said = _parts(name, found)
    if said is not None:
        above, below, value = said
        return f"Here, {of}: {_quotient(name, above, below, value)}"
    if name in {"live_viewers", "dvr_viewers"}:
        values = course.live if name == "live_viewers" else course.dvr
        at = words.clock(course.moment(float(course.starts[-1])))
        if values[-1] != values[-1]:
            return f"Here: not known in the newest settled slot, {at}."
        return (
            f"Here: {words.count(float(values[-1]))} in the newest settled slot, {at}."
        )
    whole = getattr(found, name, None)
    if whole is None:
        return "Here: not known from this event alone."
    return f"Here, {of}: {words.count(whole)} {FIGURES[name].unit}."


def _parts(name: str, found: Overall) -> tuple[float, float, float] | None:
    """Give numerator, denominator and value of a figure that is a quotient."""
    span = found.span
    sums = found.sums
    if span is None or sums is None:
        return None
    covered = span.seconds - found.missing_s
    average = found.average_viewers
    viewer_seconds = None if average is None else average * covered
    pairs: dict[str, tuple[float | None, float]] = {
        "avg_bitrate_kbps": (sums.bitrate_sum, sums.bitrate_count),
        "slot_bitrate_kbps": (sums.bitrate_sum, sums.bitrate_count),
        "avg_buffering_s_per_min": (6 * sums.buffer_s, sums.beats),
        "slot_buffering_s_per_min": (6 * sums.buffer_s, sums.beats),
        "rebuffering_ratio": (sums.buffer_s, 10 * sums.beats),
        "average_viewers": (viewer_seconds, covered),
        "average_minute_audience": (viewer_seconds, span.seconds),
        "coverage": (covered, span.seconds),
    }
    if found.watch_time_s and found.dvr_share is not None:
        watched = found.watch_time_s
        pairs["dvr_share"] = (found.dvr_share * watched, watched)
    above, below = pairs.get(name, (None, 0))
    return (above, below, above / below) if above is not None and below else None


def _quotient(name: str, above: float, below: float, value: float) -> str:
    if name == "peak_viewers":
        return f"{value:g} {FIGURES[name].unit}."
    return f"{above:,.10g} / {below:,.10g} = {_said(value)} {FIGURES[name].unit}."


def _said(value: float) -> str:
    """Give a value to four decimals, without zeros that say nothing."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text or "0"
