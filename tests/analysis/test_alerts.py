"""Alerts, against an oracle without a state, and split anywhere."""

from __future__ import annotations

import itertools
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.made import START, at, course, frame_of, series
from webcast_widget import alerts
from webcast_widget.analysis.alerts.step import BEGIN, step
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.records import Event, Slot

Seen = list[tuple[int, float | None, float | None]]

values = st.none() | st.sampled_from([0.0, 0.4, 0.6, 0.9, 1.5])
series_of = st.lists(st.tuples(values, st.none() | st.integers(0, 40)), max_size=60)
rules = st.builds(
    lambda limit, for_, cool, least, patience, below: alerts.Rule(
        "avg_buffering_s_per_min",
        above=None if below else limit,
        below=limit if below else None,
        clear=limit + 0.2 if below else limit - 0.2,
        for_=for_,
        cooldown=cool,
        min_viewers=least,
        patience=patience,
    ),
    st.sampled_from([0.5, 0.8]),
    st.sampled_from([10, 20, 30, 60]),
    st.sampled_from([0, 60, 200]),
    st.sampled_from([0, 20]),
    st.sampled_from([20, 60]),
    st.booleans(),
)


def slots_of(pairs: list[tuple[float | None, int | None]]) -> Seen:
    return [(START + 10 * at_, v, n) for at_, (v, n) in enumerate(pairs)]


def run(rule: alerts.Rule, seen: Seen, state: alerts.State = BEGIN) -> Any:
    told = []
    for slot, value, viewers in seen:
        state, what = step(rule, state, slot, value, viewers)
        if what is not None:
            told.append((slot, what))
    return told, state


def oracle(rule: alerts.Rule, seen: Seen) -> list[tuple[int, str]]:
    """Decide each slot from all before it: no state but what was told."""
    told: list[tuple[int, str]] = []
    above, below = rule.above, rule.below
    clear = rule.clear or 0.0

    def breached(value: float) -> bool:
        return value > above if above is not None else value < (below or 0.0)

    known = [(s, v, n) for s, v, n in seen if v is not None and n is not None]
    need = max(1, math.ceil(rule.for_s / 10))
    for place, (slot, value, viewers) in enumerate(known):
        fires = [s for s, what in told if what == "fired"]
        if told and told[-1][1] == "fired":
            back = value <= clear if above is not None else value >= clear
            if back or viewers < rule.min_viewers:
                told.append((slot, "cleared"))
            continue
        recent = known[max(0, place - need + 1) : place + 1]
        if len(recent) < need:
            continue
        beyond = all(breached(v) and n >= rule.min_viewers for _, v, n in recent)
        apart = [b[0] - a[0] - 10 for a, b in itertools.pairwise(recent)]
        silent = any(gap > rule.patience_s for gap in apart)
        cool = not fires or slot - fires[-1] >= rule.cooldown_s
        if beyond and not silent and cool:
            told.append((slot, "fired"))
    return told


@given(rule=rules, pairs=series_of)
def test_the_step_is_what_the_oracle_says(
    rule: alerts.Rule, pairs: list[tuple[float | None, int | None]]
) -> None:
    told, _ = run(rule, slots_of(pairs))
    assert told == oracle(rule, slots_of(pairs))
    assert [what for _, what in told] == ["fired", "cleared"] * (len(told) // 2) + [
        "fired"
    ] * (len(told) % 2)


@given(rule=rules, pairs=series_of, cut=st.integers(0, 60))
def test_splitting_anywhere_changes_nothing(
    rule: alerts.Rule, pairs: list[tuple[float | None, int | None]], cut: int
) -> None:
    seen = slots_of(pairs)
    whole, end = run(rule, seen)
    first, state = run(rule, seen[:cut])
    rest, last = run(rule, seen[cut:], state)
    assert first + rest == whole
    assert last == end


@given(
    buffering=st.lists(
        st.none() | st.sampled_from([0.2, 0.9]), min_size=2, max_size=80
    ),
    cuts=st.lists(st.integers(1, 79), max_size=5),
)
def test_live_piece_by_piece_is_the_backtest_on_the_whole(
    buffering: list[float | None], cuts: list[int]
) -> None:
    slots = [
        Slot(START + 10 * at_, 30, 0, 0, None, value)
        for at_, value in enumerate(buffering)
        if value is not None
    ]
    if not slots:
        return
    frame = frame_of(slots)
    chosen = [
        alerts.Rule("slot_buffering_s_per_min", above=0.8, for_=30, cooldown=60),
        alerts.Rule("live_viewers", no_data=True, for_=20, cooldown=0),
    ]
    whole = alerts.backtest(chosen, frame)
    watching = alerts.Watching(chosen)
    for end in [*sorted(cuts), len(frame)]:
        watching.take(frame.iloc[:end])  # each time all of it, as a feed gives it
    live = alerts.log_frame(watching.log).drop(columns="event")
    pd.testing.assert_frame_equal(
        live.sort_values(["rule", "fired"], ignore_index=True),
        whole.drop(columns="event").sort_values(["rule", "fired"], ignore_index=True),
    )


def event_of(values_: list[float], name: str = "Town hall") -> Any:
    frame = frame_of(
        Slot(START + 10 * at_, 30, 0, 0, None, value)
        for at_, value in enumerate(values_)
    )
    return SimpleNamespace(df=frame, event=Event("1_x", name))


def test_a_backtest_has_a_row_for_each_firing() -> None:
    rule = alerts.Rule(
        "slot_buffering_s_per_min", above=0.8, clear=0.5, for_="1min", cooldown="2min"
    )
    one = event_of([0.1] * 6 + [1.0] * 12 + [0.6] * 3 + [0.2] * 6)
    two = event_of([1.0] * 60, "Launch")
    found = alerts.backtest(rule, [one, two])
    assert found["event"].tolist() == ["Town hall", "Launch"]
    assert found["fired"].tolist() == [at(START + 110), at(START + 50)]
    # 0.6 is below the limit and above where it clears.
    assert found["cleared"].tolist() == [at(START + 210), pd.NaT]
    assert found["lasted_s"].tolist() == [100.0, pd.NA]
    assert found["value"].tolist() == [1.0, 1.0]
    assert found["rule"].iloc[0] == (
        "Buffering in the slot above 0.8 s per minute viewed for 1 min"
    )
    assert {name: str(d) for name, d in found.dtypes.items()} == alerts.LOG


def test_losing_the_audience_clears_and_below_is_the_other_way() -> None:
    quiet = alerts.Rule("live_viewers", below=200, for_="30s", cooldown=0)
    found = alerts.backtest(quiet, course([300] * 6 + [100] * 6 + [250] * 6))
    assert found["fired"].tolist() == [at(START + 80)]
    assert found["cleared"].tolist() == [at(START + 120)]


def test_no_data_fires_within_a_gap_and_clears_after_it() -> None:
    rule = alerts.Rule("live_viewers", no_data=True, for_="30s")
    found = alerts.backtest(rule, course([5] * 6 + [None] * 6 + [5] * 6))
    assert found["fired"].tolist() == [at(START + 80)]
    assert found["cleared"].tolist() == [at(START + 120)]
    assert "No attendees for 30 s" in found["rule"].iloc[0]


def test_the_cadence_of_the_source_counts() -> None:
    event = series([START + 60 * n for n in range(10)], [5] * 3 + [500] * 7, "UTC")
    rule = alerts.Rule("live_viewers", above=100, for_="3min")
    assert alerts.backtest(rule, event)["fired"].tolist() == [at(START + 300)]


def test_a_gap_of_days_is_as_if_each_missing_slot_were_a_row() -> None:
    days = [START + 86_400 * day + 10 * at for day in (0, 1) for at in range(60)]
    rules = [
        alerts.Rule("live_viewers", above=100, for_="5min", patience="1h"),
        alerts.Rule("live_viewers", no_data=True, for_="2min", cooldown="3h"),
    ]
    whole = frame_of([Slot(at, live_viewers=500) for at in days])
    assert len(whole) == 122
    dense = whole.asfreq("10s")
    assert len(dense) == 8_700
    found = alerts.backtest(rules, whole)
    assert len(found) == 2
    pd.testing.assert_frame_equal(found, alerts.backtest(rules, dense))


def test_nothing_fires_on_nothing() -> None:
    rule = alerts.Rule("live_viewers", above=100)
    assert len(alerts.backtest(rule, frame_of([]))) == 0
    assert len(alerts.backtest(rule, {"a": course([1] * 20), "b": course([])})) == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"figure": "avg_bufering_s_per_min", "above": 1},
            "did you mean avg_buffering",
        ),
        ({"figure": "provisional", "above": 1}, "no figure 'provisional'"),
        ({"figure": "live_estimate", "above": 1}, "no figure 'live_estimate'"),
        ({"figure": "plays"}, "exactly one"),
        ({"figure": "plays", "above": 1, "below": 2}, "exactly one"),
        ({"figure": "plays", "above": "much"}, "above is 'much': give a number"),
        ({"figure": "plays", "above": math.nan}, "give a number"),
        ({"figure": "plays", "above": 1, "clear": 2}, "wrong side of the limit"),
        ({"figure": "plays", "below": 2, "clear": 1}, "wrong side of the limit"),
        ({"figure": "plays", "above": 1, "for_": "soon"}, "for_ is 'soon'"),
        ({"figure": "plays", "above": 1, "cooldown": -1}, "cooldown is -1"),
        ({"figure": "plays", "above": 1, "for_": "180"}, "for_ is '180'"),
        ({"figure": "plays", "no_data": "true"}, "no_data is 'true'"),
        ({"figure": "plays", "above": 1, "min_viewers": None}, "give a number"),
    ],
)
def test_a_rule_that_cannot_be_is_a_sentence(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        alerts.Rule(**given)
    if given == {"figure": "plays"}:
        with pytest.raises(ConfigurationError, match="is no rule"):
            alerts.backtest(["plays"], course([1]))  # type: ignore[list-item]


TOML = """
[[rule]]
figure = "avg_buffering_s_per_min"
above = 0.8
clear = 0.5
for = "3min"
min_viewers = 25
command = ["notify-send", "Buffering"]

[[rule]]
figure = "live_viewers"
no_data = true
for = 120
name = "Silence"
webhook = "https://hooks.example.com/x"
"""


def test_a_limit_that_was_computed_is_a_number() -> None:
    limit: Any = np.int64(100)
    rule = alerts.Rule("live_viewers", below=limit, for_=np.int64(60))
    assert rule == alerts.Rule("live_viewers", below=100, for_=60)
    assert (type(rule.below), rule.for_s) == (int, 60.0)
    named: Any = 5
    assert alerts.Rule("plays", above=1, name=named).name == "5"
    with pytest.raises(ConfigurationError, match="above is 1000"):
        alerts.Rule("live_viewers", above=10**400)


def test_rules_are_read_from_toml() -> None:
    first, second = alerts.parse(TOML)
    assert first.rule == alerts.Rule(
        "avg_buffering_s_per_min", above=0.8, clear=0.5, for_="3min", min_viewers=25
    )
    assert first.command == ("notify-send", "Buffering")
    assert (second.rule.name, second.rule.for_s) == ("Silence", 120)
    assert second.webhook == "https://hooks.example.com/x"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule", "are no TOML"),
        ("", "There are no rules"),
        ("rule = 3", "There are no rules"),
        ("[[rules]]\nfigure = 'plays'", "table 'rules'"),
        ("[[rule]]\nabove = 1", "Rule 1 names no figure"),
        ("[[rule]]\nfigure = 'play'\nabove = 1", "Rule 1: .* did you mean plays"),
        ("[[rule]]\nfigure = 'plays'\nabov = 1", "did you mean above"),
        ("[[rule]]\nfigure = 'plays'\nabove = 1\ncommand = 'rm'", "no list of texts"),
        ("[[rule]]\nfigure = 'plays'\nabove = 1\nwebhook = 'x'", "no address"),
    ],
)
def test_bad_toml_is_a_sentence(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        alerts.parse(text)


def test_a_week_is_one_pass() -> None:
    live = np.random.default_rng(1).integers(0, 400, 3000).tolist()
    rule = alerts.Rule("live_viewers", above=350, for_=20, cooldown=0)
    found = alerts.backtest(rule, course(live))
    told = oracle(rule, [(START + 10 * n, v, v) for n, v in enumerate(live)])
    fired = [slot for slot, what in told if what == "fired"]
    assert [int(each.timestamp()) for each in found["fired"]] == fired
