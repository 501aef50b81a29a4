"""The audience looks like one: it comes, churns, dips, loses a minute, and goes."""

from __future__ import annotations

import itertools
from collections import Counter
from statistics import mean
from typing import TYPE_CHECKING

import pytest

from webcast_widget.errors import ConfigurationError
from webcast_widget.simulator.audience import Audience
from webcast_widget.simulator.scenario import Scenario
from webcast_widget.simulator.viewer import DELAYS_S, LADDER, LATENCIES_S

if TYPE_CHECKING:
    from webcast_widget.simulator.heartbeat import Heartbeat

START = 1_699_999_980
SCENARIO = Scenario(viewers=300)


def lived(scenario: Scenario, start: int = START) -> list[Heartbeat]:
    audience = Audience(scenario, start)
    beats: list[Heartbeat] = []
    while not audience.is_over:
        beats += audience.step()
    return beats


@pytest.fixture(scope="module")
def beats() -> list[Heartbeat]:
    return lived(SCENARIO)


def between(beats: list[Heartbeat], low: float, high: float) -> list[Heartbeat]:
    first, last = (START + SCENARIO.duration_s * share for share in (low, high))
    return [beat for beat in beats if first <= beat.time < last]


def concurrent(beats: list[Heartbeat], low: float, high: float) -> float:
    return len(between(beats, low, high)) / (SCENARIO.duration_s * (high - low) / 10)


def test_the_same_scenario_has_the_same_audience(beats: list[Heartbeat]) -> None:
    assert lived(SCENARIO) == beats


def test_another_seed_has_another_audience(beats: list[Heartbeat]) -> None:
    assert lived(Scenario(viewers=300, seed=8)) != beats


def test_the_audience_is_the_same_relative_to_the_start(
    beats: list[Heartbeat],
) -> None:
    later = lived(SCENARIO, START + 86_460)
    assert [beat.time - 86_460 for beat in later] == [beat.time for beat in beats]
    assert [beat[2:] for beat in later] == [beat[2:] for beat in beats]


def test_the_event_has_its_shape(beats: list[Heartbeat]) -> None:
    plateau = concurrent(beats, 0.2, 0.34)
    assert plateau == pytest.approx(300, rel=0.15)
    assert concurrent(beats, 0, 0.03) < 0.5 * plateau
    assert concurrent(beats, 0.53, 0.58) < 0.85 * plateau
    assert concurrent(beats, 0.68, 0.78) > 0.88 * plateau
    assert concurrent(beats, 0.95, 1.0) < 0.6 * plateau
    assert 0 < concurrent(beats, 1.0, 1.05) < 0.4 * plateau


def test_people_come_and_go_on_the_plateau(beats: list[Heartbeat]) -> None:
    plays = [beat for beat in between(beats, 0.2, 0.34) if beat.event_index == 1]
    assert len(plays) > 30


def test_the_collector_fails_once(beats: list[Heartbeat]) -> None:
    outage = SCENARIO.outage
    assert 40 <= len(outage) <= 60
    seconds = {beat.time - START for beat in beats}
    assert not seconds & set(outage)
    assert {outage.start - 1, outage.stop} <= seconds


def test_an_outage_can_be_left_out() -> None:
    scenario = Scenario(viewers=100, duration_s=600, outage_s=0)
    slots = {beat.time // 10 for beat in lived(scenario)}
    assert set(range(START // 10 + 3, START // 10 + 60)) <= slots


def test_what_is_in_a_heartbeat(beats: list[Heartbeat]) -> None:
    assert {beat.event_type for beat in beats} == {1, 2}
    assert {beat.bitrate for beat in beats} == {-1, *LADDER}
    assert all(0 <= beat.buffer_cs <= 1000 for beat in beats)
    assert all(0 < beat.arrives - beat.time <= 45 for beat in beats)
    assert all(
        beat.start_second is None or 0 <= beat.start_second < 60 for beat in beats
    )
    stalled = mean(beat.buffer_cs > 0 for beat in beats)
    assert 0.005 < stalled < 0.2
    behind = mean(beat.event_type == 2 for beat in beats)
    assert 0.03 < behind < 0.3


def test_delays_and_latencies_stay_within_their_bounds() -> None:
    assert mean(delay < 5 for delay in DELAYS_S) > 0.85
    assert 35 <= max(DELAYS_S) <= 45
    assert min(DELAYS_S) > 0
    assert 0 < min(LATENCIES_S) <= max(LATENCIES_S) < 3


def test_a_session_is_a_steady_player(beats: list[Heartbeat]) -> None:
    sessions: dict[str, list[Heartbeat]] = {}
    for beat in beats:
        sessions.setdefault(beat.session, []).append(beat)
    outage = SCENARIO.outage
    for session in sessions.values():
        indices = [beat.event_index for beat in session]
        lost = session[0].time <= START + outage.stop + 13
        assert indices == sorted(set(indices))
        assert lost or indices == list(range(1, len(indices) + 1))
        for before, after in itertools.pairwise(session):
            # The VIEW that comes with the PLAY, and one every ten seconds from then on.
            steps = after.event_index - max(2, before.event_index)
            assert after.time - before.time >= 10 * steps - 3
            assert steps > 0 or after.time == before.time


def test_a_phase_is_the_second_of_the_first_answer(beats: list[Heartbeat]) -> None:
    sessions: dict[str, list[Heartbeat]] = {}
    for beat in beats:
        sessions.setdefault(beat.session, []).append(beat)
    seen = Counter[str]()
    for session in sessions.values():
        for before, after in itertools.pairwise(session):
            if after.start_second is None:
                seen["paused"] += 1
            elif before.start_second is None:
                assert after.start_second == before.time % 60
                seen["learnt"] += 1
            else:
                assert after.start_second == before.start_second
                seen["kept"] += 1
    assert min(seen["paused"], seen["learnt"], seen["kept"]) > 10


def test_everybody_leaves_in_the_end(beats: list[Heartbeat]) -> None:
    last = max(beat.time for beat in beats)
    assert last - START < SCENARIO.duration_s + 1200


@pytest.mark.parametrize(
    "wrong",
    [
        {"viewers": 0},
        {"viewers": 10**9},
        {"duration_s": 0},
        {"duration_s": 10**9},
        {"started_ago_s": -1},
        {"started_ago_s": float("nan")},
        {"outage_s": -1},
        {"outage_s": 9999},
    ],
)
def test_what_cannot_be_simulated_is_refused(wrong: dict[str, int]) -> None:
    (name,) = wrong
    with pytest.raises(ConfigurationError, match=name):
        Scenario(**wrong)  # type: ignore[arg-type]


def test_secrets_come_from_the_seed_and_stay_out_of_the_repr() -> None:
    one, same, other = Scenario(), Scenario(), Scenario(seed=8)
    assert one.admin_secret == same.admin_secret
    assert len({one.admin_secret, one.user_secret, other.admin_secret}) == 3
    assert one.admin_secret not in repr(one)
    assert one.user_secret not in repr(one)
