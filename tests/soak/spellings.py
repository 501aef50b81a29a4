"""The same heartbeats in many spellings: dialects, encodings, types, files and folders."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    from tests.soak.random_tables import Beat

ALL = {"start_phase", "user_id", "country"}
COLUMNS = (
    *("ts", "entry_id", "session_id", "event_type", "event_index"),
    *("bitrate", "buffer_time", "start_phase", "user_id", "country"),
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Spelt:
    """Heartbeats as they were written.

    Parameters
    ----------
    source
        What `webcast_widget.heartbeats.read` is given.
    how
        What was chosen, to be told where it went wrong.
    columns
        The optional columns that it tells.
    log
        Whether it is an access log.
    """

    source: Any
    how: dict[str, Any]
    columns: set[str]
    log: bool = False


def moment(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


def moment_text(us: int, kind: str, chance: random.Random) -> str:
    """Write a moment as a text, in some way that tells its microseconds."""
    whole, micros = divmod(us, 10**6)
    match kind:
        case "s" if not micros:
            return str(whole)
        case "s" | "float":
            return f"{whole}.{micros:06d}"
        case "ms" if not micros % 1000:
            return str(us // 1000)
        case "us" | "ms":
            return str(us)
        case "ns":
            return str(us * 1000)
    at = moment(us)
    end = ""
    if kind == "zoned":
        hours = chance.choice((-8, -3, 0, 1, 2, 5.5))
        if 0 < whole < 10**11:
            at = at.astimezone(timezone(timedelta(hours=hours)))
        end = at.strftime("%z")
        end = f"{end[:3]}:{end[3:]}" if end != "+0000" else chance.choice(("Z", "+00"))
    text = at.strftime(f"%Y-%m-%d{chance.choice('T ')}%H:%M:%S").zfill(19)
    return text + (f".{micros:06d}" if micros else "") + end


def lines_in_files(
    texts: list[bytes], folder: Path, name: str, chance: random.Random
) -> dict[str, Any]:
    """Put texts into files of a folder, packed or not, with copies to be passed over."""
    packing = chance.choice(("plain", "gzip", "members"))
    for number, text in enumerate(texts):
        place = folder / chance.choice(("", "a", "b/c"))
        place.mkdir(parents=True, exist_ok=True)
        data = text
        if packing == "gzip":
            data = gzip.compress(text, 1)
        elif packing == "members":
            cut = chance.randrange(len(text) + 1)
            data = b"".join(
                gzip.compress(one, 1) for one in (b"", text[:cut], text[cut:])
            )
        end = "" if packing == "plain" else ".gz"
        (place / f"{number}-{name}{end}").write_bytes(data)
        if chance.random() < 0.2:
            hidden = folder / chance.choice((".trash", "_temporary/0"))
            hidden.mkdir(parents=True, exist_ok=True)
            (hidden / f"{number}-{name}").write_bytes(text)
    return {"packing": packing, "files": len(texts)}


def chunks(beats: list[Beat], chance: random.Random) -> list[list[Beat]]:
    """Take a table apart into some files."""
    cuts = sorted(chance.randrange(len(beats) + 1) for _ in range(chance.randrange(3)))
    parts = [beats[i:j] for i, j in zip([0, *cuts], [*cuts, len(beats)], strict=True)]
    return [part for part in parts if part]


def csv_files(beats: list[Beat], folder: Path, chance: random.Random) -> Spelt:
    """Write CSV in some dialect, with every figure as some program writes it."""
    delimiter = chance.choice(",;\t|")
    comma = delimiter != "," and chance.random() < 0.4
    encoding = chance.choice(("utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"))
    ends = chance.choice(("\n", "\r\n", "\r"))
    kind = chance.choice(("s", "ms", "us", "ns", "float", "zoned", "naive"))
    absent = chance.choice(("", "", "NA", "nan", "NULL", "None"))
    floats = chance.random() < 0.3
    names = [*COLUMNS, "browser"]
    chance.shuffle(names)

    def number(value: float | None, *, whole: bool = False) -> str:
        if value is None:
            return absent
        text = (
            str(int(value))
            if (whole or value == int(value)) and not floats
            else str(float(value))
        )
        return text.replace(".", ",") if comma else text

    def written(beat: Beat) -> dict[str, str]:
        ts = moment_text(
            beat.us,
            "naive" if beat.odd.get("ts") == "" and kind == "ns" else kind,
            chance,
        )
        is_number = ts.lstrip("-").replace(".", "").isdigit()
        row = {
            "ts": ts.replace(".", ",") if comma and is_number else ts,
            "entry_id": beat.entry_id,
            "session_id": beat.session_id or "",
            "event_type": number(beat.event_type, whole=True),
            "event_index": number(beat.event_index, whole=True),
            "bitrate": number(beat.bitrate),
            "buffer_time": number(beat.buffer_time),
            "start_phase": number(beat.start_phase, whole=True),
            "user_id": beat.user_id or "",
            "country": beat.country or "",
            "browser": "Firefox, 1",
        }
        return row | {name: text for name, text in beat.odd.items() if text}

    texts = []
    for part in chunks(beats, chance):
        out = io.StringIO()
        all_quoted = chance.random() < 0.3
        if chance.random() < 0.1:
            out.write(f"sep={delimiter}{ends}")
        elif chance.random() < 0.2:
            out.write(ends * 3)
        writer = csv.DictWriter(
            out,
            names,
            delimiter=delimiter,
            quoting=csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL,
            lineterminator=ends,
        )
        writer.writeheader()
        writer.writerows(written(beat) for beat in part)
        text = out.getvalue()
        if chance.random() < 0.2:
            text = text.removesuffix(ends)
        texts.append(text.encode(encoding))
    how = lines_in_files(texts, folder, "day.csv", chance)
    how |= {"delimiter": delimiter, "comma": comma, "encoding": encoding, "ends": ends}
    return Spelt(folder, how | {"ts": kind, "absent": absent, "floats": floats}, ALL)


def beacon_files(beats: list[Beat], folder: Path, chance: random.Random) -> Spelt:
    """Write KAVA beacons."""
    kind = chance.choice(("s", "ms", "us", "ns", "float", "zoned", "naive"))
    as_text = chance.random() < 0.4
    encoding = chance.choice(("utf-8", "utf-8-sig", "utf-16"))
    ends = chance.choice(("\n", "\r\n"))
    ascii_only = chance.random() < 0.5

    def figure(value: float) -> Any:
        return str(value) if as_text else value

    def written(beat: Beat) -> str:
        ts: Any = moment_text(beat.us, kind, chance)
        said = {
            "time": int(ts) if ts.lstrip("-").isdigit() and not as_text else ts,
            "entryId": beat.entry_id,
            "sessionId": beat.session_id or "",
            "eventType": figure(3 if beat.event_index == 1 else 99),
            "playbackType": chance.choice(("live", "Live"))
            if beat.event_type == 1
            else "dvr",
            "eventIndex": figure(beat.event_index),
            "userId": beat.user_id or "",
            "browser": "Firefox",
        }
        for name, value in (
            ("actualBitrate", beat.bitrate),
            ("bufferTime", beat.buffer_time),
        ):
            if value is not None:
                said[name] = figure(value)
            elif chance.random() < 0.5:
                said[name] = None
        ours = {"bitrate": "actualBitrate", "buffer_time": "bufferTime"}
        said |= {ours[name]: text for name, text in beat.odd.items() if text}
        keys = list(said)
        chance.shuffle(keys)
        return json.dumps({key: said[key] for key in keys}, ensure_ascii=ascii_only)

    texts = [
        (ends * chance.randrange(2) + ends.join(map(written, part)) + ends).encode(
            encoding
        )
        for part in chunks(beats, chance)
    ]
    how = lines_in_files(texts, folder, "day.jsonl", chance)
    how |= {"ts": kind, "text": as_text, "encoding": encoding, "ends": ends}
    return Spelt(folder, how, {"user_id"})


def log_files(beats: list[Beat], folder: Path, chance: random.Random) -> Spelt:
    """Write access logs of the collector."""
    zone = timezone(timedelta(hours=chance.choice((0, -8, 5.5))))
    encode = chance.choice((quote, quote_plus, None))
    ends = chance.choice(("\n", "\r\n", "\r"))

    def written(beat: Beat) -> str:
        fields = {
            "entryId": beat.entry_id,
            "sessionId": beat.session_id or "",
            "eventType": beat.event_type,
            "eventIndex": beat.event_index,
            **({} if beat.bitrate is None else {"bitrate": int(beat.bitrate)}),
            **({} if beat.buffer_time is None else {"bufferTime": beat.buffer_time}),
        }
        pairs = [("service", "liveStats"), ("action", "collect")]
        pairs += [(f"event:{name}", str(value)) for name, value in fields.items()]
        if beat.start_phase is not None:
            at = f"Tue, 14 Nov 2023 22:09:1{beat.start_phase} GMT"
            pairs.append(("event:startTime", quote(at)))
        chance.shuffle(pairs)
        query = "&".join(
            f"{name}={encode(value, safe='%') if encode else value}"
            for name, value in pairs
        )
        at = moment(beat.us).astimezone(zone).strftime("%d/%b/%Y:%H:%M:%S %z")
        before = chance.choice(
            ("10.0.0.1 - - ", "[2001:db8::1] - - ", "nginx[12]: 10.0.0.1 ")
        )
        return f'{before}[{at}] "GET /api_v3/index.php?{query} HTTP/1.1" 200 5'

    texts = [
        (ends.join(map(written, part)) + ends).encode()
        for part in chunks(beats, chance)
    ]
    how = lines_in_files(texts, folder, "access.log", chance)
    return Spelt(
        folder, how | {"zone": str(zone), "ends": ends}, {"start_phase"}, log=True
    )


def arrow(beats: list[Beat], chance: random.Random) -> tuple[pa.Table, dict[str, Any]]:
    """Give a table, with each column in some type that holds it."""
    broken = any(text for beat in beats for text in beat.odd.values())
    kind = chance.choice(("us", "ms", "naive", "ints", "floats", "text"))
    if kind == "ms" and any(beat.us % 1000 for beat in beats):
        kind = "us"
    us = [beat.us for beat in beats]
    match kind:
        case "us" | "naive":
            ts = pa.array(us, pa.timestamp("us", None if kind == "naive" else "UTC"))
        case "ms":
            ts = pa.array([one // 1000 for one in us], pa.timestamp("ms", "UTC"))
        case "ints":
            ts = pa.array([one // 10**6 if not one % 10**6 else one for one in us])
        case "floats":
            ts = pa.array([one / 1e6 for one in us])
        case _:
            way = chance.choice(("s", "us", "float", "zoned", "naive"))
            ts = pa.array([moment_text(one, way, chance) for one in us])
    whole = chance.choice((pa.int8(), pa.int64(), pa.float64(), pa.string()))
    figure = pa.string() if broken or chance.random() < 0.3 else pa.float64()
    text = chance.choice(
        (pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string()))
    )

    def column(name: str, dtype: pa.DataType) -> pa.Array:
        values = [beat.odd.get(name) or getattr(beat, name) for beat in beats]
        if pa.types.is_string(dtype):
            values = [value if value is None else str(value) for value in values]
        return pa.array(values, dtype)

    columns = {"ts": ts}
    columns |= {
        name: column(name, whole)
        for name in ("event_type", "event_index", "start_phase")
    }
    columns |= {name: column(name, figure) for name in ("bitrate", "buffer_time")}
    columns |= {
        name: column(name, text)
        for name in ("entry_id", "session_id", "user_id", "country")
    }
    names = list(columns)
    chance.shuffle(names)
    how = {"ts": kind, "whole": str(whole), "figure": str(figure), "text": str(text)}
    return pa.table({name: columns[name] for name in names}), how


def parquet_files(beats: list[Beat], folder: Path, chance: random.Random) -> Spelt:
    """Write Parquet files, of one kind or of several."""
    how: dict[str, Any] = {}
    for number, part in enumerate(chunks(beats, chance)):
        table, chosen = arrow(part, chance)
        place = folder / chance.choice(("", "a[1]", "x*"))
        place.mkdir(parents=True, exist_ok=True)
        packing = chance.choice(("snappy", "zstd", "gzip", "none"))
        pq.write_table(
            table,
            place / f"day[{number}].parquet",
            compression=packing,
            row_group_size=chance.choice((3, 1000)),
            write_statistics=chance.random() < 0.8,
        )
        how[f"file {number}"] = chosen | {"packing": packing}
    return Spelt(folder, how, ALL)


def frame(beats: list[Beat], _: Path, chance: random.Random) -> Spelt:
    """Hand a table over, of some library."""
    table, how = arrow(beats, chance)
    kind = chance.choice(("arrow", "pandas", "polars", "theirs"))
    source: Any = table
    if kind == "pandas" and how["ts"] == "text":
        source = pd.DataFrame(
            {name: table[name].to_pandas() for name in table.column_names}
        )
    elif kind == "polars":
        source = pl.from_arrow(table)
    elif kind == "theirs":
        theirs = ibis.duckdb.connect()
        theirs.raw_sql("SET TimeZone = 'America/New_York'")
        theirs.con.register("theirs", table)
        source = theirs.table("theirs")
    return Spelt(source, how | {"library": kind}, ALL)


SPELLINGS: dict[str, Callable[[list[Beat], Path, random.Random], Spelt]] = {
    "csv": csv_files,
    "beacons": beacon_files,
    "log": log_files,
    "parquet": parquet_files,
    "frame": frame,
}
