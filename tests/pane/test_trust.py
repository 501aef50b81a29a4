"""What the browser may bring about, and what it is given: no file, no markup."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feed.conftest import batch
from webcast_widget.pane import messages
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from tests.pane.conftest import Bench

SOURCES = sorted((Path(__file__).parents[2] / "js/src").rglob("*.ts"))
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc"
    r"|createContextualFragment|\beval\(|new Function|setHTMLUnsafe|javascript:"
)
FIELDS = ["type", "id", "format", "path", "name", "file", "moment", "speed"]
WORDS = ["export", "csv", "xlsx", "seek", "play", "../../x", "/etc/passwd", "7"]
values = st.sampled_from(WORDS) | st.text() | st.none() | st.floats() | st.integers()


def test_no_string_becomes_markup_or_code_in_the_browser() -> None:
    assert len(SOURCES) > 20
    found = {path.name: SINKS.findall(path.read_text("utf-8")) for path in SOURCES}
    assert {name: sinks for name, sinks in found.items() if sinks} == {}


def test_what_is_shown_where_no_widget_runs_has_no_markup_of_a_server(
    bench: Bench,
) -> None:
    name = "<script>alert(1)</script>"
    bench.poll(batch(event=Event("1_event", name)))
    shown, _ = bench.pane._repr_mimebundle_()
    assert "<script" not in shown["text/html"]
    assert html.escape(name) in shown["text/html"]
    # Plain text is shown as such.
    assert name in shown["text/plain"]


@given(st.dictionaries(st.sampled_from(FIELDS), values))
@settings(max_examples=300)
def test_whatever_the_browser_asks_for_no_file_is_written(
    bench: Bench,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    message: dict[str, Any],
) -> None:
    def opened(self: Path, *_: Any, **__: Any) -> None:
        pytest.fail(f"{self} was opened")

    # The package's own version is read from a file, once.
    bench.feed.file("csv")
    before, bench.sent = bench.pane.refused, []
    with monkeypatch.context() as patch:
        patch.chdir(tmp_path)
        patch.setattr(Path, "open", opened)
        bench.say(message)
    assert list(tmp_path.iterdir()) == []
    # An answer, or a count: never neither, and never both.
    assert len(bench.replies) + bench.pane.refused - before == 1
    for reply, _ in bench.replies:
        assert "/" not in reply.get("name", "")
        kinds = [each.__annotations__.keys() for each in messages.TO_BROWSER]
        assert reply.keys() in kinds
