"""The way to a server: a real proxy, real certificates, and time-outs, on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import trustme

from tests.sources.conftest import DATE, ENTRY, KS, given_away, transport_to
from webcast_widget.errors import ConfigurationError, SourceUnavailableError
from webcast_widget.simulator import Scenario, Simulation, running
from webcast_widget.sources import KalturaSource
from webcast_widget.sources.kaltura import network as network_module
from webcast_widget.sources.kaltura import transport as transport_module
from webcast_widget.sources.kaltura.network import TIMEOUT, Network, network
from webcast_widget.timeline.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from pathlib import Path

PASSWORD = "pr0xy-pa55"  # made up


@contextlib.asynccontextmanager
async def listening(
    handle: Callable[
        [asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]
    ],
    context: ssl.SSLContext | None = None,
) -> AsyncIterator[int]:
    """A server of few lines on a free port; its connections end with it."""
    tasks: list[asyncio.Task[Any] | None] = []

    async def connected(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        tasks.append(asyncio.current_task())
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            await handle(reader, writer)
        await closed(writer)

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task))


async def closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer every request with a session."""
    while head := await reader.readuntil(b"\r\n\r\n"):
        fields = head.decode().lower().split("\r\n")
        size = next(f for f in fields if f.startswith("content-length")).split(":")[1]
        await reader.readexactly(int(size))
        body = json.dumps("ks").encode()
        writer.write(
            f"HTTP/1.1 200 OK\r\nDate: {DATE}\r\nContent-Length: {len(body)}\r\n\r\n"
            .encode() + body
        )  # fmt: skip


class Proxy:
    """An HTTP proxy: hands requests on, or opens tunnels."""

    def __init__(self) -> None:
        self.heads: list[str] = []

    async def handle(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head.decode())
        method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
        address = target.removeprefix("http://").split("/")[0]
        host, _, port = address.rpartition(":")
        host = host.replace("kaltura.test", "127.0.0.1")
        there, back = await asyncio.open_connection(host, int(port))
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            back.write(head.replace(f"http://{address}".encode(), b""))

        async def copy(
            source: asyncio.StreamReader, sink: asyncio.StreamWriter
        ) -> None:
            while data := await source.read(1 << 16):
                # To the server itself, a path is enough.
                sink.write(data.replace(f"POST http://{address}".encode(), b"POST "))
            sink.close()

        try:
            await asyncio.gather(copy(reader, back), copy(there, writer))
        finally:
            await closed(back)


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return path


@pytest.fixture
def context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


async def opened(way: Network) -> Any:
    transport = transport_module.Transport(way)
    try:
        return await transport.call("session", "start", {})
    finally:
        await transport.close()


async def test_a_server_with_a_certificate_of_its_own_is_trusted_by_its_bundle(
    bundle: Path, context: ssl.SSLContext
) -> None:
    async with listening(answer, context) as port:
        url = f"https://127.0.0.1:{port}"
        assert await opened(network(url, None, bundle)) == "ks"
        with pytest.raises(SourceUnavailableError, match="ca_bundle"):
            await opened(network(url, environ={}))


async def test_the_environments_bundle_counts(
    bundle: Path, context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    async with listening(answer, context) as port:
        assert await opened(network(f"https://127.0.0.1:{port}")) == "ks"


async def test_another_authoritys_certificate_is_not_trusted(
    context: ssl.SSLContext, tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    async with listening(answer, context) as port:
        way = network(f"https://127.0.0.1:{port}", None, other)
        with pytest.raises(SourceUnavailableError, match="certificate"):
            await opened(way)


@pytest.mark.parametrize("secure", [False, True])
async def test_a_proxy_is_gone_through(
    bundle: Path, context: ssl.SSLContext, secure: bool
) -> None:
    proxy = Proxy()
    async with (
        listening(answer, context if secure else None) as port,
        listening(proxy.handle) as proxy_port,
    ):
        url = f"{'https' if secure else 'http'}://127.0.0.1:{port}"
        way = network(
            url, f"http://ana:{PASSWORD}@127.0.0.1:{proxy_port}", bundle, None
        )
        assert await opened(way) == "ks"
    (head,) = proxy.heads
    assert head.startswith("CONNECT" if secure else "POST http://127.0.0.1")
    assert "proxy-authorization: basic" in head.lower()
    assert PASSWORD not in repr(way)


async def test_the_environments_proxy_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    proxy = Proxy()
    async with listening(answer) as port, listening(proxy.handle) as proxy_port:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy_port}")
        # Only the proxy knows where that is.
        assert await opened(network(f"http://kaltura.test:{port}")) == "ks"
        # A server on this machine is asked without.
        assert await opened(network(f"http://127.0.0.1:{port}")) == "ks"
    assert len(proxy.heads) == 1


async def test_a_proxy_that_is_not_there_is_said_without_its_password() -> None:
    way = network("http://kaltura.test", f"http://a:{PASSWORD}@127.0.0.1:9")
    with pytest.raises(SourceUnavailableError, match="cannot be reached") as caught:
        await opened(way)
    assert "through the proxy http://127.0.0.1:9 (proxy)" in str(caught.value)
    assert PASSWORD not in given_away(caught.value)


async def test_a_proxy_that_refuses_is_named() -> None:
    async def refuse(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")

    async with listening(refuse) as port:
        environ = {"ALL_PROXY": f"127.0.0.1:{port}"}
        for url in ("http://kaltura.test", "https://kaltura.test"):
            with pytest.raises(SourceUnavailableError, match=r"\(ALL_PROXY\)"):
                await opened(network(url, environ=environ))


@pytest.mark.parametrize("proxy", [f"ana:{PASSWORD}@host", f"ftp://:{PASSWORD}@h", "h"])
def test_what_is_no_proxy_is_said_without_its_password(proxy: str) -> None:
    with pytest.raises(ConfigurationError, match="no address") as caught:
        network("http://127.0.0.1", proxy)
    assert PASSWORD not in given_away(caught.value)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_what_is_no_bundle_is_said(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigurationError, match="ca_bundle"):
        network("https://127.0.0.1", None, path)
    with pytest.raises(ConfigurationError, match="ca_bundle"):
        KalturaSource(
            ENTRY,
            partner_id=1,
            service_url="https://127.0.0.1",
            ks=KS,
            ca_bundle=path,
            environ={},
        )


async def test_a_source_goes_through_its_proxy() -> None:
    proxy, scenario = Proxy(), Scenario(viewers=5, started_ago_s=300)
    with running(Simulation(scenario, SystemClock())) as server:
        async with listening(proxy.handle) as port:
            source = KalturaSource(
                scenario.entry_id,
                partner_id=scenario.partner_id,
                service_url=server.service_url,
                secret=scenario.user_secret,
                proxy=f"http://127.0.0.1:{port}",
                environ={},
            )
            assert (await source.fetch(None)).slots
            await source.close()
    assert len(proxy.heads) >= 1


def test_every_phase_has_a_time_out() -> None:
    phases = (TIMEOUT.connect, TIMEOUT.read, TIMEOUT.write, TIMEOUT.pool)
    assert all(phase is not None and 0 < phase <= 30 for phase in phases)


async def test_an_answer_that_drips_in_has_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            writer.write(b" ")
            await asyncio.sleep(0.005)

    monkeypatch.setattr(transport_module, "DEADLINE_S", 0.2)
    async with listening(drip) as port:
        transport = transport_to(url=f"http://127.0.0.1:{port}")
        with pytest.raises(SourceUnavailableError, match="in time"):
            await transport.call("session", "start", {})
        await transport.close()


async def test_a_server_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(network_module, "TIMEOUT", httpx.Timeout(0.05))
    async with listening(hang) as port:
        transport = transport_to(url=f"http://127.0.0.1:{port}")
        with pytest.raises(SourceUnavailableError, match="in time"):
            await transport.call("session", "start", {})
        await transport.close()
