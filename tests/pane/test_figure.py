"""Any figure on the chart: chosen here or there, and the minutes that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.feed.conftest import START, batch
from webcast_widget.errors import ConfigurationError
from webcast_widget.pane import WebcastPane, contract
from webcast_widget.timeline.figures import CHARTED, DRAWN, MINUTE_FIGURES
from webcast_widget.timeline.records import Minute, Slot

if TYPE_CHECKING:
    from tests.pane.conftest import Bench
    from webcast_widget.timeline.records import Batch

QUALITY = "avg_bitrate_kbps"


def minutes(count: int) -> Batch:
    slots = [Slot(START + 10 * n, 100 + n, 1, 0) for n in range(6 * count)]
    first = START // 60 * 60
    told = [Minute(first + 60 * n, 1500.25 + n, 0.1 * n) for n in range(count)]
    return batch(slots=slots, minutes=told, as_of=START + 60.0 * count + 120.0)


def told(series: Any) -> list[list[float]]:
    rows = np.frombuffer(series["rows"], "<f8")
    return rows.reshape(-1, len(contract.MINUTE_FIELDS)).tolist()


def sent(bench: Bench) -> list[list[float]]:
    """The minutes of the newest message that has any."""
    for message, buffers in reversed(bench.sent):
        paths = message.get("buffer_paths", [])
        if ["minutes", "rows"] in paths:
            return told({"rows": buffers[paths.index(["minutes", "rows"])]})
    return []


def test_the_chart_can_show_what_travels() -> None:
    assert (*CHARTED, *(figure.name for figure in MINUTE_FIGURES)) == DRAWN


def test_a_pane_begins_with_the_figure_that_it_is_given(bench: Bench) -> None:
    assert bench.pane.figure == "live_viewers"
    other = WebcastPane(bench.feed, figure=QUALITY)
    assert other.figure == QUALITY
    other.close()


@pytest.mark.parametrize("figure", ["plays", "", None, 3])
def test_what_the_chart_cannot_show_is_refused(bench: Bench, figure: Any) -> None:
    with pytest.raises(ConfigurationError, match="the chart shows one of live_viewers"):
        bench.pane.figure = figure
    bench.pane.set_state({"figure": figure})
    assert bench.pane.figure == "live_viewers"
    assert bench.pane.refused == 1


def test_a_view_that_starts_gets_all_full_minutes(bench: Bench) -> None:
    bench.poll(minutes(5))
    state = told(bench.pane.get_state("minutes")["minutes"])
    assert [row[0] for row in state] == [START // 60 * 60 + 60 * n for n in range(5)]
    frame = bench.feed.df
    assert [row[1] for row in state] == frame[QUALITY].iloc[::6].tolist()
    assert [row[2] for row in state] == frame["avg_buffering_s_per_min"].iloc[
        ::6
    ].tolist()


def test_an_update_brings_no_minutes_unless_they_are_looked_at(bench: Bench) -> None:
    bench.poll(minutes(5))
    assert len(sent(bench)) == 5
    bench.sent.clear()
    bench.poll(minutes(6))
    assert sent(bench) == []
    bench.pane.set_state({"figure": QUALITY})
    assert len(sent(bench)) == 6
    bench.sent.clear()
    bench.poll(minutes(6))
    assert sent(bench) == []
    bench.poll(minutes(7))
    assert len(sent(bench)) == 7
    bench.sent.clear()
    bench.pane.figure = "dvr_viewers"
    bench.poll(minutes(8))
    assert sent(bench) == []


def test_minutes_that_the_tiles_skipped_are_sent(bench: Bench) -> None:
    bench.poll(minutes(5))
    bench.sent.clear()
    bench.poll(minutes(9))
    assert len(sent(bench)) == 9
    bench.sent.clear()
    bench.poll(minutes(10))
    assert sent(bench) == []


def test_the_table_is_sent_the_minutes_as_well(bench: Bench) -> None:
    bench.poll(minutes(5))
    bench.poll(minutes(6))
    bench.sent.clear()
    bench.pane.set_state({"table_shown": True})
    assert len(sent(bench)) == 6
    with pytest.raises(ConfigurationError, match="give True or False"):
        bench.pane.table_shown = 1


def test_who_hears_nothing_unasked_is_told_of_other_minutes(bench: Bench) -> None:
    def asked() -> int:
        bench.sent.clear()
        bench.say({"type": "news", "id": "7", "seq": 1})
        return len(sent(bench))

    bench.poll(minutes(5))
    assert (asked(), asked()) == (5, 0)
    bench.poll(minutes(6))
    assert (asked(), asked()) == (6, 0)


@pytest.mark.parametrize("figure", ["plays", "", 3, ["live_viewers"]])
def test_what_cannot_be_pinned_is_refused(bench: Bench, figure: Any) -> None:
    with pytest.raises(ConfigurationError, match="beside its figure, one of live_view"):
        bench.pane.second = figure
    bench.pane.set_state({"second": figure})
    assert bench.pane.second is None
    assert bench.pane.refused == 1


def test_what_is_pinned_is_sent_its_minutes(bench: Bench) -> None:
    bench.poll(minutes(5))
    bench.poll(minutes(6))
    bench.sent.clear()
    bench.pane.set_state({"second": QUALITY})
    assert bench.pane.settings["second"] == QUALITY
    assert len(sent(bench)) == 6
    bench.poll(minutes(7))
    assert len(sent(bench)) == 7
    bench.pane.second = None
    bench.sent.clear()
    bench.poll(minutes(8))
    assert sent(bench) == []


def test_an_update_says_nothing_of_what_is_pinned(bench: Bench) -> None:
    bench.poll(minutes(5))
    bench.sent.clear()
    bench.poll(minutes(6))
    states = [message["state"] for message, _ in bench.sent if "state" in message]
    assert states
    assert not any("second" in state for state in states)
