"""The end of a cell, when a notebook that no page shows may be saved.

What runs notebooks by itself, such as nbconvert, keeps what was sent while a cell ran.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from IPython import get_ipython

if TYPE_CHECKING:
    from collections.abc import Callable

_EVENT = "post_run_cell"


def at_end(method: Callable[[], None]) -> Callable[[], None]:
    """Call a method, which is not kept alive, whenever a cell ends.

    Returns
    -------
    callable
        Ends that. Outside of IPython there are no cells, and it does nothing.
    """
    shell = get_ipython()
    if shell is None:
        return lambda: None
    reference = weakref.WeakMethod(method)

    def ended(_: Any) -> None:
        alive = reference()
        if alive is not None:
            alive()

    shell.events.register(_EVENT, ended)
    return lambda: shell.events.unregister(_EVENT, ended)
