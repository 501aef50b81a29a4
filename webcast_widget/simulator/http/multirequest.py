"""Several calls in one request, answered by an array."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.values import Params, Value, as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.simulator.result import Result

COMMON = ("ks", "partnerId", "p", "clientTag", "apiVersion", "language")
"""Parameters that a call takes from the whole request when it lacks them."""

REFERENCE = re.compile(r"\{(\d{1,4}):result((?::\w+)*)\}")
"""`{1:result:objects:0:entryId}`: a value out of the answer to an earlier call."""


def is_multirequest(params: Params) -> bool:
    """Tell whether a request carries several calls."""
    return as_text(params.get("service")).lower() == "multirequest"


def answer_all(params: Params, answer: Callable[[Params], Result]) -> Result:
    """Answer every call in order, from the lowest index up to the first gap."""
    calls: dict[int, Params] = {}
    for name, value in params.items():
        # At most four digits: "1", but neither "²" nor a number of a mile's length.
        if re.fullmatch(r"[0-9]{1,4}", name) and isinstance(value, dict):
            calls[int(name)] = value
    results: list[Result] = []
    index = min(calls, default=0)
    while index in calls:
        call: Params = {name: params[name] for name in COMMON if name in params}
        call |= {name: resolve(item, results) for name, item in calls[index].items()}
        results.append(answer(call))
        index += 1
    return results


def resolve(value: Value, results: list[Result]) -> Value:
    """Replace references to earlier answers by what these say."""
    if isinstance(value, dict):
        return {name: resolve(item, results) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    found = REFERENCE.fullmatch(value)
    # Positions count from 1, whatever index the calls began with.
    if found is None or not 0 < int(found[1]) <= len(results):
        return value
    result = results[int(found[1]) - 1]
    for step in found[2].split(":")[1:]:
        if isinstance(result, dict):
            result = result.get(step)
        elif isinstance(result, list) and step.isdecimal() and int(step) < len(result):
            result = result[int(step)]
        else:
            return value
    return result if isinstance(result, (str, int, float)) else value
