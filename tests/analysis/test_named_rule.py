"""A rule by its name: only where the name says all of it that it seems to say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.analysis.alerts.named import rule_of
from webcast_widget.analysis.alerts.rule import WATCHED, Rule

LENGTHS = st.sampled_from(["0s", "40s", "3min", "130s", "90min", "2h", "2000h"])


@given(
    st.sampled_from(WATCHED),
    st.sampled_from(["above", "below"]),
    st.integers(0, 99_999) | st.sampled_from([0.8, 0.05, 12.25, -3.5]),
    LENGTHS,
)
def test_a_name_that_was_made_up_gives_the_rule(
    figure: str, side: str, limit: float, for_: str
) -> None:
    rule = Rule(figure, for_=for_, **{side: limit})  # type: ignore[arg-type]
    found = rule_of(rule.name)
    assert found is not None
    assert (found.figure, found.above, found.below) == (figure, rule.above, rule.below)


@given(st.sampled_from(WATCHED), LENGTHS)
def test_one_without_data_is_found_too(figure: str, for_: str) -> None:
    found = rule_of(Rule(figure, no_data=True, for_=for_).name)
    assert found is not None
    assert (found.figure, found.no_data) == (figure, True)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Players stall",
        "Attendees above many viewers for 3 min",
        "Attendees above 5 kbps for 3 min",
        "Attendees above 5 viewers for 3 min, or so",
        "Attendees above nan viewers for 3 min",
        "Attendees above 05 viewers for 3 min",
        # Rounded: what it was is not known.
        Rule("live_viewers", above=1_234_567).name,
        Rule("live_viewers", above=123_456).name,
        Rule("avg_bitrate_kbps", below=0.1234567).name,
    ],
)
def test_no_other_name_gives_one(name: str) -> None:
    assert rule_of(name) is None
