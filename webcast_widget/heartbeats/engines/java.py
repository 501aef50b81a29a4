"""Java, which Spark runs on: what is amiss with the one that Spark would take."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST: Final = 17
"""Spark 4.0 is built for it: an earlier Java cannot read its classes."""

TOO_NEW: Final = 24
"""From this one on Java lacks what the Hadoop in Spark 4.0 asks for at its start."""

ADVICE: Final = (
    "install Java 17 or 21 (such as openjdk-21-jre-headless or openjdk-17-jre-headless"
    " of Debian and Ubuntu, openjdk@21 of Homebrew, or Temurin) and put it on the PATH,"
    " or let JAVA_HOME name its folder."
)
_ANSWERS_S: Final = 60.0


def amiss(environment: Mapping[str, str]) -> str | None:
    """Say what keeps Spark from running on this machine's Java, and what to do.

    Parameters
    ----------
    environment
        The variables: as Spark does, ``JAVA_HOME`` is looked at before ``PATH``.

    Returns
    -------
    str or None
        A sentence; None if there is a Java that will do.
    """
    home = environment.get("JAVA_HOME")
    if home:
        found = shutil.which("java", path=str(Path(home, "bin")))
        if found is None:
            return f"JAVA_HOME is {home!r}, where there is no Java: {ADVICE}"
    else:
        found = shutil.which("java", path=environment.get("PATH", ""))
        if found is None:
            return f"There is no Java, which Spark runs on: {ADVICE}"
    version = _version_of(found)
    if version is None:
        return f"{found} does not tell its version: {ADVICE}"
    if not OLDEST <= version < TOO_NEW:
        return f"{found} is Java {version}, on which Spark does not run: {ADVICE}"
    return None


def _version_of(java: str) -> int | None:
    try:
        said = subprocess.run(  # noqa: S603 - the Java that Spark itself would run
            [java, "-version"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWERS_S,
            check=False,
        ).stderr
    except (OSError, subprocess.TimeoutExpired):
        return None
    # Java 8 called itself 1.8.
    told = re.search(r'version "(?:1\.)?(\d+)', said)
    return None if told is None else int(told[1])
