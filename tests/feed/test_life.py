"""Nothing is left of a feed: no thread, no socket, no file, however it ends."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import socket
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jupyter_client
import pytest

import webcast_widget as ww
from tests.feed.conftest import AS_OF, PATIENCE_S, Scripted, batch, wall
from webcast_widget.errors import ConfigurationError
from webcast_widget.feed import rerun
from webcast_widget.pane import WebcastPane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webcast_widget.feed import LiveFeed

FDS = Path("/proc/self/fd")
pytestmark = pytest.mark.skipif(not FDS.is_dir(), reason="needs Linux's /proc")


class Deaf:
    """A server that takes connections and requests, and never answers."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        with contextlib.ExitStack() as stack:
            while not self._over.is_set():
                with contextlib.suppress(TimeoutError):
                    heard = stack.enter_context(self._listener.accept()[0])
                    heard.recv(1)
                    self.asked.set()

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._listener.close()


@pytest.fixture
def deaf() -> Iterator[Deaf]:
    server = Deaf()
    yield server
    server.close()


def source_at(url: str) -> ww.KalturaSource:
    return ww.KalturaSource(
        "1_event", partner_id=1, service_url=url, ks="k", environ={}
    )


def threads() -> list[str]:
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if name.startswith("webcast")]


def files(folder: Path) -> list[str]:
    """What of a folder this process has open."""
    links = []
    for each in FDS.iterdir():
        with contextlib.suppress(OSError):
            links.append(str(each.readlink()))
    return [link for link in links if link.startswith(str(folder))]


def sockets_to(url: str) -> int:
    """How many connections to an address this process has open."""
    port = f":{int(url.rsplit(':', 1)[1]):04X}"
    inodes = set()
    for each in FDS.iterdir():
        with contextlib.suppress(OSError):
            inodes.add(str(each.readlink()).removeprefix("socket:[").rstrip("]"))
    table = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    return sum(
        row[2].endswith(port) and row[9] in inodes for row in table[1:] if len(row) > 9
    )


def eventually(condition: Callable[[], bool]) -> bool:
    begun = wall()
    while not condition():
        if wall() - begun > PATIENCE_S:
            return False
    return True


def nothing_left(folder: Path) -> bool:
    """No thread, no open file; beside a recording no file of its own."""
    there = {path.name for path in folder.iterdir()}
    return threads() == [] and files(folder) == [] and there <= {"event.webcast"}


@pytest.fixture
def hung(deaf: Deaf, tmp_path: Path) -> LiveFeed:
    """A feed in the middle of a request, with a recording."""
    feed = ww.connect(source_at(deaf.url), recording=tmp_path / "event.webcast")
    assert deaf.asked.wait(PATIENCE_S)
    assert sockets_to(deaf.url) == 1
    assert files(tmp_path)
    return feed


def test_stop_in_the_middle_of_a_request_on_a_socket(
    hung: LiveFeed, deaf: Deaf, tmp_path: Path
) -> None:
    begun = wall()
    hung.stop()
    assert wall() - begun < 1
    assert nothing_left(tmp_path)
    assert sockets_to(deaf.url) == 0


def test_a_feed_whose_thread_cannot_start_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    def new_loop() -> asyncio.AbstractEventLoop:
        loops.append(asyncio.new_event_loop())
        return loops[-1]

    def refused(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    path = tmp_path / "event.webcast"
    feed = ww.connect(Scripted(), recording=path, start=False)
    feed._new_loop = new_loop
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refused)
        with pytest.raises(RuntimeError, match="can't start"):
            feed.start()
    assert nothing_left(tmp_path)
    assert [loop.is_closed() for loop in loops] == [True]
    assert feed.status.state == "stopped"
    with feed:
        feed.refresh()


def test_a_feed_that_nobody_has_any_more_ends(deaf: Deaf, tmp_path: Path) -> None:
    path = tmp_path / "event.webcast"
    feed: Any = ww.connect(source_at(deaf.url), recording=path)
    assert deaf.asked.wait(PATIENCE_S)
    gone = weakref.ref(feed)
    feed = None
    gc.collect()
    assert gone() is None
    assert eventually(lambda: nothing_left(tmp_path))
    assert sockets_to(deaf.url) == 0
    # Its file is another's at once.
    ww.connect(source_at(deaf.url), recording=path).stop()


def test_a_polled_feed_that_nobody_has_any_more_ends(tmp_path: Path) -> None:
    source = Scripted()
    feed: Any = ww.connect(source, recording=tmp_path / "event.webcast")
    pane: Any = WebcastPane(feed)
    feed.refresh(PATIENCE_S)
    gone = weakref.ref(feed)
    # The pane that shows it keeps it.
    feed = None
    gc.collect()
    assert threads() != []
    pane.close()
    pane = None
    gc.collect()
    assert gone() is None
    assert eventually(lambda: nothing_left(tmp_path))
    assert source.closed == 1


def test_a_closed_pane_keeps_no_feed_running(tmp_path: Path) -> None:
    source = Scripted()
    # A notebook keeps the pane in `Out`, closed or not.
    pane = WebcastPane(ww.connect(source, recording=tmp_path / "event.webcast"))
    assert threads() != []
    pane.close()
    gc.collect()
    assert eventually(lambda: nothing_left(tmp_path))
    with pytest.raises(ConfigurationError, match="connect again"):
        _ = pane.df
    assert repr(pane) == f"<WebcastPane {source.event_id}>"


def test_a_closed_pane_keeps_what_rests() -> None:
    feed: Any = ww.connect(Scripted())
    feed.refresh(PATIENCE_S)
    pane, frame = WebcastPane(feed), feed.df
    feed.stop()
    feed = None
    pane.close()
    gc.collect()
    assert pane.df.equals(frame)


def test_closing_the_pane_of_a_demonstration_ends_all_of_it() -> None:
    before = set(threading.enumerate())
    pane = ww.demo(viewers=5, started_ago="5min")
    feed: Any = pane.feed
    url = feed.source.name.split()[1]
    feed.refresh()
    assert sockets_to(url) > 0
    pane.close()
    assert set(threading.enumerate()) <= before
    assert sockets_to(url) == 0


def test_running_the_cell_again_leaves_one_feed_and_one_lock(
    deaf: Deaf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "event.webcast"
    kept = []
    for number in range(4):
        run = rerun.Run("a cell", str(number))
        monkeypatch.setattr(rerun, "current_run", lambda run=run: run)
        deaf.asked.clear()
        # As a notebook does, in `Out`.
        kept.append(ww.connect(source_at(deaf.url), recording=path))
        kept[-1].pane = WebcastPane(kept[-1])  # type: ignore[attr-defined]
        assert deaf.asked.wait(PATIENCE_S)
    assert [feed.running for feed in kept] == [False, False, False, True]
    assert len(threads()) == 1
    assert sockets_to(deaf.url) == 1
    for feed in kept:
        feed.pane.close()  # type: ignore[attr-defined]
    kept[-1].stop()
    assert nothing_left(tmp_path)


SCRIPT = """
import sys, threading, warnings
warnings.simplefilter("error")
import webcast_widget as ww
source = ww.KalturaSource("1_event", partner_id=1, service_url=sys.argv[1], ks="k")
feed = ww.connect(source, recording="event.webcast")
replay = ww.open("other.webcast").replay(speed=0.1)
print([t.name for t in threading.enumerate()], flush=True)
sys.stdin.readline()
"""
ENDS = {
    "its end": "",
    "an error": "raise SystemExit('an error')",
    "an exit": "sys.exit(3)",
    "nobody has them": "del feed, replay",
}


@pytest.mark.parametrize("end", ENDS)
def test_the_interpreters_exit_waits_for_nothing_and_leaves_nothing(
    end: str, deaf: Deaf, tmp_path: Path
) -> None:
    source = Scripted()
    with ww.connect(source, recording=tmp_path / "other.webcast") as feed:
        feed.refresh(PATIENCE_S)
        # Another answer, of a while later: else the replay would end at once.
        source.reply = batch(as_of=AS_OF + 600)
        feed.refresh(PATIENCE_S)
    with subprocess.Popen(
        [sys.executable, "-W", "default", "-c", SCRIPT + ENDS[end], deaf.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:
        assert process.stdout is not None
        assert "webcast feed" in process.stdout.readline()
        assert deaf.asked.wait(PATIENCE_S)
        _, said = process.communicate("\n", timeout=PATIENCE_S)
    assert process.returncode == {"an error": 1, "an exit": 3}.get(end, 0)
    assert said.splitlines() == (["an error"] if end == "an error" else [])
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"event.webcast", "other.webcast"}


CELL = """
import webcast_widget as ww
source = ww.KalturaSource("1_event", partner_id=1, service_url={url!r}, ks="k")
feed = ww.connect(source, recording={path!r})
print(feed.status.recording)
"""


def test_a_kernel_that_is_restarted_records_on(deaf: Deaf, tmp_path: Path) -> None:
    path = tmp_path / "event.webcast"
    code = CELL.format(url=deaf.url, path=str(path))
    manager, client = jupyter_client.manager.start_new_kernel()

    def said() -> list[str]:
        told: list[str] = []
        client.execute_interactive(
            code,
            timeout=PATIENCE_S,
            output_hook=lambda each: told.append(each["content"].get("text", "")),
        )
        return [text.strip() for text in told if text]

    try:
        for now in (False, True):
            assert said() == ["True"]
            # In the middle of a request: both asked to end and killed.
            assert deaf.asked.wait(PATIENCE_S)
            deaf.asked.clear()
            manager.restart_kernel(now=now)
            client.wait_for_ready(timeout=PATIENCE_S)
        assert said() == ["True"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    assert {each.name for each in tmp_path.iterdir()} == {"event.webcast"}
