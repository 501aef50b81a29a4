"""A server that lies: memory, life and truth, whatever it answers."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pandas as pd
import pytest

import webcast_widget as ww
from tests.lying import backend, bodies, figures, heads
from tests.lying.lies import LIES
from tests.lying.server import LyingServer, Request, honest, whole
from webcast_widget.sources.kaltura import transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webcast_widget.errors import SourceError

MOST_MEMORY = 200e6
DEADLINE_S = 0.3
"""In place of a minute and a half, for the lies that never end."""


@pytest.fixture
def server() -> Iterator[LyingServer]:
    server = LyingServer()
    yield server
    server.close()


def test_there_are_sixty_and_more() -> None:
    assert {bodies.__name__, heads.__name__, figures.__name__} <= {
        lie.answer.__module__ for lie in LIES.values()
    }
    assert len(LIES) >= 60


@pytest.mark.parametrize("name", LIES)
def test_a_lie_costs_no_memory_no_life_and_no_truth(
    name: str, server: LyingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie = LIES[name]
    source = ww.KalturaSource(
        backend.ENTRY,
        partner_id=1,
        service_url=server.url,
        secret=backend.SECRET,
        environ={},
    )
    path = tmp_path / "event.webcast"
    before = memory()
    server.lie = lie.answer
    with ww.connect(source, recording=path) as feed:
        # As its first answer, and once the truth is known.
        for times in (1, 2):
            with monkeypatch.context() as patient:
                if lie.is_endless:
                    patient.setattr(transport, "DEADLINE_S", DEADLINE_S)
                server.lie = lie.answer
                tell(feed, lie.kind)
            assert server.lied >= times
            server.lie = honest
            feed.refresh()
            check(feed)
    assert not feed.running
    assert not [each for each in threading.enumerate() if "webcast" in each.name]
    assert memory(most=True) - before < MOST_MEMORY
    same(ww.open(path).df)


def memory(*, most: bool = False) -> int:
    """Bytes of memory that this process has now, or had at most since then."""
    name = "VmHWM" if most else "VmRSS"
    if not most:
        Path("/proc/self/clear_refs").write_text("5")
    line = next(
        each
        for each in Path("/proc/self/status").read_text().splitlines()
        if each.startswith(name)
    )
    return 1024 * int(line.split()[1])


def tell(feed: ww.LiveFeed, kind: type[SourceError] | None) -> None:
    """Let the feed be lied to."""
    if kind is None:
        feed.refresh()
    else:
        with pytest.raises(kind) as caught:
            feed.refresh()
        assert "\n" not in str(caught.value)
        assert str(caught.value).endswith(".")
    assert feed.running


def check(feed: ww.Feed) -> None:
    """Nothing is in the feed but the truth."""
    same(feed.df)
    assert feed.event.id == backend.ENTRY
    assert feed.event.name == backend.NAME
    # What it failed to tell of the quality is asked for again, but not at once.
    assert feed.status.state in {"live", "catching_up"}
    assert feed.status.failures == 0


def same(frame: pd.DataFrame) -> None:
    told, true = frame[["live_viewers", "dvr_viewers"]], backend.frame()
    pd.testing.assert_frame_equal(
        told, true, check_names=False, check_freq=False, check_index_type=False
    )


@pytest.mark.parametrize("encode", [str, quote, lambda text: quote(quote(text))])
def test_a_name_that_holds_the_session_is_shown_without(
    encode: Callable[[str], str], server: LyingServer, tmp_path: Path
) -> None:
    def named(request: Request) -> Iterator[bytes]:
        name = f"Town {encode(backend.KS)} hall" + "l" * 10**6
        yield whole(request.changed("get", {"id": backend.ENTRY, "name": name}))

    server.lie = named
    source = ww.KalturaSource(
        backend.ENTRY,
        partner_id=1,
        service_url=server.url,
        ks=backend.KS,
        environ={},
    )
    path = tmp_path / "event.webcast"
    with ww.connect(source, recording=path) as feed:
        feed.refresh()
    for each in (feed.event, ww.open(path).event):
        assert each.name.startswith("Town *** hall")
        assert len(each.name) <= 500
