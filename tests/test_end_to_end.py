"""A whole event in virtual time: in the end the frame is the truth, to the unit."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import httpx
import pandas as pd
import pytest

from webcast_widget.poller import Answered, Failed, Poller
from webcast_widget.simulator import Scenario, Simulation, create_app
from webcast_widget.sources import KalturaSource
from webcast_widget.timeline.clock import ManualClock
from webcast_widget.timeline.slots import newest_settled
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from webcast_widget.timeline.records import Batch

NOW = 1_700_003_007.0
DURATION_S = 4 * 3600
TAIL_S = 1200.0
"""After the end the audience leaves for a while."""


@dataclass
class Watched:
    """What became of watching an event."""

    timeline: Timeline
    simulation: Simulation
    batches: list[Batch]

    @property
    def frame(self) -> pd.DataFrame:
        return self.timeline.frame()


async def watch(clock: ManualClock, scenario: Scenario, until: float) -> Watched:
    """Poll a simulated event in its own time, as a feed does but without threads."""
    simulation = Simulation(scenario, clock)
    source = KalturaSource(
        scenario.entry_id,
        partner_id=scenario.partner_id,
        service_url="http://127.0.0.1",
        secret=scenario.user_secret,
        http=httpx.ASGITransport(create_app(simulation)),
        environ={},
    )
    watched = Watched(Timeline(), simulation, [])

    def deliver(outcome: Answered | Failed) -> None:
        assert isinstance(outcome, Answered), outcome
        watched.timeline.merge(outcome.batch, clock.now())
        watched.batches.append(outcome.batch)
        if clock.now() >= until:
            task.cancel()

    task = asyncio.create_task(Poller(source.fetch, deliver, clock, 10.0).run())
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await source.close()
    return watched


def expected(simulation: Simulation, last: int) -> pd.DataFrame:
    """The frame that the truth is, up to the slot `last`: written out plainly."""
    truth = simulation.truth()
    rows: dict[int, tuple[Any, ...]] = {}
    minutes: dict[Any, tuple[Any, Any]] = {}
    for minute, slots in truth.groupby(truth["slot"] // 60 * 60):
        beats = int((slots["live"] + slots["dvr"] + slots["plays"]).sum())
        buffered = round(100 * float(slots["buffer_sum"].sum()))
        sent, bitrates = int(slots["bitrate_count"].sum()), slots["bitrate_sum"].sum()
        minutes[minute] = (
            float(round(Fraction(int(bitrates), sent), 2)) if bitrates else pd.NA,
            float(round(Fraction(6 * buffered, 100 * beats), 2)) if beats else pd.NA,
        )
    for start, live, dvr, plays in zip(
        *(truth[name].tolist() for name in ("slot", "live", "dvr", "plays")),
        strict=True,
    ):
        rows[start] = (live, dvr, plays, *minutes[start // 60 * 60])
    nothing = (pd.NA,) * 5
    starts = range(min(rows), last + 10, 10)
    frame = pd.DataFrame(
        [rows.get(start, nothing) for start in starts],
        columns=[
            "live_viewers",
            "dvr_viewers",
            "plays",
            "avg_bitrate_kbps",
            "avg_buffering_s_per_min",
        ],
        index=pd.DatetimeIndex(
            pd.to_datetime(list(starts), unit="s", utc=True), name="slot_start"
        ).as_unit("us"),
    )
    counts = ["live_viewers", "dvr_viewers", "plays"]
    kinds = {name: "Int64" if name in counts else "Float64" for name in frame}
    return frame.astype(kinds)


def compare(watched: Watched) -> None:
    """Compare the settled part of the frame with the truth: all of it, exactly."""
    frame = watched.frame
    settled = frame[~frame["provisional"]].drop(columns="provisional")
    last = int(settled.index[-1].timestamp())
    wanted = expected(watched.simulation, last)
    # The minute that the frame ends in may have no quality yet.
    whole = wanted.index < pd.Timestamp(last // 60 * 60 - 60, unit="s", tz="UTC")
    pd.testing.assert_frame_equal(settled[whole], wanted[whole], check_exact=True)
    counts = ["live_viewers", "dvr_viewers", "plays"]
    pd.testing.assert_frame_equal(settled[counts], wanted[counts], check_exact=True)


def gaps(frame: pd.DataFrame) -> list[int]:
    missing = frame.index[frame["live_viewers"].isna()]
    return [int(moment.timestamp()) for moment in missing]


@pytest.fixture(scope="module")
def whole_event() -> Watched:
    clock = ManualClock(NOW)
    scenario = Scenario(
        viewers=25, started_ago_s=0, duration_s=DURATION_S, generation="live_analytics"
    )
    return asyncio.run(watch(clock, scenario, NOW + DURATION_S + TAIL_S))


def test_a_whole_event_is_in_the_frame_as_it_was(whole_event: Watched) -> None:
    assert len(whole_event.batches) > 1400
    assert len(whole_event.frame) > DURATION_S // 10
    assert whole_event.frame["plays"].sum() > 100
    compare(whole_event)


def test_its_gaps_are_the_gaps_of_the_truth(whole_event: Watched) -> None:
    simulation, frame = whole_event.simulation, whole_event.frame
    there = set(simulation.truth()["slot"])
    first, last = (int(frame.index[at].timestamp()) for at in (0, -1))
    missing = [start for start in range(first, last, 10) if start not in there]
    assert gaps(frame) == missing
    # The collector's outage is among them; a gap has no value in any column.
    outage = simulation.scenario.outage
    middle = simulation.start + (outage.start + outage.stop) // 2 // 10 * 10
    assert middle in missing
    row = frame.loc[pd.Timestamp(middle, unit="s", tz="UTC")]
    assert row.drop("provisional").isna().all()


def test_nothing_of_it_was_impossible_or_asked_for_without_end(
    whole_event: Watched,
) -> None:
    assert whole_event.timeline.refused == 0
    assert whole_event.batches[-1].progress is None
    assert whole_event.batches[-1].broadcasting is False
    settled = whole_event.timeline.settled
    assert settled is not None
    assert settled >= newest_settled(NOW + DURATION_S + TAIL_S) - 10


def test_what_was_settled_was_never_revised(whole_event: Watched) -> None:
    assert whole_event.timeline.revisions == 0


@pytest.mark.parametrize("ended", [False, True], ids=["mid-event", "after the end"])
async def test_who_joins_late_sees_the_same(ended: bool) -> None:
    clock = ManualClock(NOW)
    duration = 3600 if ended else 7200
    scenario = Scenario(
        viewers=25, started_ago_s=5400, duration_s=duration, generation="live_analytics"
    )
    watched = await watch(clock, scenario, NOW + 600)
    compare(watched)
    # The history comes in a few batches, not at the pace of the polls.
    catching_up = [each for each in watched.batches if each.progress is not None]
    assert 2 < len(catching_up) < 20
    assert len(watched.batches) < len(catching_up) + 80
