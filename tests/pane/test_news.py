"""A page that heard nothing asks, and is told what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.feed.conftest import START, batch
from tests.pane.conftest import long_event, unpacked
from webcast_widget.pane import contract, news
from webcast_widget.timeline.records import Slot

if TYPE_CHECKING:
    from tests.pane.conftest import Bench


def ask(bench: Bench, seq: int) -> tuple[str, int, list[int]]:
    """Give the answer's type, its change, and the starts of its slots."""
    bench.sent.clear()
    bench.say({"type": "news", "id": "7", "seq": seq})
    (reply, (rows,)), (update,) = bench.replies[0], bench.updates
    assert reply["id"] == "7"
    assert update["status"] == bench.pane.status
    assert update["latest"] is not None
    assert not update.keys() & {"history", "delta", "chart", *contract.SETTABLE}
    return reply["type"], reply["seq"], [row[0] for row in unpacked(rows)]


def test_it_is_told_the_slots_that_changed_since(bench: Bench) -> None:
    bench.poll(long_event())
    assert ask(bench, 1) == ("news", 1, [])
    for start in (START + 100, START + 50):
        bench.poll(batch(slots=[Slot(start, 9999, 0, 0)], as_of=START + 7300.0))
    assert ask(bench, 1) == ("news", 3, [START + 50, START + 100])
    assert ask(bench, 2) == ("news", 3, [START + 50])
    assert ask(bench, 3) == ("news", 3, [])


@pytest.mark.parametrize("seq", [0, 1, 99])
def test_who_lacks_too_much_or_knows_what_is_not_gets_all_of_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, seq: int
) -> None:
    monkeypatch.setattr(news, "KEPT", 2)
    bench.poll(long_event(20))
    for n in range(3):
        bench.poll(batch(slots=[Slot(START, 500 + n, 0, 0)], as_of=START + 300.0))
    kind, told, starts = ask(bench, seq)
    assert (kind, told) == ("snapshot", 4)
    assert starts == [START + 10 * n for n in range(20)]
    assert ask(bench, 2) == ("news", 4, [START])


def test_what_was_taken_back_is_no_news(bench: Bench) -> None:
    bench.poll(long_event(20))
    bench.poll(batch(afresh=True))
    assert ask(bench, 1)[0] == "snapshot"
    assert ask(bench, 2)[0] == "news"
