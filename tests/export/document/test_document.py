"""The page: its figures, its policy, and that nobody's text becomes anything else."""

from __future__ import annotations

import base64
import doctest
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.export.document.reading import Read
from webcast_widget.analysis.alerts import Rule
from webcast_widget.errors import ConfigurationError
from webcast_widget.export import Provenance, read, to_bytes, write
from webcast_widget.export.document import to_html, wording
from webcast_widget.export.document.drawing import marks
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


def test_the_document_says_the_figures_of_the_frame(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    seen = Read(to_bytes(frame, provenance, "html"))
    settled = frame[~frame["provisional"]]
    live = settled["live_viewers"].dropna()
    heard = live[live >= 0.05 * live.max()]
    inside = live[: heard.index[-1]]
    assert seen.texts[1] == "Town hall"
    assert seen.texts[2].startswith("Sunday 22 November 2026, 10:15 to ")
    assert seen.after("Peak attendees") == f"{live.max():,}"
    assert seen.after("Peak attendees", 2).startswith(f"at {live.idxmax():%H:%M:%S}")
    assert seen.after("Average attendees") == f"{inside.mean():,.0f}"
    plays = settled["plays"][: heard.index[-1]].sum()
    assert seen.after("Plays") == f"{plays:,}"
    end = heard.index[-1] + pd.Timedelta(seconds=10)
    lacking = (end - inside.index[0]).total_seconds() - 10 * len(inside)
    assert lacking == 110
    # Beside each figure that it touches.
    assert seen.texts.count("1 min 50 s without data") == 3


def test_what_is_given_is_told_and_nothing_else(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    plain = Read(to_html(frame, provenance)).texts
    for title in ("How long they stayed", "Who watched", "Unique viewers"):
        assert title not in plain
    came = pd.DatetimeIndex(frame.index[:300])
    sessions = pd.DataFrame(
        {
            "viewer": [str(at) for at in range(300)],
            "user_id": [str(at) for at in range(300)],
            "first_seen": came,
            "last_seen": came + pd.Timedelta(minutes=20),
            "country": ["France", "Japan", None] * 100,
            "device": ["Mobile"] * 300,
            "referrer": ["https://u:pw@a.example/x?ks=secret", "<b>"] * 150,
        }
    )
    page = to_html(frame, provenance, sessions=sessions, start="10:15", end="11:40")
    seen = Read(page)
    assert seen.after("Unique viewers") == "300"
    assert seen.after("Median stay") == "20.0"
    assert seen.after("Country", 2) == "100"
    assert "not known" in seen.texts
    assert "a.example/x" in seen.texts
    assert "<b>" in seen.texts
    assert b"secret" not in page
    assert b"pw@" not in page
    harmless(page)


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


def test_what_is_not_known_is_left_out_and_no_nan(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    frame.loc[:, ["dvr_viewers", "plays"]] = None
    text = to_bytes(frame, provenance, "html").decode()
    assert "Watch time" not in text
    assert not re.search(
        r"\b(nan|NaN|None|NA|inf)\b",
        re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL),
    )


def test_an_empty_frame_says_so(empty: pd.DataFrame, provenance: Provenance) -> None:
    seen = Read(to_bytes(empty, provenance, "html"))
    assert "Nothing is known of this event yet." in seen.texts
    assert not seen.all("svg")


def test_each_panel_is_there_when_it_has_figures(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    title = "Average bitrate, Mbps"
    assert title in Read(to_bytes(frame, provenance, "html")).texts
    frame.loc[:, "avg_bitrate_kbps"] = None
    assert title not in Read(to_bytes(frame, provenance, "html")).texts


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


@pytest.mark.parametrize("module", [wording, marks])
def test_the_examples_in_the_docstrings_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert (result.attempted > 0, result.failed) == (True, 0)


def test_every_section_tells_what_it_is_given(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    agenda = pd.DataFrame(
        {"title": ["Welcome", "<i>Demo</i>"], "start": ["10:15", "10:45"]}
    )
    counts = {"n": [50, 40], "k": [20, 10], "d": [6, 4], "x": [2, 1]}
    early = frame.set_axis(pd.DatetimeIndex(frame.index) - pd.Timedelta(days=7))
    half = (early["live_viewers"] // 2).astype("Int64")
    page = to_html(
        frame,
        provenance,
        agenda=agenda,
        stalls=pd.DataFrame(counts),
        usual=[early.assign(live_viewers=half), early],
        alerts=[
            Rule("live_viewers", above=80, for_="10s", name="Many"),
            Rule("live_viewers", above=8000, for_="10s", name="Too many"),
        ],
    )
    harmless(page)
    seen = Read(page)
    table = seen.texts[seen.texts.index("By segment") :]
    live = frame["live_viewers"]
    first, last = live["2026-11-22 10:15":"2026-11-22 10:44:50"].dropna().iloc[[0, -1]]
    row = table.index("Welcome")
    assert table[row + 1 : row + 4] == ["10:15\N{EN DASH}10:45", str(first), str(last)]
    assert "<i>Demo</i>" in seen.texts
    # By plain arithmetic: 6 * 20/50 + 4 * 10/40 of them would be so by chance.
    assert any(
        each.startswith("3 of 10 departures") and "it would be 3," in each
        for each in seen.texts
    )
    settled = live[~frame["provisional"]]
    fired = settled[settled > 80].index[0]
    assert seen.after("Many") == f"{fired:%H:%M:%S}".removesuffix(":00")
    assert seen.after("Too many") == "never"
    table = seen.texts[seen.texts.index("Against earlier events") :]
    row = table.index("15 Nov 2026")
    assert table[row + 1] == f"{half[~frame['provisional'].to_numpy()].max():,}"
    assert table[table.index("15 Nov 2026, no. 2") + 1] == f"{settled.max():,}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"agenda": pd.DataFrame({"a": [1]})},
        {"stalls": pd.DataFrame({"a": [1]})},
        {"usual": ["yesterday"]},
        {"stays": pd.DataFrame({"a": [1]})},
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(
    frame: pd.DataFrame, provenance: Provenance, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError, match=r"\.\Z"):
        to_html(frame, provenance, **wrong)


def test_a_section_of_something_that_is_empty_is_left_out(
    empty: pd.DataFrame, frame: pd.DataFrame, provenance: Provenance
) -> None:
    given = {"agenda": [("Welcome", "10:15")], "usual": [frame]}
    seen = Read(to_html(empty, provenance, **given))
    assert "Against earlier events" not in seen.texts
    one = Read(to_html(frame.iloc[:1], provenance))
    assert one.after("Data coverage") == "100 %"


def test_who_comes_and_goes_is_told_apart_from_the_change(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    begin = pd.Timestamp("2026-11-22 10:15", tz="UTC")
    end = begin + pd.Timedelta("10min")
    stays = {"viewer": ["a"], "first_seen": [begin], "last_seen": [end]}
    asked: dict[str, Any] = {"agenda": [("Welcome", begin)]}
    note = "came minus left is not the change"
    assert note not in " ".join(Read(to_html(frame, provenance, **asked)).texts)
    told = Read(to_html(frame, provenance, sessions=pd.DataFrame(stays), **asked))
    assert note in " ".join(told.texts)


def test_an_event_without_a_name_says_so(
    frame: pd.DataFrame, provenance: Provenance
) -> None:
    nameless = replace(provenance, event=Event("", ""))
    assert "Untitled event" in Read(to_html(frame, nameless)).texts
