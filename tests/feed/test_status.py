"""How a feed is doing, in one word and one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.feed.conftest import START, batch, wall
from tests.timeline.filling import Server
from webcast_widget.errors import (
    AuthenticationError,
    BlockedError,
    PayloadError,
    RateLimitedError,
    SessionRefusedError,
    SourceError,
    SourceUnavailableError,
    UnknownEventError,
)
from webcast_widget.feed import LiveFeed, status
from webcast_widget.feed.background import Background
from webcast_widget.poller import Answered
from webcast_widget.timeline.origin import without_secrets
from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from tests.feed.conftest import Scripted

NEWEST = START + 80


def of_answer(now: float = NEWEST + 60, **more: object) -> tuple[str, str]:
    line, answer = Timeline(), batch(**more)
    change = line.examine(answer, now)
    line.apply(change)
    return status.after_change(change, line, now)


def test_all_is_well() -> None:
    assert of_answer() == ("live", "")


class LookedBack:
    """Stands in for a polling."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def look_back(self, seconds: float) -> None:
        self.seconds.append(seconds)


def test_a_server_whose_slots_come_late_is_told_and_asked_for_longer(
    source: Scripted,
) -> None:
    """What is counted of a slot goes on growing for two and a half minutes."""
    slow = Server(lambda _: 800, lambda age: min(1.0, 0.4 + age / 250))
    feed, polling = LiveFeed(source), LookedBack()
    feed._polling = polling  # type: ignore[assignment]
    for k in range(180):
        feed._deliver(Answered(slow.answer(10 * k + 6.0, 240), 10.0))
    assert 130 <= feed._timeline.settles_s <= 160
    assert feed.status.sentence == (
        "Slots of this event go on changing until they are"
        f" {feed._timeline.settles_s} s old: they are settled and counted after that."
    )
    assert (polling.seconds[0], polling.seconds[-1]) == (
        120,
        2 * feed._timeline.settles_s,
    )
    assert feed.latest.at == pd.Timestamp(
        feed._timeline.settled or 0, unit="s", tz="UTC"
    )


def test_a_source_that_cannot_tell_is_taken_to_be_on_the_air() -> None:
    assert of_answer(broadcasting=None) == ("live", "")
    # Unless it says that all is over.
    assert of_answer(NEWEST + 500, broadcasting=None, final=True)[0] == "ended"


def test_history_is_loading() -> None:
    said = ("catching_up", "Loading the history, 25%.")
    assert of_answer(progress=0.25) == said
    assert of_answer(progress=0.25, broadcasting=False) == said


def test_a_moment_of_another_day_has_its_day() -> None:
    """START is of 14 November 2023; the day is that of UTC, as the moment is."""
    same = of_answer(NEWEST + 300)
    assert same == ("stale", "The server answers, but has no data after 22:15:20 UTC.")
    other = of_answer(NEWEST + 86_400)
    assert other[1].endswith("no data after 14 Nov 2023, 22:15:20 UTC.")
    line = Timeline()
    line.merge(batch(), NEWEST)
    assert status.resuming("x", line, NEWEST + 9 * 3600) == (
        "Asking x for what followed 14 Nov 2023, 22:15:20 UTC."
    )


def test_the_broadcast_has_ended() -> None:
    said = ("ended", "The broadcast has ended.")
    assert of_answer(NEWEST + 9999, broadcasting=False) == said


def test_while_figures_arrive_the_event_is_not_over() -> None:
    state, sentence = of_answer(broadcasting=False)
    assert state == "live"
    assert "still arrive" in sentence


def test_what_is_missing_from_an_answer_is_said() -> None:
    assert of_answer(trouble="No bitrate.") == ("live", "No bitrate.")
    over = of_answer(NEWEST + 9999, broadcasting=False, trouble="No bitrate.")
    assert over == ("ended", "The broadcast has ended. No bitrate.")


def test_the_end_waits_until_all_is_told() -> None:
    state, sentence = of_answer(NEWEST + 500, broadcasting=False, final=False)
    assert (state, sentence) == (
        "live",
        "The broadcast is over; its last figures are being checked.",
    )
    told = of_answer(NEWEST + 500, broadcasting=False, final=False, trouble="No plays.")
    assert told == ("live", "No plays.")
    assert of_answer(NEWEST + 500, broadcasting=False, final=True)[0] == "ended"
    # Not for ever: what cannot be told any more is not waited for.
    assert of_answer(NEWEST + 901, broadcasting=False, final=False)[0] == "ended"


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (1, "1 impossible value was left out of the last answer."),
        (7, "No bitrate. 7 impossible values were left out of the last answer."),
    ],
)
def test_what_was_impossible_is_said(refused: int, said: str) -> None:
    line = Timeline()
    answer = batch(trouble="No bitrate." if refused > 1 else "", refused=refused)
    change = line.examine(answer, NEWEST)
    line.apply(change)
    assert status.after_change(change, line, NEWEST + 60) == ("live", said)


@pytest.mark.parametrize("count", ["812", b"812", 812.5, -3])
def test_a_count_that_is_none_is_not_taken_for_no_viewers(
    feed: LiveFeed, source: Scripted, count: Any
) -> None:
    source.reply = Batch(slots=[Slot(START, count)])
    feed.start()
    feed.refresh()
    said = feed.status.sentence
    assert said.startswith("No viewers can be read: a count is to be a whole number")
    assert "a slot's start epoch seconds" in said
    assert said.endswith("1 impossible value was left out of the last answer.")
    assert feed.df.empty


def test_what_a_source_of_ones_own_says_wrongly_is_said_too(
    feed: LiveFeed, source: Scripted
) -> None:
    source.reply = batch(slots=[Slot(START, 5), Slot(START + 1, 5)], as_of=None)
    feed.start()
    feed.refresh()
    assert "1 impossible value was left out" in feed.status.sentence
    assert feed.status.refused >= 1


def test_a_server_that_blocks_is_left_alone(feed: LiveFeed, source: Scripted) -> None:
    source.reply = BlockedError("It blocks us.")
    feed.start()
    for _ in range(2):
        with pytest.raises(BlockedError):
            feed.refresh()
    assert feed.status.state == "unreachable"
    assert feed.status.sentence == "It blocks us. It is left alone for a while."
    assert feed.status.next_poll_s is not None
    assert feed.status.next_poll_s >= 300
    assert len(source.asked) == 1


def test_what_has_not_begun_has_not_ended() -> None:
    state, sentence = of_answer(slots=(), broadcasting=False)
    assert state == "connecting"
    assert "not on the air" in sentence


def test_nobody_watches_yet() -> None:
    assert of_answer(slots=()) == ("live", "No viewers yet.")


def test_data_older_than_two_minutes_is_stale() -> None:
    assert of_answer(NEWEST + 120)[0] == "live"
    assert of_answer(NEWEST + 121) == (
        "stale",
        "The server answers, but has no data after 22:15:20 UTC.",
    )


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (AuthenticationError, "signed_out"),
        (SessionRefusedError, "signed_out"),
        (UnknownEventError, "unknown_event"),
        (SourceUnavailableError, "unreachable"),
        (RateLimitedError, "unreachable"),
        (PayloadError, "unreachable"),
        (SourceError, "unreachable"),
    ],
)
def test_a_failure_is_a_state_and_its_sentence(
    kind: type[SourceError], state: str, feed: LiveFeed, source: Scripted
) -> None:
    assert status.after_failure(kind("Do this.")) == (state, "Do this.")
    source.reply = kind("Do this.")
    feed.start()
    with pytest.raises(kind, match=r"Do this\."):
        feed.refresh()
    assert (feed.status.state, feed.status.sentence) == (state, "Do this.")
    assert feed.status.failures > 0
    assert feed.status.next_poll_s is not None
    assert feed.status.at == pytest.approx(wall(), abs=60)
    # What was wrong is over with the next answer.
    source.reply = batch(as_of=None)
    feed.refresh()
    assert feed.status.failures == 0
    assert feed.status.state != state


def test_before_the_first_answer(feed: LiveFeed) -> None:
    assert feed.status.state == "connecting"
    assert feed.status.sentence == "Asking a script for the first time."
    assert feed.status.next_poll_s is None


def test_started_again_it_is_connecting(
    polled: LiveFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    polled.stop()
    seen, start = [], Background.start

    def spy(background: Background) -> None:
        seen.append(polled.status.state)
        start(background)

    monkeypatch.setattr(Background, "start", spy)
    polled.start()
    assert seen == ["connecting"]


def test_stopped(polled: LiveFeed) -> None:
    polled.stop()
    assert polled.status.state == "stopped"
    assert "start()" in polled.status.sentence
    assert polled.status.next_poll_s is None


def test_counts_what_was_revised_and_refused(
    polled: LiveFeed, source: Scripted
) -> None:
    assert (polled.status.revisions, polled.status.refused) == (0, 0)
    first = batch().slots[0]
    source.reply = Batch(slots=[type(first)(first.start, 7)], as_of=None, refused=3)
    polled.refresh()
    assert (polled.status.revisions, polled.status.refused) == (1, 3)


def test_progress_is_told(feed: LiveFeed, source: Scripted) -> None:
    seen: list[Any] = []
    source.reply = batch(progress=0.5)

    def watch(_: object) -> None:
        seen.append((feed.status.state, feed.status.progress))
        source.reply = batch()

    feed.subscribe(watch)
    feed.start()
    feed.refresh()
    assert seen[0] == ("catching_up", 0.5)
    assert feed.status.progress is None


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("https://me:pa55@host.example/a?token=t0ken#x", "https://host.example/a"),
        (
            "ours (https://me:pa55@host.example/a?token=t0ken), by rtmp://u:pa55@b/c",
            "ours (https://host.example/a by rtmp://b/c",
        ),
        ("no address: a/b@c?d#e", "no address: a/b@c?d#e"),
        ("https://[::1?token=t0ken", ""),
        ("https://a.example/b https://u:pa55@h/", "https://a.example/b https://h/"),
        (
            "https://a.example/b?to=https://u:pa55@h/c",
            "https://a.example/b https://h/c",
        ),
        ('door https://u:pa55 x@h/ https://v:pa55"@i/', "door https://h/ https://i/"),
        ("https://u:pa55/x@h/", ""),
    ],
)
def test_where_figures_come_from_is_told_without_secrets(
    source: Scripted, name: str, told: str
) -> None:
    source.name = name
    feed = LiveFeed(source)
    assert without_secrets(name) == told
    assert feed.status.sentence == f"Asking {told} for the first time."
    assert told.encode() in feed.file("csv").data
    for secret in ("pa55", "t0ken"):
        assert secret not in repr([feed.status, vars(feed)["_origin"]])


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ([60 * n for n in range(9)], 60),
        ([60 * n for n in range(6)], None),
        ([10 * n for n in range(30)], None),
        ([60 * n for n in range(9) if n != 7], None),
        ([*range(0, 600, 10), *range(600, 1200, 60)], 60),
    ],
)
def test_a_source_that_counts_less_often_is_told_what_to_say(
    starts: list[int], said: int | None
) -> None:
    line = Timeline()
    now = START + starts[-1] + 60
    change = line.examine(Batch([Slot(START + at, 5) for at in starts]), now)
    line.apply(change)
    state, sentence = status.after_change(change, line, now)
    assert state == "live"
    assert (f"say cadence_s={said}." in sentence) == (said is not None)
    assert line.cadence_s == 10
