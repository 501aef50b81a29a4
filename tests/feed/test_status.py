"""How a feed is doing, in one word and one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.feed.conftest import START, batch, wall
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
from webcast_widget.timeline.records import Batch, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from tests.feed.conftest import Scripted

NEWEST = START + 80


def of_answer(now: float = NEWEST + 60, **more: object) -> tuple[str, str]:
    line, answer = Timeline(), batch(**more)
    line.merge(answer, now)
    return status.after_answer(answer, line, now)


def test_all_is_well() -> None:
    assert of_answer() == ("live", "")


def test_a_source_that_cannot_tell_is_taken_to_be_on_the_air() -> None:
    assert of_answer(broadcasting=None) == ("live", "")


def test_history_is_loading() -> None:
    said = ("catching_up", "Loading the history, 25%.")
    assert of_answer(progress=0.25) == said
    assert of_answer(progress=0.25, broadcasting=False) == said


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
    line, answer = Timeline(), batch(trouble="No bitrate." if refused > 1 else "")
    line.merge(answer, NEWEST)
    assert status.after_answer(answer, line, NEWEST + 60, refused) == ("live", said)


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
