"""Where figures come from, as it may be written down: without secrets."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit


def without_secrets(source: str) -> str:
    """Give the name of a source for a file.

    The user, the query and the fragment of a URL are left out, as secrets live there.
    """
    if "://" not in source:
        return source
    try:
        parts = urlsplit(source)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
