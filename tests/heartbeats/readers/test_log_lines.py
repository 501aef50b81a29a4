"""Access-log lines: every tolerance, and the same as plain Python."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.heartbeats.conftest import rows
from tests.heartbeats.readers.plain import Row, read_line
from webcast_widget.heartbeats.readers.source import read

if TYPE_CHECKING:
    from pathlib import Path

    from tests.heartbeats.conftest import Reading

GOOD = {
    "entryId": "1_abc",
    "sessionId": "s1",
    "eventType": "1",
    "eventIndex": "2",
    "bitrate": "1500",
    "bufferTime": "0.25",
    "referrer": "https://www.example.com/live?a=1&b=2",
    "startTime": "Tue, 14 Nov 2023 22:09:17 GMT",
}
AT = "14/Nov/2023:22:13:20 +0000"
NUMBERS = ["0", "1", "2", "7", "-1", "1500", " 12 ", "+3", "", "abc", "1.5", ".5", "2.",
           "1e3", "1e999", "nan", "inf", "-0.5", "99999999999", "1_000", "0x10", "12a",
           "\u0663", "1 2", "9.999", "30"]  # fmt: skip
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=9
)
PAGES = TEXTS | st.sampled_from(
    ["https://a.example/x?y=1&z=%20", quote("https://b.example/ä")]
)
STARTS = st.sampled_from([
    "Tue, 14 Nov 2023 22:09:17 GMT", "Tue, 14 Nov 2023 2:9:7 GMT", "", "soon", "11:22:33",
    quote("Tue, 14 Nov 2023 22:09:58 GMT"), "99:99:99",
])  # fmt: skip
EVENT = st.fixed_dictionaries(
    {},
    optional={
        "entryId": TEXTS,
        "sessionId": TEXTS,
        "eventType": st.sampled_from(NUMBERS),
        "eventIndex": st.sampled_from(NUMBERS),
        "bitrate": st.sampled_from(NUMBERS),
        "bufferTime": st.sampled_from(NUMBERS),
        "referrer": PAGES,
        "startTime": STARTS,
        "isLive": st.just("1"),
    },
)
NAMES = ["event:{}", "event%3A{}", "event%3a{}", "%65vent:{}", "event%3A{}"]
SPOILED = st.sampled_from([
    "", "   ", "garbage", '127.0.0.1 [x] "GET /?a=1&b=2 HTTP/1.1" 200 "-"',
    f'127.0.0.1 [{AT}] "GET /favicon.ico HTTP/1.1" 404 "-"', f'127.0.0.1 [{AT}] "" 200 "-"',
    f'127.0.0.1 [{AT}] "POST /api_v3/service/x/action/collect?a=1&b=2" 200', "\u0000\u0001",
    f'127.0.0.1 [{AT}] "GET /?service=liveStats&action=collect HTTP/1.1" - "-"',
])  # fmt: skip


def line(
    event: dict[str, str],
    at: str = AT,
    encode: Any = quote_plus,
    names: str = "event%3A{}",
    request: str = "GET {} HTTP/1.1",
    rest: str = '200 "-"',
) -> str:
    fields = [f"{names.format(name)}={encode(value)}" for name, value in event.items()]
    query = "&".join(["service=liveStats", "action=collect", *fields])
    return f'127.0.0.1 [{at}] "{request.format(f"/api_v3/index.php?{query}")}" {rest}\n'


@st.composite
def lines(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 5)) == 0:
        return draw(SPOILED) + "\n"
    event = draw(EVENT)
    event = {**GOOD, **event} if draw(st.booleans()) else event
    return line(
        dict(draw(st.permutations(list(event.items())))),
        draw(st.sampled_from([AT, "14/Nov/2023:22:13:20 +0530", "01/Jan/2023:00:00:00 -0800", "31/Feb/2023:00:00:00 +0000", "now"])),
        draw(st.sampled_from([quote_plus, quote, lambda text: quote(text, safe="")])),
        draw(st.sampled_from(NAMES)),
        draw(st.sampled_from(["GET {} HTTP/1.1", "{}", "POST {}"])),
        draw(st.sampled_from(['200 "-"', "302", '500 "-" 12 "agent"'])),
    )  # fmt: skip


@settings(
    max_examples=60,
    deadline=None,
)
@given(log=st.lists(lines(), min_size=1, max_size=40))
def test_every_line_is_read_as_plain_python_reads_it(
    log: list[str], tmp_path: Path
) -> None:
    log = [line(GOOD), *log]  # which makes it an access log
    expected = [read_line(one) for one in log]
    path = tmp_path / "x.log"
    path.write_text("".join(log), encoding="utf-8", newline="")
    got = read([path], max_refused=None)
    table = got.table.to_pyarrow().to_pylist()
    found = Counter(
        Row(**{name: one.get(name) for name in Row._fields}) for one in table
    )
    assert found == Counter(one for one in expected if isinstance(one, Row))
    reasons = Counter(one for one in expected if isinstance(one, str))
    ignored = Counter({"another request": reasons.pop("another request", 0)})
    assert got.left_out.by_reason == +reasons
    assert +Counter(got.left_out.ignored) == +ignored + Counter(
        {"a blank line": expected.count(None)}
    )


def one(reading: Reading, **changed: str | None) -> dict[str, Any]:
    """Read one line with some fields changed; None takes a field away."""
    event = {k: v for k, v in {**GOOD, **changed}.items() if v is not None}
    (row,) = reading(line(event)).table.to_pyarrow().to_pylist()
    return dict(row)


def test_a_good_line(reading: Reading) -> None:
    row = one(reading)
    assert row.pop("ts").isoformat() == "2023-11-14T22:13:20+00:00"
    assert row == {
        "entry_id": "1_abc",
        "session_id": "s1",
        "event_type": 1,
        "event_index": 2,
        "bitrate": 1500.0,
        "buffer_time": 0.25,
        "start_phase": 7,
        "referrer": "https://www.example.com/live?a=1&b=2",
    }


@pytest.mark.parametrize(
    ("told", "kbps"),
    [
        ("1500", 1500),
        ("0", 0),
        (None, 0),
        ("", 0),
        ("-1", None),
        ("fast", None),
        ("12.5", None),
        ("3000000000", None),
    ],
)
def test_a_bitrate(reading: Reading, told: str | None, kbps: float | None) -> None:
    # A missing one counts as 0 kbps, as in the vendor's parser since April 2015.
    assert one(reading, bitrate=told).get("bitrate") == kbps


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("0.25", 0.25), ("10", 10), ("11", 10), ("-2", 0), (None, 0), ("", 0), ("x", 0)],
)
def test_buffering(reading: Reading, told: str | None, seconds: float) -> None:
    assert one(reading, bufferTime=told)["buffer_time"] == seconds


@pytest.mark.parametrize(
    ("told", "phase"),
    [
        ("Tue, 14 Nov 2023 22:09:58 GMT", 8),
        (quote("Tue, 14 Nov 2023 22:09:41 GMT"), 1),
        ("soon", None),
        (None, None),
    ],
)
def test_the_phase_of_a_player(
    reading: Reading, told: str | None, phase: int | None
) -> None:
    assert one(reading, startTime=told).get("start_phase") == phase


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("entryId", "no entry id"),
        ("eventType", "no event type"),
        ("eventIndex", "no event index"),
    ],
)
def test_a_line_without_what_counts_is_refused(
    reading: Reading, field: str, reason: str
) -> None:
    without = {name: value for name, value in GOOD.items() if name != field}
    got = reading(line(GOOD) + line(without))
    assert got.table.count().to_pyarrow().as_py() == 1
    assert got.left_out.by_reason == {reason: 1}
    assert got.left_out.samples[reason][0].startswith("127.0.0.1 [14/Nov/2023:")
    assert got.left_out.complete


def test_the_zone_of_the_log_counts(reading: Reading) -> None:
    got = reading(line(GOOD, at="15/Nov/2023:03:43:20 +0530"))
    (row,) = got.table.to_pyarrow().to_pylist()
    assert row["ts"].isoformat() == "2023-11-14T22:13:20+00:00"


def test_a_request_that_is_encoded_as_a_whole(reading: Reading) -> None:
    plain = line({**GOOD, "referrer": "x"}, request="{}")
    before, request, after = plain.split('"', 2)
    both = plain + f'{before}"{quote(request, safe="")}"{after}'
    first, second = reading(both).table.to_pyarrow().to_pylist()
    assert first == second


def test_what_decodes_to_no_text_stays_as_it_came(reading: Reading) -> None:
    assert one(reading, sessionId="ab", referrer=None)["session_id"] == "ab"
    odd = line(GOOD).replace("sessionId=s1", "sessionId=%FFs1")
    (row,) = reading(odd).table.to_pyarrow().to_pylist()
    assert row["session_id"] == "%FFs1"
    assert row["bitrate"] == 1500


def test_bytes_that_are_no_text_do_no_harm(reading: Reading) -> None:
    odd = line(GOOD).encode().replace(b"sessionId=s1", b"sessionId=\xff1")
    first, second = rows(reading(line(GOOD).encode() + odd + b"\xfe\xff\0\n"))
    assert {first["session_id"], second["session_id"]} == {"s1", "ÿ1"}


def test_line_feeds_of_every_kind(reading: Reading) -> None:
    log = (
        line(GOOD).strip() + "\r\n" + line(GOOD).strip() + "\n\r\n" + line(GOOD).strip()
    )
    got = reading(log)
    assert len(rows(got)) == 3
    assert got.left_out.total == 0


def test_of_a_field_that_is_there_twice_the_last_counts(reading: Reading) -> None:
    twice = line(GOOD).replace(" HTTP/1.1", "&event:bitrate=700 HTTP/1.1")
    (row,) = rows(reading(twice))
    assert row["bitrate"] == 700
