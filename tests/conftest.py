"""How the tests of all rooms are run."""

from __future__ import annotations

import gc

import pytest
from hypothesis import HealthCheck, settings

# No test is timed: a machine that is busy with something else fails none. Other examples
# are drawn each time, and `make soak` draws many more at once.
settings.register_profile(
    "untimed",
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        # What our fixtures give can be used again.
        HealthCheck.function_scoped_fixture,
    ],
)
settings.register_profile("soak", settings.get_profile("untimed"), max_examples=2000)
settings.load_profile("untimed")


DEAR = {"spark", "events", "watched", "whole_event"}
"""Fixtures that take longer than the tests that share them."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let one process make what is dear, for all tests of its room."""
    drawn = getattr(getattr(item, "callspec", None), "params", {})
    if DEAR & set(getattr(item, "fixturenames", ())) - set(drawn):
        item.add_marker(pytest.mark.xdist_group(item.path.parent.name))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=_comes_later)


def pytest_collection_finish() -> None:
    """Look no more for garbage among what was imported and collected."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Look for all of it at the end: what is left then counts as leaked, and is told."""
    gc.unfreeze()


def _comes_later(item: pytest.Item) -> bool:
    """Tell whether a test shares nothing dear: those that do wait for one process."""
    return item.get_closest_marker("xdist_group") is None
