"""Re-running a cell replaces what its earlier run made.

A notebook keeps old objects alive (``Out``, ``_``, the widget registry), so that
a poller made by an earlier run of a cell would go on for ever. Whoever starts
something registers it here; the next run of the same cell closes it.
"""

from __future__ import annotations

import sys
import threading
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_lock = threading.Lock()
_made: dict[tuple[str, str], list[_Made]] = {}


@dataclass(frozen=True)
class Run:
    """Which cell runs, and which run of it this is."""

    cell: str | None
    execution: str


@dataclass(frozen=True)
class _Made:
    execution: str
    thing: weakref.ref[Any]


def current_run() -> Run | None:
    """Tell which cell is running; None outside a kernel."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return None
    try:
        parent = kernel.get_parent("shell") or {}
    except TypeError:
        # JupyterLite's kernel has no channels.
        parent = kernel.get_parent() or {}
    execution = parent.get("header", {}).get("msg_id")
    if not execution:
        return None
    return Run(parent.get("metadata", {}).get("cellId"), str(execution))


def register(
    kind: str,
    subject: str,
    thing: object,
    close: Callable[[Any], None],
    run: Run | None = None,
) -> None:
    """Note what a cell made, and close what an earlier run of it made.

    Parameters
    ----------
    kind
        What it is, such as ``"feed"``.
    subject
        What it is about; stands in for the cell in hosts that do not name theirs.
    thing
        The object; held weakly.
    close
        Closes such an object.
    run
        Which run made it; the current one when left out. Outside a kernel nothing
        is replaced.
    """
    run = run or current_run()
    if run is None:
        return
    key = (kind, run.cell or f"about {subject}")
    with _lock:
        before = _made.get(key, [])
        kept = [made for made in before if made.execution == run.execution]
        old = [made for made in before if made.execution != run.execution]
        _made[key] = [*kept, _Made(run.execution, weakref.ref(thing))]
    for made in old:
        replaced = made.thing()
        if replaced is not None:
            close(replaced)
