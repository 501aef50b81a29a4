"""Addresses of a server and of a proxy: checked, and never repeated.

What a caller gives as an address may carry a password: until that is known to be
otherwise it stays `Hidden`, in messages and in the frames that a traceback prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

import httpx

from webcast_widget.errors import ConfigurationError
from webcast_widget.sources.secret import Hidden

if TYPE_CHECKING:
    from collections.abc import Collection
    from urllib.parse import SplitResult

_WEB: Final = frozenset({"http", "https"})


def base_url(service_url: str | Hidden) -> str:
    """Check a service URL and give it without the API's own path.

    Raises
    ------
    ConfigurationError
        If it is not an http or https URL, or carries a password or a session.
    """
    if not isinstance(service_url, Hidden):
        service_url = Hidden(service_url)
    if _carries_user(service_url):
        raise ConfigurationError(
            "service_url carries a user name or password: take it out and give"
            " secret or ks instead."
        )
    if _carries_session(service_url):
        raise ConfigurationError(
            "service_url carries a session (/ks/): take it out and give ks instead."
        )
    if not is_address(service_url, _WEB):
        raise ConfigurationError(
            "service_url is no address of a server: give one such as"
            " https://www.example.com."
        )
    return _without_path(service_url)


def is_address(address: Hidden, schemes: Collection[str]) -> bool:
    """Tell whether this is a URL of one of some schemes, with a host."""
    try:
        parts = urlsplit(address.reveal().strip())
        httpx.URL(parts.geturl())
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except (ValueError, httpx.InvalidURL):
        return False


def shown(address: Hidden) -> str:
    """Give an address as it may be told: without user name and password."""
    parts = split(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port is None else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def split(address: Hidden) -> SplitResult:
    """Give the parts of what is an address."""
    return urlsplit(address.reveal().strip())


def _carries_user(address: Hidden) -> bool:
    return "@" in address.reveal() or "%40" in address.reveal().partition("?")[0]


def _carries_session(address: Hidden) -> bool:
    return "/ks/" in unquote(address.reveal()).lower()


def _without_path(address: Hidden) -> str:
    parts = split(address)
    path = parts.path.rstrip("/").removesuffix("/index.php").removesuffix("/api_v3")
    return f"{parts.scheme}://{parts.netloc}{path}"
