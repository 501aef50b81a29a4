"""A whole event in virtual time: in the end the frame is the truth, to the unit."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pandas as pd
import pytest

from tests.truth import compare
from webcast_widget.feed import status
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
    states: list[tuple[str, str]]

    @property
    def frame(self) -> pd.DataFrame:
        return self.timeline.frame()


def credentials(scenario: Scenario, kind: str) -> dict[str, Any]:
    return {
        "user secret": {"secret": scenario.user_secret},
        "admin secret": {"secret": scenario.admin_secret},
        "app token": {
            "app_token_id": scenario.app_token_id,
            "app_token": scenario.app_token,
        },
    }[kind]


async def watch(
    clock: ManualClock, scenario: Scenario, until: float, kind: str = "user secret"
) -> Watched:
    """Poll a simulated event in its own time, as a feed does but without threads."""
    simulation = Simulation(scenario, clock)
    source = KalturaSource(
        scenario.entry_id,
        partner_id=scenario.partner_id,
        service_url="http://127.0.0.1",
        http=httpx.ASGITransport(create_app(simulation)),
        environ={},
        **credentials(scenario, kind),
    )
    watched = Watched(Timeline(), simulation, [], [])

    def deliver(outcome: Answered | Failed) -> None:
        assert isinstance(outcome, Answered), outcome
        line = watched.timeline
        change = line.examine(outcome.batch, clock.now())
        line.apply(change)
        watched.batches.append(outcome.batch)
        watched.states.append(status.after_change(change, line, clock.now()))
        if clock.now() >= until:
            task.cancel()

    task = asyncio.create_task(Poller(source.fetch, deliver, clock, 10.0).run())
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await source.close()
    return watched


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
    compare(whole_event.simulation, whole_event.frame)


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


@pytest.mark.parametrize("generation", ["live_analytics", "kava"])
@pytest.mark.parametrize("kind", ["user secret", "admin secret", "app token"])
async def test_every_generation_and_every_session_gives_the_truth(
    generation: str, kind: str
) -> None:
    clock = ManualClock(NOW)
    scenario = Scenario(
        viewers=25, started_ago_s=0, duration_s=3600, generation=generation
    )
    watched = await watch(clock, scenario, NOW + 3600 + TAIL_S, kind)
    # Single slots' quality is told by `report`, which an admin's session may ask.
    of_slots = generation == "kava" and kind != "user secret"
    compared = compare(watched.simulation, watched.frame, of_slots=of_slots)
    assert compared > 360
    assert watched.frame["dvr_viewers"].sum() > 100
    assert (watched.timeline.refused, watched.timeline.revisions) == (0, 0)
    # Each state of an event's life in its turn, and the end only when all is told.
    turns = [
        state
        for state, before in zip(
            watched.states, [None, *watched.states[:-1]], strict=True
        )
        if before is None or state != before
    ]
    assert turns[-1] == ("ended", "The broadcast has ended.")
    assert turns[-2][0] == "live"
    assert [state for state, _ in turns].count("ended") == 1
    assert watched.batches[-1].final is True
    assert watched.batches[-1].event is not None
    assert watched.batches[-1].event.name == scenario.entry_name


@pytest.mark.parametrize("kind", ["user secret", "admin secret"])
@pytest.mark.parametrize("generation", ["live_analytics", "kava"])
@pytest.mark.parametrize("ended", [False, True], ids=["mid-event", "after the end"])
async def test_who_joins_late_sees_the_same(
    ended: bool, generation: str, kind: str
) -> None:
    clock = ManualClock(NOW)
    duration = 3600 if ended else 7200
    scenario = Scenario(
        viewers=25, started_ago_s=5400, duration_s=duration, generation=generation
    )
    watched = await watch(clock, scenario, NOW + 600, kind)
    of_slots = generation == "kava" and kind == "admin secret"
    compare(watched.simulation, watched.frame, of_slots=of_slots)
    # The history comes in a few batches, not at the pace of the polls.
    catching_up = [each for each in watched.batches if each.progress is not None]
    assert 2 < len(catching_up) < 20
    assert len(watched.batches) < len(catching_up) + 80
