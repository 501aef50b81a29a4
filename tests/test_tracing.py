"""What is not to be traced is not, also where several processes test at once."""

from __future__ import annotations

import coverage
import pytest


def is_traced() -> bool:
    return coverage.Coverage.current() is not None


@pytest.fixture
def events() -> bool:
    return is_traced()


@pytest.fixture
def made() -> bool:
    return is_traced()


@pytest.mark.no_cover
def test_a_test_that_is_not_traced(made: bool) -> None:
    assert (made, is_traced()) == (False, False)


def test_an_event_that_is_simulated_is_not_traced_and_the_test_is(
    events: bool, made: bool, pytestconfig: pytest.Config
) -> None:
    tracing = pytestconfig.pluginmanager.getplugin("_cov")
    measures = getattr(tracing, "cov_controller", None) is not None
    assert (events, made, is_traced()) == (False, measures, measures)
