"""The way to a server: its address, a proxy, whom to trust, and how long to wait."""

from __future__ import annotations

import os
import ssl
import warnings
from dataclasses import dataclass
from functools import cache
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from webcast_widget.errors import ConfigurationError
from webcast_widget.sources.kaltura import proxies
from webcast_widget.sources.kaltura.address import base_url
from webcast_widget.sources.kaltura.body import ENCODING
from webcast_widget.sources.secret import Hidden

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webcast_widget.sources.kaltura.proxies import Proxy

TIMEOUT: Final = httpx.Timeout(connect=10.0, read=30.0, write=10.0, pool=10.0)
"""Seconds for each phase of a request; reading is between two pieces of an answer."""

DEADLINE_S: Final = 90.0
"""Seconds for a whole request: an answer that drips in has an end too."""

_BUNDLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")

_LIMITS = httpx.Limits(
    max_connections=1,
    max_keepalive_connections=1,
    # Longer than any usual time between two polls: the same connection carries all.
    keepalive_expiry=120.0,
)


class _NoCookies(CookieJar):
    """Keeps no cookie: a server that sets ever more of them does not fill our memory."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Take none."""


@dataclass(frozen=True)
class Network:
    """The way to a server.

    Parameters
    ----------
    service_url
        The server, as `base_url` gives it.
    proxy
        What to go through; None for nothing.
    trust
        Whom to trust; True for the usual authorities.
    left_out
        A sentence for each setting of the environment that cannot be used.
    http
        Stands in for the network in tests.
    """

    service_url: str
    proxy: Proxy | None = None
    trust: ssl.SSLContext | bool = True
    left_out: tuple[str, ...] = ()
    http: httpx.AsyncBaseTransport | None = None

    def client(self) -> httpx.AsyncClient:
        """Make a client; it belongs to the loop that it is used in first."""
        return httpx.AsyncClient(
            headers={"accept-encoding": ENCODING},
            cookies=_NoCookies(),
            timeout=TIMEOUT,
            limits=_LIMITS,
            transport=self.http,
            proxy=None if self.proxy is None else self.proxy.address.reveal(),
            verify=self.trust,
            # What it says has been read, and checked.
            trust_env=False,
        )


def network(
    service_url: str | Hidden,
    proxy: str | Hidden | None = None,
    ca_bundle: str | os.PathLike[str] | None = None,
    http: httpx.AsyncBaseTransport | None = None,
    environ: Mapping[str, str] | None = None,
) -> Network:
    """Find the way to a server; what is not given is the environment's.

    Warns of what the environment says and cannot be used.

    Raises
    ------
    ConfigurationError
        If a part of it cannot be used.
    MissingDependencyError
        If the proxy needs a package that is not there.
    """
    if isinstance(proxy, str):
        proxy = Hidden(proxy)
    url, left_out = base_url(service_url), list[str]()
    if proxy is None:
        way, left_out = proxies.of_environment(url, environ)
    else:
        way = proxies.given(proxy)
    trust: ssl.SSLContext | bool = True
    if ca_bundle is not None:
        trust = trusting(Path(ca_bundle).expanduser(), "ca_bundle")
    elif url.startswith("https"):
        trust, unusable = _environments_trust(environ)
        left_out += unusable
    for sentence in left_out:
        warnings.warn(sentence, UserWarning, stacklevel=3)
    return Network(url, way, trust, tuple(left_out), http)


def trusting(bundle: Path, name: str) -> ssl.SSLContext:
    """Trust the certificates of a file or a folder, and no others.

    Parameters
    ----------
    bundle
        The file or folder.
    name
        What named it.

    Raises
    ------
    ConfigurationError
        If there are none.
    """
    place = str(bundle)
    try:
        if bundle.is_dir():
            return ssl.create_default_context(capath=place)
        return ssl.create_default_context(cafile=place)
    except (OSError, ValueError):  # ssl's own error is one; a NUL in a name is another
        pass
    raise ConfigurationError(
        f"{name} is {place!r}, which cannot be read as certificates: give a file in"
        " PEM format, or a folder of such."
    )


def _environments_trust(
    environ: Mapping[str, str] | None,
) -> tuple[ssl.SSLContext, list[str]]:
    """Give whom the environment trusts, and what it says and cannot be used."""
    left_out: list[str] = []
    for name in _BUNDLES:
        if place := (os.environ if environ is None else environ).get(name):
            try:
                return trusting(Path(place), name), left_out
            except ConfigurationError as error:
                left_out.append(f"{str(error).partition(':')[0]}: it is left out.")
    return _usual_trust(), left_out


@cache
def _usual_trust() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context(trust_env=False)
    except OSError:
        pass
    raise ConfigurationError(
        "SSLKEYLOGFILE names a file that cannot be written: name another, or none."
    )
