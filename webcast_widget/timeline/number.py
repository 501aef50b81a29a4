"""Numbers as people hand them over: Python's, and those that numpy and pandas give."""

from __future__ import annotations

from numbers import Real
from typing import Any, TypeGuard

import numpy as np


def is_number(value: Any) -> TypeGuard[float]:
    """Tell whether something is a number, and neither a truth value nor a length.

    What a frame gives is one of numpy's: its whole numbers are no `int`, and pandas would
    take them for nanoseconds.

    >>> import numpy as np
    >>> is_number(np.int64(60)), is_number(60.0), is_number(True), is_number("60")
    (True, True, False, False)
    >>> is_number(np.timedelta64(60, "s"))
    False
    """
    return isinstance(value, Real) and not isinstance(value, (bool, np.timedelta64))
