"""The page: its figures, its policy, and that nobody's text becomes anything else."""

from __future__ import annotations

import base64
import doctest
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webcast_widget.errors import ConfigurationError
from webcast_widget.export import Provenance, read, to_bytes, write
from webcast_widget.export.page import page as page_module
from webcast_widget.timeline.records import Event
from webcast_widget.timeline.rollup import parts, whole

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


class Read(HTMLParser):
    """What a browser's parser sees: elements, attributes, text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.style = ""
        self._in_style = False
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.style += data
        elif data.strip():
            self.texts.append(" ".join(data.split()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_page_says_the_figures_of_the_frame(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    texts = Read(to_bytes(frame, provenance, "html")).texts
    figures = whole(frame)
    assert texts[1] == "Town hall"
    assert texts[2] == "Attendance, 22 November 2026, 10:15 to 11:45 (UTC)"
    assert texts[3] == f"{figures.peak_viewers:,}"
    at = texts.index("Average attendees")
    assert texts[at + 1] == f"{figures.average_viewers:,.0f}"
    assert texts[texts.index("Plays") + 1] == f"{figures.plays:,}"
    assert figures.missing_s == 110
    sentence = "Nothing is known of 2 min of this time: the lines are broken there."
    assert sentence in texts


def test_the_table_has_every_part(frame: pd.DataFrame, provenance: Provenance) -> None:
    texts = Read(to_bytes(frame, provenance, "html")).texts
    length, rows = parts(frame)
    assert f"Every {length // 60} min" in texts
    for part in rows:
        at = texts.index(f"{part.start:%Y-%m-%d %H:%M}")
        assert texts[at + 1] == f"{part.peak_viewers:,}"
        assert texts[at + 4] == f"{part.plays:,}"


def test_the_policy_lets_nothing_in_but_our_own_style(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    seen = Read(to_bytes(frame, provenance, "html"))
    (policy,) = [
        each["content"]
        for each in seen.all("meta")
        if each.get("http-equiv") == "Content-Security-Policy"
    ]
    digest = base64.b64encode(hashlib.sha256(seen.style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none';"
        " form-action 'none'"
    )
    assert "url(" not in seen.style
    assert "@import" not in seen.style


def harmless(page: bytes) -> None:
    """Nothing runs, nothing is fetched, nothing leads away."""
    seen = Read(page)
    for tag, attributes in seen.tags:
        assert tag not in {
            "script",
            "iframe",
            "object",
            "embed",
            "link",
            "base",
            "form",
            "a",
            "img",
        }
        for name in attributes:
            assert not name.startswith("on")
            assert name not in {"href", "src", "style", "xlink:href", "action"}


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "</style><img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "'{{ 7 * 7 }}' {% raw %}",
        "\x00\u202e<b>\ud800",
        "<!--",
        "]]>",
    ]
)


@settings(max_examples=60)
@given(words=HOSTILE)
@example(words="</title><script>alert(1)</script>")
@example(words="{{ 7 * 7 }}")
def test_names_are_text_whatever_is_in_them(
    empty: pd.DataFrame, provenance: Provenance, words: str
) -> None:
    about = replace(provenance, event=Event(words or "x", words), source=words)
    page = to_bytes(empty, about, "html")
    harmless(page)
    plain = Read(to_bytes(empty, provenance, "html"))
    # The same elements, in the same order, as with an ordinary name.
    assert [tag for tag, _ in Read(page).tags] == [tag for tag, _ in plain.tags]
    if "7 * 7" in words:
        assert "7 * 7" in " ".join(Read(page).texts)


def test_nothing_of_a_whole_page_runs(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    harmless(to_bytes(frame, provenance, "html"))


def test_what_is_not_known_is_a_dash_and_no_nan(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    frame.loc[:, ["dvr_viewers", "plays"]] = None
    text = to_bytes(frame, provenance, "html").decode()
    assert "<b>\N{EN DASH}</b>" in text
    assert not re.search(
        r"\b(nan|NaN|None|NA|inf)\b",
        re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL).replace("None of", ""),
    )


def test_an_empty_frame_says_so(empty: pd.DataFrame, provenance: Provenance) -> None:
    seen = Read(to_bytes(empty, provenance, "html"))
    assert "Nothing is known of this event yet." in seen.texts
    assert not seen.all("svg")


def test_each_metric_with_figures_has_a_chart(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    assert len(Read(to_bytes(frame, provenance, "html")).all("svg")) == 3
    frame.loc[:, "avg_bitrate_kbps"] = None
    assert len(Read(to_bytes(frame, provenance, "html")).all("svg")) == 2


def test_provisional_slots_are_drawn_dashed(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    kinds = [
        each.get("class")
        for each in Read(to_bytes(frame, provenance, "html")).all("path")
    ]
    assert "line provisional" in kinds
    settled = frame[~frame["provisional"]]
    kinds = [
        each.get("class")
        for each in Read(to_bytes(settled, provenance, "html")).all("path")
    ]
    assert "line provisional" not in kinds


def test_a_page_cannot_be_read_back(
    frame: pd.DataFrame, provenance: Provenance, tmp_path: Path
) -> None:
    path = write(frame, provenance, tmp_path / "event.html")
    with pytest.raises(ConfigurationError, match="for people and cannot be read back"):
        read(path)


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(page_module)
    assert (result.attempted > 0, result.failed) == (True, 0)
