"""A notebook that computes a document again, step by step."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.export.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

_IMPORTS: Final = "import webcast_widget as ww\nfrom webcast_widget import analysis"


def to_ipynb(
    name: str, recording: str, given: Mapping[str, Any], *, has_heartbeats: bool
) -> bytes:
    """Give the notebook that reproduces a document.

    Parameters
    ----------
    name
        Of the event.
    recording
        Path of its recording.
    given
        What the document was given as texts, such as ``start`` and ``agenda``.
    has_heartbeats
        Whether it told something of single viewers: the notebook then asks where their
        heartbeats are.
    """
    spans = {key: given[key] for key in ("start", "end") if given.get(key)}
    within = "".join(f", {key}={value!r}" for key, value in spans.items())
    cells = [
        _cell(
            "markdown",
            f"# {one_line(name)}\n\nThe document of this event, computed again.",
        ),
        _cell("code", f"{_IMPORTS}\n\nevent = ww.open({recording!r})\nevent.df.tail()"),
    ]
    more = {key: value for key, value in given.items() if value}
    asked = "".join(f", {key}={value!r}" for key, value in more.items())
    if has_heartbeats:
        cells.append(_cell("markdown", "Say where the raw heartbeats are:"))
        cells.append(
            _cell(
                "code",
                'from webcast_widget import heartbeats\n\nlogs = "logs/*.gz"\n'
                "sessions = heartbeats.sessions(logs).to_pandas()\n"
                "stalls = heartbeats.stalls(logs)",
            )
        )
        asked += ", sessions=sessions, stalls=stalls"
    cells += [
        _cell("code", f"analysis.summary(event{within})"),
        _cell("code", f"analysis.swings(event{within})"),
        _cell("code", f'event.report("report.html"{asked})'),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _cell(kind: str, source: str) -> dict[str, Any]:
    name = hashlib.sha256(source.encode()).hexdigest()[:8]
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": name,
        "metadata": {},
        "source": source,
    }
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell
