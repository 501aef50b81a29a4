"""The run sheet on its way to the browser: when it changes, and not otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.feed.conftest import AS_OF, START, batch
from webcast_widget.feed import FinishedEvent
from webcast_widget.pane import WebcastPane
from webcast_widget.timeline.from_frame import timeline_of
from webcast_widget.timeline.records import Slot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pane.conftest import Bench

RESULTS = {"at": START + 60, "title": "Results", "end": None}


def settled(bench: Bench, after: int = 0) -> None:
    slots = [Slot(START + 10 * n, n, 0, 0) for n in range(30)]
    bench.poll(batch(slots=slots, as_of=AS_OF + 600 + after))


def test_it_is_sent_when_something_is_marked(bench: Bench) -> None:
    settled(bench)
    assert bench.pane.run_sheet == []
    bench.sent.clear()
    bench.feed.mark("Q&A", START + 120, end=START + 180)
    bench.feed.mark("Results", START + 60)
    told = [each["run_sheet"] for each in bench.updates if "run_sheet" in each]
    asked = {"at": START + 120, "title": "Q&A", "end": START + 180}
    assert told == [[asked], [RESULTS, asked]]
    bench.feed.unmark("Q&A")
    assert bench.pane.run_sheet == [RESULTS]


def test_an_update_is_no_larger_for_it(bench: Bench) -> None:
    settled(bench)
    bench.feed.mark("Results", START + 60)
    bench.sent.clear()
    for after in range(10, 60, 10):
        settled(bench, after)
    assert len(bench.updates) == 5
    assert all("run_sheet" not in each for each in bench.updates)


def test_who_set_a_mark_stays_in_the_kernel(bench: Bench) -> None:
    settled(bench)
    bench.feed.mark("Results", START + 60)
    assert [each.keys() for each in bench.pane.run_sheet] == [{"at", "title", "end"}]


def test_a_page_that_hears_nothing_unasked_is_told(bench: Bench) -> None:
    settled(bench)
    bench.feed.mark("Results", START + 60)
    bench.sent.clear()
    bench.say({"type": "news", "id": "1", "seq": 0})
    assert bench.updates[0]["run_sheet"] == [RESULTS]


def test_the_page_of_its_own_has_it(bench: Bench, tmp_path: Path) -> None:
    settled(bench)
    bench.feed.mark("</script><b>Results", START + 60)
    text = bench.pane.to_html(tmp_path / "pane.html").read_text("utf-8")
    assert '"title":"\\u003c/script>\\u003cb>Results"' in text


def test_an_event_that_is_over_shows_its_own(bench: Bench) -> None:
    settled(bench)
    line = timeline_of(bench.feed.df)
    line.mark("Results", START + 60)
    pane = WebcastPane(FinishedEvent(line))
    assert pane.run_sheet == [RESULTS]
    pane.close()
