"""What is logged at DEBUG, by us and by those whom we use: no secret is in it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import httpx
import pytest

import webcast_widget as ww
from tests.sources.conftest import KS, SECRET, api_error, unread
from webcast_widget.errors import SourceError
from webcast_widget.simulator import Scenario, Simulation, running
from webcast_widget.simulator.api.call import Session
from webcast_widget.simulator.api.session.tokens import make_v2
from webcast_widget.sources.kaltura import transport
from webcast_widget.sources.secret import Secret
from webcast_widget.timeline.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webcast_widget.simulator.serve import Server

PASSWORD = "pr0xy-pa55"


@pytest.fixture
def server() -> Iterator[Server]:
    scenario = Scenario(viewers=5, started_ago_s=300, generation="kava")
    with running(Simulation(scenario, SystemClock())) as server:
        yield server


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every secret that went over the wire."""
    seen: list[str] = []
    reveal = Secret.reveal

    def spy(secret: Secret) -> str:
        text = reveal(secret)
        seen.append(text)
        return text

    monkeypatch.setattr(Secret, "reveal", spy)
    return seen


def everybodys(caplog: pytest.LogCaptureFixture) -> str:
    """All that was logged, as a handler writes it down, tracebacks included."""
    formatter = logging.Formatter("%(name)s %(message)s")
    records = [record for record in caplog.records if record.name != "asyncio"]
    return "\n".join(formatter.format(record) for record in records)


async def test_no_logger_tells_a_secret_at_debug(
    server: Server, sent: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    # What other tests still hold may be words that a sentence of ours has.
    others = {each.reveal() for each in Secret.alive()}
    scenario = server.simulation.scenario
    now = int(SystemClock().now())
    session = Session(scenario.partner_id, 0, now + 900, "ana", "")
    given = make_v2(session, scenario.user_secret, bytes(16))
    for credentials in (
        {"secret": scenario.user_secret},
        {"secret": scenario.admin_secret},
        {"secret": SECRET},
        {"ks": KS},
        {"ks": given, "secret": scenario.user_secret},
        {"app_token_id": scenario.app_token_id, "app_token": scenario.app_token},
        {"app_token_id": scenario.app_token_id, "app_token": SECRET},
        {"secret": SECRET, "proxy": f"http://ana:{PASSWORD}@127.0.0.1:9"},
    ):
        source = ww.KalturaSource(
            scenario.entry_id,
            partner_id=scenario.partner_id,
            service_url=server.service_url,
            environ={},
            **credentials,  # type: ignore[arg-type]
        )
        try:
            for _ in range(3):
                await source.fetch(None)
        except SourceError:
            logging.getLogger("somebody").exception("It failed.")
        await source.close()
    told = everybodys(caplog)
    # They did write, and what was sent is named where its secrets stood.
    loggers = {record.name.split(".")[0] for record in caplog.records}
    assert {"httpx", "httpcore", "webcast_widget"} <= loggers
    assert "startSession" in told
    assert "'ks': ***" in told
    assert len(set(sent)) > 10
    ours = {PASSWORD, KS, SECRET, given, scenario.user_secret, scenario.app_token}
    for secret in ({*sent} - others) | ours:
        assert secret not in told


async def test_an_answer_that_quotes_a_session_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    quoting = httpx.MockTransport(
        lambda _: unread(
            httpx.Response(200, json=api_error("INVALID_KS", f'Invalid KS "{KS}"'))
        )
    )
    source = ww.KalturaSource(
        "1_a", partner_id=1, service_url="http://127.0.0.1", ks=KS, environ={},
        http=quoting,
    )  # fmt: skip
    with pytest.raises(SourceError) as caught:
        await source.fetch(None)
    logging.getLogger("somebody").error("It failed.", exc_info=caught.value)
    assert KS not in everybodys(caplog)


def test_the_packages_logger_is_silent_without_a_handler() -> None:
    logger = logging.getLogger("webcast_widget")
    assert any(isinstance(each, logging.NullHandler) for each in logger.handlers)
    assert transport.logger.name.startswith("webcast_widget.")
