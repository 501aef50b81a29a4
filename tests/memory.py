"""How much memory something takes."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TIMES = 3


def memory_of(work: Callable[[], object]) -> tuple[int, int]:
    """Do something a few times, and give the least that it took, as held and at most.

    What measures which lines the tests reach allocates, too, when it stops watching
    some of them: never twice for the same lines.

    Parameters
    ----------
    work
        What to do; what it gives is held.

    Returns
    -------
    held, most
        Bytes.
    """
    took = [_once(work) for _ in range(_TIMES)]
    return min(held for held, _ in took), min(most for _, most in took)


def _once(work: Callable[[], object]) -> tuple[int, int]:
    tracemalloc.start()
    try:
        made = work()
        taken = tracemalloc.get_traced_memory()
        del made
    finally:
        tracemalloc.stop()
    return taken
