"""The formats that an answer is written in: JSON, XML, and JSON in a callback."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from webcast_widget.simulator.api.responses import Result, is_error
from webcast_widget.simulator.api.values import Params, as_bool, as_int, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = 1
XML = 2
JSONP = 9

JSON_TYPE = "application/json"
XML_TYPE = "text/xml"
SCRIPT_TYPE = "application/javascript"

CALLBACK = re.compile(r"[A-Za-z_$][\w$.\[\]]{0,127}")
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

UNKNOWN_FORMAT = "UNKNOWN_RESPONSE_FORMAT"


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as bytes.

    Attributes
    ----------
    content, media_type
        The body and its type.
    headers
        What else the answer says in its header.
    """

    content: bytes
    media_type: str
    headers: Mapping[str, str]


def write(result: Result, params: Params, seconds: float) -> Written:
    """Write a result in the format that the request asks for.

    Parameters
    ----------
    result
        What is answered.
    params
        The request: `format` (absent means XML), `callback`, `ignoreNull`.
    seconds
        How long the answer took; XML tells.
    """
    asked = params.get("format")
    kind = XML if asked is None or asked == "" else as_int(asked)
    if kind == JSON:
        return Written(to_json(result), JSON_TYPE, {})
    if kind == XML:
        without_nulls = bool(as_bool(params.get("ignoreNull")))
        return Written(
            to_xml(result, seconds, without_nulls=without_nulls), XML_TYPE, {}
        )
    if kind == JSONP:
        callback = as_text(params.get("callback"))
        if CALLBACK.fullmatch(callback):
            body = callback.encode() + b"(" + to_json(result) + b");"
            return Written(body, SCRIPT_TYPE, {})
        return _refused('Expecting "callback" parameter for jsonp format')
    # No format of the API can carry this error, so it is said in the header.
    return _refused(f"unknown response format {kind}")


def to_json(result: Result) -> bytes:
    """Write a result as JSON: compact, no nulls in objects, the type last.

    >>> to_json({"objectType": "KalturaX", "a": 1.0, "b": None})
    b'{"a":1,"objectType":"KalturaX"}'
    """
    return json.dumps(_tidy(result), separators=(",", ":")).encode()


def to_xml(result: Result, seconds: float, *, without_nulls: bool = False) -> bytes:
    """Write a result as XML: arrays as items, objects with their type first."""
    parts = ['<?xml version="1.0" encoding="utf-8"?><xml><result>']
    _content(result, parts, without_nulls=without_nulls)
    parts.append(f"</result><executionTime>{seconds:.4f}</executionTime></xml>")
    return "".join(parts).encode()


def xml_text(value: str) -> str:
    """Escape a text; characters that XML cannot hold are left out."""
    return escape(NOT_IN_XML.sub("", value), {'"': "&quot;"})


def _refused(description: str) -> Written:
    headers = {
        "X-Kaltura": f"error-{UNKNOWN_FORMAT}",
        "X-Kaltura-App": f"exiting on error {UNKNOWN_FORMAT} - {description}",
    }
    return Written(description.encode(), "text/plain", headers)


def _tidy(result: Result) -> Result:
    if isinstance(result, float):
        return _whole(result)
    if isinstance(result, list):
        return [_tidy(item) for item in result]
    if not isinstance(result, dict):
        return result
    tidy = {name: _tidy(item) for name, item in result.items() if item is not None}
    if "objectType" in tidy and not is_error(result):
        tidy["objectType"] = tidy.pop("objectType")
    return tidy


def _content(result: Result, parts: list[str], *, without_nulls: bool) -> None:
    if isinstance(result, list):
        for item in result:
            _element("item", item, parts, without_nulls=without_nulls)
    elif isinstance(result, dict) and is_error(result):
        _error(result, parts)
    elif isinstance(result, dict):
        if "objectType" in result:
            _element("objectType", result["objectType"], parts, without_nulls=False)
        for name, item in result.items():
            if name != "objectType" and not (item is None and without_nulls):
                _element(name, item, parts, without_nulls=without_nulls)
    else:
        parts.append(_scalar(result))


def _scalar(result: bool | float | str | None) -> str:  # noqa: FBT001 - a value
    if isinstance(result, bool):
        return "1" if result else "0"
    if isinstance(result, float):
        result = _whole(result)
    return "" if result is None else xml_text(str(result))


def _whole(number: float) -> float:
    """Give a number as PHP prints it: finite, and whole ones without `.0`."""
    if not math.isfinite(number):
        return 0
    return int(number) if number.is_integer() else number


def _element(
    name: str, value: Result, parts: list[str], *, without_nulls: bool
) -> None:
    parts.append(f"<{name}>")
    _content(value, parts, without_nulls=without_nulls)
    parts.append(f"</{name}>")


def _error(error: dict[str, Result], parts: list[str]) -> None:
    parts.append("<error>")
    for name in ("code", "message", "objectType"):
        _element(name, error[name], parts, without_nulls=False)
    arguments = error["args"]
    items: list[Result] = []
    if isinstance(arguments, dict):
        items = [
            {"objectType": "KalturaApiExceptionArg", "name": name, "value": value}
            for name, value in arguments.items()
        ]
    _element("args", items, parts, without_nulls=False)
    parts.append("</error>")
