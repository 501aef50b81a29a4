"""Any series of viewers is an event."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import webcast_widget as ww
from webcast_widget.analysis import summary
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.peak import Peak

if TYPE_CHECKING:
    from pathlib import Path

START = 1_700_000_047
"""22:14:07 UTC, on no grid."""


def seconds(frame: pd.DataFrame) -> list[int]:
    return [int(at.timestamp()) for at in frame.index]


def known(frame: pd.DataFrame) -> dict[int, int]:
    told = frame[frame["live_viewers"].notna()]
    return dict(zip(seconds(told), told["live_viewers"].tolist(), strict=True))


def public(path: Path) -> Path:
    """What is public: a value a minute, blank off the air, with a gap of 26 hours."""
    rows = [f"{START + 60 * n},{'' if 3 <= n < 6 else 100 + n}" for n in range(10)]
    later = START + 9 * 60 + 26 * 3600
    rows += [f"{later + 60 * n},{n}" for n in range(3)]
    path.write_text("unix_seconds,viewers\n" + "\n".join(rows) + "\n")
    return path


def test_a_public_series_is_an_event(tmp_path: Path) -> None:
    line = ww.series(public(tmp_path / "town-hall.csv"), name="Town hall")
    assert (line.cadence_s, line.refused) == (60, 0)
    assert (line.event.id, line.event.name) == ("town-hall", "Town hall")
    live = line.frame()["live_viewers"].tolist()
    off = [pd.NA] * 3
    assert live == [100, 101, 102, *off, 106, 107, 108, 109, pd.NA, pd.NA, 0, 1, 2]
    assert line.peak() == Peak(109, START + 540)
    told = summary(line)
    assert told.missing_s == 3 * 60  # what follows is the drain
    values = [100, 101, 102, 106, 107, 108, 109, 0, 1, 2]
    average = sum(values) / 10
    whole = summary(line, start=START, end=START + 12 * 60 + 26 * 3600)
    assert whole.average_viewers == pytest.approx(average)
    assert whole.watch_time_s is None


def test_pane_files_and_document_take_it(tmp_path: Path) -> None:
    event = ww.FinishedEvent(ww.series(public(tmp_path / "town-hall.csv")))
    for name in ("x.csv", "x.parquet", "x.xlsx"):
        back = ww.read(event.export(tmp_path / name))
        pd.testing.assert_frame_equal(back, event.df)
        assert back.attrs == {"cadence_s": 60}
    page = event.report(tmp_path / "x.html").read_text()
    assert "Viewers as the series tells them" in page
    assert "eartbeats of live playback" not in page
    assert "DVR viewers are not" not in page  # nobody knows
    pane = ww.WebcastPane(event)
    try:
        assert (pane.cadence_s, pane.window_s) == (60, 10_800)
        assert pane.visible_df["live_viewers"].notna().sum() == 3
    finally:
        pane.close()


LOCAL = [
    ("2025-10-26 01:58:00", 5),
    ("2025-10-26 02:28:00", 6),
    ("2025-10-26 02:58:00", 7),
    ("2025-10-26 02:28:00", 8),
    ("2025-10-26 02:58:00", 9),
    ("2025-10-26 03:28:00", 0),
]
"""Half an hour apart, over the hour that Paris has twice."""


def test_local_times_need_their_zone_and_keep_the_hour_that_comes_twice() -> None:
    frame = pd.DataFrame(LOCAL, columns=["when", "viewers"])
    with pytest.raises(ConfigurationError, match="time_zone='Europe/Paris'"):
        ww.series(frame, time="when")
    line = ww.series(frame, time="when", time_zone="Europe/Paris")
    first = int(pd.Timestamp("2025-10-25 23:58", tz="UTC").timestamp())
    assert known(line.frame()) == {
        first + 1800 * n: v for n, (_, v) in enumerate(LOCAL)
    }
    assert line.cadence_s == 1800
    with pytest.raises(ConfigurationError, match="twice or never"):
        ww.series(frame.iloc[:2], time="when", time_zone="Europe/Paris")
    with pytest.raises(ConfigurationError, match="no time zone 'Mars"):
        ww.series(frame, time="when", time_zone="Mars/Olympus")


@pytest.mark.parametrize(
    "times",
    [
        [START, START + 60, START + 120],
        [float(START), START + 60.9, START + 120.0],
        [1000 * START, 1000 * (START + 60), 1000 * (START + 120)],
        [10**9 * START, 10**9 * (START + 60), 10**9 * (START + 120)],
        [str(START), str(START + 60), f"{START + 120}.5"],
        pd.to_datetime([START, START + 60, START + 120], unit="s", utc=True),
        pd.to_datetime([START, START + 60, START + 120], unit="s"),
        [
            "2023-11-14T22:14:07Z",
            "2023-11-14T23:15:07+01:00",
            "2023-11-14 22:16:07 UTC",
        ],
        ["14.11.2023 22:14:07", "14.11.2023 22:15:07", "14.11.2023 22:16:07"],
        ["11/14/2023 10:14:07 PM", "11/14/2023 10:15:07 PM", "11/14/2023 10:16:07 PM"],
        ["14/11/23 22:14:07", "14/11/23 22:15:07", "14/11/23 22:16:07"],
        [
            "Nov 14, 2023 10:14:07 PM",
            "14 November 2023 22:15:07",
            "Nov. 14, 2023, 22:16:07",
        ],
    ],
)
@pytest.mark.parametrize("values", [[0, None, 7], ["0", "", "7"], [0.0, np.nan, "7.0"]])
def test_moments_and_values_in_many_spellings(times: Any, values: list[Any]) -> None:
    frame = pd.DataFrame({"t": times, "n": pd.Series(values, dtype=object)})
    line = ww.series(frame, "n", "t", time_zone="UTC")
    assert known(line.frame()) == {START: 0, START + 120: 7}
    by_index = frame.set_index(pd.Index(frame["t"]))
    again = ww.series(by_index, "n", None, time_zone="UTC")
    pd.testing.assert_frame_equal(again.frame(), line.frame())


@pytest.mark.parametrize(
    ("encoding", "delimiter", "pack"),
    [
        ("utf-8-sig", ",", False),
        ("utf-16", "\t", False),
        ("cp1252", ";", False),
        ("utf-8", ";", True),
        ("utf-16-le", ",", False),
    ],
)
def test_files_of_other_people(
    tmp_path: Path, encoding: str, delimiter: str, *, pack: bool
) -> None:
    rows = [
        ["Zuschauer über die Zeit"],
        [],
        ["unix_seconds", "room", "viewers"],
        *([str(START + 60 * n), "A", "1,234" if n == 1 else ""] for n in range(3)),
    ]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    path = tmp_path / "viewers.csv"
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if pack else data)
    assert known(ww.series(path).frame()) == {START + 60: 1234}


def test_a_parquet_file(tmp_path: Path) -> None:
    frame = pd.DataFrame({"unix_seconds": [START, START + 60], "viewers": [4, 5]})
    frame.to_parquet(tmp_path / "v.parquet")
    assert known(ww.series(tmp_path / "v.parquet").frame()) == {START: 4, START + 60: 5}


def test_1100_days_are_all_there_and_a_moment_of_1970_is_refused() -> None:
    days: dict[str, Any] = {
        "unix_seconds": [START + 86_400 * n for n in range(1100)],
        "viewers": range(1100),
    }
    line = ww.series(pd.DataFrame(days))
    assert line.cadence_s == 86_400
    assert list(known(line.frame()).values()) == list(range(1100))
    days["unix_seconds"][5] = 700_000_000
    with pytest.raises(ConfigurationError, match="1 of 1,100 values are more than 400"):
        ww.series(pd.DataFrame(days))


def test_the_cadence_that_is_said_holds_and_tens_of_seconds_are_slots() -> None:
    frame = pd.DataFrame(
        {
            "unix_seconds": [10**9, 10**9 + 10, 10**9 + 20, 10**9 + 90],
            "viewers": [1, 2, 3, 4],
        }
    )
    assert ww.series(frame).frame()["live_viewers"].tolist() == [
        1,
        2,
        3,
        *[pd.NA] * 6,
        4,
    ]
    assert ww.series(frame, cadence="1min").frame()["live_viewers"].tolist() == [
        1,
        2,
        3,
        4,
    ]
    shifted = frame.assign(unix_seconds=frame["unix_seconds"] + 3)
    line = ww.series(shifted, cadence=10)
    assert (line.grid_s, line.refused) == (1, 0)
    assert len(known(line.frame())) == 4
    with pytest.raises(ConfigurationError, match=r"cadence_s is 0\.5"):
        ww.series(frame, cadence=0.5)


def test_rows_in_no_order_and_twice_are_one() -> None:
    frame = pd.DataFrame(
        {
            "unix_seconds": [START + at for at in (180, 60, 120, 60, 240)],
            "viewers": [3, 1, 2, 1, None],
        }
    )
    assert known(ww.series(frame).frame()) == {
        START + 60: 1,
        START + 120: 2,
        START + 180: 3,
    }
    frame.loc[3, "viewers"] = 9
    with pytest.raises(ConfigurationError, match="1 moments have different values"):
        ww.series(frame)


@pytest.mark.parametrize(
    ("times", "values", "sentence"),
    [
        ([START, START + 60], [1, -1], "holds -1"),
        ([START, START + 60], [1, 2.5], "holds 2.5"),
        (
            [START, START + 60],
            [1, "many"],
            "Row 2 of the column 'viewers' holds 'many'",
        ),
        ([START, START + 60], ["1.234,5", 2], "holds '1.234,5'"),
        ([START, START + 60], [True, False], "holds True"),
        ([START, START + 60], [None, None], "tells no viewers"),
        ([0, 60], [1, 1], "seconds since the beginning are none"),
        ([START, np.inf], [1, 1], "before 1990"),
        ([START, np.nan], [1, 1], "missing"),
        (["soon", "later"], [1, 1], "'soon' in row 1"),
        (["2023-11-14 22:14Z", "2023-11-14 22:15"], [1, 1], "all of them alike"),
        (["1/2/2025 10:00", "1/2/2025 10:01"], [1, 1], "1 February 2025"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    times: list[Any], values: list[Any], sentence: str
) -> None:
    frame = pd.DataFrame(
        {
            "t": pd.Series(times, dtype=object),
            "viewers": pd.Series(values, dtype=object),
        }
    )
    with pytest.raises(ConfigurationError) as caught:
        ww.series(frame, time="t", time_zone="UTC")
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")


def test_the_order_of_rows_or_of_days_decides_or_the_reader_does() -> None:
    def of(*times: str, **more: Any) -> list[int]:
        frame = pd.DataFrame({"t": times, "viewers": range(len(times))})
        return list(known(ww.series(frame, time="t", time_zone="UTC", **more).frame()))

    feb, jan = (
        pd.Timestamp(day, tz="UTC").timestamp() for day in ("2025-02-01", "2025-01-02")
    )
    assert of("1/2/2025 00:00", "13/2/2025 00:00")[0] == feb
    assert of("1/2/2025 00:00", "1/13/2025 00:00")[0] == jan
    assert (
        of("11/1/2025 00:00", "12/1/2025 00:00", "1/2/2025 00:00")[0]
        == feb - 21 * 86_400
    )
    assert of("1/2/2025 00:00", "1/2/2025 00:01", day_first=True)[0] == feb
    assert of("1/2/2025 00:00", "1/2/2025 00:01", day_first=False)[0] == jan


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="There is no file"):
        ww.series(tmp_path / "none.csv")
    (tmp_path / "x.csv").write_text("time,count\n1,2\n")
    with pytest.raises(ConfigurationError, match="its first row has 'time', 'count'"):
        ww.series(tmp_path / "x.csv")
    (tmp_path / "x.csv").write_bytes(b"\x1f\x8b" + bytes(20))
    with pytest.raises(ConfigurationError, match="could not be read"):
        ww.series(tmp_path / "x.csv")
    (tmp_path / "x.parquet").write_bytes(b"PAR1")
    with pytest.raises(ConfigurationError, match="could not be read"):
        ww.series(tmp_path / "x.parquet")
    with pytest.raises(ConfigurationError, match="no column 'viewers'"):
        ww.series(pd.DataFrame({"unix_seconds": [1]}))
    with pytest.raises(ConfigurationError, match="numbers the rows"):
        ww.series(pd.DataFrame({"viewers": [1]}), time=None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "unix_seconds,viewers\n1700000040,812\n1700000100,1,234\n",
            "Row 3 .* in quotes",
        ),
        ("unix_seconds;viewers\n1700000040;1.000\n", "thousands or a fraction"),
        (
            "unix_seconds,viewers\n1700000040,8\n1700000100,9\nTotal,17\n",
            "Row 4 .*'Total'",
        ),
    ],
)
def test_a_number_that_can_be_another_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "series.csv"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        ww.series(path)


def test_floats_that_cannot_tell_seconds_are_refused() -> None:
    frame = pd.DataFrame({"unix_seconds": [1.7e9, 1.7e9 + 60], "viewers": [1, 2]})
    with pytest.raises(ConfigurationError, match="minutes apart"):
        ww.series(frame.astype({"unix_seconds": "float32"}))


def test_the_hour_that_comes_twice_is_told_by_the_rows_whichever_is_first(
    tmp_path: Path,
) -> None:
    rows = [
        f"2026-10-25 0{hour}:00,{count}"
        for hour, count in ((1, 10), (2, 21), (2, 22), (3, 30))
    ]
    path = tmp_path / "night.csv"
    told = []
    for order in (1, -1):
        path.write_text("\n".join(["time,viewers", *rows[::order]]))
        line = ww.series(path, time="time", time_zone="Europe/Paris")
        told.append(line.frame()["live_viewers"].tolist())
    assert told == [[10, 21, 22, 30]] * 2
