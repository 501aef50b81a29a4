"""Every feature is used with secrets in hand, and none of them is seen anywhere."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import ipywidgets
import nbclient
import nbformat
import pytest

import webcast_widget as ww
from tests.secrets.conftest import (
    KNOWN,
    KS,
    PASSWORD,
    SCENARIO,
    Search,
    credentials,
    disguises,
    source_at,
)
from tests.secrets.echo import WAYS, echoing
from webcast_widget.errors import ConfigurationError, SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from webcast_widget.simulator import Server

FAULTS = ["unavailable", "truncated", "html", "blocked", "rate-limited"]
FORMATS = ["csv", "parquet", "xlsx", "html"]
PATIENCE_S = 60.0


def test_the_search_finds_what_is_hidden() -> None:
    for form, hidden in disguises(KS).items():
        search = Search()
        search.take("here", b"before " + hidden + b" after")
        assert [f"ks, {form}, in here"] == [
            each for each in search.found() if each == f"ks, {form}, in here"
        ]
    search = Search()
    search.take("here", source_at("http://127.0.0.1", ks=KS))
    assert search.found() == []
    search.take("here", vars(source_at("http://127.0.0.1", ks=KS)) | {"bare": KS})
    assert search.found() != []


@pytest.mark.parametrize("way", credentials())
def test_everything_is_used_and_nothing_is_told(
    way: str, server: Server, search: Search, tmp_path: Path
) -> None:
    source = source_at(server.service_url, **credentials()[way])
    search.take("a source", source)
    with ww.connect(source, recording=tmp_path / "event.webcast") as feed:
        pane = ww.WebcastPane(feed)
        feed.refresh()
        search.session(source)
        assert len(feed.df) > 20
        raised = []
        for fault in FAULTS:
            with server.account.faults.failing({fault: 1.0}):
                try:
                    feed.refresh()
                except SourceError as error:
                    raised.append(fault)
                    search.take(f"an error ({fault})", error)
                search.take("the status", feed.status)
        # A block that hits a part of a request leaves the rest of the answer.
        assert set(FAULTS) - set(raised) <= {"blocked"}
        search.folder(tmp_path)
        look(search, feed, pane, tmp_path)
    search.take("a stopped feed", feed)
    event = ww.open(tmp_path / "event.webcast")
    with event.replay(speed=3600) as replay:
        replay.seek(0)
        shown = ww.WebcastPane(replay)
        look(search, replay, shown, tmp_path)
        shown.close()
    look(search, event, pane, tmp_path)
    pane.close()
    search.folder(tmp_path)
    # What was searched for did sign in, and the libraries did write of it.
    assert any(where == "the log of httpcore.http11" for where, _ in search.seen)
    assert any("session" in name for name in search.planted)


def look(search: Search, feed: ww.Feed, pane: ww.WebcastPane, folder: Path) -> None:
    """All that can be had of a feed and its pane."""
    for each in (feed, feed.status, feed.latest, feed.event, feed.df, feed.series()):
        search.take(type(each).__name__, each)
    for suffix in FORMATS:
        feed.export(folder / f"event.{suffix}")
        search.take(suffix, feed.file(suffix).data)
    search.take("a pane", repr(pane) + str(pane) + repr(vars(pane)))
    search.take("the pane's state", repr(pane.get_state()))
    state = ipywidgets.Widget.get_manager_state(drop_defaults=False)
    search.take("the state of all widgets", repr(state))
    for suffix in [*FORMATS, "exe", "../../x"]:
        asked = {"type": "export", "id": "7", "format": suffix, "window": None}
        pane._handle_custom_msg(asked, [])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("given", [{"ks": KS}, {"secret": SCENARIO.user_secret}])
def test_a_server_that_repeats_what_it_was_sent_is_not_quoted(
    way: str, given: dict[str, str], search: Search, tmp_path: Path
) -> None:
    with echoing(way) as url:
        source = source_at(url, **given)
        path = tmp_path / "event.webcast"
        with ww.connect(source, recording=path) as feed:
            pane = ww.WebcastPane(feed)
            with pytest.raises(SourceError) as caught:
                feed.refresh(0.2 if way == "slow" else PATIENCE_S)
            search.take("an error", caught.value)
            search.session(source)
            look(search, feed, pane, tmp_path)
        pane.close()
        search.take("a feed", feed)
    search.folder(tmp_path)


WAYS_THERE = [{}, {"proxy": f"http://me:{PASSWORD}@127.0.0.1:1"}]


@pytest.mark.parametrize("there", [way for way in WAYS_THERE if way.keys() <= KNOWN])
def test_nobody_there(there: dict[str, str], search: Search) -> None:
    url = "http://127.0.0.1:1"
    source = source_at(url, ks=KS, secret=SCENARIO.admin_secret, **there)
    search.take("a source", source)
    with ww.connect(source) as feed:
        with pytest.raises(SourceError) as caught:
            feed.refresh()
        search.take("an error", caught.value)
        search.take("a feed", feed)


WRONG: list[dict[str, Any]] = [
    {"service_url": f"https://me:{PASSWORD}@example.com"},
    {"service_url": f"ftp://me:{PASSWORD}@example.com"},
    {"service_url": f"https://me:{PASSWORD}@exa mple.com:x"},
    {"service_url": "example.com"},
    {"partner_id": "x"},
    {"service_url": ""},
    {"proxy": f"http://me:{PASSWORD}@127.0.0.1:x"},
    {"proxy": f"gopher://me:{PASSWORD}@127.0.0.1"},
    {"service_url": f"https://example.com/p/1/ks/{PASSWORD}/x"},
    {"service_url": f"https://example.com:x/?ks={PASSWORD}"},
    {"ca_bundle": "/nowhere/at/all.pem"},
    # What has changed places with another argument.
    {"partner_id": PASSWORD, "secret": "1"},
    {"partner_id": SCENARIO.user_secret, "secret": "1"},
    {"entry_id": SCENARIO.user_secret, "secret": "1_event"},
    {"entry_id": KS, "ks": "1_event"},
    {"app_token_id": SCENARIO.app_token, "app_token": "1_abc"},
]


@pytest.mark.parametrize("wrong", [each for each in WRONG if each.keys() <= KNOWN])
def test_an_argument_that_cannot_be_used_gives_no_secret_away(
    wrong: dict[str, Any], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KALTURA_KS", KS)
    monkeypatch.setenv("KALTURA_SECRET", SCENARIO.user_secret)
    monkeypatch.setenv("KALTURA_APP_TOKEN", SCENARIO.app_token)
    monkeypatch.delenv("KALTURA_SERVICE_URL", raising=False)
    given: dict[str, Any] = {
        "entry_id": "1_event",
        "service_url": "https://example.com",
        "partner_id": 1,
    }
    told = None
    try:
        ww.KalturaSource(**given | wrong)
    except ConfigurationError as error:
        told = error
    assert told is not None
    search.take("the sentence", f"{told!s} {told!r}")
    # What the caller wrote, the caller's own frames hold: ours do not.
    search.take("the error", told)


MODULE = [sys.executable, "-X", "dev", "-m", "webcast_widget"]


def environment(server: Server, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "KALTURA_SERVICE_URL": server.service_url,
        "KALTURA_PARTNER_ID": str(server.partner_id),
        **more,
    }


@pytest.mark.parametrize("secret", [SCENARIO.user_secret, PASSWORD])
def test_the_command_tells_nothing(
    secret: str, server: Server, search: Search, tmp_path: Path
) -> None:
    path = tmp_path / "event.webcast"
    record = [*MODULE, "record", str(path), "--entry-id", server.entry_id]
    with subprocess.Popen(
        record,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(server, KALTURA_SECRET=secret),
    ) as process:
        assert process.stderr is not None
        search.take("the progress", process.stderr.readline())
        process.send_signal(signal.SIGTERM)
        out, rest = process.communicate(timeout=PATIENCE_S)
    search.take("its output", out)
    search.take("its errors", rest)
    search.folder(tmp_path)
    if secret == SCENARIO.user_secret:
        assert process.returncode == 0, rest


CELLS = [
    "import logging, sys\n"
    "logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)\n"
    "%xmode Verbose",
    "import webcast_widget as ww\n"
    "source = ww.KalturaSource(ENTRY)\n"
    "feed = ww.connect(source, recording='event.webcast')\n"
    "feed.refresh()\n"
    "pane = ww.WebcastPane(feed)\n"
    "pane",
    "print(source, feed, repr(pane), vars(source), vars(feed))\nfeed.df.tail()",
    "ww.KalturaSource(ENTRY, service_url='https://me@example.com')",
    "import os\n"
    "def mine(**more):\n"
    "    return ww.KalturaSource(secret=os.environ['KALTURA_SECRET'], **more)\n",
    "mine(entry_id=ENTRY, partner_id='x')",
    "mine(entry_id=None)",
    "mine(entry_id=ENTRY, history_s='36h')",
    "mine(entry_id=ENTRY, app_token='no id')",
    "feed.stop()\nfeed.refresh()",
    "bad = ww.KalturaSource(ENTRY, ks='refused')\nww.connect(bad).refresh()",
    "event = ww.open('event.webcast')\nshown = ww.WebcastPane(event.replay())\nshown",
]


def test_a_saved_notebook_tells_nothing(
    server: Server, search: Search, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    given = {"KALTURA_SECRET": SCENARIO.user_secret}
    for name, value in environment(server, **given).items():
        monkeypatch.setenv(name, value)
    cells = [f"ENTRY = {server.entry_id!r}", *CELLS]
    new: Any = nbformat.v4
    notebook = new.new_notebook(cells=[new.new_code_cell(each) for each in cells])
    client = nbclient.NotebookClient(
        notebook,
        timeout=120,
        allow_errors=True,
        store_widget_state=True,
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    saved = json.dumps(notebook)
    search.take("the notebook", saved)
    search.folder(tmp_path)
    assert "widget-state" in saved
    outputs = [output for cell in notebook.cells for output in cell["outputs"]]
    errors = [each["ename"] for each in outputs if each["output_type"] == "error"]
    assert errors == ["ConfigurationError"] * 6 + ["SessionRefusedError"]
    assert "HTTP Request" in saved
