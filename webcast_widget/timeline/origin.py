"""Where figures come from, as it may be written down: without secrets."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_SCHEME: Final = r"[A-Za-z][A-Za-z0-9+.-]*://"
_URL: Final = re.compile(
    rf"({_SCHEME})(?:[^/?#\s]*:[^/?#@]*@)?((?:(?!{_SCHEME})[^\s<>\"'])*)"
)
"""A URL within a text: its password may have spaces, all else ends at one."""

_HOST: Final = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(:[0-9]*)?")


def without_secrets(source: str) -> str:
    """Give the name of a source for a file.

    The user, the query and the fragment of a URL are left out, as secrets live there:
    of a text that begins as one up to its end, or to the next one, and of each within
    another text.
    """
    if not re.match(_SCHEME, source):
        return _URL.sub(lambda found: _stripped(found[1] + found[2]), source)
    urls = re.split(rf"(?<![A-Za-z0-9+.-])(?={_SCHEME})", source)
    return " ".join(filter(None, (_stripped(each.strip()) for each in urls)))


def _stripped(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    if _HOST.fullmatch(host) is None:
        # No port: the beginning of a password that has a sign of an address in it.
        return ""
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
