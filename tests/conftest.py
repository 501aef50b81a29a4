"""How the tests of all rooms are run."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING, Any

import coverage
import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

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


SIMULATED = {"events", "watched", "whole_event"}
"""Fixtures that simulate whole events, as tests of the simulator do, too."""

DEAR = {"spark", *SIMULATED}
"""Fixtures that take longer than the tests that share them."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let one process make what is dear, for all tests of its room."""
    drawn = getattr(getattr(item, "callspec", None), "params", {})
    if DEAR & set(getattr(item, "fixturenames", ())) - set(drawn):
        item.add_marker(pytest.mark.xdist_group(item.path.parent.name))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Trace no drawn examples, and begin with what takes longest."""
    for item in items:
        # Tracing doubles their time, and what they reach the written examples reach.
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.no_cover)
    items.sort(key=_comes_later)


def pytest_collection_finish() -> None:
    """Look no more for garbage among what was imported and collected."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Look for all of it at the end: what is left then counts as leaked, and is told."""
    gc.unfreeze()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """End what pytest-cov begins before it knows that this process is one of several.

    It begins once more, and would go on with the first while the second is paused.
    """
    begun = coverage.Coverage.current()
    if begun is not None and hasattr(session.config, "workerinput"):
        begun.stop()


# pytest-cov heeds the mark in the test itself, and what it asks for is made before it.
@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Trace nothing of what a test that is not traced asks for."""
    with contextlib.ExitStack() as stack:
        if item.get_closest_marker("no_cover") is not None:
            stack.enter_context(_untraced(item.config))
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Iterator[None]:
    """Trace no events while they are simulated for many tests."""
    with contextlib.ExitStack() as stack:
        if fixturedef.argname in SIMULATED:
            stack.enter_context(_untraced(request.config))
        return (yield)


@contextlib.contextmanager
def _untraced(config: pytest.Config) -> Iterator[None]:
    tracing = config.pluginmanager.getplugin("_cov")
    control = getattr(tracing, "cov_controller", None)
    if control is None or not control.started:
        yield
        return
    control.pause()
    try:
        yield
    finally:
        control.resume()


def _comes_later(item: pytest.Item) -> bool:
    """Tell whether a test shares nothing dear: those that do wait for one process."""
    return item.get_closest_marker("xdist_group") is None
