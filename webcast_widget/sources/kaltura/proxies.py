"""Through which proxy a server is asked: the caller's, or the environment's.

An entry of the environment that cannot be used is left out, and said: a proxy that is
meant for other programs must not keep us from a server.
"""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from webcast_widget.errors import ConfigurationError, MissingDependencyError
from webcast_widget.sources.kaltura.address import is_address, shown, split
from webcast_widget.sources.secret import Hidden, Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMES: Final = ("http", "https", "socks5", "socks5h")
"""The kinds of proxies that there are for us."""

_ENDING = "_proxy"


@dataclass(frozen=True)
class Proxy:
    """A proxy.

    Parameters
    ----------
    address
        Its URL.
    named
        What named it: an argument, a variable, or the system's settings.
    secrets
        What its URL carries, which servers and libraries may repeat.
    """

    address: Secret
    named: str
    secrets: tuple[Secret, ...] = ()

    def __str__(self) -> str:
        return f"the proxy {shown(self.address)} ({self.named})"


def given(proxy: Hidden) -> Proxy:
    """Check the proxy that a caller gave.

    Raises
    ------
    ConfigurationError
        If it is none.
    MissingDependencyError
        If it needs a package that is not there.
    """
    if not is_address(proxy, SCHEMES):
        raise ConfigurationError(
            "proxy is no address of one: give it as http://proxy.example.com:3128, or"
            " with socks5:// in front."
        )
    return _made(proxy, "proxy")


def of_environment(
    service_url: str, environ: Mapping[str, str] | None
) -> tuple[Proxy | None, list[str]]:
    """Give the environment's proxy for a server, if it has one.

    Parameters
    ----------
    service_url
        The server; one on this machine is asked without.
    environ
        Stands in for the environment, and for the system's settings, in tests.

    Returns
    -------
    proxy : Proxy or None
        The one to go through.
    left_out : list of str
        A sentence for each entry that cannot be used.

    Raises
    ------
    MissingDependencyError
        If it needs a package that is not there.
    """
    found, parts = _variables(environ), urlsplit(service_url)
    host, scheme = parts.hostname or "", parts.scheme
    kind = next((each for each in (scheme, "all") if each in found), None)
    if kind is None or _is_here(host):
        return None, []
    name, address = found[kind]
    no_name, listed = found.get("no", ("", Hidden("")))
    port = parts.port or (443 if scheme == "https" else 80)
    is_exempt, left_out = _is_exempt(host, port, no_name, listed.reveal())
    if is_exempt:
        return None, left_out
    if "://" not in address.reveal():
        address = Hidden(f"http://{address.reveal()}")
    if not is_address(address, SCHEMES):
        return None, [*left_out, f"{name} is no address of a proxy: it is left out."]
    return _made(address, name), left_out


def _made(address: Hidden, name: str) -> Proxy:
    if split(address).scheme.startswith("socks") and find_spec("socksio") is None:
        raise MissingDependencyError(
            f"{name} is a SOCKS proxy, which needs a package:"
            " pip install 'webcast-widget[socks]'."
        )
    return Proxy(Secret(address.reveal().strip()), name, _carried(address))


def _carried(address: Hidden) -> tuple[Secret, ...]:
    """Give the secrets in an address, as they are and as they are sent."""
    parts = split(address)
    if not parts.password:
        return ()
    password = unquote(parts.password)
    # httpcore logs them together, in base64.
    return Secret(password), Secret(f"{unquote(parts.username or '')}:{password}")


def _variables(environ: Mapping[str, str] | None) -> dict[str, tuple[str, Hidden]]:
    """Give names and values by what they are for: ``http``, ``https``, ``all``, ``no``."""
    found: dict[str, tuple[str, Hidden]] = {}
    if environ is None:
        # Where there are no variables, Windows and macOS have settings.
        system = getproxies().items()
        found = {kind: ("the system's settings", Hidden(url)) for kind, url in system}
        environ = os.environ
    # Small letters come last, and win; an empty one takes back what the other says.
    for name in sorted(environ):
        kind = name.lower().removesuffix(_ENDING)
        if name.lower().endswith(_ENDING):
            found.pop(kind, None)
            if environ[name].strip():
                found[kind] = name, Hidden(environ[name])
    return found


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine: no proxy knows what is meant by it."""
    address = _ip(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _is_exempt(host: str, port: int, name: str, listed: str) -> tuple[bool, list[str]]:
    """Tell whether a host is to be asked without a proxy, and what says nothing."""
    left_out, is_exempt = [], False
    for entry in filter(None, re.split(r"[,\s]+", listed)):
        named, its_port = _entry(entry)
        network = _ip_network(named)
        if (network is None and ("/" in named or ":" in named)) or not named:
            left_out.append(
                f"{name} holds {entry[:60]!r}, which is no host and no network:"
                " it is left out."
            )
            continue
        if its_port not in {None, port}:
            continue
        address = _ip(host)
        if network is not None:
            is_exempt |= address is not None and address in network
        else:
            is_exempt |= named == "*" or f".{host}".endswith(f".{named.lstrip('*.')}")
    return is_exempt, left_out


def _entry(entry: str) -> tuple[str, int | None]:
    """Give host or network, and port, of an entry of NO_PROXY."""
    entry = entry.lower().rpartition("://")[2].rstrip(".")
    match = re.fullmatch(r"\[(.+)\](?::(\d{1,5}))?|([^:]+):(\d{1,5})", entry)
    if match is None:
        return entry, None
    port = match[2] or match[4]
    return match[1] or match[3], None if port is None else int(port)


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _ip_network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
