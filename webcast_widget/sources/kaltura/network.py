"""The way to a server: its address, a proxy, whom to trust, and how long to wait."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx

from webcast_widget.errors import ConfigurationError
from webcast_widget.sources.secret import Secret

if TYPE_CHECKING:
    import os

TIMEOUT: Final = httpx.Timeout(connect=10.0, read=30.0, write=10.0, pool=10.0)
"""Seconds for each phase of a request; reading is between two pieces of an answer."""

DEADLINE_S: Final = 90.0
"""Seconds for a whole request: an answer that drips in has an end too."""

_LIMITS = httpx.Limits(
    max_connections=1,
    max_keepalive_connections=1,
    # Longer than any usual time between two polls: the same connection carries all.
    keepalive_expiry=120.0,
)


@dataclass(frozen=True)
class Network:
    """The way to a server.

    Parameters
    ----------
    service_url
        The server, as `base_url` gives it.
    proxy
        URL of a proxy, which may carry a password; None for what the environment
        says (``HTTPS_PROXY`` and the like).
    ca_bundle
        File or folder with the certificates to trust; None for the usual ones, or
        what the environment says (``SSL_CERT_FILE``, ``SSL_CERT_DIR``).
    http
        Stands in for the network in tests.
    """

    service_url: str
    proxy: Secret | None = None
    ca_bundle: Path | None = None
    http: httpx.AsyncBaseTransport | None = None

    def client(self) -> httpx.AsyncClient:
        """Make a client; it belongs to the loop that it is used in first."""
        return httpx.AsyncClient(
            timeout=TIMEOUT,
            limits=_LIMITS,
            transport=self.http,
            proxy=None if self.proxy is None else self.proxy.reveal(),
            verify=True if self.ca_bundle is None else trusting(self.ca_bundle),
        )


def trusting(ca_bundle: Path) -> ssl.SSLContext:
    """Trust the certificates of a file or a folder, and no others.

    Raises
    ------
    ConfigurationError
        If there are none.
    """
    place = str(ca_bundle)
    try:
        if ca_bundle.is_dir():
            return ssl.create_default_context(capath=place)
        return ssl.create_default_context(cafile=place)
    except OSError:  # ssl's own error is one
        pass
    raise ConfigurationError(
        f"ca_bundle is {place!r}, which cannot be read as certificates: give a file in"
        " PEM format, or a folder of such."
    )


def network(
    service_url: str,
    proxy: str | None,
    ca_bundle: str | os.PathLike[str] | None,
    http: httpx.AsyncBaseTransport | None,
) -> Network:
    """Check the way to a server.

    Raises
    ------
    ConfigurationError
        If a part of it cannot be used.
    """
    bundle = None if ca_bundle is None else Path(ca_bundle).expanduser()
    if bundle is not None:
        trusting(bundle)
    return Network(base_url(service_url), _proxy(proxy), bundle, http)


def base_url(service_url: str) -> str:
    """Check a service URL and give it without the API's own path.

    Raises
    ------
    ConfigurationError
        If it is not an http or https URL.
    """
    if "@" in service_url:
        # First of all, so that no other sentence repeats a password.
        raise ConfigurationError(
            "service_url carries a user name or password: take it out and give"
            " secret or ks instead."
        )
    parts = urlsplit(service_url.strip()) if _is_address(service_url) else None
    if parts is None:
        raise ConfigurationError(
            f"service_url is {service_url!r}: give the server's address,"
            " such as https://www.example.com."
        )
    path = parts.path.rstrip("/").removesuffix("/index.php").removesuffix("/api_v3")
    return f"{parts.scheme}://{parts.netloc}{path}"


def _proxy(proxy: str | None) -> Secret | None:
    if proxy is None:
        return None
    if not _is_address(proxy):
        # Not repeated: it may carry a password.
        raise ConfigurationError(
            "proxy is no address of one: give it as http://proxy.example.com:3128."
        )
    return Secret(proxy.strip())


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text.strip())
        httpx.URL(parts.geturl())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        usable = usable and parts.port != 0
    except (ValueError, httpx.InvalidURL):
        return False
    return usable
