"""KeptFeed: a feed whose recording says what it shows, before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.analysis.alerts.told import Told, news
from webcast_widget.feed import status
from webcast_widget.feed.feed import Feed
from webcast_widget.recording import keep_marks
from webcast_widget.timeline.mark import new_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from webcast_widget.feed.status import State
    from webcast_widget.feed.taken_back import TakenBack
    from webcast_widget.recording import TolerantRecorder
    from webcast_widget.timeline.mark import Mark


class KeptFeed(Feed):
    """A feed that keeps what it is told in a recording, where it has one."""

    _name: str
    _recorder: TolerantRecorder | None = None
    _taken_back: TakenBack

    @property
    def path(self) -> Path | None:
        """The recording that it writes; None where it writes none."""
        return None if self._recorder is None else self._recorder.path

    def _keep_marks(self, marks: Sequence[Mark]) -> None:
        if self._recorder is None:
            return
        if self.running:
            self._recorder.mark(marks)
        else:
            keep_marks(self._recorder.path, marks)

    def _keep_alerts(self, told: Sequence[Told]) -> None:
        if self._recorder is not None and self.running:
            self._recorder.alert(told)

    def _begin(self) -> None:
        """Open the recording, and take in what it has."""
        if self._recorder is None:
            return
        entries = self._recorder.begin()
        with self._lock:
            changed, afresh = self._take_recorded(entries)
            known = self._timeline.said_marks
            self._timeline.add_marks(new_of(self._recorder.marks, known))
            self._alerts += news(self._recorder.alerts, self._alerts)
            resumed = self._timeline if entries else None
            said = status.resuming(self._name, resumed, self.now())
            self._say("connecting", f"{said} {self._recorder.trouble}".strip())
            if changed:
                self._note(changed, afresh=afresh)
        self._tell()

    def _say_stopped(self) -> None:
        with self._lock:
            self._say("stopped", "The feed is stopped: call start() to go on.")

    def _say(
        self,
        state: State,
        sentence: str,
        *,
        failures: int = 0,
        progress: float | None = None,
        next_poll_s: float | None = None,
    ) -> None:
        """Set the status, write it down, and say so where that cannot be."""
        problem, recording = "", None
        taken_back = self._taken_back.sentence(self._clock.now())
        if self._recorder is not None:
            self._recorder.note(state)
            problem = self._recorder.problem or self._recorder.notice
            recording = state != "stopped" and not self._recorder.problem
        self._set_status(
            state,
            " ".join(filter(None, (sentence, taken_back, problem))),
            failures=failures,
            progress=progress,
            next_poll_s=next_poll_s,
            recording=recording,
        )
