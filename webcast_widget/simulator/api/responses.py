"""Answers: results and errors as the vendor writes them in JSON."""

from __future__ import annotations

import json
from email.utils import formatdate
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from webcast_widget.simulator.api.errors import ApiError

Result: TypeAlias = "bool | int | float | str | list[Result] | dict[str, Result] | None"
"""What an action answers."""

JSON_TYPE = "application/json"


def api_object(object_type: str, properties: dict[str, Result]) -> dict[str, Result]:
    """Make an object of the API: nulls are left out, the type stands last."""
    written: dict[str, Result] = {
        name: value for name, value in properties.items() if value is not None
    }
    written["objectType"] = object_type
    return written


def api_error(error: ApiError) -> dict[str, Result]:
    """Make the object that stands for an error."""
    arguments: Result = dict(error.arguments)
    return {
        "code": error.code,
        "message": error.message,
        "objectType": "KalturaAPIException",
        # Without arguments the vendor's server writes an empty array, not an object.
        "args": arguments or [],
    }


def to_json(result: Result) -> bytes:
    """Write a result as JSON: compact, whole floats without their `.0`."""
    return json.dumps(_shortened(result), separators=(",", ":")).encode()


def http_date(moment: float) -> str:
    """Write a moment (epoch seconds, UTC) as the Date header wants it."""
    return formatdate(moment, usegmt=True)


def _shortened(result: Result) -> Result:
    if isinstance(result, float) and result.is_integer():
        return int(result)
    if isinstance(result, list):
        return [_shortened(item) for item in result]
    if isinstance(result, dict):
        return {name: _shortened(item) for name, item in result.items()}
    return result
