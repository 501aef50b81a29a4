"""What the package offers, and what importing it costs."""

from __future__ import annotations

import builtins
import inspect
import json
import subprocess
import sys
from importlib.metadata import version

import pytest

import webcast_widget as ww
from webcast_widget import errors

NOT_FOR_A_LOOK = {
    "bqplot",
    "duckdb",
    "httpx",
    "ipywidgets",
    "jupyterlab",
    "matplotlib",
    "pandas",
    "pyspark",
    "starlette",
    "uvicorn",
}
NEVER_NEEDED = {
    "duckdb",
    "jupyterlab",
    "matplotlib",
    "pyspark",
    "starlette",
    "uvicorn",
}


def modules_after(code: str) -> set[str]:
    """Top names of the modules that a fresh interpreter has imported."""
    tail = "; import sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code + tail],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


NAMES = sorted(ww._HOMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_there_and_described(name: str) -> None:
    value = getattr(ww, name)
    if inspect.ismodule(value):
        home = value.__name__
    else:
        assert inspect.isclass(value) or inspect.isfunction(value)
        home = value.__module__
    assert home.startswith("webcast_widget")
    assert inspect.getdoc(value)
    assert name in dir(ww)


@pytest.mark.parametrize("name", NAMES)
def test_every_public_member_is_described(name: str) -> None:
    value = getattr(ww, name)
    if not inspect.isclass(value):
        return
    for member, what in vars(value).items():
        if member.startswith("_") or not (
            inspect.isfunction(what) or isinstance(what, property)
        ):
            continue
        assert inspect.getdoc(what), f"{name}.{member}"


def test_names_are_sorted_and_have_homes() -> None:
    assert ww.__all__ == sorted(ww.__all__)
    assert set(NAMES) == {*ww.__all__, "open"}
    assert set(dir(ww)) == {*NAMES, "__version__"}


def test_import_star_leaves_pythons_own_names_alone() -> None:
    assert set(ww.__all__) & set(dir(builtins)) == set()
    names: dict[str, object] = {}
    exec("from webcast_widget import *", names)  # noqa: S102 - a star has no other place
    assert "open" not in names
    assert "connect" in names


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'dance'"):
        _ = ww.dance


def test_a_name_is_looked_up_once() -> None:
    assert ww.connect is ww.connect
    assert vars(ww)["connect"] is ww.connect


def test_every_error_is_one_of_ours() -> None:
    for _, kind in inspect.getmembers(errors, inspect.isclass):
        if kind.__module__ == errors.__name__:
            assert issubclass(kind, ww.WebcastWidgetError)
            assert kind.__doc__
            assert kind.__name__ in (errors.__doc__ or "")


def test_importing_the_package_is_cheap() -> None:
    assert modules_after("import webcast_widget") & NOT_FOR_A_LOOK == set()


def test_a_pane_needs_no_extra() -> None:
    code = "from webcast_widget import *"
    assert modules_after(code) & NEVER_NEEDED == set()


def test_a_feed_needs_no_widgets() -> None:
    code = "from webcast_widget import connect, KalturaSource"
    assert modules_after(code) & {"ipywidgets", "anywidget", "bqplot"} == set()


def test_the_version_is_the_distributions() -> None:
    assert ww.__version__ == version("webcast-widget")
