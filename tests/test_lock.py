"""The lock has a pin for all that the package asks for, on every Python it claims."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
    "project"
]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
LOCK = (ROOT / ".ci/lock.txt").read_text("utf-8").splitlines()
PINS = [Requirement(line) for line in LOCK if line and not line.startswith("#")]
CLAIMED = re.findall(
    r"Python :: (3\.\d+)$", "\n".join(PROJECT["classifiers"]), re.MULTILINE
)
SYSTEMS = {
    "Linux": {"sys_platform": "linux", "os_name": "posix"},
    "Darwin": {"sys_platform": "darwin", "os_name": "posix"},
    "Windows": {"sys_platform": "win32", "os_name": "nt"},
}


def environment(python: str, system: str) -> dict[str, str]:
    here = cast("dict[str, str]", default_environment())
    versions = {"python_version": python, "python_full_version": f"{python}.0"}
    return here | versions | SYSTEMS[system] | {"platform_system": system}


def holds(requirement: Requirement, where: dict[str, str], extra: str = "") -> bool:
    marker = requirement.marker
    return marker is None or marker.evaluate({**where, "extra": extra})


def pinned(where: dict[str, str]) -> dict[str, list[Version]]:
    """Give the versions that the lock has for each name, in an environment."""
    found: dict[str, list[Version]] = {}
    for pin in PINS:
        if holds(pin, where):
            (only,) = pin.specifier
            assert only.operator == "=="
            found.setdefault(canonicalize_name(pin.name), []).append(
                Version(only.version)
            )
    return found


def unmet(requirements: Iterable[str], where: dict[str, str]) -> Iterator[str]:
    pins = pinned(where)
    for text in requirements:
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        if name == PROJECT["name"]:
            assert requirement.extras <= set(EXTRAS)
        elif holds(requirement, where):
            versions = pins.get(name, [])
            if len(versions) != 1 or versions[0] not in requirement.specifier:
                yield f"{text}: {', '.join(map(str, versions)) or 'no pin'}"


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", CLAIMED)
def test_each_requirement_has_one_pin_that_fits(python: str, system: str) -> None:
    asked = [
        *PROJECT["dependencies"],
        *(one for each in EXTRAS.values() for one in each),
    ]
    found = list(unmet(asked, environment(python, system)))
    assert not found, f"{found}: run `make lock`."


def test_an_older_pin_is_noticed() -> None:
    where = environment(CLAIMED[0], "Linux")
    (numpy,) = pinned(where)["numpy"]
    asked = [f"numpy>{numpy}", "nowhere-to-be-found>=1", f"numpy=={numpy}"]
    assert list(unmet(asked, where)) == [
        f"numpy>{numpy}: {numpy}",
        "nowhere-to-be-found>=1: no pin",
    ]


def test_what_those_ask_for_is_pinned_too() -> None:
    """Of what is installed, as that alone tells what it needs."""
    where = cast("dict[str, str]", default_environment())
    pins = pinned(where)
    waiting = [(PROJECT["name"], extra) for extra in ("", *EXTRAS)]
    seen = set(waiting)
    missing: set[str] = set()
    while waiting:
        name, extra = waiting.pop()
        if name != PROJECT["name"] and name not in pins:
            missing.add(name)
            continue
        try:
            needed = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # an extra that is not installed here
        for requirement in map(Requirement, needed):
            below = canonicalize_name(requirement.name)
            asked = {(below, each) for each in ("", *requirement.extras)} - seen
            if holds(requirement, where, extra):
                seen |= asked
                waiting += sorted(asked)
    assert len(seen) > 100
    assert not missing, f"{sorted(missing)}: run `make lock`."


def test_the_claims_agree() -> None:
    assert PROJECT["requires-python"] == f">={CLAIMED[0]}"
    # Those of Debian 12 and 13, with which all of it is tried.
    assert CLAIMED == ["3.11", "3.13"]


def test_it_names_no_place_to_download_from() -> None:
    assert not [line for line in LOCK if "://" in line or line.startswith("-")]
