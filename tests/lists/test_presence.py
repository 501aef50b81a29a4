"""Interval arithmetic against plain loops."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.lists.presence import Stay, merged, most_at_once, present

STAYS = st.lists(
    st.builds(
        lambda who, start, length: Stay(who, start, start + length),
        st.sampled_from("abc"),
        st.integers(0, 120),
        st.integers(1, 60),
    ),
    min_size=1,
    max_size=12,
)


@given(STAYS)
def test_people_at_each_slot_are_those_of_a_loop(stays: list[Stay]) -> None:
    there = merged(stays)
    starts, people = present(there)

    def at(moment: int) -> int:
        return len({each.viewer for each in stays if each.start <= moment < each.end})

    counts = {moment: at(moment) for moment in range(0, 200, 10)}
    covered = [moment for moment, count in counts.items() if count]
    whole = range(covered[0], covered[-1] + 1, 10) if covered else range(0)
    assert starts.tolist() == list(whole)
    assert people.tolist() == [counts[moment] for moment in whole]
    assert people.dtype == np.int64
    most = max(at(moment) for moment in range(200))
    assert most_at_once(there) == most_at_once(iter(there)) == most
    assert sum(each.joinings for each in there) == len(stays)
    for who in "abc":
        mine = [each for each in there if each.viewer == who]
        seconds = {
            second
            for each in stays
            if each.viewer == who
            for second in range(each.start, each.end)
        }
        assert sum(each.end - each.start for each in mine) == len(seconds)
