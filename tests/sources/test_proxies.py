"""Which proxy the environment means, whatever stands in it."""

from __future__ import annotations

import importlib.util
from typing import Any

import httpx
import pytest

from tests.sources.conftest import ENTRY, KS, given_away
from webcast_widget.errors import ConfigurationError, MissingDependencyError
from webcast_widget.sources import KalturaSource
from webcast_widget.sources.kaltura import network as network_module
from webcast_widget.sources.kaltura.network import network
from webcast_widget.sources.kaltura.proxies import of_environment
from webcast_widget.sources.secret import Secret

PROXY = "http://proxy.test:3128"
SOCKS = "socks5://proxy.test:1080"
NAMED = "http://www.kaltura.test"
FOUR = "http://10.1.2.3:8080"
SIX = "http://[2001:db8::17]"


@pytest.mark.parametrize(
    ("url", "listed", "is_exempt"),
    [
        (NAMED, "", False),
        (NAMED, "*", True),
        (NAMED, "kaltura.test", True),
        (NAMED, ".kaltura.test", True),
        (NAMED, "*.kaltura.test", True),
        (NAMED, "altura.test", False),
        (NAMED, "WWW.Kaltura.Test.", True),
        (NAMED, "a.test, b.test kaltura.test:80", True),
        (NAMED, "kaltura.test:8080", False),
        (NAMED, "http://www.kaltura.test", True),
        (NAMED, "10.0.0.0/8,fe80::/10", False),
        (FOUR, "10.0.0.0/8", True),
        (FOUR, "10.1.2.3/8", True),
        (FOUR, "10.1.2.3", True),
        (FOUR, "10.1.2.3:8080", True),
        (FOUR, "10.1.2.3:80", False),
        (FOUR, "11.0.0.0/8", False),
        (FOUR, "2001:db8::/32", False),
        (SIX, "2001:db8::17", True),
        (SIX, "[2001:db8::17]", True),
        (SIX, "[2001:db8::17]:80", True),
        (SIX, "[2001:db8::17]:81", False),
        (SIX, "2001:DB8::/32", True),
        (SIX, "::1,fe80::/10", False),
        (SIX, "2001:db8:0:0:0:0:0:17", True),
        (SIX, "10.0.0.0/8", False),
    ],
)
def test_no_proxy_takes_hosts_addresses_and_networks(
    url: str, listed: str, is_exempt: bool
) -> None:
    environ = {"ALL_PROXY": PROXY, "NO_PROXY": listed}
    proxy, left_out = of_environment(url, environ)
    assert (proxy is None) == is_exempt
    assert left_out == []


@pytest.mark.parametrize(
    "entry", ["10.0.0.0/99", "fe80::/200", "[::1", "a/b", "::x", "."]
)
def test_an_entry_that_cannot_be_used_is_left_out_and_said(entry: str) -> None:
    environ = {"HTTP_PROXY": PROXY, "NO_PROXY": f"{entry},other.test"}
    proxy, left_out = of_environment(NAMED, environ)
    assert str(proxy) == f"the proxy {PROXY} (HTTP_PROXY)"
    (sentence,) = left_out
    assert sentence.startswith(f"NO_PROXY holds {entry!r}, which is no host")
    # The others are used all the same.
    assert of_environment("http://other.test", environ)[0] is None


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, None),
        ({"HTTP_PROXY": PROXY}, "HTTP_PROXY"),
        ({"HTTP_PROXY": PROXY, "http_proxy": PROXY}, "http_proxy"),
        ({"HTTP_PROXY": PROXY, "http_proxy": ""}, None),
        ({"HTTPS_PROXY": PROXY}, None),
        ({"HTTPS_PROXY": PROXY, "ALL_PROXY": PROXY}, "ALL_PROXY"),
        ({"all_proxy": "proxy.test:3128"}, "all_proxy"),
        ({"HTTP_PROXY": SOCKS, "NO_PROXY": "kaltura.test"}, None),
        ({"HTTP_PROXY": "  "}, None),
    ],
)
def test_which_variable_counts(environ: dict[str, str], named: str | None) -> None:
    proxy, left_out = of_environment(NAMED, environ)
    assert (None if proxy is None else proxy.named) == named
    assert left_out == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_a_server_on_this_machine_is_asked_without(host: str) -> None:
    environ = {"ALL_PROXY": SOCKS}
    assert of_environment(f"http://{host}:8080", environ) == (None, [])


@pytest.mark.parametrize(
    "address", ["ftp://proxy.test", "http://", "socks4://proxy.test"]
)
def test_a_proxy_that_is_none_is_left_out_and_said(address: str) -> None:
    with pytest.warns(UserWarning, match="HTTP_PROXY is no address of a proxy"):
        way = network(NAMED, environ={"HTTP_PROXY": address})
    assert way.proxy is None
    assert "HTTP_PROXY" in way.left_out[0]


@pytest.mark.parametrize(
    ("given", "name"), [({"proxy": SOCKS}, "proxy"), ({}, "ALL_PROXY")]
)
def test_socks_works_or_says_what_it_needs(
    given: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments: dict[str, Any] = {
        "partner_id": 1, "service_url": NAMED, "ks": KS, "environ": {"ALL_PROXY": SOCKS}
    }  # fmt: skip
    KalturaSource(ENTRY, **arguments, **given)._transport._network.client()
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(
        "webcast_widget.sources.kaltura.proxies.find_spec", lambda _: None
    )
    with pytest.raises(MissingDependencyError, match=f"{name} is a SOCKS.*socks"):
        KalturaSource(ENTRY, **arguments, **given)


def test_what_a_proxys_address_carries_is_secret() -> None:
    environ = {"HTTP_PROXY": "http://ana:pr0xy%2Dpa55@proxy.test"}
    proxy, _ = of_environment(NAMED, environ)
    alive = {each.reveal() for each in Secret.alive()}
    assert {"pr0xy-pa55", "ana:pr0xy-pa55"} <= alive
    assert "pr0xy" not in f"{proxy} {proxy!r}"


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
@pytest.mark.parametrize("place", ["/nowhere/at/all.pem", "no\0file"])
def test_certificates_that_are_gone_are_left_out_and_said(
    name: str, place: str
) -> None:
    environ = {name: place}
    # Nothing is to be trusted where nothing is encrypted.
    assert network("http://kaltura.test", environ=environ).left_out == ()
    with pytest.warns(UserWarning, match=f"{name} is '.*it is left out"):
        way = network("https://kaltura.test", environ=environ)
    assert isinstance(way.client(), httpx.AsyncClient)


def test_a_log_of_keys_that_cannot_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", "/nowhere/at/all.log")
    network_module._usual_trust.cache_clear()
    with pytest.raises(ConfigurationError, match="SSLKEYLOGFILE") as caught:
        network("https://kaltura.test", environ={})
    assert KS not in given_away(caught.value)
