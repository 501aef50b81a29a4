"""Marks where something is odd: titles, agendas, sources, and files of a killed writer."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import webcast_widget as ww
from tests.feed.conftest import START, Scripted, batch
from webcast_widget import analysis
from webcast_widget.errors import ConfigurationError
from webcast_widget.feed import FinishedEvent
from webcast_widget.sources.asking import ask
from webcast_widget.sources.secret import Secret
from webcast_widget.timeline.mark import Mark
from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

KS = "djJ8NDMyMXzV3ryS3cr3tK5/+=="


@pytest.fixture
def event() -> FinishedEvent:
    line = Timeline()
    slots = [Slot(START + 10 * n, 100 + n) for n in range(60)]
    line.merge(Batch(slots, as_of=START + 1e4), 0.0)
    return FinishedEvent(line)


def titles(event: ww.Feed) -> list[str]:
    return event.marks["title"].tolist()


@pytest.mark.parametrize(
    "letter", ["\x00", "\u202e", "\u2028", "\r\n", "\x1b", "\ufeff"]
)
def test_a_title_is_one_printable_line(event: FinishedEvent, letter: str) -> None:
    event.mark(f"{letter}Ask{letter}<b>me{letter}", at=START)
    assert titles(event) == ["Ask <b>me"]
    with pytest.raises(ConfigurationError, match="without a title"):
        event.mark(letter, at=START)
    assert Mark(START, f"Ask{letter}me").title == "Ask me"


@pytest.mark.parametrize("missing", [None, float("nan"), "", "  ", "\u202e", pd.NA])
def test_an_item_without_a_title_takes_nothing_back(
    event: FinishedEvent, missing: object
) -> None:
    event.mark("Welcome", at=START)
    agenda = pd.DataFrame({"title": [missing, "Q&A"], "start": [START, START + 60]})
    assert event.mark_agenda(agenda) == ("Item 1 is left out: it has no title.",)
    assert titles(event) == ["Welcome", "Q&A"]
    notes = analysis.segments(event, agenda).notes
    assert notes == ("Item 1 is left out: it has no title.",)


def test_seconds_of_numpy_are_seconds(event: FinishedEvent) -> None:
    event.mark("Q&A", at=np.int64(START + 30))
    assert event.marks["start"].tolist() == [
        pd.Timestamp(START + 30, unit="s", tz="UTC")
    ]
    for odd in (True, np.float64("nan"), np.int64(-1)):
        with pytest.raises(ConfigurationError):
            event.mark("Odd", at=odd)


def test_a_single_mark_does_not_say_when_the_broadcast_was(
    event: FinishedEvent, tmp_path: Path
) -> None:
    def average() -> str:
        text = event.report(tmp_path / "report.html").read_text("utf-8")
        assert ("By segment" in text) == bool(titles(event))
        return text.partition(" on average")[2].partition(" UTC")[0]

    before = average()
    event.mark("Q&A", at=START + 300)
    assert average() == before
    given = [("Q&A", START + 300)]
    text = event.report(tmp_path / "given.html", agenda=given).read_text("utf-8")
    assert text.partition(" on average")[2].partition(" UTC")[0] != before


@pytest.mark.parametrize(
    "odd",
    [
        "no mark",
        Mark("10:15", "Q&A"),  # type: ignore[arg-type]
        Mark(START, "Q&A", end="soon"),  # type: ignore[arg-type]
        Mark(START, "Q&A", end=START),
        Mark(float("nan"), "Q&A"),  # type: ignore[arg-type]
        Mark(-1, "Q&A"),
        Mark(START, "Q&A", set_at=float("inf")),
    ],
    ids=str,
)
async def test_what_is_no_mark_costs_no_more_than_itself(odd: Mark) -> None:
    class Odd(Scripted):
        async def fetch(self, since: float | None) -> Batch:
            del since
            return batch(marks=[odd, Mark(START, "Welcome")])

    line = Timeline()
    line.merge(await ask(Odd(), None), 0.0)
    assert line.marks["title"].tolist() == ["Welcome"]
    assert len(line.frame()) == 9
    assert line.refused == 1


async def test_a_mark_of_a_source_tells_no_secret() -> None:
    secret = Secret(KS)

    class Telling(Scripted):
        async def fetch(self, since: float | None) -> Batch:
            del since
            return Batch(marks=[Mark(START, f"ks {KS}", None, KS)])

    (mark,) = (await ask(Telling(), None)).marks
    assert (mark.title, mark.set_by) == ("ks ***", "***")
    assert secret.reveal() == KS


def test_what_a_killed_writer_left_is_whole_once_it_is_marked(tmp_path: Path) -> None:
    path, killed = tmp_path / "event.webcast", tmp_path / "killed.webcast"
    source = Scripted()
    source.reply = batch()
    with ww.connect(source, recording=path) as feed:
        feed.refresh()
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", f"{killed}{ending}")
    event = ww.open(killed)
    event.mark("Q&A", at=START)
    again = ww.open(killed)
    assert titles(again) == ["Q&A"]
    assert again.df.equals(feed.df)
    assert again.trouble == ""
