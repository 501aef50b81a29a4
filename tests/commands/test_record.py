"""``webcast-widget record`` and ``export``: a machine without a screen."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import webcast_widget as ww
from tests.feed.conftest import START, Scripted, batch
from webcast_widget.commands import record
from webcast_widget.commands.terminal import plain
from webcast_widget.errors import (
    AuthenticationError,
    RecordingError,
    SourceError,
    StorageError,
)
from webcast_widget.feed import LiveFeed, connect
from webcast_widget.poller import Failed
from webcast_widget.recording import Recorder
from webcast_widget.simulator import Scenario, Server, Simulation
from webcast_widget.timeline.clock import ManualClock, SpedUpClock, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE_S = 60.0
MODULE = [sys.executable, "-m", "webcast_widget"]


@pytest.fixture
def server() -> Iterator[Server]:
    scenario = Scenario(viewers=5, started_ago_s=600)
    with Server(Simulation(scenario, SystemClock())) as server:
        yield server


def environment(server: Server, secret: str | None = None) -> dict[str, str]:
    return {
        **os.environ,
        "KALTURA_SERVICE_URL": server.service_url,
        "KALTURA_SECRET": secret or server.user_secret,
    }


def arguments(server: Server, path: Path) -> list[str]:
    account = ["--partner-id", str(server.partner_id), "--interval", "5s"]
    return [*MODULE, "record", str(path), "--entry-id", server.entry_id, *account]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_records_until_told_to_stop_and_the_file_is_exported(
    server: Server, tmp_path: Path, number: signal.Signals
) -> None:
    path, out = tmp_path / "event.webcast", tmp_path / "event.csv"
    with subprocess.Popen(
        arguments(server, path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(server),
    ) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        process.send_signal(number)
        output, rest = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, rest
    assert output == ""
    assert " slots, to " in said
    assert "Traceback" not in rest
    assert re.search(r"^\d+ slots are in .*event\.webcast\.$", rest, re.MULTILINE)
    assert [each.name for each in tmp_path.iterdir()] == ["event.webcast"]
    assert len(ww.open(path).df) > 20
    done = subprocess.run(
        [*MODULE, "export", str(path), str(out), "--time-zone", "Europe/Paris"],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert done.stdout == f"{out}\n"
    assert ww.read(out).equals(ww.open(path).df)
    whole = ww.open(path).df
    first, last = whole.index[3], whole.index[9]
    subprocess.run(
        [*MODULE, "export", str(path), str(out), "--window", str(first), str(last)],
        capture_output=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert ww.read(out).equals(whole.loc[first:last])


def test_a_wrong_secret_is_one_sentence(server: Server, tmp_path: Path) -> None:
    done = subprocess.run(
        arguments(server, tmp_path / "event.webcast"),
        capture_output=True,
        text=True,
        env=environment(server, "wr0ng"),
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 1
    # And once.
    assert done.stderr.startswith("webcast-widget: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "wr0ng" not in done.stderr


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["export", "nowhere.webcast", "out.csv"], "There is no recording"),
        (["record", "no/where.webcast", "--entry-id", "1_x"], "There is no server"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    command: list[str], sentence: str, tmp_path: Path
) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("KALTURA")}
    done = subprocess.run(
        [*MODULE, *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=clean,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"webcast-widget: {sentence}")
    assert done.stderr.count("\n") == 1


def test_it_stops_by_itself_when_all_is_over(tmp_path: Path) -> None:
    scenario = Scenario(viewers=5, started_ago_s=3600, duration_s=1800)
    clock, said = SpedUpClock(60.0), list[str]()
    with Server(Simulation(scenario, clock)) as server:
        source = ww.KalturaSource(
            server.entry_id,
            partner_id=server.partner_id,
            service_url=server.service_url,
            secret=server.user_secret,
            environ={},
        )
        path = tmp_path / "event.webcast"
        slots = record.record(
            path,
            source,
            lambda line, _: said.append(line),
            until_end=True,
            clock=clock,
        )
    event = ww.open(path)
    assert event.status.state == "ended"
    assert len(event.df) == slots
    assert event.df["avg_buffering_s_per_min"].notna().any()
    assert said[-1].startswith("ended, ")
    assert said[-1].endswith(" The broadcast has ended.")


def ended() -> tuple[Scripted, ManualClock]:
    """An event that is over, and the moment at which all of it is received."""
    source = Scripted()
    source.reply = batch(broadcasting=False, as_of=None)
    return source, ManualClock(START + 400.0)


def moves(path: Path, to: Path) -> Callable[[str, bool], None]:
    """Say nothing; somebody moves a file meanwhile."""

    def say(_line: str, _changed: bool) -> None:
        path.replace(to)

    return say


def test_a_file_that_was_renamed_after_the_last_answer_is_there_at_the_end(
    tmp_path: Path,
) -> None:
    path, (source, clock) = tmp_path / "event.webcast", ended()
    other = tmp_path / "other.webcast"
    slots = record.record(
        path,
        source,
        moves(path, other),
        until_end=True,
        clock=clock,
    )
    assert len(ww.open(path).df) == len(ww.open(other).df) == slots == 9


def test_it_fails_when_not_all_is_in_the_file_of_the_name_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise StorageError("The disk is full: make room.")

    monkeypatch.setattr(Recorder, "write_anew", refuses)
    path, (source, clock) = tmp_path / "event.webcast", ended()

    def removes(*_: object) -> None:
        path.unlink(missing_ok=True)

    # Noticed at an answer, or at the end.
    with pytest.raises(RecordingError, match=r"There is no recording|Not recording: "):
        record.record(path, source, removes, until_end=True, clock=clock)

    other = tmp_path / "other.webcast"
    ww.connect(Scripted(), recording=other, start=False).start().stop()
    source, clock = ended()
    told = "Not all that was received is in|Not recording: "
    with pytest.raises(RecordingError, match=told):
        record.record(
            path,
            source,
            moves(other, path),
            until_end=True,
            clock=clock,
        )


def test_it_is_not_over_while_some_are_still_there() -> None:
    source = Scripted()
    source.reply = batch(broadcasting=False, as_of=None)
    clock = ManualClock(START + 379.0)
    with connect(source, clock=clock, start=False) as feed:
        feed.refresh()
    assert not record.is_over(feed.reading)


def test_a_refused_secret_ends_it_at_the_start(tmp_path: Path) -> None:
    source = Scripted()
    source.reply = AuthenticationError("Refused: give another.")
    with pytest.raises(AuthenticationError, match="give another"):
        record.record(tmp_path / "event.webcast", source, print)


def test_without_a_file_there_is_nothing_to_run_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise StorageError("The disk is full: make room.")

    monkeypatch.setattr(Recorder, "open", refuses)
    with pytest.raises(RecordingError, match="Not recording: The disk is full"):
        record.record(tmp_path / "event.webcast", Scripted(), print)


def test_a_log_has_each_change_of_state_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with record.Progress() as progress:
        for number in range(4):
            progress(f"live, {number}", number == 0)
        progress("unreachable. No way.", True)
    assert capsys.readouterr().err == "live, 0\nunreachable. No way.\n"


def test_a_terminal_is_told_letters_alone() -> None:
    told = "A\x1b]0;title\x07 name\r\nof\x9b2J \u202e two é 🎥 lines"
    said = plain(told)
    assert said == "A\ufffd]0;title\ufffd name of\ufffd2J \ufffd two é 🎥 lines"
    source = Scripted()
    source.reply = SourceError(told)
    feed = LiveFeed(source)
    feed._deliver(Failed(source.reply, 1, 10.0))
    assert said in record.line(feed.reading)
