"""The formats that an answer is written in: JSON, XML, and JSON in a callback."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from webcast_widget.simulator.api.responses import is_error
from webcast_widget.simulator.api.values import Params, as_bool, as_int, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webcast_widget.simulator.result import Result

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
    """An answer as bytes, with its type and what else its header says."""

    content: bytes
    media_type: str
    headers: Mapping[str, str]


def write(result: Result, params: Params, seconds: float) -> Written:
    """Write a result in the format that the request asks for; XML unless it does.

    XML tells how many seconds the answer took, and leaves nulls out if `ignoreNull`.
    """
    asked = params.get("format")
    kind = XML if asked is None or asked == "" else as_int(asked)
    if kind == JSON:
        return Written(to_json(result), JSON_TYPE, {})
    if kind == XML:
        if as_bool(params.get("ignoreNull")):
            result = _without_nulls(result)
        return Written(to_xml(result, seconds), XML_TYPE, {})
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
    told = _tidy(_without_nulls(result))
    return json.dumps(told, separators=(",", ":")).encode()


def to_xml(result: Result, seconds: float) -> bytes:
    """Write a result as XML: arrays as items, objects with their type first."""
    parts = ['<?xml version="1.0" encoding="utf-8"?><xml><result>']
    _content(result, parts)
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


def _without_nulls(result: Result) -> Result:
    if isinstance(result, list):
        return [_without_nulls(item) for item in result]
    if not isinstance(result, dict):
        return result
    return {k: _without_nulls(v) for k, v in result.items() if v is not None}


def _tidy(result: Result) -> Result:
    if isinstance(result, float):
        return _whole(result)
    if isinstance(result, list):
        return [_tidy(item) for item in result]
    if not isinstance(result, dict):
        return result
    tidy = {name: _tidy(item) for name, item in result.items()}
    if "objectType" in tidy and not is_error(result):
        tidy["objectType"] = tidy.pop("objectType")
    return tidy


def _content(result: Result, parts: list[str]) -> None:
    if isinstance(result, list):
        for item in result:
            _element("item", item, parts)
    elif isinstance(result, dict) and is_error(result):
        _error(result, parts)
    elif isinstance(result, dict):
        kind = {"objectType": result["objectType"]} if "objectType" in result else {}
        for name, item in (kind | result).items():
            _element(name, item, parts)
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


def _element(name: str, value: Result, parts: list[str]) -> None:
    parts.append(f"<{name}>")
    if name == "relatedObjects" and isinstance(value, dict):
        # The one array by names (KalturaAssociativeArray) that there is.
        for key, item in value.items():
            parts.append(f"<item><itemKey>{xml_text(key)}</itemKey>")
            _content(item, parts)
            parts.append("</item>")
    else:
        _content(value, parts)
    parts.append(f"</{name}>")


def _error(error: dict[str, Result], parts: list[str]) -> None:
    parts.append("<error>")
    for name in ("code", "message", "objectType"):
        _element(name, error[name], parts)
    arguments = error["args"]
    items: list[Result] = [
        {"objectType": "KalturaApiExceptionArg", "name": name, "value": value}
        for name, value in (arguments.items() if isinstance(arguments, dict) else ())
    ]
    _element("args", items, parts)
    parts.append("</error>")
