"""Answers: results and errors, before they are written in any format."""

from __future__ import annotations

from email.utils import formatdate
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.values import Params, as_enum, as_object, as_text

if TYPE_CHECKING:
    from webcast_widget.simulator.api.errors import ApiError
    from webcast_widget.simulator.result import Result

INCLUDE = "1"
ERROR_TYPE = "KalturaAPIException"


class Download(Exception):  # noqa: N818 - it is an answer
    """A file as the answer, in no format of the API.

    Attributes
    ----------
    content
        The file; None when there is none of that id.
    """

    def __init__(self, content: bytes | None) -> None:
        super().__init__("a file")
        self.content = content


def api_object(object_type: str, properties: dict[str, Result]) -> dict[str, Result]:
    """Make an object of the API: every declared property, and the type."""
    return {**properties, "objectType": object_type}


def profiled(found: dict[str, Result], params: Params) -> dict[str, Result]:
    """Give the fields of an object that the request's `responseProfile` asks for.

    As the vendor's server (api_v3/lib/types/KalturaObject.php, `shouldGet`): a
    profile without fields asks for all, and the type of an object always stays.
    """
    profile = as_object(params.get("responseProfile"))
    fields = {name.strip() for name in as_text(profile.get("fields")).split(",")}
    if fields == {""}:
        return found
    includes = as_enum(profile.get("type")) == INCLUDE
    return {
        name: value
        for name, value in found.items()
        if name == "objectType" or (name in fields) is includes
    }


def api_error(error: ApiError) -> dict[str, Result]:
    """Make the object that stands for an error."""
    arguments: Result = dict(error.arguments)
    return {
        "code": error.code,
        "message": error.message,
        "objectType": ERROR_TYPE,
        # Without arguments the vendor's server writes an empty array, not an object.
        "args": arguments or [],
    }


def is_error(result: Result) -> bool:
    """Tell whether an answer is an error."""
    return isinstance(result, dict) and result.get("objectType") == ERROR_TYPE


def http_date(moment: float) -> str:
    """Write a moment (epoch seconds, UTC) as the Date header wants it."""
    return formatdate(moment, usegmt=True)
