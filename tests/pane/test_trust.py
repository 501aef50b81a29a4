"""What the browser may bring about, and what it is given: no file, no markup."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feed.conftest import batch
from webcast_widget.pane import contract
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from tests.pane.conftest import Bench

SOURCES = sorted((Path(__file__).parents[2] / "js/src").glob("*.ts"))
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


def test_a_pane_is_shown_as_a_widget_and_a_text_and_never_as_html(bench: Bench) -> None:
    bench.poll(batch(event=Event("1_event", "<script>alert(1)</script>")))
    shown: Any = bench.pane._repr_mimebundle_()
    shown = shown[0] if isinstance(shown, tuple) else shown
    assert shown.keys() == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert "script" not in str(shown)


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
        kinds = [each.__annotations__.keys() for each in contract.TO_BROWSER]
        assert reply.keys() in kinds
