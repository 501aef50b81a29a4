"""Parameters as they arrive, and what the server makes of them by declared type."""

from __future__ import annotations

import math
import re
from typing import TypeAlias, TypeVar

from webcast_widget.timeline.slots import slot_of

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
"""A parameter: a scalar, or a tree of parameters."""

Params: TypeAlias = dict[str, Value]
"""The parameters of a request, or of an object in it."""

Item = TypeVar("Item")

MAX_RELATIVE_S = 315_360_000
"""Times up to ten years are relative to now; larger ones are epoch seconds."""

KEEP = -1
"""The one negative time that is not relative (it stands for "remove the date")."""

MAX_DIGITS = 18
"""More digits than the server's integers have: such a number is cut off."""

LIMIT = 2**63 - 1

PAGE_SIZE, MAX_PAGE_SIZE = 30, 500

NUMBER = re.compile(r"\s*([+-]?\d+)", re.ASCII)
DECIMAL = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)", re.ASCII)
MAX_NUMBER = 64
"""No number needs more characters."""


def as_text(value: Value) -> str:
    """Read a parameter as text; what is no scalar is empty."""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(as_int(value))
    return str(value) if isinstance(value, (str, int, float)) else ""


def as_int(value: Value) -> int:
    """Read a parameter as a whole number; what does not begin with one is 0.

    >>> as_int("-60"), as_int("12 apples"), as_int("apples"), as_int(None)
    (-60, 12, 0, 0)
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            return 0
        value = int(value)
    if isinstance(value, int):
        return max(-LIMIT, min(LIMIT, value))
    if isinstance(value, str) and (found := NUMBER.match(value)):
        digits = found[1].lstrip("+-").lstrip("0")
        number = int(digits or "0") if len(digits) <= MAX_DIGITS else LIMIT
        return -number if found[1].startswith("-") else number
    return 0


def as_float(value: Value) -> float:
    """Read a parameter as a number; what does not begin with one is 0.

    >>> as_float("1.5s"), as_float("x"), as_float(True)
    (1.5, 0.0, 1.0)
    """
    if isinstance(value, str):
        found = DECIMAL.match(value[:MAX_NUMBER])
        value = float(found[1]) if found else 0.0
    if isinstance(value, int):
        return float(as_int(value))
    return value if isinstance(value, float) and math.isfinite(value) else 0.0


def as_enum(value: Value) -> str:
    """Read a parameter as a value of an enumeration; "true" is 1, "false" is 0."""
    text = as_text(value)
    return {"true": "1", "false": "0"}.get(text.lower(), text)


def as_bool(value: Value) -> bool | None:
    """Read a parameter as a nullable flag: absent stays None, "false" is false."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value.lower() not in {"false", "0"}
    return bool(value)


def as_object(value: Value) -> Params:
    """Read a parameter as an object; what is none has no properties."""
    return value if isinstance(value, dict) else {}


def as_time(value: Value, now: float) -> int:
    """Read a parameter as a time in epoch seconds, UTC.

    Parameters
    ----------
    value
        Epoch seconds; or seconds relative to now, when no more than ten years; -1
        stays -1; empty is 0.
    now
        The server's present, epoch seconds, UTC.

    >>> as_time("-60", 1700000000.5), as_time("0", 1700000000.5), as_time("", 1.0)
    (1699999940, 1700000000, 0)
    """
    if value is None or value == "" or not isinstance(value, (str, int, float)):
        return 0
    if isinstance(value, str) and not NUMBER.match(value):
        return 0
    number = as_int(value)
    if number == KEEP or abs(number) > MAX_RELATIVE_S:
        return number
    return math.floor(now) + number


def next_slot(moment: float) -> int:
    """Round a moment (epoch seconds, UTC) up to the start of a slot."""
    return -slot_of(-moment)


def page_of(params: Params, most: int = MAX_PAGE_SIZE) -> slice:
    """Read which part of a list the request's pager asks for."""
    pager = as_object(params.get("pager"))
    size = as_int(pager.get("pageSize")) or PAGE_SIZE
    size = max(1, min(most, size))
    begin = (max(1, as_int(pager.get("pageIndex"))) - 1) * size
    return slice(begin, begin + size)


def page(objects: list[Item], params: Params) -> list[Item]:
    """Give the page of a list that the request's pager asks for."""
    return objects[page_of(params)]
