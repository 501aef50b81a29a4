"""Who may ask: programs and pages of this machine, and no page of anybody else's.

A page of the web can have a browser ask this machine, and one whose name leads here can
read the answers as well. So the name that is asked for has to be this machine's, and
whoever asks from a page has to have that page from this machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})
"""What this machine calls itself."""


def is_near(headers: Mapping[str, str]) -> bool:
    """Tell whether a request is to this machine by its name, and from a page of it."""
    if _name("//" + headers.get("host", "")) not in NAMES:
        return False
    origin = headers.get("origin")
    return origin is None or _name(origin) in NAMES


def cors(headers: Mapping[str, str]) -> dict[str, str]:
    """Give the headers that let a page of this machine read an answer; else none."""
    origin = headers.get("origin")
    if origin is None or not is_near(headers):
        return {"Vary": "Origin"}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "POST, GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "*",
        "Vary": "Origin",
    }


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
